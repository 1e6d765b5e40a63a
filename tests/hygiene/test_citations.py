"""Where code or a page cites a fact of the wire, docs/wire has the section."""

import re
from collections.abc import Iterator
from pathlib import Path

from tests.hygiene.sources import ROOT

PAGES = ("records", "oauth", "platform")
CITING = {"src": ("*.py", "*.toml"), "tests": ("*.py", "*.toml"), "docs": ("*.md",)}
_SECTION = r"\d+(?:\.\d+)?"
_CITATION = re.compile(rf"\b({'|'.join(PAGES)}) ({_SECTION}(?:(?:, | and | to ){_SECTION})*)")
_HEADING = re.compile(rf"^##+ ({_SECTION})\.? ", re.MULTILINE)


def sections_of(page: str) -> list[str]:
    """The numbers of the sections that a page has, in its order."""
    return _HEADING.findall((ROOT / "docs" / "wire" / f"{page}.md").read_text(encoding="utf-8"))


def citations() -> Iterator[tuple[Path, str, str]]:
    """Walk every section that any file cites; a range counts by its ends."""
    paths = (
        path
        for folder, patterns in CITING.items()
        for pattern in patterns
        for path in sorted((ROOT / folder).rglob(pattern))
    )
    for path in paths:
        for page, numbers in _CITATION.findall(path.read_text(encoding="utf-8")):
            for number in re.findall(_SECTION, numbers):
                yield path, page, number


def test_sections_are_numbered_in_order_and_each_number_stands_once():
    for page in PAGES:
        numbers = [tuple(map(int, number.split("."))) for number in sections_of(page)]

        assert sorted(set(numbers)) == numbers


def test_every_citation_names_a_section_that_there_is():
    known = {page: frozenset(sections_of(page)) for page in PAGES}
    lost = [
        f"{path.relative_to(ROOT)}: {page} {number}"
        for path, page, number in citations()
        if number not in known[page]
    ]

    assert [] == lost


def test_the_code_does_cite():
    assert any(path.suffix == ".py" for path, _, _ in citations())
