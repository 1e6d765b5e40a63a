"""Whatever is sent, the answer is the API's, comes soon, and a refusal leaves no trace."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.properties.strangeness import (
    METHODS,
    MODULES,
    bodies,
    criteria,
    data,
    externals,
    full,
    headers,
    ids,
    item_of,
    latin,
    link_of,
    pairs,
    paths,
    queries,
    texts,
    values,
)
from tests.properties.town import ask, ask_again, items_of, read_back, town


@settings(max_examples=300)
@given(st.sampled_from(METHODS) | latin, paths | latin, queries, bodies, headers)
def test_any_request_is_answered(method, path, query, body, sent):
    path = path.replace("?", "%3F")
    ask(method, f"{path}?{query}", body, sent)


@given(paths | latin, latin)
def test_any_token_is_answered(path, token):
    response = ask(
        "GET", path.replace("?", "%3F"), headers={"Authorization": token}, authorized=False
    )

    assert response.status in {401, 404}


WRITING = [
    ("POST", "/crm/v2/{module}"),
    ("PUT", "/crm/v2/{module}"),
    ("PUT", "/crm/v2/{module}/{id}"),
    ("POST", "/crm/v2/{module}/upsert"),
]
RECORDS = {name.partition(".")[0]: f"<{name}>" for name in town().api.keys if "." in name}


@settings(max_examples=400)
@given(st.data())
def test_any_items_of_records_are_answered_one_by_one(draws):
    module = draws.draw(st.sampled_from(MODULES))
    method, path = draws.draw(st.sampled_from(WRITING))
    items = draws.draw(st.lists(item_of(module), min_size=1, max_size=3))
    key = draws.draw(st.just(RECORDS.get(module, "1")) | ids.filter(str.strip))
    if method == "PUT" and "{id}" not in path and draws.draw(st.booleans()):
        items = [{"id": RECORDS.get(module)} | one for one in items if isinstance(one, dict)]
    target = path.format(module=module, id=quote(full(key), safe=""))
    response = ask(method, target, data(items))

    if response.status < 400:
        assert len(items) == len(items_of(response))
        read_back(module, response)


PLACES = [
    ("Leads/<Leads.clara>/Campaigns", ["<Campaigns.autumn>", "<Campaigns.spring>"]),
    ("Campaigns/<Campaigns.autumn>/Leads", ["<Leads.ines>", "<Leads.clara>"]),
    ("Deals/<Deals.big>/Contact_Roles", ["<Contacts.nora>", "<Contacts.omar>"]),
    ("Contacts/<Contacts.nora>/Deals", ["<Deals.big>", "<Deals.small>"]),
    ("Products/<Products.router>/Price_Books", ["<Price_Books.list>", "<Price_Books.partner>"]),
    ("Price_Books/<Price_Books.list>/Products", ["<Products.router>", "<Products.cable>"]),
    ("Courses/<Courses.intro>/Leads", ["<Leads.ines>"]),
    ("Leads/<Leads.ines>/Notes", ["<Notes.first>", "<Notes.other>"]),
    ("Leads/<Leads.ines>/Activities", ["<Tasks.call>"]),
    ("Accounts/<Accounts.harbour>/Contacts", ["<Contacts.nora>"]),
    ("Leads/<Leads.ines>/Emails", ["1"]),
    ("Leads/<Leads.ines>/Nothing", ["1"]),
]


@settings(max_examples=300)
@given(st.data())
def test_any_items_of_related_records_are_answered_one_by_one(draws):
    place, related = draws.draw(st.sampled_from(PLACES))
    single = draws.draw(st.none() | st.sampled_from(related) | ids.filter(str.strip))
    method = draws.draw(st.sampled_from(["PUT", "PUT", "POST"]))
    items = draws.draw(st.lists(link_of(related), min_size=1, max_size=3 if single is None else 1))
    below = "" if single is None else "/" + quote(full(single), safe="")
    response = ask(method, f"/crm/v2/{place}{below}", data(items))

    if response.status < 400:
        assert len(items) == len(items_of(response))
        ask_again("GET", f"/crm/v2/{place}{below}")
        ask_again("GET", f"/crm/v2/{place}")


@settings(max_examples=150)
@given(
    st.sampled_from(["POST", "PUT"]),
    st.sampled_from(["Contacts/roles", "Contacts/roles/<ada>", "Notes", "Notes/<Notes.first>"]),
    st.lists(item_of("Notes"), min_size=1, max_size=4),
)
def test_any_items_of_notes_and_of_contact_roles_are_answered(method, path, items):
    wrapper = "contact_roles" if "roles" in path else "data"
    response = ask(method, f"/crm/v2/{path}", data(items, wrapper))

    if response.status < 400:
        assert len(items) == len(items_of(response))


CONVERTING = ["overwrite", "assign_to", "Accounts", "Contacts", "Deals", "carry_over_tags"]


@given(st.dictionaries(st.sampled_from(CONVERTING), values, max_size=3), item_of("Deals"))
def test_any_item_converts_a_lead_or_is_refused_and_leaves_it_as_it_was(strange, deal):
    item = {"Deals": deal} | strange
    response = ask("POST", "/crm/v2/Leads/<Leads.ines>/actions/convert", data([item]))
    read = ask_again("GET", "/crm/v2/Leads/<Leads.ines>?fields=$converted")

    assert response.status in {200, 202}
    assert f'"$converted":{str(response.status == 200).lower()}' in read.body.decode()


NAMES = ["name", "api_name", "type", "value", "variable_group", "description", "id"]
VARIABLE_WORDS = ["A", "a_b", "General", "integer", "text", "date", "7", "", None, 0]
variables = st.dictionaries(
    st.sampled_from(NAMES),
    st.sampled_from(VARIABLE_WORDS)
    | texts
    | st.integers()
    | st.floats()
    | st.dictionaries(st.sampled_from(NAMES), texts | st.integers(), max_size=2),
)


@settings(max_examples=150)
@given(
    st.sampled_from(["POST", "PUT"]),
    st.sampled_from(["", "/1", "/A"]),
    st.lists(variables, min_size=1, max_size=4),
)
def test_any_items_of_variables_are_answered(method, path, items):
    response = ask(method, f"/crm/v2/settings/variables{path}", data(items, "variables"))

    if response.status < 400:
        assert len(items) == len(items_of(response))
    ask_again("GET", "/crm/v2/settings/variables")
    ask_again("GET", "/crm/v2/settings/variable_groups")


@settings(max_examples=150)
@given(
    st.sampled_from(
        [
            "Leads",
            "Leads/<Leads.clara>/Campaigns",
            "Notes",
            "Contacts/roles",
            "settings/variables",
        ]
    ),
    st.lists(ids, max_size=5),
)
def test_any_ids_are_answered_one_by_one(path, named):
    response = ask("DELETE", full(f"/crm/v2/{path}?ids={quote(full(','.join(named)))}"))

    if response.status < 400:
        assert len([one for one in named if one.strip()]) == len(items_of(response))


@settings(max_examples=300)
@given(st.sampled_from(MODULES), criteria)
@example("Leads", "(" * 100_000)
@example("Leads", "(" * 50_000 + ")" * 50_000)
@example("Leads", "Last_Name:equals:" + " and" * 20_000)
@example("Leads", "Last_Name:equals:" + "\\" * 99_999)
@example("Leads", "Last_Name:in:" + "x," * 20_000)
@example("Leads", "(Created_Time:between:9999-12-31T23:59:59Z,0001-01-01T00:00:00Z)")
@example("Leads", f"(No_of_Employees:equals:{'9' * 400})")
@example("Leads", f"(id:in:{'9' * 40},-1)")
def test_any_criteria_are_answered(module, text):
    ask("GET", f"/crm/v2/{module}/search?criteria={quote(text, errors='replace')}")


@settings(max_examples=150)
@given(st.sampled_from(["email", "phone", "word"]), texts)
def test_any_search_without_criteria_is_answered(name, text):
    ask("GET", f"/crm/v2/Leads/search?{name}={quote(text, errors='replace')}")


@settings(max_examples=150)
@given(st.sampled_from(MODULES), st.lists(pairs, max_size=4))
def test_any_parameters_of_a_list_are_answered(module, chosen):
    query = "&".join(f"{name}={quote(value, errors='replace')}" for name, value in chosen)
    ask("GET", f"/crm/v2/{module}?{full(query)}")


@settings(max_examples=150)
@given(
    st.sampled_from(["GET", "PUT", "DELETE"]),
    st.sampled_from(["Leads/{}", "Leads/{}/Campaigns", "Leads/{}/Courses/{}", "Leads?ids={}"]),
    texts | ids,
    externals,
    item_of("Leads"),
)
def test_any_external_key_is_answered(method, path, key, header, item):
    segment = quote(full(key), safe="", errors="replace") or "%20"
    ask(method, f"/crm/v2/{path.format(segment, segment)}", data([item]), {"X-EXTERNAL": header})


@given(
    st.sampled_from(["Leads", "Leads/<Leads.ines>", "Leads/<Leads.ines>/Notes", "users"]),
    texts | latin | st.datetimes().map(lambda moment: moment.isoformat() + "+00:00"),
)
@example("Leads", "0001-01-01T00:00:00+23:59")
@example("Leads", "9999-12-31T23:59:59-23:59")
@example("Leads", "2026-09-21T14:13:20.123456789+00:00")
@example("settings/modules", "9" * 400)
def test_any_time_of_a_last_reading_is_answered(path, moment):
    ask("GET", full(f"/crm/v2/{path}"), headers={"If-Modified-Since": moment})


NASTY_BODIES = {
    "empty": b"",
    "blank": b" \r\n\t ",
    "truncated": b'{"data":[{"Last_Name":"x"',
    "open string": b'{"data":[{"Last_Name":"x',
    "a hundred thousand brackets": b'{"data":' + b"[" * 100_000,
    "a hundred thousand closed brackets": b'{"data":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "a hundred thousand braces": b'{"a":' * 100_000,
    "nested in an item": b'{"data":[{"Last_Name":' + b"[" * 5000 + b"]" * 5000 + b"}]}",
    "nested in a row": b'{"data":[{"Subject":"x","Product_Details":'
    + b"[" * 900
    + b"]" * 900
    + b"}]}",
    "not UTF-8": b'{"data":[{"Last_Name":"\xff\xfe"}]}',
    "overlong UTF-8": b'{"data":[{"Last_Name":"\xc0\x80"}]}',
    "UTF-16": '{"data":[{"Last_Name":"x"}]}'.encode("utf-16"),
    "byte order mark": b'\xef\xbb\xbf{"data":[{"Last_Name":"xx"}]}',
    "duplicate keys": b'{"data":[],"data":[{"Last_Name":"x","Last_Name":5}]}',
    "NUL": b'{"data":[{"Last_Name":"\\u0000"}]}',
    "raw NUL": b'{"data":[{"Last_Name":"\0"}]}',
    "lone surrogate": b'{"data":[{"Last_Name":"\\ud800","Company":"\\udc00\\ud800"}]}',
    "surrogate as a key": b'{"data":[{"\\ud800":1,"Last_Name":"xx"}],"\\ud800":2}',
    "NaN": b'{"data":[{"Last_Name":"x","Annual_Revenue":NaN}]}',
    "infinity": b'{"data":[{"Last_Name":"x","Annual_Revenue":1e999}]}',
    "minus infinity": b'{"data":[{"Last_Name":"x","Annual_Revenue":-Infinity}]}',
    "a number of five thousand digits": b'{"data":[{"id":'
    + b"9" * 5000
    + b',"Annual_Revenue":1}]}',
    "a tiny number": b'{"data":[{"Last_Name":"x","Annual_Revenue":1e-999}]}',
    "minus zero": b'{"data":[{"Last_Name":"xx","No_of_Employees":-0}]}',
    "an exponent": b'{"data":[{"Last_Name":"xx","No_of_Employees":1E2}]}',
    "an array": b"[]",
    "a text": b'"data"',
    "a number": b"5",
    "null": b"null",
    "data as null": b'{"data":null}',
    "data as a number": b'{"data":5}',
    "a hundred and one items": b'{"data":[' + b"{}," * 100 + b"{}]}",
    "items of nothing": b'{"data":[null,[],"",0,false,{}]}',
    "emoji": '{"data":[{"Last_Name":"🙂👩‍👩‍👧","Company":"שלום \u202e"}]}'.encode(),
    "form": b"data=%5B%7B%7D%5D",
    "two documents": b'{"data":[{}]}{"data":[{}]}',
    "a comment": b'{"data":[/* x */]}',
}
TARGETS = [
    "POST /crm/v2/Leads",
    "PUT /crm/v2/Leads",
    "PUT /crm/v2/Leads/<Leads.ines>",
    "POST /crm/v2/Leads/upsert",
    "POST /crm/v2/Invoices",
    "PUT /crm/v2/Leads/<Leads.ines>/Campaigns",
    "PUT /crm/v2/Leads/<Leads.ines>/Campaigns/<Campaigns.spring>",
    "PUT /crm/v2/Deals/<Deals.small>/Contact_Roles",
    "POST /crm/v2/Notes",
    "PUT /crm/v2/Leads/<Leads.ines>/Notes",
    "POST /crm/v2/Contacts/roles",
    "PUT /crm/v2/Contacts/roles",
    "DELETE /crm/v2/Leads?ids=1",
    "GET /crm/v2/Leads",
]


@pytest.mark.parametrize("target", TARGETS)
def test_nasty_bodies_are_answered(target):
    method, _, path = target.partition(" ")
    for name, body in NASTY_BODIES.items():
        try:
            ask(method, path, body)
        except AssertionError as failed:
            raise AssertionError(name) from failed


NASTY_TARGETS = [
    "",
    "/",
    "//",
    "/crm",
    "/crm/v2",
    "/crm/v2/",
    "/crm/v2//Leads",
    "/crm/v2/Leads/",
    "/crm/v2/Leads//",
    "/crm/v2/Leads%2F1",
    "/crm/v2/Leads/%2e%2e/Contacts",
    "/crm/v2/../v2/Leads",
    "/crm/v2/Leads/%",
    "/crm/v2/Leads/%zz",
    "/crm/v2/%00",
    "/crm/v2/Leads/1%00",
    "/crm/v2/Leads;x=1",
    "/crm/v2/" + "Leads/" * 5000,
    "/crm/v2/" + "x" * 100_000,
    "/crm/v2/Leads/" + "9" * 100_000,
    "/crm/v2/Leads?ids=" + "9," * 50_000,
    "/crm/v2/Leads?ids=" + "9" * 100_000,
    "/crm/v2/Leads?page=" + "9" * 5000,
    "/crm/v2/Leads?fields=" + "x," * 50_000,
    "/crm/v2/Leads?" + "a=b&" * 50_000,
    "/crm/v2/Leads?sort_by=%00",
    "/crm/v2/Leads?page=999999999&per_page=200",
    "/crm/v2/Leads/search?word=" + "x" * 100_000,
    "/crm/v2/Leads/search?word=%00%00",
    "/crm/v2/Leads/search?word=%F0%9F%99%82%F0%9F%99%82",
    "/crm/v2/Leads/search?email=" + "a" * 50_000 + "@b.example",
    "/crm/v2/Leads/search?phone=" + "5" * 50_000,
    "/crm/v2/settings/fields?module=" + "x" * 50_000,
    "/crm/v2/settings/fields?module=%00",
    "/crm/v2/users?type=%00",
    "http://elsewhere.example/crm/v2/Leads",
    "*",
]


@pytest.mark.parametrize("target", NASTY_TARGETS, ids=lambda target: target[:40] or "nothing")
@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "BREW"])
def test_nasty_addresses_are_answered(method, target):
    ask(method, target)
