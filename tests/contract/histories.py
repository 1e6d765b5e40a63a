"""
Make up histories: changes that are sound one after another.

Owns the strategy and the dump by which two worlds are compared.
"""

from __future__ import annotations

from hypothesis import strategies as st

from tests.contract.desk import ADA, LEADS, Desk, record, rows
from vinculum.model.change import (
    Change,
    CutClient,
    CutExpired,
    CutLinks,
    CutMetadata,
    CutToken,
    DeleteRecord,
    IndexField,
    InsertRecord,
    PutClient,
    PutLinks,
    PutMetadata,
    PutToken,
    UpdateRecord,
)
from vinculum.model.record import IndexRows
from vinculum.sqlstore.tables import METADATA

IDS = range(1, 7)
UNIQUE, TEXT, NUMBER = 11, 12, 13
RELATION = 50
DERIVED = ("idx_text", "idx_number", "idx_word", "idx_phone", "idx_unique")
# The log and the versions of orgs are made by writing, so they differ between two worlds.
MADE = ("change_log", "org", "worker")


class _World:
    """Which records live, and by which index rows."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.live: dict[int, IndexRows] = {}
        self.dead: set[int] = set()

    def index(self, of: int) -> IndexRows:
        others = [index.unique for record_id, index in self.live.items() if record_id != of]
        taken = {value for unique in others for _, value in unique}
        free = [value for value in "abcdef" if value not in taken]
        return rows(
            text=[(TEXT, self.draw(st.sampled_from("xyz")))],
            number=[(NUMBER, self.draw(st.integers(0, 2)))],
            words=self.draw(st.lists(st.sampled_from(("one", "two")), max_size=2)),
            unique=[(UNIQUE, self.draw(st.sampled_from(free)))] if free else [],
        )

    def record_change(self) -> Change | None:
        record_id = self.draw(st.sampled_from(IDS))
        if record_id in self.dead:
            return None
        if record_id not in self.live:
            self.live[record_id] = self.index(record_id)
            return InsertRecord(record=record(record_id), index=self.live[record_id])
        before = self.live[record_id]
        if self.draw(st.booleans()):
            self.live[record_id] = self.index(record_id)
            after = record(record_id, name=self.draw(st.sampled_from(("a", "b"))))
            return UpdateRecord(record=after, unindex=before, index=self.live[record_id])
        del self.live[record_id]
        self.dead.add(record_id)
        ends = ((RELATION, True), (RELATION, False))
        return DeleteRecord(id=record_id, module=LEADS, at=9, by=ADA, unindex=before, links=ends)

    def link_change(self) -> Change:
        parent, left = self.draw(st.sampled_from(IDS)), self.draw(st.booleans())
        related = self.draw(st.lists(st.sampled_from(IDS), min_size=1, max_size=3, unique=True))
        if self.draw(st.booleans()):
            return CutLinks(relation=RELATION, left=left, parent=parent, related=tuple(related))
        attributes = st.sampled_from(("{}", '{"Status":"Sent"}'))
        links = {each: self.draw(attributes) for each in related}
        return PutLinks(relation=RELATION, left=left, parent=parent, links=links, at=1)

    def other_change(self) -> Change:
        number = self.draw(st.integers(1, 3))
        name = self.draw(st.sampled_from("abc"))
        parent = self.draw(st.none() | st.sampled_from("abc"))
        token = PutToken(
            hash=name,
            type="access",
            client_id=self.draw(st.sampled_from("ab")),
            user=ADA,
            scopes=str(number),
            expires=self.draw(st.none() | st.integers(1, 3)),
            parent=parent,
            created=number,
        )
        changes: tuple[Change, ...] = (
            PutMetadata(area="role", id=number, body=name),
            CutMetadata(area="role", id=number),
            PutClient(client_id=name, body=str(number)),
            CutClient(client_id=name),
            CutToken(hash=name),
            CutExpired(before=number),
            token,
        )
        return self.draw(st.sampled_from(changes))


@st.composite
def histories(draw: st.DrawFn) -> list[Change]:
    """A sequence of changes, each sound after those before it."""
    world = _World(draw)
    kinds = (world.record_change, world.link_change, world.other_change)
    made = [draw(st.sampled_from(kinds))() for _ in range(draw(st.integers(1, 25)))]
    if draw(st.booleans()):
        at = draw(st.integers(0, len(made)))
        made.insert(at, IndexField(module=LEADS, field=14, number=draw(st.booleans())))
    return [change for change in made if change is not None]


def dump(desk: Desk, org: int, *, without: tuple[str, ...] = MADE) -> dict[str, list]:
    """All rows of an org, by table, without the org itself."""
    connection = desk.store._connections.writer
    return {
        name: sorted(
            (
                row[1:]
                for row in connection.execute(f"SELECT * FROM {name} WHERE org = {org}").fetchall()
            ),
            key=repr,
        )
        for name in METADATA.tables
        if name not in without
    }
