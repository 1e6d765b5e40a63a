"""An oddity repeated on purpose is listed, named where it is done, and shown by a test."""

import re
import tomllib
from collections.abc import Iterator

from tests.hygiene.sources import ROOT

KEYS = {"id", "title", "evidence", "case", "here"}
CITED = re.compile(r"\bQ-\d{3}\b")

QUIRKS = tomllib.loads((ROOT / "docs" / "quirks.toml").read_text(encoding="utf-8"))["quirk"]


def cited_under(folder: str) -> Iterator[tuple[str, str]]:
    """Walk the numbers that files below a folder name, with the file's path."""
    for pattern in ("*.py", "*.toml"):
        for path in sorted((ROOT / folder).rglob(pattern)):
            for number in CITED.findall(path.read_text(encoding="utf-8")):
                yield number, path.relative_to(ROOT).as_posix()


def test_every_quirk_says_the_same_things_and_they_are_numbered_without_gaps():
    assert [KEYS] * len(QUIRKS) == [set(quirk) for quirk in QUIRKS]
    numbers = [f"Q-{number:03}" for number in range(1, len(QUIRKS) + 1)]
    assert numbers == [quirk["id"] for quirk in QUIRKS]


def test_the_code_names_every_quirk_and_no_other():
    cited = {number for number, _ in cited_under("src")}

    assert {quirk["id"] for quirk in QUIRKS} == cited


def test_tests_name_no_quirk_that_is_not_listed():
    listed = {quirk["id"] for quirk in QUIRKS}
    named = cited_under("tests")

    assert [] == [f"{path}: {number}" for number, path in named if number not in listed]


def test_the_case_of_every_quirk_is_there_and_names_it():
    naming = set(cited_under("tests"))
    silent = [quirk["id"] for quirk in QUIRKS if (quirk["id"], quirk["case"]) not in naming]

    assert [] == silent
