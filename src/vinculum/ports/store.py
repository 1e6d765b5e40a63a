"""
The storage contract.

Owns what a store must answer and the two kinds of failure it may have.
Never contains SQL. Every reading takes the org of its `Work`; no reading runs more
statements when it is asked for more ids.
Next door: sqlstore/ keeps the contract, tests/contract/ checks it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Generic, Literal, Protocol, TypeAlias, TypeVar

from vinculum.model.attachment import Attachment
from vinculum.model.change import Change
from vinculum.model.function import RunState
from vinculum.model.record import ListedRecord, Record, RecordRef
from vinculum.model.value import Value
from vinculum.query.record_query import RecordQuery

T = TypeVar("T")


class Conflict(Exception):
    """A unique key was taken by another writer: roll back to the savepoint and decide again."""


class StoreFailure(Exception):
    """
    The transaction is gone, the store cannot serve, or a job's deadline has passed.

    Nothing of the job is acknowledged. Only when COMMIT itself failed may it still have
    taken effect, and the store could not find out any more.
    """


class MetadataRow(Value):
    """One piece of an org's metadata as stored; `body` is JSON."""

    area: str
    id: int
    body: str


class StoredToken(Value):
    """
    A token or code by its hash.

    `type` is one of `oauth.tokens.TokenType`; `parent` the hash of what it came from and
    goes with; `expires` in milliseconds, None for never. `version` is the org's.
    """

    hash: str
    type: str
    client_id: str
    user: int
    scopes: str
    expires: int | None
    parent: str | None
    created: int
    detail: str
    version: int


class StoredClient(Value):
    """A registered OAuth client; `body` is JSON, secrets only as hashes."""

    client_id: str
    org: int
    body: str


class StoredRun(Value):
    """A run of a function; `at` is when its state was noted, `body` a `model.function.RunNote`."""

    id: int
    function: int
    state: RunState
    at: int
    body: str


class StoredMailHead(Value):
    """A mail in a list; `head` is a `model.mail.MailHead` as JSON, None when it was not kept."""

    id: int
    at: int
    head: str | None


class StoredMail(Value):
    """A mail in the outbox; `body` is a `model.mail.Mail` as JSON."""

    id: int
    at: int
    body: str


class FarEnds(Value):
    """
    What stands at the other end of a parent's links: `owners` of the live records that were asked
    for, and by the same ids the attributes of those `links` that exist (ASCII JSON).
    """

    owners: Mapping[int, int]
    links: Mapping[int, str]


# What has left the recycle bin is deleted for good; "all" is both.
DeletedKind: TypeAlias = Literal["all", "recycle", "permanent"]


class DeletedRecord(Value):
    """A record in the recycle bin; of one that has left it, `purged`, only id and date are kept."""

    id: int
    name: str
    created_by: int
    deleted_by: int
    deleted: int
    purged: bool = False


class LoggedWork(Value):
    """One unit of work as the change log has it; index rows are not logged."""

    id: int
    changes: tuple[Change, ...]


class LinkPage(Value):
    """
    Which related records of a parent are wanted.

    `left` tells at which end the parent stands, `module` what the related records are.
    A relation's lookup adds pairs without attributes; a link of the same pair wins. Where
    the related records hold the lookup, `lookup_field` is its id; where the parent holds it,
    `lookup_value` is the related id it names; a parent whose lookup is empty gives neither.
    `ids` and `owners` keep only these, None keeps all. Order: related id descending.
    """

    relation: int
    left: bool
    parent: int
    module: int
    lookup_field: int | None = None
    lookup_value: int | None = None
    ids: tuple[int, ...] | None = None
    owners: tuple[int, ...] | None = None
    modified_after: int | None = None
    offset: int = 0
    limit: int = 200


class Work(Protocol):
    """
    One savepoint of an open transaction of one org.

    Readings see the transaction's own writes. `apply` is the only way to write; it may
    raise Conflict, which the job lets pass: a job that goes on after it fails all the same.
    Deleted records are absent from every reading but `page_deleted`. No id may repeat among
    records of one org, whatever their modules; a field id belongs to one module.
    """

    org_id: int

    @property
    def changes(self) -> Sequence[Change]:
        """What has been applied so far."""
        ...

    def find_token(self, token_hash: str, token_type: str) -> StoredToken | None:
        """Find a token by hash and type, together with the org's version: one select."""
        ...

    def find_client(self, client_id: str) -> StoredClient | None:
        """Find a client of this org."""
        ...

    def read_clients(self) -> Sequence[StoredClient]:
        """Read all clients of this org."""
        ...

    def read_tokens_of(self, client_id: str, user: int, token_type: str) -> Sequence[StoredToken]:
        """Read the tokens of a type that a user granted a client, oldest first."""
        ...

    def read_tokens_of_user(self, user: int, token_type: str) -> Sequence[StoredToken]:
        """Read the tokens of a type that a user granted any client, oldest first."""
        ...

    def read_children_of(self, parent_hash: str) -> Sequence[StoredToken]:
        """Read the tokens that came from a token or code, oldest first."""
        ...

    def read_version(self) -> int:
        """Read the version of the org's metadata."""
        ...

    def read_metadata(self) -> Sequence[MetadataRow]:
        """Read all metadata of the org, its own row (area "org") included."""
        ...

    def read_refs(self, ids: Iterable[int]) -> Mapping[int, RecordRef]:
        """Read module, owner and name of the live records among these ids: one select."""
        ...

    def read_owners(self, module: int, ids: Iterable[int]) -> Mapping[int, int]:
        """Read who owns the live records of a module among these ids: one select."""
        ...

    def read_records(self, ids: Iterable[int]) -> Mapping[int, Record]:
        """Read the live records among these ids: one select."""
        ...

    def read_links(
        self,
        relation: int,
        left: bool,  # noqa: FBT001 - the side of the parent is a fact, not a switch
        parent: int,
        ids: Iterable[int],
    ) -> Mapping[int, str]:
        """Read the attributes of the parent's links to these related ids: one select."""
        ...

    def read_far_ends(
        self,
        relation: int,
        left: bool,  # noqa: FBT001 - the side of the parent is a fact, not a switch
        parent: int,
        module: int,
        ids: Iterable[int],
    ) -> FarEnds:
        """
        Read which of these ids are live records of a module, and the parent's links to them: one
        select.
        """
        ...

    def read_matches(
        self, module: int, fields: Sequence[int], values: Iterable[str]
    ) -> Mapping[tuple[int, str], Sequence[int]]:
        """Read which records have these index texts in any of these fields, oldest first."""
        ...

    def read_unique(
        self, module: int, keys: Iterable[tuple[int, str]]
    ) -> Mapping[tuple[int, str], int]:
        """Read which record holds each (field, value) of unique fields: one select."""
        ...

    def read_children(self, fields: Sequence[int], parents: Iterable[int]) -> Sequence[Record]:
        """Read the live records whose index rows of these fields name one of the parents, by id."""
        ...

    def page_records(self, query: RecordQuery) -> Sequence[ListedRecord]:
        """Read one page of records; ask for one row more than the page to know of a next one."""
        ...

    def page_links(self, page: LinkPage) -> Sequence[ListedRecord]:
        """Read one page of related records with their attributes."""
        ...

    def page_deleted(
        self,
        module: int,
        since: int | None,
        offset: int,
        limit: int,
        kind: DeletedKind = "all",
    ) -> Sequence[DeletedRecord]:
        """Read one page of what was deleted from a module, newest deletion first."""
        ...

    def read_oldest_deleted(
        self, module: int, kind: DeletedKind, before: int, limit: int
    ) -> Sequence[DeletedRecord]:
        """Read what was deleted before a moment, oldest first; `kind` is not "all"."""
        ...

    def page_attachments(
        self, parent: int, after: int, offset: int, limit: int
    ) -> Sequence[Attachment]:
        """Read what hangs on a record and was modified after a moment, newest first."""
        ...

    def read_attachments(self, ids: Iterable[int]) -> Mapping[int, Attachment]:
        """Read the attachments among these ids: one select."""
        ...

    def has_link_attachment(self, parent: int, url: str) -> bool:
        """Tell whether a link to that address hangs on a record."""
        ...

    def read_attachment_part(self, attachment_id: int, part: int) -> bytes | None:
        """Read a piece of a content, by its number from 0; None when it is gone."""
        ...

    def find_mail(self, mail_id: int) -> StoredMail | None:
        """Find a mail of the outbox."""
        ...

    def read_mail_heads(self, limit: int) -> Sequence[StoredMailHead]:
        """Read the heads of the newest mails of the outbox."""
        ...

    def find_run(self, run_id: int) -> StoredRun | None:
        """Find a run of a function."""
        ...

    def read_runs(self, state: RunState | None, limit: int) -> Sequence[StoredRun]:
        """Read the oldest runs in a state, or the newest of all."""
        ...

    def has_waiting_runs(self, most: int) -> bool:
        """Tell whether as many runs wait, or more."""
        ...

    def find_log_id(self, before: int, skipped: int) -> int | None:
        """The id of a unit of work before another, behind so many older ones; None without one."""
        ...

    def page_changes(self, after: int, limit: int) -> Sequence[LoggedWork]:
        """
        Read the units of work whose ids are larger, in the order of their ids.

        An id tells when the work began; one that waited or was tried again is committed
        after some that have larger ids.
        """
        ...

    def apply(self, changes: Sequence[Change]) -> None:
        """
        Write the changes; the store logs and commits them when the job has returned.

        Changes of one kind that touch nothing in common with those between them are written
        together: the number of statements follows the kinds of changes, not their number.
        A reading (`Store.read`) may not apply; it raises RuntimeError.
        """
        ...


class Job(Value, Generic[T]):
    """
    One unit of work.

    `id` is the id of its change-log row, made before the first attempt, so that a retry
    after a lost COMMIT finds what it has done. `deadline` is on the monotonic clock.
    """

    id: int
    org_id: int
    run: Callable[[Work], T]
    deadline: float


class Settled(Value, Generic[T]):
    """How a job ended: with a result and the changes it applied, or with what went wrong."""

    result: T | None = None
    changes: tuple[Change, ...] = ()
    failure: Exception | None = None


class Leases(Protocol):
    """Worker numbers, each of one process at a time; moments are in milliseconds."""

    def claim_worker(self, owner: str, free_since: int, until: int, numbers: int) -> int:
        """Take one of so many numbers, whose last lease ended before a moment."""
        ...

    def extend_worker(self, number: int, owner: str, until: int) -> bool:
        """Give a lease another end; tells whether it is still the owner's."""
        ...


class Store(Protocol):
    """
    A place where orgs keep their data.

    `write` runs jobs one after another and commits once; it returns only after COMMIT, one
    settlement per job, in order. What a job wrote that raises is undone, and its neighbours
    commit; for that, jobs may be run again, so all that they do they do through their work.
    A job that changes metadata ends its batch; the jobs behind it get the next one. A job that
    raises Conflict is run again, at most three times. When the transaction fails, each job
    without an answer runs again in a transaction of its own, until its deadline; a job whose
    change-log row turns out to be there is not run again, and settles with the result it had
    computed.

    `readings_wait` tells that readings mostly wait for another process.

    `writers` is how many threads may call `write` at once with profit; where
    `one_org_per_batch` is true, all jobs of a call are of one org, and no two calls at a
    time are of the same.
    """

    writers: int
    one_org_per_batch: bool
    readings_wait: bool

    def write(self, jobs: Sequence[Job[T]]) -> Sequence[Settled[T]]:
        """Run jobs in one transaction and commit; never raises for one job's sake."""
        ...

    def read(self, org_id: int, job: Callable[[Work], T], deadline: float = math.inf) -> T:
        """
        Run a reading on one consistent snapshot.

        Where the store expects a failure to be over soon it runs again, until the deadline.
        """
        ...

    def read_orgs(self) -> Sequence[int]:
        """Read the ids of all orgs of this store."""
        ...

    def is_current(self) -> bool:
        """Tell whether the tables are those of this program; StoreFailure when nothing answers."""
        ...

    def create_org(self, org_id: int, changes: Sequence[Change]) -> None:
        """Add an org with its first metadata, in one transaction; Conflict when it is there."""
        ...

    def close(self) -> None:
        """Release connections; acknowledged writes are on disk already."""
        ...
