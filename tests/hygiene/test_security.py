"""What docs/security.md promises is held by tests that there are."""

import re

from tests.hygiene.sources import ROOT

PAGE = ROOT / "docs" / "security.md"
_ROW = re.compile(r"^\| (?P<promise>[^|]+\.) \| (?P<tests>`tests/[^|]+) \|$", re.MULTILINE)
_TEST = re.compile(r"`(tests/[\w/]+\.py)`")


def test_every_promise_names_tests_that_there_are():
    promises = list(_ROW.finditer(PAGE.read_text(encoding="utf-8")))
    lost = [
        f"{row['promise']} {path}"
        for row in promises
        for path in _TEST.findall(row["tests"])
        if not (ROOT / path).is_file()
    ]

    assert len(promises) >= 10
    assert [] == lost
