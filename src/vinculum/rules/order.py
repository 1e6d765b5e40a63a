"""
Keep the order in which a request is refused.

Owns the checks that need only the schema and the actor, one small function each.
Never looks at a body before the record of the path was looked up.
Next door: permissions.py judges rights; operations call these checks in this order: path shape,
token, user active, scope, module, verb, name of the list, parent record, permission, body, items.
"""

from __future__ import annotations

from vinculum.errors import catalogue
from vinculum.errors.refusal import Refusal, Refused
from vinculum.model.actor import Actor
from vinculum.model.module import Module
from vinculum.model.relation import RelatedList
from vinculum.rules.permissions import sees_module
from vinculum.schema.snapshot import Schema


def require_module(schema: Schema, actor: Actor, name: str) -> Module:
    """
    The module that a path names, by API name or alias in any case.

    Refuses with: MODULE_INVALID (unknown, or no tab permission), MODULE_UNSUPPORTED.
    """
    module = schema.find_module(name)
    if module is None or not sees_module(actor, module):
        raise Refused(catalogue.MODULE_INVALID.refusal())
    if not module.api_supported:
        raise Refused(catalogue.MODULE_UNSUPPORTED.refusal())
    return module


def require_verb(*, served: bool) -> None:
    """Refuse a verb that the module or list does not serve, with METHOD_INVALID."""
    if not served:
        raise Refused(catalogue.METHOD_INVALID.refusal())


def require_list(schema: Schema, module: Module, name: str) -> RelatedList:
    """
    The related list that a path names, by API name or alias in any case.

    Refuses with: RELATION_NAME_INVALID.
    """
    related_list = schema.find_list(module, name)
    if related_list is None:
        raise Refused(catalogue.RELATION_NAME_INVALID.refusal())
    return related_list


def require_granted(refusal: Refusal | None) -> None:
    """Refuse the whole request when a right is missing."""
    if refusal is not None:
        raise Refused(refusal)
