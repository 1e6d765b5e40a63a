"""
Write what pages are made of.

Owns tables, paragraphs, and words that read as code.
Never knows what a page is about.
Next door: reference.py and deluge_page.py write pages.
"""

import textwrap
from collections.abc import Iterable, Iterator, Sequence

WIDEST = 110


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Write a table; bars inside a cell are kept from ending it."""
    yield ""
    for row in (head, ["---"] * len(head), *rows):
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |"
    yield ""


def code(words: Iterable[str]) -> str:
    """Write words so that they read as code."""
    return ", ".join(f"`{word}`" for word in words)


def paragraph(text: str) -> Iterator[str]:
    """Write a paragraph in lines that are not too wide."""
    yield from textwrap.wrap(text, WIDEST, break_long_words=False, break_on_hyphens=False)
    yield ""
