"""Regular expressions mean the same on every Python that we promise to run on."""

import re

from tests.hygiene.sources import PACKAGE, ROOT

# Python before 3.11.5 matches a possessive group wrongly; a possessive class is fine.
POSSESSIVE_GROUP = re.compile(r"(?<!\\)\)[*+?]\+")


def test_no_pattern_has_a_possessive_group():
    places = [
        f"{path.relative_to(ROOT)}:{number}"
        for kind in ("*.lark", "*.py")
        for path in sorted(PACKAGE.rglob(kind))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if POSSESSIVE_GROUP.search(line)
    ]

    assert [] == places
