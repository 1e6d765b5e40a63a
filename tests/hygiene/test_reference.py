"""The generated pages say what the tables say today; `make docs` writes them."""

import pytest

from tools.reference import FOLDER, PAGES, page_text


@pytest.mark.parametrize("name", sorted(PAGES))
def test_the_page_is_what_the_tables_say(name):
    assert page_text(name) == (FOLDER / f"{name}.md").read_text(encoding="utf-8")


def test_there_is_no_page_without_a_table():
    assert sorted(PAGES) == sorted(path.stem for path in FOLDER.glob("*.md"))
