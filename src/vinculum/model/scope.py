"""
Parse scopes and tell what they cover.

Owns the grammar Service.scopename[.sub].OPERATION and the rules of covering.
Never knows a token.
Next door: wire/gate.py asks `covers`.
"""

from __future__ import annotations

import re

from vinculum.model.value import Value

SERVICE = "zohocrm"
OPERATIONS = frozenset({"all", "read", "create", "update", "delete", "write", "custom"})
WRITES = frozenset({"create", "update"})

# What a call may need, besides its exact operation, to be admitted.
GRANTED_BY = {
    "read": ("all", "read"),
    "create": ("all", "write", "create"),
    "update": ("all", "write", "update"),
    "delete": ("all", "delete"),
    "delink": ("all", "write", "delete"),
    "upsert": ("all", "write", "create"),
    "any": ("all", "read", "write", "create", "update", "delete"),
}

SETTINGS_AREAS = frozenset(
    """territories custom_views related_lists modules tab_groups fields layouts macros custom_links
    custom_buttons roles profiles currencies variables variable_groups tags pipeline
    assignment_rules wizards emails global_picklist fiscal_year business_hours clientportal
    unsubscribe user_groups users_unavailability record_locking_configurations recycle_bin
    audit_logs map_dependency intelligence mailmerge""".split()
)
_CRM_AREAS = frozenset(
    """users org settings modules files bulk coql notifications mass_update mass_delete mass_convert
    change_owner share send_mail templates functions composite_requests""".split()
)
OTHER_SERVICES = frozenset(
    {"aaaserver.profile.read", "profile.userphoto.read", "zohosearch.securesearch.read"}
    | {f"zohofiles.files.{operation}" for operation in ("all", "create", "read")}
)
# Any of them admits a search by word (records 4; that the second implies the first is chosen).
WORD_SEARCH = frozenset({"zohosearch.securesearch.read", f"{SERVICE}.modules.all"})
_SEPARATORS = re.compile(r"[,\s]+")


class Need(Value):
    """
    What a call asks of a token.

    `area` is a path below the service as "modules.leads" or "settings.fields";
    `operation` a key of GRANTED_BY.
    """

    area: str
    operation: str


def parse_scopes(text: str) -> tuple[str, ...]:
    """Split a scope parameter at commas and blanks, in order, without repetitions."""
    return tuple(dict.fromkeys(part for part in _SEPARATORS.split(text) if part))


def is_known(scope: str) -> bool:
    """Tell whether a scope is one the accounts server may grant."""
    lowered = scope.lower()
    if lowered in OTHER_SERVICES:
        return True
    parts = lowered.split(".")
    if len(parts) < 3 or parts[0] != SERVICE or parts[1] not in _CRM_AREAS:
        return False
    if not all(re.fullmatch(r"[a-z0-9_]+", part, re.ASCII) for part in parts):
        return False
    if parts[-1] not in OPERATIONS:
        return False
    return parts[1] != "settings" or len(parts) == 3 or parts[2] in SETTINGS_AREAS


def covers(granted: frozenset[str], need: Need) -> bool:
    """
    Tell whether lower-cased granted scopes admit a call.

    `X.ALL` at the level, any parent group with a fitting operation, or the exact
    operation (oauth 7).
    """
    words = GRANTED_BY[need.operation]
    path = need.area.split(".")
    levels = (".".join(path[:depth]) for depth in range(len(path), 0, -1))
    return any(f"{SERVICE}.{level}.{word}" in granted for level in levels for word in words)
