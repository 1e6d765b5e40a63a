"""Which index rows a record has."""

from __future__ import annotations

from tests.unit.rules_indexing.modules import content_with, module_of
from vinculum.fieldtypes.fieldtype import LOWEST_NUMBER
from vinculum.model.record import IndexRows, Record
from vinculum.rules.indexing import changed_rows, content_of, rows_of, rows_of_record

LEADS = module_of(
    ("Last_Name", "text"),
    ("Email", "email", {"unique": True}),
    ("Phone", "phone"),
    ("Description", "textarea", {"searchable": False}),
    ("No_of_Employees", "integer"),
    ("Account_Name", "lookup", {"searchable": False}),
    ("Handler", "ownerlookup"),
    ("Owner", "owner"),
    ("Created_By", "created_by"),
    ("Modified_By", "modified_by"),
    ("Tag", "tags"),
    ("Tax", "multiselectpicklist"),
    ("id", "record_id"),
    ("Layout", "layout"),
    ("Product_Details", "line_items"),
)


def test_an_empty_record_has_the_lowest_row_for_each_indexed_field():
    rows = rows_of(LEADS, content_with())

    assert ((1, ""), (2, ""), (3, ""), (12, "")) == rows.text
    assert (
        (5, LOWEST_NUMBER),
        (6, LOWEST_NUMBER),
        (7, LOWEST_NUMBER),
        (8, 7),
        (9, 8),
        (10, 9),
    ) == rows.number
    assert ((), (), ()) == (rows.words, rows.phones, rows.unique)


def test_values_are_indexed_by_their_types():
    content = content_with(
        values={
            "Last_Name": "Müller-LÜDENSCHEIDT",
            "Email": "Ines@Zylker.example",
            "Phone": "+49 (0) 5",
            "Description": "A b see SEE",
            "No_of_Employees": 12,
            "Tax": ["Vat", "Sales Tax"],
        },
        references={"Account_Name": 42, "Handler": 43, "Tag": [44]},
        rows={"Product_Details": [{"id": 1, "product": 51}, {"id": 2, "product": 52}]},
    )
    rows = rows_of(LEADS, content)

    assert (
        (1, "müller-lüdenscheidt"),
        (2, "ines@zylker.example"),
        (3, "+49 (0) 5"),
        (12, "vat;sales tax"),
    ) == rows.text
    assert ((5, 12), (6, 42), (7, 43)) == rows.number[:3]
    assert ((15, 51), (15, 52)) == rows.number[-2:]
    assert ("4905",) == rows.phones
    assert ((2, "ines@zylker.example"),) == rows.unique
    expected = "example ines lüdenscheidt müller sales see tax vat zylker"
    assert expected == " ".join(rows.words)


def test_long_texts_give_two_hundred_words_and_long_words_are_cut():
    text = " ".join(f"word{number}" for number in range(500))
    rows = rows_of(LEADS, content_with(values={"Description": text, "Last_Name": "x" * 80}))

    assert 201 == len(rows.words)
    assert "x" * 64 in rows.words
    assert "x" * 65 not in rows.words


def test_a_stored_record_is_decoded_first():
    record = Record(
        id=1,
        module=100,
        owner=7,
        created=0,
        modified=0,
        created_by=8,
        modified_by=9,
        name="Leclerc",
        body='{"Last_Name":"Leclerc","Email":null}',
        references='{"Account_Name":42}',
        rows='{"Product_Details":[{"product":51}]}',
    )
    content = content_with(
        values={"Last_Name": "Leclerc", "Email": None},
        references={"Account_Name": 42},
        rows={"Product_Details": [{"product": 51}]},
    )

    assert content == content_of(record)
    assert rows_of(LEADS, content) == rows_of_record(LEADS, record)


def test_a_change_names_only_the_rows_that_differ():
    before = content_with(values={"Last_Name": "Ada Daly", "Email": "a@b.example"})
    after = content_with(values={"Last_Name": "Ada King", "Email": "a@b.example"})

    unindex, index = changed_rows(LEADS, before, after)

    assert IndexRows(text=((1, "ada daly"),), words=("daly",)) == unindex
    assert IndexRows(text=((1, "ada king"),), words=("king",)) == index
    assert (IndexRows(), IndexRows()) == changed_rows(LEADS, before, before)


def test_a_word_stays_as_long_as_another_field_says_it():
    before = content_with(values={"Last_Name": "King", "Description": "King of hearts"})
    after = content_with(values={"Last_Name": "Daly", "Description": "King of hearts"})

    unindex, index = changed_rows(LEADS, before, after)

    assert ((), ("daly",)) == (unindex.words, index.words)
