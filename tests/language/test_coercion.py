"""Each row of the table of coercions, and what the operators make of each pair of kinds."""

from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal

import pytest

from vinculum.script.coercion import COERCIONS, WANTS, coerce
from vinculum.script.diagnostics import Fault
from vinculum.script.limits import Account, Limits
from vinculum.script.operators import ARITHMETIC
from vinculum.script.values import KINDS, Caught, Collection, Datum, File

DAY = date(2024, 2, 29)
TEN = datetime(2024, 2, 29, 10, 20, 30)  # noqa: DTZ001 - values of scripts carry no zone
ROWS: dict[tuple[str, str], tuple[Datum, Datum]] = {
    ("number", "text"): (5, "5"),
    ("decimal", "text"): (Decimal("1.50"), "1.50"),
    ("boolean", "text"): (True, "true"),
    ("date", "text"): (DAY, "29-Feb-2024"),
    ("datetime", "text"): (TEN, "29-Feb-2024 10:20:30"),
    ("time", "text"): (time(10, 20, 30), "10:20:30"),
    ("file", "text"): (File(name="a.txt", content=b"abc"), "abc"),
    ("error", "text"): (Caught(line=3, message="wrong"), "wrong (line 3)"),
    ("null", "text"): (None, ""),
    ("list", "text"): ([1, "a"], '[1,"a"]'),
    ("map", "text"): ({"a": None}, '{"a":null}'),
    ("collection", "text"): (Collection({"a": 1}, keyed=True), '{"a":1}'),
    ("text", "number"): (" 42 ", 42),
    ("decimal", "number"): (Decimal("42.00"), 42),
    ("text", "decimal"): ("1.50", Decimal("1.50")),
    ("number", "decimal"): (5, Decimal(5)),
    ("text", "boolean"): ("TRUE", True),
    ("text", "date"): ("2024-02-29", DAY),
    ("datetime", "date"): (TEN, DAY),
    ("text", "datetime"): ("2024-02-29T04:50:30Z", TEN),
    ("text", "moment"): ("2024-02-29", DAY),
    ("date", "datetime"): (DAY, datetime(2024, 2, 29)),  # noqa: DTZ001 - as above
    ("datetime", "time"): (TEN, time(10, 20, 30)),
    ("text", "list"): ("[1,2.5]", [1, Decimal("2.5")]),
    ("collection", "list"): (Collection({"0": 7}, keyed=False), [7]),
    ("text", "map"): ('{"a":1}', {"a": 1}),
    ("collection", "map"): (Collection({"a": 1}, keyed=True), {"a": 1}),
    ("list", "collection"): ([7, 8], {"0": 7, "1": 8}),
    ("map", "collection"): ({"a": 1}, {"a": 1}),
}
SAMPLES = {kind: value for (kind, _), (value, _) in ROWS.items()}
HOPELESS: dict[str, Datum] = {"text": "no such thing", "decimal": Decimal("1.5")}


def account():
    return Account(Limits(), lambda: 0.0, timezone(timedelta(hours=5, minutes=30)))


def test_every_row_has_a_case():
    assert sorted(COERCIONS) == sorted(ROWS)


@pytest.mark.parametrize(("source", "target"), sorted(ROWS))
def test_a_row_gives_the_value_of_the_other_kind(source, target):
    value, expected = ROWS[source, target]
    found = coerce(value, target, account())
    contents = found.entries if isinstance(found, Collection) else found

    assert source == KINDS[type(value)]
    assert expected == contents
    assert KINDS[type(found)] in WANTS.get(target, (target,))


@pytest.mark.parametrize("source", sorted(KINDS.values()))
@pytest.mark.parametrize("target", sorted(set(KINDS.values()) - {"null"}))
def test_what_is_not_in_the_table_is_refused(source, target):
    if source == target or (source, target) in COERCIONS:
        return

    with pytest.raises(Fault):
        coerce(SAMPLES[source], target, account())


@pytest.mark.parametrize("source", sorted(HOPELESS))
def test_a_value_without_that_form_is_refused(source):
    targets = [target for kind, target in COERCIONS if kind == source and target != "text"]

    for target in set(targets) - {"decimal" if source == "decimal" else ""}:
        with pytest.raises(Fault):
            coerce(HOPELESS[source], target, account())


def test_wants_of_more_than_one_kind_take_the_first_that_fits():
    assert (5, Decimal("5.5")) == tuple(coerce(each, "numeric", account()) for each in ("5", "5.5"))
    assert (DAY, TEN) == tuple(coerce(each, "moment", account()) for each in (DAY, TEN))
    assert {"numeric", "moment", "any"} == set(WANTS)


@pytest.mark.parametrize("kind", sorted(SAMPLES))
def test_plus_joins_a_text_with_any_kind(kind):
    assert isinstance(ARITHMETIC["+"]("<", SAMPLES[kind], account()), str)
    assert isinstance(ARITHMETIC["+"](SAMPLES[kind], ">", account()), str)


@pytest.mark.parametrize("sign", sorted(set(ARITHMETIC) - {"+"}))
@pytest.mark.parametrize("kind", sorted(set(SAMPLES) - {"number", "decimal", "text"}))
def test_calculating_with_what_is_no_number_is_refused(sign, kind):
    with pytest.raises(Fault):
        ARITHMETIC[sign](SAMPLES[kind], 2, account())
