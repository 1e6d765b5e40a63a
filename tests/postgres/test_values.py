"""Values travel to PostgreSQL and back as they are, and compare there as they do on SQLite."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.postgres import databases
from vinculum.sqlstore.engines.postgres import hidden
from vinculum.sqlstore.engines.postgres_connection import read_text, stored_text

texts = st.text(st.sampled_from("\x00\x01\x02ab\\\"{},' \U0001f600") | st.characters(codec="utf-8"))


@given(texts)
@example("\x01\x02\x00\x00\x01")
def test_a_text_is_read_as_it_was_written(text):
    assert "\x00" not in stored_text(text)
    assert text == read_text(stored_text(text))


@given(texts, texts)
def test_stored_texts_have_the_order_and_the_prefixes_of_the_texts(one, other):
    stored = (stored_text(one).encode(), stored_text(other).encode())

    assert (one.encode() < other.encode()) == (stored[0] < stored[1])
    assert one.startswith(other) == stored[0].startswith(stored[1])


def test_a_password_is_not_shown():
    assert "postgresql://u:***@h1:1,h2:2/db" == hidden("postgresql://u:a%40b@h1:1,h2:2/db")
    assert "postgresql://h/db?user=u&password=***&a=b" == hidden(
        "postgresql://h/db?user=u&password=secret&a=b"
    )
    assert "postgresql://u@h1:1,h2:2/db" == hidden("postgresql://u@h1:1,h2:2/db")


@pytest.fixture(scope="module")
def connection():
    if not databases.is_wanted():
        pytest.skip("needs `make test-postgres`")
    engine = databases.open_engine()
    opened = engine.connect_writer()
    yield opened
    opened.close()


NUMBERS = [0, -1, 2**53 + 1, 2**63 - 1, -(2**63), 0.1, -2.5, 1e-7, 1e22, 9007199254740994.0]


def test_numbers_compare_exactly(connection):
    for one in NUMBERS:
        for other in NUMBERS:
            rows = connection.execute(
                "SELECT %s::NUMERIC < %s::NUMERIC, %s::NUMERIC = ANY (%s::NUMERIC[])",
                (one, other, one, [other]),
            ).fetchall()
            assert [(one < other, one == other)] == rows


@given(st.lists(texts | st.none(), max_size=5))
def test_lists_of_texts_arrive_whole(connection, values):
    rows = connection.execute("SELECT unnest(%s::TEXT[])", (values,)).fetchall()
    assert values == [row[0] for row in rows]


def test_bytes_and_truths_arrive_alone_and_in_lists(connection):
    data = bytes(range(256))
    ((alone,),) = connection.execute("SELECT %s::BYTEA", (data,)).fetchall()
    ((viewed,),) = connection.execute("SELECT %s::BYTEA", (memoryview(data),)).fetchall()
    listed = connection.execute("SELECT unnest(%s::BYTEA[])", ([data, b""],)).fetchall()
    truths = connection.execute("SELECT unnest(%s::BOOLEAN[])", ([True, False, None],)).fetchall()

    assert (data, data) == (bytes(alone), bytes(viewed))
    assert [data, b""] == [bytes(row[0]) for row in listed]
    assert [(True,), (False,), (None,)] == truths
