"""
Read records of a module: one, a page, the recycle bin.

Owns what is asked of the store for them, and the order in which such a reading is refused.
Never renders, never judges a right itself.
Next door: rules/listing.py for the query, search.py for criteria, related_records.py for lists
of a record.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import get_args

from vinculum.errors import catalogue
from vinculum.errors.refusal import Refusal, Refused
from vinculum.model.module import Module
from vinculum.model.record import Record, RecordRef
from vinculum.operations.external import resolve_key, resolve_keys
from vinculum.operations.naming import Found, rows_and_names, values_behind_rows
from vinculum.operations.results import DeletedPage, RecordPage, Row
from vinculum.ports.services import Call
from vinculum.ports.store import DeletedKind, DeletedRecord
from vinculum.query.record_query import Condition, IdIn, Order
from vinculum.rules.commands import PageDeleted, PageRecords, PageRequest, ReadRecord
from vinculum.rules.listing import (
    NEWEST_FIRST,
    members_of,
    news_after,
    offset_of,
    order_of,
    query_of,
)
from vinculum.rules.order import require_granted, require_module
from vinculum.rules.permissions import denial, may_see, visible_owners
from vinculum.rules.writing import FAMILIES, NOTES, RECORDS

NOTE_PARENT = "Parent_Id"
DELETED_TYPES: Mapping[str, DeletedKind] = {kind: kind for kind in get_args(DeletedKind)}


def read_record(call: Call, command: ReadRecord) -> RecordPage:
    """
    Read one record with everything in it; an empty page when the actor sees no such record.

    Converted and unapproved records are read by id. A note is seen with its parent.

    Refuses with: MODULE_INVALID, MODULE_UNSUPPORTED, NO_PERMISSION_READ, what the
    parameters say.
    """
    module = require_readable(call, command.module)
    page = require_page(command.page)
    record_id = resolve_key(call, module, command.key)
    record = None if record_id is None else call.work.read_records([record_id]).get(record_id)
    if record is None:  # Quirk Q-008: no refusal, an empty page.
        return RecordPage(rows=(), names={}, single=True)
    own = _module_of(call, module, record)
    if own is None or not may_see(call.schema, call.actor, own, record):
        return RecordPage(rows=(), names={}, single=True)
    shown = page_of_records(call, [record], page, single=True)
    if own.api_name == NOTES and not _sees_parent(call, shown.rows[0], shown.names):
        return RecordPage(rows=(), names={}, single=True)
    return shown if is_news(record, page.since) else RecordPage(rows=(), names={}, since=True)


def is_news(record: Record, since: int | None) -> bool:
    """Tell whether a record changed after the time that the request knows, if it knows one."""
    after = news_after(since)
    return after is None or record.modified >= after


def page_records(call: Call, command: PageRecords) -> RecordPage:
    """
    Read a page of a module's records that the actor sees.

    Refuses with: MODULE_INVALID, MODULE_UNSUPPORTED, NOTES_ADMIN_ONLY, NO_PERMISSION_READ,
    what the parameters say, PARAM_VIEW_INVALID, EXTERNAL_FIELD_INVALID, PARAM_INVALID (sort_by).
    """
    module = require_listable(call, command.module)
    page = require_page(command.page)
    if page.view is not None:
        raise Refused(catalogue.PARAM_VIEW_INVALID.refusal(param="cvid"))
    keys = page.ids
    where = None if keys is None else IdIn(ids=(*resolve_keys(call, module, keys).values(),))
    return page_of_query(call, module, page, where, order_of(module, page))


def page_deleted(call: Call, command: PageDeleted) -> DeletedPage:
    """
    Read a page of what was deleted from a module, newest deletion first.

    What has left the recycle bin is listed for a while as `permanent`. Whom a deleted record
    belonged to is not kept apart, so who sees only some of a module's records sees none here.

    Refuses with: MODULE_INVALID, MODULE_UNSUPPORTED, NO_PERMISSION_READ, what the
    parameters say, PARAM_INVALID (type).
    """
    module = require_listable(call, command.module)
    page = require_page(command.page)
    if command.type not in DELETED_TYPES:
        raise Refused(catalogue.PARAM_INVALID.refusal(param="type"))
    hidden = visible_owners(call.schema, call.actor, module) is not None
    rows = () if hidden else _read_deleted(call, module, DELETED_TYPES[command.type], page)
    return DeletedPage(
        rows=rows[: page.per_page],
        page=page.page,
        per_page=page.per_page,
        more=len(rows) > page.per_page,
        since=page.since is not None,
    )


def _read_deleted(
    call: Call, module: Module, kind: DeletedKind, page: PageRequest
) -> tuple[DeletedRecord, ...]:
    after, limit = news_after(page.since), page.per_page + 1
    return tuple(call.work.page_deleted(module.id, after, offset_of(page), limit, kind))


def require_readable(call: Call, name: str) -> Module:
    """
    The module of a path, when the actor may read its records.

    Refuses with: MODULE_INVALID, MODULE_UNSUPPORTED, NO_PERMISSION_READ.
    """
    module = require_module(call.schema, call.actor, name)
    require_right_to_read(call, module)
    return module


def require_right_to_read(call: Call, module: Module) -> None:
    """Refuse when the profile may not read a module, in the words of its family."""
    family = FAMILIES.get(module.api_name, RECORDS)
    require_granted(denial(call.actor, module, "read", family.denials))


def require_listable(call: Call, name: str) -> Module:
    """
    The module of a path, when the actor may list its records.

    Notes are listed across all parents, so only administrators may.

    Refuses with: MODULE_INVALID, MODULE_UNSUPPORTED, NOTES_ADMIN_ONLY, NO_PERMISSION_READ.
    """
    module = require_module(call.schema, call.actor, name)
    if module.api_name == NOTES and not call.actor.profile.administrator:
        raise Refused(catalogue.NOTES_ADMIN_ONLY.refusal())
    return require_readable(call, name)


def require_page(page: PageRequest | Refusal) -> PageRequest:
    """The parameters of a list, when they could be read."""
    if isinstance(page, Refusal):
        raise Refused(page)
    return page


def page_of_query(
    call: Call,
    module: Module,
    page: PageRequest,
    where: Condition | None,
    order: Order = NEWEST_FIRST,
) -> RecordPage:
    """Read one page of what the actor sees of a module, or of the members of a union."""
    modules = members_of(call.schema, call.actor, module)
    query = query_of(call.schema, call.actor, modules, page, where=where, order=order)
    records = call.work.page_records(query)
    return page_of_records(call, records, page, activities=bool(module.members))


def page_of_records(
    call: Call,
    records: Iterable[Record],
    page: PageRequest,
    *,
    single: bool = False,
    activities: bool = False,
) -> RecordPage:
    """Make a page of records that were read with one row more than it has."""
    schema = call.schema
    found = [Found(module=schema.module_of_id(each.module), record=each) for each in records]
    return page_of_found(call, found, page, single=single, activities=activities)


def page_of_found(
    call: Call,
    found: list[Found],
    page: PageRequest,
    *,
    single: bool = False,
    activities: bool = False,
    row_fields: tuple[str, ...] = (),
) -> RecordPage:
    """Make a page of what was found, with the names that its rows need."""
    shown = found[: page.per_page]
    rows, names = rows_and_names(call, shown, None if single else row_fields)
    return RecordPage(
        rows=rows,
        names=names,
        page=page.page,
        per_page=page.per_page,
        more=len(found) > page.per_page,
        fields=page.fields,
        since=page.since is not None,
        single=single,
        values=values_behind_rows(call, rows[0]) if single and rows else {},
        row_fields=row_fields,
        activities=activities,
    )


def _module_of(call: Call, module: Module, record: Record) -> Module | None:
    """The record's module, when the module of the path is that one or a union with it."""
    members = members_of(call.schema, call.actor, module)
    return next((each for each in members if each.id == record.module), None)


def _sees_parent(call: Call, row: Row, names: Mapping[int, RecordRef]) -> bool:
    parent_id = row.references.get(NOTE_PARENT)
    parent = names.get(parent_id) if isinstance(parent_id, int) else None
    module = None if parent is None else call.schema.find_module_of_id(parent.module)
    if parent is None or module is None:
        return call.actor.profile.administrator
    return may_see(call.schema, call.actor, module, parent)
