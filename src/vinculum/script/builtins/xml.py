"""
The built-ins that read XML.

Owns the table XML, and the part of XPath that is understood: names, `*`, `//`, `[n]`, `[@a='b']`,
`@name` and `text()`.
Never expands entities of its own: a text that declares a document type is refused.
Next door: json_text.py reads the other format.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from vinculum.script.builtins.builtin import Builtin, row
from vinculum.script.diagnostics import Fault, LimitReached
from vinculum.script.rendering import DEEPEST_VALUE, TOO_DEEP
from vinculum.script.run import Run
from vinculum.script.values import Datum

# What an element takes at most, for each character of its text.
_GROWTH = 100
MOST_STEPS = 20


class Element(NamedTuple):
    """An element with what it holds: elements and texts in their order."""

    name: str
    attributes: dict[str, str]
    content: list[Element | str]


class _Builder:
    """Builds a tree while a text is read."""

    def __init__(self) -> None:
        self.root = Element("", {}, [])
        self._open = [self.root]

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        element = Element(name, attributes, [])
        self._open[-1].content.append(element)
        self._open.append(element)
        if len(self._open) > DEEPEST_VALUE:
            raise LimitReached(TOO_DEEP)

    def end(self, _name: str) -> None:
        self._open.pop()

    def add(self, text: str) -> None:
        self._open[-1].content.append(text)


def _refuse(*_declared: object) -> None:
    raise Fault("the XML declares a document type, which is not read")


def parsed(run: Run, text: str) -> Element:
    """Read a whole document; the element without a name holds its root."""
    run.account.charge(_GROWTH * len(text))
    run.account.work(10 * len(text))
    builder = _Builder()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = builder.begin
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.add
    parser.StartDoctypeDeclHandler = _refuse
    try:
        parser.Parse(text.encode(), True)  # noqa: FBT003 - the parser's own way to say: the end
    except expat.ExpatError as error:
        raise Fault(f"the text is no XML: {error}") from None
    return builder.root


def written(element: Element) -> str:
    """Write an element as XML."""
    attributes = "".join(
        f" {name}={quoteattr(value)}" for name, value in element.attributes.items()
    )
    inner = "".join(
        escape(each) if isinstance(each, str) else written(each) for each in element.content
    )
    return f"<{element.name}{attributes}>{inner}</{element.name}>"


def _elements(element: Element) -> list[Element]:
    return [each for each in element.content if isinstance(each, Element)]


def _below(element: Element) -> Iterator[Element]:
    """Walk an element and all elements in it, in the order of the text."""
    waiting = [element]
    while waiting:
        each = waiting.pop()
        yield each
        waiting.extend(reversed(_elements(each)))


_STEP = re.compile(
    r"(//?)(?:(text\(\))|@([\w:.-]+)|([\w:.-]+|\*)"
    r"(?:\[(?:(\d{1,6})|@([\w:.-]+)\s*=\s*(?:'([^']*)'|\"([^\"]*)\"))\])?)"
)


def _steps(path: str) -> list[re.Match[str]]:
    whole = path.strip() if path.strip().startswith("/") else f"/{path.strip()}"
    steps: list[re.Match[str]] = []
    at = 0
    while at < len(whole):
        step = _STEP.match(whole, at)
        if step is None or len(steps) == MOST_STEPS:
            raise Fault(f"the path is not understood at `{whole[at : at + 30]}`")
        steps.append(step)
        at = step.end()
    return steps


def _fits(element: Element, step: re.Match[str]) -> bool:
    name, attribute = step[4], step[6]
    if name not in {"*", element.name}:
        return False
    wanted = step[8] if step[7] is None else step[7]
    return attribute is None or element.attributes.get(attribute) == wanted


def _followed(run: Run, elements: list[Element], step: re.Match[str]) -> list[Element]:
    """Go one step from some elements to others, each once, in the order of the text."""
    found: dict[int, Element] = {}
    for element in elements:
        parents = list(_below(element)) if step[1] == "//" else [element]
        run.account.work(100 * len(parents))
        for parent in parents:
            inner = [each for each in _elements(parent) if _fits(each, step)]
            run.account.work(10 * len(inner))
            chosen = inner if step[5] is None else inner[max(int(step[5]) - 1, 0) :][:1]
            found.update((id(each), each) for each in chosen)
    return list(found.values())


def _results(run: Run, text: str, path: str) -> list[Element | str]:
    elements = [parsed(run, text)]
    for step in _steps(path):
        _, words, attribute = step[1], step[2], step[3]
        if words is not None:
            return [
                "".join(each for each in one.content if isinstance(each, str)) for one in elements
            ]
        if attribute is not None:
            return [one.attributes[attribute] for one in elements if attribute in one.attributes]
        elements = _followed(run, elements, step)
    return list(elements)


def _xpath(run: Run, text: str, path: str) -> Datum:
    """Give the text of what a path leads to, several with a comma between; elements as XML."""
    results = _results(run, text, path)
    run.account.charge_text(2 * len(text))
    return ",".join(each if isinstance(each, str) else written(each) for each in results)


def _to_xml(run: Run, text: str) -> Datum:
    parsed(run, text)
    return text


def _to_list(run: Run, text: str, path: str = "") -> Datum:
    found = _results(run, text, path or "/*/*")
    run.account.charge_entries(len(found), len(found))
    run.account.charge_text(2 * len(text))
    return [each if isinstance(each, str) else written(each) for each in found]


XML: dict[str, Builtin] = {
    "toXML": row(_to_xml, "text"),
    "toXmlList": row(_to_list, "text text?"),
    "executeXPath": row(_xpath, "text text"),
}
