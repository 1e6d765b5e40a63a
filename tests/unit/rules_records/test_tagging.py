"""Names become tags within the limits."""

from __future__ import annotations

from tests.unit.rules_records.desk import NOW, schema_with, tag, writing
from vinculum.errors.refusal import Refusal
from vinculum.rules.tagging import MOST_OF_MODULE, TagBook
from vinculum.schema.metadata import piece_of
from vinculum.schema.snapshot import Tag


def book_of(*numbers):
    tags = (tag(number) for number in numbers)
    return TagBook(writing("Leads", schema_with(*tags, tag(999, module="Deals"))))


def said(refusal):
    return refusal.entry.code if isinstance(refusal, Refusal) else refusal


def test_known_names_are_found_in_any_case_and_unknown_ones_are_made_once():
    book = book_of(1, 2)

    ids = book.require([2], ["T1", "new", 2, "NEW"])

    (change,) = book.changes()
    assert [2, 1, 1001] == ids
    assert Tag(id=1001, module="Leads", name="new", created=NOW, created_by=11) == piece_of(change)


def test_a_tag_of_another_module_is_unknown():
    book = book_of(1)

    assert "INVALID_DATA" == said(book.refuse("Tag", [], [999]))
    assert book.refuse("Tag", [], ["t999"]) is None


def test_the_tags_of_a_record_are_counted_with_those_it_keeps():
    book = book_of(*range(1, 12))

    assert book.refuse("Tag", [1, 2], [*range(1, 11)]) is None
    assert "LIMIT_EXCEEDED" == said(book.refuse("Tag", [11], [*range(1, 11)]))
    assert "LIMIT_EXCEEDED" == said(book.refuse("Tag", [*range(1, 11)], ["new"]))


def test_a_full_module_takes_no_more_tags():
    book = book_of(*range(1, MOST_OF_MODULE + 1))

    assert book.refuse("Tag", [], ["t1"]) is None
    assert "LIMIT_EXCEEDED" == said(book.refuse("Tag", [], ["new"]))
