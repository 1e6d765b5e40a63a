"""
Say what a request asks for, in the field's words.

Owns the commands that the wire decodes and operations carry out.
Never judges: a malformed body or parameter travels inside a command as a Refusal value,
to be uttered at its turn in the order of refusals.
Next door: wire/resources/ decodes them, rules/ and operations/ read them.
"""

from __future__ import annotations

from typing import TypeAlias

from vinculum.errors.refusal import Refusal
from vinculum.model.record import JsonValue
from vinculum.model.value import Value


class ExternalValue(Value):
    """The value of a unique field, given instead of an id."""

    field: str
    value: str


class ImpossibleId(Value):
    """Digits that no record can have as its id: 0, or a number beyond 63 bits."""

    digits: str


UNKNOWN_ID = 0  # what a key comes to when no record has it

Key: TypeAlias = int | ExternalValue | ImpossibleId


def text_of(key: Key) -> str:
    """What a key looks like in a refusal: as it came."""
    match key:
        case ExternalValue(value=text) | ImpossibleId(digits=text):
            return text
        case _:
            return str(key)


# A path names a variable or its group by id, or by API name.
Named: TypeAlias = Key | str
Items: TypeAlias = tuple[JsonValue, ...]
External: TypeAlias = "dict[str, str]"  # lower-case module or path -> field API name


class PageRequest(Value):
    """Which part of a list is wanted; `since` is an instant in whole seconds as milliseconds."""

    page: int = 1
    per_page: int = 200
    fields: tuple[str, ...] | None = None
    since: int | None = None
    sort_by: str | None = None
    descending: bool | None = None
    converted: bool | None = False
    approved: bool | None = True
    ids: tuple[Key, ...] | None = None
    owner: int | None = None
    view: str | None = None


class InsertRecords(Value):
    """Add records to a module."""

    module: str
    items: Items | Refusal


class UpdateRecords(Value):
    """Change records; `single` is the id of the path when the URL names one record."""

    module: str
    items: Items | Refusal
    single: Key | None = None
    external: str | None = None


class UpsertRecords(Value):
    """Change the record that a duplicate check field finds, else add one."""

    module: str
    items: Items | Refusal
    duplicate_check_fields: tuple[str, ...] | None = None
    external: str | None = None


class ConvertLead(Value):
    """Convert the lead that the path names."""

    module: str
    key: Key
    items: Items | Refusal


class DeleteRecords(Value):
    """Move records to the recycle bin; `single` when the URL names one record."""

    module: str
    keys: tuple[Key, ...] | Refusal
    single: bool = False


class ReadRecord(Value):
    """Read one record."""

    module: str
    key: Key
    page: PageRequest | Refusal


class PageRecords(Value):
    """Read a page of a module."""

    module: str
    page: PageRequest | Refusal


class PageDeleted(Value):
    """Read a page of a module's recycle bin; `type` is all, recycle or permanent."""

    module: str
    page: PageRequest | Refusal
    type: str = "all"


class SearchRecords(Value):
    """Find records by criteria, e-mail, phone or word, in this precedence."""

    module: str
    page: PageRequest | Refusal
    criteria: str | None = None
    email: str | None = None
    phone: str | None = None
    word: str | None = None


class UpdateRelatedRecords(Value):
    """Link records to a parent; `single` is the related id of the path, if it names one."""

    module: str
    record: Key
    related_list: str
    items: Items | Refusal
    single: Key | None = None
    body_absent: bool = False
    external: str | None = None


class DelinkRecords(Value):
    """Take links away; `single` when the URL names one related record."""

    module: str
    record: Key
    related_list: str
    keys: tuple[Key, ...] | Refusal
    single: bool = False


class ReadRelated(Value):
    """Read a page of a related list, or one related record when `single` is given."""

    module: str
    record: Key
    related_list: str
    page: PageRequest | Refusal
    single: Key | None = None


class InsertNotes(Value):
    """Add notes, to the parent of the path when it names one."""

    items: Items | Refusal
    parent: tuple[str, Key] | None = None


class PutContactRoles(Value):
    """Add (`creating`) or change roles of the master list; `single` is the id of the path."""

    items: Items | Refusal
    creating: bool
    single: Key | None = None


class DeleteContactRoles(Value):
    """Delete roles of the master list."""

    ids: tuple[Key, ...] | Refusal
    single: bool = False


class ReadVariables(Value):
    """Read variables, all or the one of the path; `group` narrows them by id or API name."""

    group: str | None
    single: Named | None = None


class PutVariables(Value):
    """Add (`creating`) or change variables; `single` is the id or API name of the path."""

    items: Items | Refusal
    creating: bool
    single: Named | None = None


class DeleteVariables(Value):
    """Delete variables."""

    ids: tuple[Key, ...] | Refusal
