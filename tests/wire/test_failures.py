"""What fails behind the door is our fault in the API's words, and leaves nothing half done."""

from __future__ import annotations

import sqlite3

import pytest

from tests.wire.office import Office, whole

CRASHED = {"code": "INTERNAL_ERROR", "details": {}, "message": "Internal Server Error"}
TOO_LARGE = {
    "code": "REQUEST_ENTITY_TOO_LARGE",
    "details": {},
    "message": "Request entity too large",
    "status": "error",
}


WRITES = {
    "link": 'PUT /crm/v2/Leads/<Leads.clara>/Campaigns {"data":[{"id":"<Campaigns.spring>"},'
    '{"id":"<Campaigns.autumn>","Member_Status":"Active"}]}',
    "delink": "DELETE /crm/v2/Leads/<Leads.clara>/Campaigns?ids=<Campaigns.autumn>",
    "insert": 'POST /crm/v2/Leads {"data":[{"Last_Name":"A","Badge":"A","Tag":[{"name":"t"}]},'
    '{"Last_Name":"B"},{}]}',
    "update": 'PUT /crm/v2/Deals {"data":[{"id":"<Deals.big>","Stage":"Closed Won"}]}',
    "upsert": 'POST /crm/v2/Contacts/upsert {"data":[{"Email":"nora@harbour.example"},'
    '{"Last_Name":"New"}]}',
    "delete": "DELETE /crm/v2/Leads?ids=<Leads.ines>,<Leads.clara>",
    "convert": 'POST /crm/v2/Leads/<Leads.clara>/actions/convert {"data":[{"Deals":'
    '{"Deal_Name":"A","Closing_Date":"2026-12-24","Stage":"Qualification"}}]}',
    "note": 'POST /crm/v2/Leads/<Leads.ines>/Notes {"data":[{"Note_Content":"x"}]}',
    "role": 'POST /crm/v2/Contacts/roles {"contact_roles":[{"name":"x","sequence_number":1}]}',
    "variable": 'POST /crm/v2/settings/variables {"variables":[{"name":"x","api_name":"x",'
    '"type":"text","variable_group":{"name":"New"}}]}',
}


@pytest.mark.parametrize("request_line", WRITES.values(), ids=WRITES)
def test_a_fault_at_any_statement_is_answered_500_and_leaves_nothing(request_line):
    status, statements = whole(Office(), request_line)
    office = Office()
    before = office.state()
    for number in range(statements):
        office.trap.spring(number, 1, RuntimeError("a fault of ours"), lasting=True)
        answer = office.send(request_line)
        office.trap.spring(0, 0, RuntimeError())

        assert (500, {**CRASHED, "status": "error"}) == answer, number
        assert before == office.state(), number
    assert status == office.send(request_line)[0]


def test_a_fault_while_reading_is_answered_500_too():
    office = Office()
    _, statements = whole(office, "GET /crm/v2/Leads/<Leads.clara>/Campaigns")
    for number in range(statements - 1):  # the last one ends the transaction
        office.trap.spring(number, 1, RuntimeError("a fault of ours"))

        assert 500 == office.send("GET /crm/v2/Leads/<Leads.clara>/Campaigns")[0], number
    assert 200 == office.send("GET /crm/v2/Leads/<Leads.clara>/Campaigns")[0]


@pytest.mark.parametrize("request_line", WRITES.values(), ids=WRITES)
def test_trouble_of_the_store_that_passes_is_not_noticed(request_line):
    status, statements = whole(Office(), request_line)
    for number in range(statements):
        office = Office()
        before = office.logged()
        office.trap.spring(number, 1, sqlite3.OperationalError("disk I/O error"))

        assert status == office.send(request_line)[0], number
        assert before + 1 == office.logged(), number


@pytest.mark.parametrize("request_line", WRITES.values(), ids=WRITES)
def test_trouble_of_the_store_that_stays_is_answered_500_and_leaves_nothing(request_line):
    office = Office()
    before = office.state()
    office.trap.spring(2, 1000, sqlite3.OperationalError("disk I/O error"))
    answer = office.send(request_line)
    office.trap.spring(0, 0, RuntimeError())

    assert (500, {**CRASHED, "status": "error"}) == answer
    assert before == office.state()


@pytest.mark.parametrize(
    "request_line",
    [
        "PUT /crm/v2/Leads/<Leads.ines>/Campaigns",
        "PUT /crm/v2/Leads/<Leads.ines>/Campaigns/<Campaigns.spring>",
        "POST /crm/v2/Leads",
        "PUT /crm/v2/Leads",
        "PUT /crm/v2/Leads/<Leads.ines>",
        "POST /crm/v2/Leads/upsert",
        "POST /crm/v2/Notes",
        "POST /crm/v2/Leads/<Leads.ines>/Notes",
        "POST /crm/v2/Contacts/roles",
    ],
)
def test_a_body_over_the_limit_is_refused_at_the_turn_of_bodies(request_line):
    office = Office()
    before = office.state()
    status, body = office.send(request_line, too_large=True)

    assert (413, TOO_LARGE) == (status, body)
    assert before == office.state()


def test_what_comes_before_the_body_is_refused_before_it():
    office = Office()
    answers = [
        office.send(request_line, too_large=True)
        for request_line in ("POST /crm/v2/Leeds", "PUT /crm/v2/Leads/77/Campaigns")
    ]

    assert [400, 400] == [status for status, _ in answers]
