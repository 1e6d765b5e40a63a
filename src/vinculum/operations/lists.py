"""
Read records of a module: one, a page, the recycle bin.

Owns what is asked of the store for them, and the order in which such a reading is refused.
Never renders, never judges a right itself.
Next door: rules/listing.py for the query, search.py for criteria, related_records.py for lists
of a record.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import get_args

from vinculum.errors import catalogue
from vinculum.errors.refusal import Refusal, Refused
from vinculum.model.module import Module
from vinculum.model.record import ListedRecord, Record, Values, listed
from vinculum.operations.external import resolve_key, resolve_keys
from vinculum.operations.naming import named_by, read_names, read_values, rows_of
from vinculum.operations.results import DeletedPage, RecordPage
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
        return RecordPage(records=(), single=True)
    own = _module_of(call, module, record)
    if own is None or not may_see(call.schema, call.actor, own, record):
        return RecordPage(records=(), single=True)
    shown = page_of_record(call, record, page)
    if own.api_name == NOTES and not _sees_parent(call, shown):
        return RecordPage(records=(), single=True)
    return shown if is_news(record, page.since) else RecordPage(records=(), since=True)


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
    records: Sequence[ListedRecord],
    page: PageRequest,
    *,
    attributes: Mapping[str, Values] | None = None,
    row_fields: tuple[str, ...] = (),
    activities: bool = False,
) -> RecordPage:
    """Make a page of records that were read with one more than it has, with all that they name."""
    shown = tuple(records[: page.per_page])
    named = named_by(call.schema, shown)
    whole = call.work.read_records(each.id for each in shown) if row_fields else {}
    rows = rows_of(whole.values(), row_fields)
    return RecordPage(
        records=shown,
        names=read_names(call, shown, named.lookups, rows),
        references=named.references,
        attributes=attributes or {},
        rows=rows,
        page=page.page,
        per_page=page.per_page,
        more=len(records) > page.per_page,
        fields=page.fields,
        since=page.since is not None,
        row_fields=row_fields,
        activities=activities,
    )


def page_of_record(call: Call, record: Record, page: PageRequest) -> RecordPage:
    """Make the answer about one record, with everything in it."""
    shown = (listed(record),)
    named, rows = named_by(call.schema, shown), rows_of((record,))
    module = call.schema.module_of_id(record.module)
    return RecordPage(
        records=shown,
        names=read_names(call, shown, named.lookups, rows),
        references=named.references,
        rows=rows,
        values=read_values(call, module, rows.get(record.id, {})),
        fields=page.fields,
        since=page.since is not None,
        single=True,
    )


def _module_of(call: Call, module: Module, record: Record) -> Module | None:
    """The record's module, when the module of the path is that one or a union with it."""
    members = members_of(call.schema, call.actor, module)
    return next((each for each in members if each.id == record.module), None)


def _sees_parent(call: Call, page: RecordPage) -> bool:
    """Tell whether the actor sees the record that a page's one note is about."""
    parent_id = page.references[page.records[0].references].get(NOTE_PARENT)
    parent = page.names.get(parent_id) if isinstance(parent_id, int) else None
    module = None if parent is None else call.schema.find_module_of_id(parent.module)
    if parent is None or module is None:
        return call.actor.profile.administrator
    return may_see(call.schema, call.actor, module, parent)
