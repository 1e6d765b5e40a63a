"""The API's "no" has one home: no code and no message is written outside the catalogue."""

import ast
import re
from collections.abc import Iterator

from tests.hygiene.sources import Documented, Source, docstring_of, package_sources
from vinculum.errors import catalogue
from vinculum.errors.refusal import Entry

HOME = "src/vinculum/errors/catalogue/"
# A shorter message may well be part of a sentence of ours; the longer ones are nobody else's.
SENTENCE = 20

ENTRIES = tuple(entry for entry in vars(catalogue).values() if isinstance(entry, Entry))
CODES = frozenset(entry.code for entry in ENTRIES)
# A message of one word ("body") is also a name; only its code can give it away.
MESSAGES = frozenset(entry.message for entry in ENTRIES if " " in entry.message)
CODE_INSIDE = re.compile(
    r"\b({})\b".format("|".join(sorted(code for code in CODES if "_" in code)) or r"(?!)")
)


def texts_of(source: Source) -> Iterator[ast.Constant]:
    """Walk the string literals of a file, docstrings left out, parts of f-strings included."""
    documented = (node for node in ast.walk(source.tree) if isinstance(node, Documented))
    docstrings = {id(docstring_of(node)) for node in documented}
    for node in ast.walk(source.tree):
        match node:
            case ast.Constant(value=str()) if id(node) not in docstrings:
                yield node


def utters(text: str) -> bool:
    """Tell whether a literal is, or contains, what only the catalogue may say."""
    if text in CODES or text in MESSAGES or CODE_INSIDE.search(text):
        return True
    return any(message in text for message in MESSAGES if len(message) >= SENTENCE)


def test_the_catalogue_has_entries():
    assert ENTRIES


def test_no_code_and_no_message_is_written_outside_the_catalogue():
    found = [
        source.at(node.lineno, repr(node.value))
        for source in package_sources()
        if not source.name.startswith(HOME)
        for node in texts_of(source)
        if utters(str(node.value))
    ]

    assert [] == found
