"""The grammar for editors names what the language's own grammar reads, in every script of ours."""

import json
from contextlib import suppress
from functools import cache
from importlib.resources import files

import pytest
from lark import Lark
from lark.exceptions import UnexpectedInput

from tests.hygiene.sources import ROOT
from tests.language.desk import CASES
from tests.language.editor import scopes_in
from tools.editors import FILE, SETTING, TASK, TERMINALS, WORDS, file_text, terminals
from vinculum.automation.crm_tasks import BY_NAME
from vinculum.script.builtins.encryption import ENCRYPTION
from vinculum.script.calls import KNOWN

SCRIPTS = sorted([*CASES.rglob("*.dg"), *(ROOT / "tests" / "automation" / "cases").glob("*.dg")])
# A name may be more than a variable; a dot or a hyphen may be inside a name that editors take
# as one.
ALSO = {
    "NAME": ("variable.", "support.", "entity.", "storage.", "constant.language."),
    "DOT": (TASK, "support.variable."),
    "SIGN": (SETTING,),
}
SAMPLES = {
    "IF": "if(", "ELSE": "else", "FOR_EACH": "for  each", "IN": "in", "WHILE": "while",
    "TRY": "TRY", "CATCH": "catch", "INFO": "info", "RETURN": "return", "THROW": "throws",
    "BREAK": "break", "CONTINUE": "continue", "SENDMAIL": "sendmail [", "INVOKE": "invokeurl\n[",
    "OR": "||", "AND": "&&", "NOT": "not", "TYPED_LIST": "List:String(", "ASSIGN": "+=",
    "COMPARE": "<=", "SIGN": "-", "TIMES": "*", "DOT": ".", "OPEN_BRACKET": "[", "RSQB": "]",
    "OPEN_BRACE": "{", "CLOSE_BRACE": "}", "LPAR": "(", "RPAR": ")", "COMMA": ",", "COLON": ":",
    "SEMICOLON": ";", "NAME": "información", "DECIMAL": ".5", "NUMBER": "12",
    "TEXT": '"if \\" {"', "QUOTED": "'it\\'s'",
}  # fmt: skip


@cache
def rules():
    return json.loads(FILE.read_text(encoding="utf-8"))["patterns"]


@cache
def parser():
    grammar = files("vinculum.script").joinpath("deluge.lark").read_text(encoding="utf-8")
    return Lark(grammar, start="program", parser="lalr", lexer="contextual")


def tokens(text):
    """The tokens of a script, up to the one where it is none, which could be of any kind."""
    before = None
    with suppress(UnexpectedInput):
        for token in parser().parse_interactive(text).iter_parse():
            if before is not None:
                yield before
            before = token


def misnamed(text):
    """The tokens of a script to whose ends an editor gives other names than their kind has."""
    scopes = scopes_in(text, rules())
    for token in tokens(text):
        fitting = (TERMINALS[token.type], *ALSO.get(token.type, ()))
        for at in (token.start_pos, token.end_pos - 1):
            if not scopes[at].startswith(fitting):
                yield token.line, token.column, str(token), scopes[at]


def test_the_file_is_what_the_tables_say():
    assert file_text() == FILE.read_text(encoding="utf-8")


def test_every_terminal_of_the_grammar_has_a_name_and_a_sample():
    known = {name for name in terminals() if not name.startswith("__IGNORE")}

    assert (known, known) == (set(TERMINALS), set(SAMPLES))


@pytest.mark.parametrize("terminal", TERMINALS)
def test_every_terminal_is_matched_by_a_rule_with_its_name(terminal):
    assert TERMINALS[terminal] == scopes_in(SAMPLES[terminal], rules())[0]


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_an_editor_names_what_the_language_reads(path):
    assert [] == list(misnamed(path.read_bytes().decode("utf-8")))


@pytest.mark.parametrize(
    ("text", "scope"),
    [("// if {", "comment.line.double-slash.deluge"), ("/* if\n{ */", "comment.block.deluge")],
)
def test_nothing_inside_a_comment_is_anything_else(text, scope):
    assert {scope} == set(scopes_in(text, rules()))


@pytest.mark.parametrize(
    ("text", "scopes"),
    [
        ("x.if", ["variable.other", "punctuation.accessor", *["variable.other.member"] * 2]),
        ("f.g", ["variable.other", "punctuation.accessor", "variable.other.member"]),
        (
            "int f.g(",
            [
                *["storage.type"] * 3,
                "",
                "entity.name.namespace",
                "punctuation.accessor",
                "entity.name.function",
                "punctuation",
            ],
        ),
    ],
)
def test_a_name_is_what_its_surroundings_make_it(text, scopes):
    expected = [f"{scope}.deluge" if scope else "" for scope in scopes]

    assert expected == scopes_in(text, rules())


@pytest.mark.parametrize("name", WORDS)
def test_every_word_is_highlighted_by_its_name_and_in_any_case(name):
    missed = [
        word
        for word in WORDS[name]
        if not any(
            name in scopes_in(text, rules())
            for text in (f"{word}(", f"{word} x)", f"{word}: 1", f"x.{word}(", word.upper())
        )
    ]

    assert [] == missed


def test_every_name_that_is_highlighted_exists():
    known = {*KNOWN, *BY_NAME, *(f"zoho.encryption.{name}" for name in ENCRYPTION)}
    highlighted = {
        word.lower() for name, words in WORDS.items() if "function" in name for word in words
    }

    assert set() == highlighted - known
