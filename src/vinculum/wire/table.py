"""
Join the endpoints of all resources into one table.

Owns the list of everything that has an address under /crm.
Never adds behaviour.
Next door: wire/resources/ for the rows, routing.py for the tree made of them.
"""

from __future__ import annotations

from vinculum.wire.endpoint import Endpoint
from vinculum.wire.resources import (
    attachments,
    contact_roles,
    conversion,
    fields,
    functions,
    layouts,
    modules,
    notes,
    org,
    profiles,
    records,
    related_lists,
    related_records,
    roles,
    users,
    variable_groups,
    variables,
)
from vinculum.wire.unsupported import unsupported_endpoints, wrong_verb_endpoints

SERVED: tuple[Endpoint, ...] = (
    *modules.ENDPOINTS,
    *fields.ENDPOINTS,
    *layouts.ENDPOINTS,
    *related_lists.ENDPOINTS,
    *org.ENDPOINTS,
    *users.ENDPOINTS,
    *roles.ENDPOINTS,
    *profiles.ENDPOINTS,
    *variables.ENDPOINTS,
    *variable_groups.ENDPOINTS,
    *functions.ENDPOINTS,
    *contact_roles.ENDPOINTS,
    *conversion.ENDPOINTS,
    *notes.ENDPOINTS,
    *attachments.ENDPOINTS,
    *related_records.ENDPOINTS,
    *records.ENDPOINTS,
)
_KNOWN = (*SERVED, *unsupported_endpoints())
ENDPOINTS: tuple[Endpoint, ...] = (*_KNOWN, *wrong_verb_endpoints(_KNOWN))
