"""
Say in plain words what a scope lets an application do.

Owns the words of operations and areas.
Never decides what a scope covers; model/scope.py does.
Next door: the pages of consent and of connected apps show them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from vinculum.model.scope import SERVICE

_DOES: Mapping[str, str] = {
    "all": "Read, add, change and delete",
    "read": "Read",
    "create": "Add",
    "update": "Change",
    "delete": "Delete",
    "write": "Add and change",
    "custom": "Use",
}
_AREAS: Mapping[str, str] = {
    "modules": "records of all modules",
    "modules.pricebooks": "price books",
    "modules.salesorders": "sales orders",
    "modules.purchaseorders": "purchase orders",
    "modules.custom": "records of custom modules",
    "modules.search": "search results",
    "settings": "all settings: modules, fields, layouts, roles, profiles and more",
    "users": "users",
    "org": "the organization's profile",
    "files": "files",
    "bulk": "records in bulk",
    "coql": "records by queries",
    "notifications": "notifications of changes",
    "change_owner": "owners of records",
    "functions.execute": "functions, by running them",
    "composite_requests": "several calls in one",
}
_WHOLE: Mapping[str, str] = {
    "aaaserver.profile.read": "See your name and e-mail address",
    "profile.userphoto.read": "See your photo",
    "zohosearch.securesearch.read": "Search records by words",
}
_SETTINGS = "settings."
_MODULES = "modules."


def in_words(scopes: Iterable[str]) -> list[tuple[str, str]]:
    """Pair what each scope lets one do with the scope itself, in order."""
    return [(_sentence(scope), scope) for scope in scopes]


def _sentence(scope: str) -> str:
    lowered = scope.lower()
    if lowered in _WHOLE:
        return _WHOLE[lowered]
    service, _, rest = lowered.partition(".")
    area, _, operation = rest.rpartition(".")
    if operation not in _DOES:
        return scope
    if service != SERVICE:
        return f"{_DOES[operation]} files" if area == "files" else scope
    return f"{_DOES[operation]} {_words_of(area)}"


def _words_of(area: str) -> str:
    """Name an area; what has no words of its own is named by itself."""
    if area in _AREAS:
        return _AREAS[area]
    if area.startswith(_MODULES):
        return area.removeprefix(_MODULES).replace("_", " ").replace(".", " ")
    if area.startswith(_SETTINGS):
        return f"settings of {area.removeprefix(_SETTINGS).replace('_', ' ')}"
    return area.replace("_", " ").replace(".", ", ")
