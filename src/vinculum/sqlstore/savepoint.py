"""
Let one job read and write inside its savepoint.

Owns the form that the storage contract takes for a job: its org is bound to every
statement here, and nowhere else. Never begins, commits or retries; work.py does.
Next door: applying.py for writes, the area files for statements.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from vinculum.model.attachment import Attachment
from vinculum.model.change import ACCESS_CHANGES, Change
from vinculum.model.function import RunState
from vinculum.model.record import ListedRecord, Record, RecordRef
from vinculum.ports.store import (
    DeletedKind,
    DeletedRecord,
    FarEnds,
    LinkPage,
    LoggedWork,
    MetadataRow,
    StoredClient,
    StoredMail,
    StoredMailHead,
    StoredRun,
    StoredToken,
)
from vinculum.query.record_query import RecordQuery
from vinculum.sqlstore.applying import Applying
from vinculum.sqlstore.areas import Areas
from vinculum.sqlstore.engines.engine import Connection

FoundTokens: TypeAlias = dict[tuple[int, str, str], StoredToken | None]


class SqlWork:
    """
    One savepoint of an open transaction of one org.

    Without `applying` it only reads. `changes` are those applied so far; `broken` is what a
    write has met, for a job that goes on as if nothing had happened. `tokens` are those that the
    jobs of this transaction have found: the requests of a batch mostly come with the same one.
    """

    def __init__(
        self,
        connection: Connection,
        org_id: int,
        areas: Areas,
        applying: Applying | None = None,
        tokens: FoundTokens | None = None,
    ) -> None:
        self.org_id = org_id
        self.changes: list[Change] = []
        self.broken: Exception | None = None
        self.connection = connection
        self._areas = areas
        self._applying = applying
        self._tokens = {} if tokens is None else tokens

    def find_token(self, token_hash: str, token_type: str) -> StoredToken | None:
        """Find a token by hash and type, together with the org's version."""
        key = (self.org_id, token_hash, token_type)
        if key not in self._tokens:
            self._tokens[key] = self._areas.tokens.find(self.connection, *key)
        return self._tokens[key]

    def find_client(self, client_id: str) -> StoredClient | None:
        """Find a client of this org."""
        return self._areas.clients.find(self.connection, self.org_id, client_id)

    def read_clients(self) -> Sequence[StoredClient]:
        """Read all clients of this org."""
        return self._areas.clients.read(self.connection, self.org_id)

    def read_tokens_of(self, client_id: str, user: int, token_type: str) -> Sequence[StoredToken]:
        """Read the tokens of a type that a user granted a client, oldest first."""
        grant = (client_id, user, token_type)
        return self._areas.tokens.read_of(self.connection, self.org_id, grant)

    def read_tokens_of_user(self, user: int, token_type: str) -> Sequence[StoredToken]:
        """Read the tokens of a type that a user granted any client, oldest first."""
        return self._areas.tokens.read_of_user(self.connection, self.org_id, user, token_type)

    def read_children_of(self, parent_hash: str) -> Sequence[StoredToken]:
        """Read the tokens that came from a token or code, oldest first."""
        return self._areas.tokens.read_children_of(self.connection, self.org_id, parent_hash)

    def read_version(self) -> int:
        """Read the version of the org's metadata."""
        return self._areas.metadata.read_version(self.connection, self.org_id)

    def read_metadata(self) -> Sequence[MetadataRow]:
        """Read all metadata of the org."""
        return self._areas.metadata.read(self.connection, self.org_id)

    def read_refs(self, ids: Iterable[int]) -> Mapping[int, RecordRef]:
        """Read module, owner and name of the live records among these ids."""
        return self._areas.records.read_refs(self.connection, self.org_id, sorted(set(ids)))

    def read_owners(self, module: int, ids: Iterable[int]) -> Mapping[int, int]:
        """Read who owns the live records of a module among these ids."""
        named = sorted(set(ids))
        return self._areas.records.read_owners(self.connection, self.org_id, module, named)

    def read_records(self, ids: Iterable[int]) -> Mapping[int, Record]:
        """Read the live records among these ids."""
        return self._areas.records.read(self.connection, self.org_id, sorted(set(ids)))

    def read_links(
        self,
        relation: int,
        left: bool,  # noqa: FBT001 - the side of the parent is a fact, not a switch
        parent: int,
        ids: Iterable[int],
    ) -> Mapping[int, str]:
        """Read the attributes of the parent's links to these related ids."""
        end = (relation, left, parent)
        return self._areas.links.read(self.connection, self.org_id, end, sorted(set(ids)))

    def read_far_ends(
        self,
        relation: int,
        left: bool,  # noqa: FBT001 - the side of the parent is a fact, not a switch
        parent: int,
        module: int,
        ids: Iterable[int],
    ) -> FarEnds:
        """Read which of these ids are live records of a module, with the parent's links to them."""
        end, among = (relation, left, parent), (module, sorted(set(ids)))
        return self._areas.links.read_far_ends(self.connection, self.org_id, end, among)

    def read_matches(
        self, module: int, fields: Sequence[int], values: Iterable[str]
    ) -> Mapping[tuple[int, str], Sequence[int]]:
        """Read which records have these index texts in any of these fields, oldest first."""
        keys = (fields, sorted(set(values)))
        return self._areas.index.read_matches(self.connection, self.org_id, module, keys)

    def read_unique(
        self, module: int, keys: Iterable[tuple[int, str]]
    ) -> Mapping[tuple[int, str], int]:
        """Read which record holds each (field, value); a field id tells its module already."""
        del module
        return self._areas.index.read_unique(self.connection, self.org_id, list(keys))

    def read_children(self, fields: Sequence[int], parents: Iterable[int]) -> Sequence[Record]:
        """Read the live records whose index rows of these fields name one of the parents."""
        named = sorted(set(parents))
        return self._areas.index.read_children(self.connection, self.org_id, fields, named)

    def page_records(self, query: RecordQuery) -> Sequence[ListedRecord]:
        """Read one page of records."""
        return self._areas.queries.page(self.connection, self.org_id, query)

    def page_links(self, page: LinkPage) -> Sequence[ListedRecord]:
        """Read one page of related records with their attributes."""
        return self._areas.link_pages.read(self.connection, self.org_id, page)

    def page_deleted(
        self,
        module: int,
        since: int | None,
        offset: int,
        limit: int,
        kind: DeletedKind = "all",
    ) -> Sequence[DeletedRecord]:
        """Read one page of what was deleted from a module, newest deletion first."""
        window = (offset, limit)
        return self._areas.recycle_bin.page(
            self.connection, self.org_id, module, kind, since or 0, window
        )

    def read_oldest_deleted(
        self, module: int, kind: DeletedKind, before: int, limit: int
    ) -> Sequence[DeletedRecord]:
        """Read what was deleted before a moment, oldest first; `kind` is not "all"."""
        return self._areas.recycle_bin.read_oldest(
            self.connection, self.org_id, module, kind, (before, limit)
        )

    def page_attachments(
        self, parent: int, after: int, offset: int, limit: int
    ) -> Sequence[Attachment]:
        """Read what hangs on a record and was modified after a moment, newest first."""
        window = (after, offset, limit)
        return self._areas.attachments.page(self.connection, self.org_id, parent, window)

    def read_attachments(self, ids: Iterable[int]) -> Mapping[int, Attachment]:
        """Read the attachments among these ids."""
        return self._areas.attachments.read(self.connection, self.org_id, sorted(set(ids)))

    def has_link_attachment(self, parent: int, url: str) -> bool:
        """Tell whether a link to that address hangs on a record."""
        return self._areas.attachments.has_link(self.connection, self.org_id, parent, url)

    def read_attachment_part(self, attachment_id: int, part: int) -> bytes | None:
        """Read a piece of a content; None when it is gone."""
        key = (attachment_id, part)
        return self._areas.attachments.read_part(self.connection, self.org_id, key)

    def find_mail(self, mail_id: int) -> StoredMail | None:
        """Find a mail of the outbox."""
        return self._areas.mails.find(self.connection, self.org_id, mail_id)

    def read_mail_heads(self, limit: int) -> Sequence[StoredMailHead]:
        """Read the heads of the newest mails of the outbox."""
        return self._areas.mails.read_heads(self.connection, self.org_id, limit)

    def has_waiting_runs(self, most: int) -> bool:
        """Tell whether as many runs wait, or more."""
        return self._areas.runs.has_waiting(self.connection, self.org_id, most)

    def find_log_id(self, before: int, skipped: int) -> int | None:
        """The id of a unit of work before another, behind so many older ones; None without one."""
        return self._areas.change_log.find_id(self.connection, self.org_id, before, skipped)

    def find_run(self, run_id: int) -> StoredRun | None:
        """Find a run of a function."""
        return self._areas.runs.find(self.connection, self.org_id, run_id)

    def read_runs(self, state: RunState | None, limit: int) -> Sequence[StoredRun]:
        """Read the oldest runs in a state, or the newest of all."""
        if state is None:
            return self._areas.runs.read_newest(self.connection, self.org_id, limit)
        return self._areas.runs.read_oldest(self.connection, self.org_id, state, limit)

    def page_changes(self, after: int, limit: int) -> Sequence[LoggedWork]:
        """Read the units of work behind one, in the order of their ids."""
        return self._areas.change_log.read(self.connection, self.org_id, after, limit)

    def apply(self, changes: Sequence[Change]) -> None:
        """Write the changes; they join the job's one row of the change log."""
        if self._applying is None:
            raise RuntimeError("a reading applies no changes")
        if not ACCESS_CHANGES.isdisjoint(map(type, changes)):
            self._tokens.clear()
        try:
            self._applying.apply(self.connection, self.org_id, changes)
        except Exception as error:
            self.broken = error
            raise
        self.changes.extend(changes)
