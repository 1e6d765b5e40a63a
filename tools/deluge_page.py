"""
Write the page of Deluge from the tables of the language and of the tasks.

Owns the order of that page.
Never adds a fact that no table holds.
Next door: reference.py has the other pages, docs/deluge.md introduces this one.
"""

import re
from collections.abc import Iterator, Mapping
from importlib.resources import files

from tools.editors import terminals
from tools.markdown import code, paragraph, table
from vinculum.automation.arguments import KINDS, Parameter
from vinculum.automation.crm_tasks import NAMESPACE, TASKS
from vinculum.script.builtins import TABLES, WITHOUT_VALUE
from vinculum.script.builtins.builtin import Builtin
from vinculum.script.builtins.encryption import ENCRYPTION
from vinculum.script.calls import BORROWED
from vinculum.script.coercion import COERCIONS, WANTS
from vinculum.script.functions import DECLARED
from vinculum.script.limits import Limits
from vinculum.script.paths import NAMESPACES, VARIABLES
from vinculum.script.web import METHODS, SETTINGS

_ALTERNATIVE = re.compile(r"^\?statement:(.+?)^if_:", re.MULTILINE | re.DOTALL)
_FORM = re.compile(r"([^\n]*?)\s*->\s*\w+")
_BRANCHES = "if (expression) block {else if (expression) block} [else block]"
# From the one that binds least; the signs are those that a terminal may take.
OPERATORS = ("ASSIGN", "OR", "AND", "NOT", "COMPARE", "SIGN", "TIMES")
SIGNS = "= += -= *= /= %= || or && and ! not == != < <= > >= + - * / %".split()


def deluge() -> Iterator[str]:
    """Everything of the language, and every task."""
    yield "# Deluge"
    yield ""
    yield from paragraph(
        "What is served of the language and of the CRM's tasks. How to run scripts, what differs,"
        " and what is unconfirmed: [Deluge](../deluge.md)."
    )
    yield from tasks()
    yield from statements()
    yield from built_ins()
    yield from names()
    yield from kinds()
    yield from limits()


def tasks() -> Iterator[str]:
    """Every task of the CRM, served or not."""
    yield "## Tasks"
    yield ""
    yield from paragraph(
        f"All begin with `{NAMESPACE}`, or with `{NAMESPACE}v8.`; the case of letters does not"
        " count. A value with `?` may be left out; in the middle, null or an empty text skips it."
        " What names no kind is a text."
    )
    yield from table(
        ("task", "takes", "also called"),
        (
            (
                f"`{task.name}`",
                f"`{', '.join(map(_parameter, task.parameters))}`",
                code(task.aliases),
            )
            for task in TASKS
        ),
    )
    yield from table(
        ("a value that is", "must be"), ((f"`{kind}`", KINDS[kind][0]) for kind in KINDS)
    )


def _parameter(parameter: Parameter) -> str:
    kind = "" if parameter.kind == "text" else f" {parameter.kind}"
    return f"{parameter.name}{'?' * parameter.optional}{kind}"


def statements() -> Iterator[str]:
    """The statements as the grammar has them, and the operators."""
    yield "## Statements"
    yield from table(("statement",), ((f"`{form}`",) for form in _forms()))
    yield from paragraph(
        "A function is written `type namespace.name(type name, ...) { ... }`, or without namespace."
        f" Types: {code(('void', *DECLARED))}; any other word takes what comes."
    )
    yield "## Operators"
    yield ""
    yield "Those that bind least first."
    yield from table(("kind", "written"), ((name.lower(), _signs(name)) for name in OPERATORS))


def _signs(terminal: str) -> str:
    """Write the signs that a terminal of operators takes."""
    expression = re.compile(terminals()[terminal])
    return code(sign for sign in SIGNS if expression.fullmatch(sign))


def _forms() -> Iterator[str]:
    grammar = files("vinculum.script").joinpath("deluge.lark").read_text(encoding="utf-8")
    found = _ALTERNATIVE.search(grammar)
    if found is None:
        raise AssertionError("the grammar has no statements")
    for form in _FORM.findall(found[1]):
        yield _spelled(" ".join(form.strip(" |").split()))
    yield _BRANCHES


def _spelled(form: str) -> str:
    """Write a rule's words as a script has them."""
    spelled = re.sub(r"\b[A-Z_]{2,}\b", lambda word: _word(word[0]), form.replace('"', ""))
    return spelled.replace(" ;", ";").replace("( ", "(").replace(" )", ")")


def _word(terminal: str) -> str:
    if terminal in {"NAME", "ASSIGN"}:
        return {"NAME": "name", "ASSIGN": "="}[terminal]
    expression = terminals()[terminal].removeprefix("(?i:")
    return re.split(r"\\b", expression)[0].replace(r"\s++", " ").replace("?", "")


def built_ins() -> Iterator[str]:
    """Every built-in, by the kind of value that has it."""
    every = {
        name: builtin
        for name, builtin in TABLES["text"].items()
        if all(name in table for table in TABLES.values())
    }
    yield "## Built-ins"
    yield ""
    yield from paragraph(
        "Called as `value.name(...)` or `name(value, ...)`, in any case of letters. *Takes* leaves"
        " the value itself out; `?` may be left out, `*` repeats."
    )
    yield from _rows("Every value", every, own=1)
    for words, own in _by_kind(every).items():
        yield from _rows(words, own, own=1)
    yield from _rows("No value", WITHOUT_VALUE, own=0)
    yield from _rows("Below `zoho.encryption`", ENCRYPTION, own=0)


def _by_kind(every: Mapping[str, Builtin]) -> dict[str, Mapping[str, Builtin]]:
    """Kinds with the same built-ins of their own are one."""
    joined: list[tuple[list[str], Mapping[str, Builtin]]] = []
    for kind, table_ in TABLES.items():
        own = {name: one for name, one in table_.items() if name not in every}
        same = next((kinds for kinds, other in joined if other == own), None)
        if same is None:
            joined.append(([kind], own))
        else:
            same.append(kind)
    return {" and ".join(kinds).capitalize(): own for kinds, own in joined if own}


def _rows(title: str, builtins: Mapping[str, Builtin], *, own: int) -> Iterator[str]:
    yield f"### {title}"
    yield from table(
        ("built-in", "takes"),
        ((f"`{name}`", _takes(builtins[name], own)) for name in sorted(builtins, key=str.lower)),
    )


def _takes(builtin: Builtin, own: int) -> str:
    last = len(builtin.kinds) - 1
    return ", ".join(
        kind + ("*" if builtin.rest and at == last else "?" * (at >= builtin.fewest))
        for at, kind in enumerate(builtin.kinds)
        if at >= own
    )


def names() -> Iterator[str]:
    """The names that lead out of a script."""
    yield "## Names"
    yield ""
    yield from paragraph(f"System variables: {code(sorted(VARIABLES))}.")
    yield from paragraph(f"Functions may be kept under {code(sorted(NAMESPACES))}.")
    yield from paragraph(
        f"`invokeurl` has the settings {code(sorted(SETTINGS))}; `type` is one of"
        f" {code(sorted(METHODS))}."
    )


def kinds() -> Iterator[str]:
    """What a value of one kind may stand in for."""
    yield "## Kinds"
    yield ""
    yield from paragraph(
        "Where a built-in wants another kind, the value is turned into it, if it has such a form. A"
        " built-in that a kind has not is looked for among those of the kinds it borrows from."
    )
    yield from table(
        ("kind", "is turned into", "borrows from"),
        (
            (kind, ", ".join(to for from_, to in COERCIONS if from_ == kind), ", ".join(borrowed))
            for kind, borrowed in BORROWED.items()
        ),
    )
    yield from table(
        ("a built-in that takes", "wants"),
        ((want, " or ".join(options) or "anything") for want, options in WANTS.items()),
    )


def limits() -> Iterator[str]:
    """What one run may use."""
    yield "## Limits"
    yield ""
    yield from paragraph(
        "No script can catch one. `memory` and `output` count bytes, `text` characters, `entries`"
        " those of one list or map."
    )
    defaults = Limits()
    yield from table(
        ("limit", "default"),
        ((f"`{name}`", f"{getattr(defaults, name):,}") for name in Limits.__struct_fields__),
    )
