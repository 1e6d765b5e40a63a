"""
Keep attachments and their contents.

Owns the statements of tables `attachment` and `attachment_part`; a content is rows of pieces, so
that neither a reader nor the log ever holds all of it.
Never looks into a content.
Next door: model/attachment.py for the value.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec
from sqlalchemy import ColumnElement, bindparam, delete, select, update

from vinculum.model.attachment import Attachment
from vinculum.model.change import (
    CutAttachment,
    DeleteRecord,
    MoveAttachments,
    PutAttachment,
    PutAttachmentPart,
)
from vinculum.sqlstore.engines.engine import Connection, Engine
from vinculum.sqlstore.planner import FROM_TOP
from vinculum.sqlstore.statement import Arguments, Reading, Writing
from vinculum.sqlstore.tables import ATTACHMENT, ATTACHMENT_PART

KEYS = ("org", "id")
FIELDS = Attachment.__struct_fields__
_COLUMNS, _PARTS = ATTACHMENT.c, ATTACHMENT_PART.c


class Attachments:
    """Statements on attachments."""

    def __init__(self, engine: Engine) -> None:
        others = [name for name in FIELDS if name != "id"]
        self._put = Writing(engine, engine.upsert(ATTACHMENT, KEYS), [*KEYS, *others])
        part_keys = ("org", "id", "part")
        self._put_part = Writing(
            engine, engine.upsert(ATTACHMENT_PART, part_keys), [*part_keys, "data"]
        )
        self._cut, self._cut_parts = (
            Writing(
                engine, delete(table).where(*(table.c[key] == bindparam(key) for key in KEYS)), KEYS
            )
            for table in (ATTACHMENT, ATTACHMENT_PART)
        )
        below = _below()
        mine = select(_COLUMNS.id).where(*below)
        self._clear_parts = Writing(
            engine,
            delete(ATTACHMENT_PART).where(_PARTS.org == bindparam("key_org"), _PARTS.id.in_(mine)),
            ["key_org", "org", "parent"],
        )
        self._clear = Writing(engine, delete(ATTACHMENT).where(*below), ["org", "parent"])
        self._move = Writing(
            engine,
            update(ATTACHMENT)
            .values(parent=bindparam("to"), module=bindparam("to_module"))
            .where(*below),
            ["to_module", "to", "org", "parent"],
        )
        self._read_with(engine)

    def _read_with(self, engine: Engine) -> None:
        """Make the statements that read."""
        below = _below()
        part_keys = ("org", "id", "part")
        rows = select(*(_COLUMNS[name] for name in FIELDS))
        self._page: Reading[tuple[object, ...]] = Reading(
            engine,
            rows.where(*below, _COLUMNS.modified > bindparam("after"))
            .order_by(_COLUMNS.id.desc())
            .limit(bindparam("limit"))
            .offset(bindparam("offset")),
        )
        self._some: Reading[tuple[object, ...]] = Reading(
            engine, rows.where(below[0], _COLUMNS.id.in_(bindparam("ids", expanding=True)))
        )
        self._linked: Reading[tuple[int]] = Reading(
            engine,
            select(_COLUMNS.id)
            .where(*below, _COLUMNS.url == bindparam("url"))
            .limit(bindparam("limit"))
            .offset(FROM_TOP),
        )
        self._part: Reading[tuple[bytes]] = Reading(
            engine,
            select(_PARTS.data).where(
                *(_PARTS[key] == bindparam(key) for key in part_keys),
            ),
        )

    def put(self, connection: Connection, org: int, changes: Iterable[PutAttachment]) -> None:
        """Add attachments."""
        rows = [
            (
                org,
                c.attachment.id,
                *(getattr(c.attachment, name) for name in FIELDS if name != "id"),
            )
            for c in changes
        ]
        self._put.write(connection, rows)

    def put_parts(
        self, connection: Connection, org: int, changes: Iterable[PutAttachmentPart]
    ) -> None:
        """Keep pieces of contents."""
        self._put_part.write(connection, [(org, c.id, c.part, c.data) for c in changes])

    def cut(self, connection: Connection, org: int, changes: Iterable[CutAttachment]) -> None:
        """Remove attachments with their contents."""
        rows = [(org, c.id) for c in changes]
        self._cut_parts.write(connection, rows)
        self._cut.write(connection, rows)

    def cut_all_of(self, connection: Connection, org: int, changes: Iterable[DeleteRecord]) -> None:
        """Remove whatever hangs on deleted records."""
        parents = [c.id for c in changes]
        self._clear_parts.write(connection, [(org, org, parent) for parent in parents])
        self._clear.write(connection, [(org, parent) for parent in parents])

    def move(self, connection: Connection, org: int, changes: Iterable[MoveAttachments]) -> None:
        """Hang what hangs on one record on another."""
        rows = [(c.to_module, c.to, org, c.parent) for c in changes]
        self._move.write(connection, rows)

    def page(
        self, connection: Connection, org: int, parent: int, window: tuple[int, int, int]
    ) -> Sequence[Attachment]:
        """Read what hangs on a record, newest first; `window` is (after, offset, limit)."""
        after, offset, limit = window
        arguments: Arguments = {
            "org": org,
            "parent": parent,
            "after": after,
            "offset": offset,
            "limit": limit,
        }
        return [_attachment(row) for row in self._page.read(connection, arguments)]

    def read(
        self, connection: Connection, org: int, ids: Sequence[int]
    ) -> Mapping[int, Attachment]:
        """Read the attachments among these ids."""
        rows = self._some.read(connection, {"org": org, "ids": ids}) if ids else []
        found = (_attachment(row) for row in rows)
        return {attachment.id: attachment for attachment in found}

    def has_link(self, connection: Connection, org: int, parent: int, url: str) -> bool:
        """Tell whether a link hangs on a record already."""
        arguments: Arguments = {"org": org, "parent": parent, "url": url, "limit": 1}
        return bool(self._linked.read(connection, arguments))

    def read_part(self, connection: Connection, org: int, key: tuple[int, int]) -> bytes | None:
        """Read a piece of a content; `key` is (attachment, number from 0)."""
        rows = self._part.read(connection, {"org": org, "id": key[0], "part": key[1]})
        return bytes(rows[0][0]) if rows else None


def _below() -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """What hangs on one record."""
    return _COLUMNS.org == bindparam("org"), _COLUMNS.parent == bindparam("parent")


def _attachment(row: tuple[object, ...]) -> Attachment:
    return msgspec.convert(dict(zip(FIELDS, row, strict=True)), Attachment)
