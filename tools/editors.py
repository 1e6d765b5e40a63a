"""
Write editors/deluge.tmLanguage.json from the grammar and the tables of the language.

Owns the names that editors give to what a script is made of.
Never adds a word that the language does not have.
Next door: script/deluge.lark has the terminals, script/builtins the names.
"""

import json
import re
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path

from lark import Lark

from vinculum.automation.crm_tasks import BY_NAME, TASKS
from vinculum.script.builtins import NAMES
from vinculum.script.builtins.encryption import ENCRYPTION
from vinculum.script.calls import LAZY
from vinculum.script.functions import DECLARED
from vinculum.script.paths import VARIABLES
from vinculum.script.web import SETTINGS

FILE = Path(__file__).resolve().parents[1] / "editors" / "deluge.tmLanguage.json"
GENERATED = "Written by `make docs` from the grammar and the tables of the language; not edited."
Rule = Mapping[str, object]

_WORD = r"[^\W\d]\w*"
# An editor sees one line at a time: the bracket may come on the next.
_BRACKET, _BRACKET_OR_END = r"(?=\s*+\[)", r"(?=\s*(?:\[|$))"

CONTROL = "keyword.control.deluge"
COMMAND = "keyword.other.deluge"
LOGICAL = "keyword.operator.logical.deluge"
PUNCTUATION = "punctuation.deluge"
ACCESSOR = "punctuation.accessor.deluge"
BUILT_IN = "support.function.deluge"
TASK = "support.function.task.deluge"
VARIABLE = "variable.other.deluge"
MEMBER = "variable.other.member.deluge"
SYSTEM = "support.variable.deluge"
SETTING = "support.type.property-name.deluge"
TYPE = "storage.type.deluge"
FUNCTION = "entity.name.function.deluge"
NAMESPACE = "entity.name.namespace.deluge"
CONSTANT = "constant.language.deluge"
ESCAPE = "constant.character.escape.deluge"
TEXT, QUOTED = "string.quoted.double.deluge", "string.quoted.single.deluge"
LINE_COMMENT, BLOCK_COMMENT = "comment.line.double-slash.deluge", "comment.block.deluge"

# What every terminal of the grammar is in an editor, in the order in which they are tried.
TERMINALS: Mapping[str, str] = {
    **dict.fromkeys("IF ELSE FOR_EACH IN WHILE TRY CATCH RETURN THROW".split(), CONTROL),
    **dict.fromkeys("BREAK CONTINUE".split(), CONTROL),
    **dict.fromkeys("INFO SENDMAIL INVOKE".split(), COMMAND),
    **dict.fromkeys("OR AND NOT".split(), LOGICAL),
    "TYPED_LIST": "support.class.deluge",
    "DECIMAL": "constant.numeric.decimal.deluge",
    "NUMBER": "constant.numeric.integer.deluge",
    "ASSIGN": "keyword.operator.assignment.deluge",
    "COMPARE": "keyword.operator.comparison.deluge",
    **dict.fromkeys("SIGN TIMES".split(), "keyword.operator.arithmetic.deluge"),
    "DOT": ACCESSOR,
    **dict.fromkeys("OPEN_BRACKET RSQB OPEN_BRACE CLOSE_BRACE LPAR RPAR".split(), PUNCTUATION),
    **dict.fromkeys("COMMA COLON SEMICOLON".split(), PUNCTUATION),
    "TEXT": TEXT,
    "QUOTED": QUOTED,
    "NAME": VARIABLE,
}
# Terminals that begin and end, or are names, have rules of their own.
_OWN_RULES = frozenset({"TEXT", "QUOTED", "NAME"})

# The words that are highlighted, by the name that editors give them.
WORDS: Mapping[str, tuple[str, ...]] = {
    BUILT_IN: (*NAMES, *sorted(LAZY - {"if"})),
    TASK: (
        *dict.fromkeys(f"zoho.crm.{name}" for each in TASKS for name in (each.name, *each.aliases)),
        *(f"zoho.encryption.{name}" for name in ENCRYPTION),
    ),
    SYSTEM: tuple(sorted(VARIABLES)),
    SETTING: tuple(sorted(SETTINGS)),
    TYPE: ("void", *DECLARED),
    CONSTANT: ("true", "false", "null"),
}


@cache
def terminals() -> Mapping[str, str]:
    """Read the terminals of the grammar, each with its expression."""
    grammar = files("vinculum.script").joinpath("deluge.lark").read_text(encoding="utf-8")
    parser = Lark(grammar, start="program", parser="lalr", maybe_placeholders=True)
    found = {}
    for terminal in parser.terminals:
        pattern = terminal.pattern
        value = re.escape(pattern.value) if pattern.type == "str" else pattern.value
        found[terminal.name] = f"(?i:{value})" if "i" in pattern.flags else value
    return found


def alternatives(words: Iterable[str]) -> str:
    """Write words as one expression, the longest first, in any case of letters."""
    ordered = sorted(words, key=lambda word: (-len(word), word.lower(), word))
    return f"(?i:{'|'.join(map(re.escape, ordered))})"


def _match(name: str, expression: str) -> Rule:
    return {"name": name, "match": expression}


def _captured(expression: str, *names: str) -> Rule:
    captures = {str(at): {"name": name} for at, name in enumerate(names, 1)}
    return {"match": expression, "captures": captures}


def _span(name: str, begin: str, end: str, *inner: Rule) -> Rule:
    return {"name": name, "begin": begin, "end": end, "patterns": list(inner)}


def _texts() -> list[Rule]:
    """Comments and texts: nothing inside of them is anything else."""
    escape = _match(ESCAPE, r"\\(?:u[0-9A-Fa-f]{4}|.)")
    return [
        _match(LINE_COMMENT, r"//.*"),
        _span(BLOCK_COMMENT, r"/\*", r"\*/"),
        _span(TEXT, '"', '"|$', escape),
        _span(QUOTED, "'", "'|$", escape),
    ]


def _names() -> list[Rule]:
    """Names that their surroundings make more than a variable."""
    call = r"(?=\s*\()"
    types, built_ins = alternatives(WORDS[TYPE]), alternatives(WORDS[BUILT_IN])
    head = rf"^\s*({types})\s+(?:({_WORD})\s*(\.)\s*)?({_WORD}){call}"
    versions = [f"zoho.crm.v8.{name.removeprefix('zoho.crm.')}" for name in WORDS[TASK]]
    tasks = [*WORDS[TASK], *(each for each in versions if each.lower() in BY_NAME)]
    return [
        _match(TASK, rf"\b{alternatives(tasks)}{call}"),
        _match(SYSTEM, rf"\b{alternatives(WORDS[SYSTEM])}\b"),
        _captured(head, TYPE, NAMESPACE, ACCESSOR, FUNCTION),
        _captured(rf"(\.)\s*({built_ins}){call}", ACCESSOR, BUILT_IN),
        _captured(rf"(\.)\s*({_WORD})", ACCESSOR, MEMBER),
        _match(TYPE, rf"\b{types}(?=\s+{_WORD}\s*[,)])"),
        _match(SETTING, rf"(?<![\w-]){alternatives(WORDS[SETTING])}(?=\s*:)"),
    ]


def _words() -> list[Rule]:
    """What is left of words, in the order in which they are tried."""
    return [
        _match(CONSTANT, rf"\b{alternatives(WORDS[CONSTANT])}\b"),
        _match(BUILT_IN, rf"\b{alternatives(WORDS[BUILT_IN])}(?=\s*\()"),
        _match(VARIABLE, terminals()["NAME"]),
    ]


def language() -> Mapping[str, object]:
    """Compose the grammar for editors."""
    expressions = terminals()
    plain = [
        _match(name, expressions[terminal].replace(_BRACKET, _BRACKET_OR_END))
        for terminal, name in TERMINALS.items()
        if terminal not in _OWN_RULES
    ]
    return {
        "information_for_contributors": [GENERATED],
        "name": "Deluge",
        "scopeName": "source.deluge",
        "fileTypes": ["dg"],
        "patterns": [*_texts(), *_names(), *plain, *_words()],
    }


def file_text() -> str:
    """Compose the file as it should be."""
    return json.dumps(language(), indent=2, ensure_ascii=False) + "\n"


def main() -> None:
    """Write the file anew."""
    FILE.parent.mkdir(parents=True, exist_ok=True)
    FILE.write_text(file_text(), encoding="utf-8")
    print(f"editors/{FILE.name}")


if __name__ == "__main__":
    main()
