"""
Search records of a module by criteria, e-mail address, phone number or word.

Owns which of several parameters counts, and where a search ends.
Never parses: query/ turns text into a condition.
Next door: lists.py for pages without a condition.
"""

from __future__ import annotations

from collections.abc import Callable

from vinculum.errors import catalogue
from vinculum.errors.refusal import Refusal, Refused
from vinculum.model.module import Module
from vinculum.operations.lists import page_of_query, require_listable, require_page
from vinculum.operations.results import RecordPage
from vinculum.ports.services import Call
from vinculum.query.ast import Node
from vinculum.query.bind import bind, names_wanted
from vinculum.query.record_query import Condition
from vinculum.query.shortcuts import bind_email, bind_phone, bind_word
from vinculum.rules.commands import SearchRecords

# The parameters that say what is sought, in the order in which they count.
PARAMETERS = ("criteria", "email", "phone", "word")
MOST_ROWS = 2000
UNSEARCHABLE = frozenset({"Attachments"})


def search_records(call: Call, command: SearchRecords) -> RecordPage:
    """
    Read a page of the records that the actor sees and that match, newest first.

    Refuses with: MODULE_INVALID, MODULE_UNSUPPORTED, NOTES_ADMIN_ONLY,
    MODULE_NOT_SEARCHABLE, NO_PERMISSION_READ, what the parameters say,
    SEARCH_PARAM_MISSING, SEARCH_LIMIT_REACHED, SEARCH_WORD_TOO_SHORT, QUERY_INVALID and its
    kin.
    """
    module = require_listable(call, command.module)
    if module.api_name in UNSEARCHABLE:
        raise Refused(catalogue.MODULE_NOT_SEARCHABLE.refusal())
    page = require_page(command.page)
    sought = next(((name, text) for name, text in _sought(command) if text), None)
    if sought is None:
        raise Refused(catalogue.SEARCH_PARAM_MISSING.refusal(param_names=PARAMETERS))
    if page.page * page.per_page > MOST_ROWS:
        raise Refused(catalogue.SEARCH_LIMIT_REACHED.refusal(limit=str(MOST_ROWS)))
    name, text = sought
    where = BINDERS[name](call, module, text)
    if isinstance(where, Refusal):
        raise Refused(where)
    return page_of_query(call, module, page, where)


def _sought(command: SearchRecords) -> tuple[tuple[str, str | None], ...]:
    return (
        ("criteria", command.criteria),
        ("email", command.email),
        ("phone", command.phone),
        ("word", command.word),
    )


def _bind_criteria(call: Call, module: Module, text: str) -> Condition | Refusal:
    # The grammar is loaded with the first search, so that a server starts sooner.
    from vinculum.query.parse import parse  # noqa: PLC0415 - see above.

    tree = parse(text)
    if isinstance(tree, Refusal):
        return tree
    return bind(tree, call.schema, module, _read_names(call, module, tree))


def _read_names(call: Call, module: Module, tree: Node) -> dict[tuple[int, str], tuple[int, ...]]:
    """Read which records bear the names that criteria give for ids: one query for each module."""
    fields: dict[int, set[int]] = {}
    texts: dict[int, set[str]] = {}
    for wanted in names_wanted(tree, call.schema, module):
        fields.setdefault(wanted.module, set()).add(wanted.field)
        texts.setdefault(wanted.module, set()).add(wanted.text)
    found: dict[tuple[int, str], tuple[int, ...]] = {}
    for target, ids in fields.items():
        matches = call.work.read_matches(target, sorted(ids), sorted(texts[target]))
        found.update((key, tuple(bearers)) for key, bearers in matches.items())
    return found


BINDERS: dict[str, Callable[[Call, Module, str], Condition | Refusal]] = {
    "criteria": _bind_criteria,
    "email": lambda call, module, text: bind_email(call.schema, module, text),
    "phone": lambda _call, _module, text: bind_phone(text),
    "word": lambda _call, _module, text: bind_word(text),
}
