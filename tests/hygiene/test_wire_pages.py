"""What docs/wire promises is what the server answers: every example is sent."""

import re

import pytest

from tests.hygiene.wire_examples import WIRE, Reader, examples_of, pages

MARKS = {"seed", "docs-v2", "docs-later", "sdk", "openapi", "observed", "chosen"}
_CODE = re.compile(r"^```.*?^```$|`[^`\n]*`", re.MULTILINE | re.DOTALL)
_MARKED = re.compile(r"\[([a-z0-9,\s-]+)\](?!\()")
LINE_LIMIT = 120


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.stem)
def test_every_example_of_the_page_is_answered_as_it_says(page):
    reader = Reader()
    wrong = [
        f"{page.name}:{example.line}: {problem}"
        for example in examples_of(page)
        if (problem := reader.try_out(example)) is not None
    ]

    assert [] == wrong


@pytest.mark.parametrize("page", sorted(WIRE.glob("*.md")), ids=lambda page: page.stem)
def test_every_statement_is_marked_with_evidence_that_there_is(page):
    found = _MARKED.finditer(_CODE.sub("", page.read_text(encoding="utf-8")))
    marks = {mark.strip() for group in found for mark in group[1].split(",")}

    assert set() == marks - MARKS


@pytest.mark.parametrize("page", sorted(WIRE.glob("*.md")), ids=lambda page: page.stem)
def test_no_line_of_a_page_is_too_long_to_read(page):
    lines = page.read_text(encoding="utf-8").splitlines()

    assert [] == [line for line in lines if len(line) > LINE_LIMIT]
