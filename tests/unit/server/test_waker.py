"""Events wake functions after the commit, once, in order, and never disturb what woke them."""

from __future__ import annotations

import json
from typing import cast

import pytest
from msgspec.structs import replace

from tests.api import open_api
from tests.wire.office import Office as Watched
from tests.wire.office import whole
from vinculum.model.change import CutMetadata, PutRun
from vinculum.model.function import decode_note, encode_note
from vinculum.rules.keeping import plan_function, plan_trigger
from vinculum.rules.people import Unfit
from vinculum.rules.plan import Stamp
from vinculum.rules.waking import NO_ROOM
from vinculum.schema.metadata import put
from vinculum.server.waker import GRACE_SECONDS, KEPT_RUNS, Waker

MARK = """
void automation.mark(string leadId, map record, string company)
{
    info leadId + " " + record.get("Last_Name") + " " + company;
    zoho.crm.updateRecord("Leads", leadId, {"Description":"marked"});
}
"""
TELL = """
void automation.tell(string id, string event, string related_id, map attributes)
{
    info event + " " + id + " " + related_id + " " + attributes.get("Member_Status");
}
"""
TELL_ID = "void automation.tell_id(string id, map record)\n{\n info id;\n}\n"
FAIL = 'void automation.fail(string id)\n{\n    info "before";\n    x = 1 / 0;\n}\n'
AGAIN = """
void automation.again(string id)
{
    lead = zoho.crm.getRecordById("Leads", id);
    longer = {"Company":lead.get("Company") + "x"};
    zoho.crm.updateRecord("Leads", id, longer, {"trigger":{"workflow"}});
}
"""


STATEMENTS_OF_AN_UPDATE = 9


class Office:
    """An org with functions, whose waker is asked for one round at a time."""

    def __init__(self):
        self.api = open_api("functions")
        self.waker = Waker(self.api.services)
        self.token = self.api.token()

    def keep(
        self,
        source,
        event,
        module="Leads",
        related_list="",
        owner="ada",
        fields=(),
        **arguments,
    ):
        """Keep a function, and let an event wake it; gives its name."""

        def run(work):
            schema = self.api.services.schemas.current(work)
            services, by = self.api.services, self.api.keys["ada"]
            stamp = Stamp(now=services.clock.now(), by=by, next_id=services.ids.next_id)
            function = plan_function(
                schema,
                source,
                owner=self.api.keys[owner],
                rest=False,
                description="",
                stamp=stamp,
            )
            work.apply((put(function),))
            schema = services.schemas.current(work)
            trigger = plan_trigger(
                schema,
                function.name,
                event=event,
                module=module,
                related_list=related_list,
                arguments=arguments,
                fields=fields,
                stamp=stamp,
            )
            work.apply((put(trigger),))
            return function.name

        return self.api.write(run)

    def ask(self, method, path, body=""):
        return self.api.send(method, path, body, {}, self.token)

    def send(self, method, path, body=None):
        response = self.ask(method, path, json.dumps(body) if body else "")
        assert response.status < 300, response.body
        return json.loads(response.body)["data"][0]["details"]["id"]

    def work_off(self, most=50):
        """Let the waker run until nothing waits; gives the runs, oldest first."""
        while most and self.waker.round():
            most -= 1
        return self.runs()

    def runs(self):
        found = self.api.read(lambda work: work.read_runs(None, 100))
        return [(each.state, decode_note(each.body).end) for each in reversed(found)]

    def lead(self):
        (record,) = json.loads(self.ask("GET", f"/crm/v2/Leads/{self.ines}").body)["data"]
        return record

    @property
    def ines(self):
        return str(self.api.keys["Leads.ines"])

    @property
    def spring(self):
        return str(self.api.keys["Campaigns.spring"])


@pytest.fixture
def office():
    return Office()


def update(office, **more):
    return office.send("PUT", f"/crm/v2/Leads/{office.ines}", {"data": [{"City": "Oslo"}], **more})


def link(office, method="PUT"):
    body = {"data": [{"id": office.spring, "Member_Status": "Active"}]} if method == "PUT" else None
    path = f"/crm/v2/Leads/{office.ines}/Campaigns"
    return office.send(method, path if method == "PUT" else f"{path}/{office.spring}", body)


def test_a_record_that_is_made_wakes_a_function_with_its_id_and_values(office):
    office.keep(MARK, "create")
    made = office.send("POST", "/crm/v2/Leads", {"data": [{"Last_Name": "Eva", "Company": "E"}]})
    ((state, end),) = office.work_off()

    assert ("done", (f"{made} Eva E",)) == (state, end.lines)


def test_a_write_wakes_nothing_before_its_commit_nor_twice(office):
    office.keep(MARK, "update")
    update(office)

    assert ["waiting"] == [state for state, _ in office.runs()]
    assert ["done"] == [state for state, _ in office.work_off()]
    assert "marked" == office.lead()["Description"]
    assert not office.waker.round()


def test_a_refused_write_wakes_nothing(office):
    office.keep(MARK, "create")
    office.ask("POST", "/crm/v2/Leads", '{"data":[{"Last_Name":5}]}')

    assert [] == office.runs()


@pytest.mark.parametrize("trigger", [[], ["approval"], ["blueprint", "orchestration"]])
def test_a_write_may_say_that_it_wakes_nothing(office, trigger):
    office.keep(MARK, "update")
    update(office, trigger=trigger)

    assert [] == office.runs()


def test_a_write_may_say_that_it_wakes_workflows(office):
    office.keep(MARK, "update")
    update(office, trigger=["workflow", "approval"])

    assert 1 == len(office.runs())


def test_a_link_wakes_functions_at_both_ends(office):
    office.keep(TELL, "link", related_list="Campaigns")
    office.keep(TELL.replace("tell", "told"), "link", "Campaigns", "Leads")
    link(office)
    lines = [end.lines for _, end in office.work_off()]

    expected = [
        (f"link {office.ines} {office.spring} Active",),
        (f"link {office.spring} {office.ines} Active",),
    ]
    assert expected == lines


def test_a_link_that_is_cut_wakes_a_function_too(office):
    office.keep(TELL, "delink", related_list="Campaigns")
    link(office)
    link(office, "DELETE")
    ((state, end),) = office.work_off()

    assert ("done", (f"delink {office.ines} {office.spring} ",)) == (state, end.lines)


def test_a_deletion_wakes_a_function_that_finds_no_record(office):
    office.keep(
        "void automation.gone(string id, map record)\n{\n info id + isNull(record);\n}", "delete"
    )
    office.send("DELETE", f"/crm/v2/Leads/{office.ines}")
    ((_, end),) = office.work_off()

    assert (f"{office.ines}true",) == end.lines


def test_a_failure_is_recorded_with_its_line_and_the_write_stays(office):
    office.keep(FAIL, "update")
    update(office)
    ((state, end),) = office.work_off()

    assert ("failed", 4, ("before",)) == (state, end.line, end.lines)
    assert "zero" in end.message
    assert "Oslo" == office.lead()["City"]


def test_functions_that_wake_themselves_come_to_an_end(office):
    office.keep(AGAIN, "update")
    update(office)
    states = [state for state, _ in office.work_off()]

    assert [*["done"] * 5, "failed"] == states
    assert "Zylkerxxxxx" == office.lead()["Company"]


def test_tasks_of_a_function_wake_nothing_unless_they_say_so(office):
    office.keep(MARK, "update")
    adds = (
        'void automation.adds(string id)\n{\n zoho.crm.createRecord("Leads", {"Last_Name":"L"});\n}'
    )
    office.keep(adds, "create")
    office.send("POST", "/crm/v2/Leads", {"data": [{"Last_Name": "Eva"}]})

    assert ["done"] == [state for state, _ in office.work_off()]


def test_a_function_or_trigger_that_is_gone_fails_the_run(office):
    name = office.keep(MARK, "update")
    update(office)
    schema = office.api.read(office.api.services.schemas.current)
    function = schema.find_function(name)
    office.api.apply(CutMetadata(area="function", id=function.id))
    ((state, end),) = office.work_off()

    assert "failed" == state
    assert "not there any more" in end.message


def test_an_owner_who_is_not_active_runs_nothing(office):
    office.keep(MARK, "update", owner="bob")
    update(office)
    schema = office.api.read(office.api.services.schemas.current)
    office.api.apply(put(replace(schema.users[office.api.keys["bob"]], status="disabled")))
    ((state, end),) = office.work_off()

    assert ("failed", "the user that the function runs as is not active") == (state, end.message)


def test_a_run_that_was_cut_off_is_given_up_and_not_run_again(office):
    office.keep(MARK, "update")
    update(office)
    (run,) = office.api.read(lambda work: work.read_runs("waiting", 5))
    now = office.api.services.clock.now()
    late = int(now - 1000 * (office.api.services.limits.function_seconds + GRACE_SECONDS) - 1)
    for at, states in ((now, ["begun"]), (late, ["failed"])):
        begun = PutRun(id=run.id, function=run.function, state="begun", at=at, body=run.body)
        office.api.apply(begun)
        office.work_off()

        assert states == [state for state, _ in office.runs()]
    assert office.lead()["Description"] is None


def test_the_newest_runs_are_kept(office):
    office.keep(MARK, "update")
    update(office)
    (run,) = office.api.read(lambda work: work.read_runs("waiting", 5))
    old = [
        PutRun(id=number, function=run.function, state="done", at=0, body=run.body)
        for number in range(1, KEPT_RUNS + 2)
    ]
    office.api.apply(*old)
    office.work_off()

    assert KEPT_RUNS == len(office.api.read(lambda work: work.read_runs(None, 2 * KEPT_RUNS)))


@pytest.mark.parametrize(
    ("fields", "item", "wakes"),
    [
        (["City"], {"City": "Oslo"}, True),
        (["city", "Company"], {"City": "Oslo"}, True),
        (["Company"], {"City": "Oslo"}, False),
        (["Company"], {"Company": "Zylker"}, False),  # written, and the same as before
        (["Tag"], {"Tag": [{"name": "new"}]}, True),
        (["Owner"], {"Owner": "bob"}, True),
        (["Owner"], {"City": "Oslo"}, False),
    ],
)
def test_an_update_wakes_only_when_a_watched_field_has_another_value(office, fields, item, wakes):
    office.keep(TELL_ID, "update", fields=fields)
    sent = {**item, **({"Owner": str(office.api.keys["bob"])} if "Owner" in item else {})}
    office.send("PUT", f"/crm/v2/Leads/{office.ines}", {"data": [sent]})

    assert (["waiting"] if wakes else []) == [state for state, _ in office.runs()]


@pytest.mark.parametrize(
    "task",
    [
        'zoho.crm.deleteRecord("Leads", id)',
        'zoho.crm.invokeConnector("crm.delete", {"module":"Leads","id":id})',
        'zoho.crm.updateRelatedRecord("Leads", id, "Campaigns", SPRING, {"Member_Status":"Sent"})',
        'zoho.crm.delinkRelatedRecord("Leads", id, "Campaigns", SPRING)',
        "zoho.crm.convertLead(id)",
    ],
)
def test_no_task_wakes_a_workflow_unasked(office, task):
    link(office)
    code = task.replace("SPRING", f'"{office.spring}"')
    office.keep(f"void automation.runs(string id)\n{{\n info {code};\n}}", "update")
    places = [("delete", "Leads", ""), ("create", "Contacts", "")]
    places += [(event, "Leads", "Campaigns") for event in ("link", "delink")]
    for number, (event, module, listed) in enumerate(places):
        office.keep(TELL_ID.replace("tell_id", f"watch{number}"), event, module, listed)
    update(office)
    ((state, end),) = office.work_off()

    assert ("done", True) == (state, '"status":"error"' not in "".join(end.lines))


def test_a_write_with_half_a_sign_in_it_may_say_too_that_it_wakes_nothing(office):
    office.keep(TELL_ID, "update")
    body = '{"data":[{"Strange":"\\ud800","City":"Oslo"}],"trigger":[]}'
    answer = office.ask("PUT", f"/crm/v2/Leads/{office.ines}", body)

    assert (200, []) == (answer.status, office.runs())


def test_two_events_of_one_record_run_in_their_order(office):
    office.keep(TELL_ID.replace("info id", 'info record.get("City")'), "update")
    for city in ("Oslo", "Bergen"):
        office.send("PUT", f"/crm/v2/Leads/{office.ines}", {"data": [{"City": city}]})
    before = [each.id for each in office.api.read(lambda work: work.read_runs("waiting", 5))]

    # Both see the record as it is when they run.
    assert [("done", ("Bergen",))] * 2 == [(state, end.lines) for state, end in office.work_off()]
    assert sorted(before) == before


def test_a_batch_wakes_a_run_for_each_record_and_trigger_in_order(office):
    for number in range(3):
        office.keep(TELL_ID.replace("tell_id", f"tell{number}"), "create")
    items = [{"Last_Name": str(number), "Company": "C"} for number in range(100)]
    answer = office.ask("POST", "/crm/v2/Leads", json.dumps({"data": items}))
    made = [each["details"]["id"] for each in json.loads(answer.body)["data"]]
    while office.waker.round():
        pass
    runs = office.api.read(lambda work: work.read_runs(None, 1000))

    expected = [made_id for made_id in made for _ in range(3)]
    assert expected == [decode_note(each.body).end.lines[0] for each in reversed(runs)]


def test_a_function_that_never_ends_is_stopped_and_the_next_one_runs(office):
    office.keep(
        "void automation.forever(string id)\n{\n while (true)\n {\n x = 1;\n }\n}", "update"
    )
    office.keep(TELL_ID, "update")
    update(office)
    (first, end), (second, _) = office.work_off()

    assert ("failed", "done", "more than 200000 steps") == (first, second, end.message)


def test_a_trigger_whose_module_is_gone_wakes_nothing_and_disturbs_nothing(office):
    office.keep(TELL_ID, "update")
    schema = office.api.read(office.api.services.schemas.current)
    (trigger,) = schema.triggers
    office.api.apply(put(replace(trigger, module="Gone")))
    update(office)

    assert [] == office.runs()


def test_what_waits_for_a_module_that_is_gone_fails_alone(office):
    office.keep(MARK, "update")
    update(office)
    (run,) = office.api.read(lambda work: work.read_runs("waiting", 5))
    note = decode_note(run.body)
    gone = encode_note(replace(note, wake=replace(note.wake, module="Gone")))
    office.api.apply(PutRun(id=run.id, function=run.function, state="waiting", at=0, body=gone))
    update(office)
    (first, _), (second, _) = office.work_off()

    assert ("failed", "done") == (first, second)


def test_where_too_many_wait_another_is_noted_as_failed_and_the_write_is_done(office):
    limits = replace(office.api.services.limits, waiting_functions=2)
    office.api = replace(office.api, services=replace(office.api.services, limits=limits))
    office.keep(TELL_ID, "update")
    for _ in range(4):
        update(office)
    noted = [(state, end.message) for state, end in office.runs()]
    office.work_off()
    update(office)

    turned_away = ("failed", NO_ROOM)
    assert [("waiting", ""), ("waiting", ""), turned_away, turned_away] == noted
    assert ["done", "done", "failed", "failed", "waiting"] == [s for s, _ in office.runs()]


@pytest.mark.parametrize("module", ["", "Contacts"])
def test_a_write_that_wakes_nothing_runs_no_statement_for_it(module):
    place = Watched()
    if module:
        Office.keep(cast("Office", place), TELL_ID, "update", module)
        place.send("GET /crm/v2/Leads")  # so that the new schema is kept already
    line = 'PUT /crm/v2/Leads/<Leads.ines> {"data":[{"City":"Oslo"}]}'

    assert (200, STATEMENTS_OF_AN_UPDATE) == whole(place, line)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"event": "made"}, "there is no event 'made'"),
        ({"event": "create", "module": "Leeds"}, "did you mean Leads"),
        ({"event": "create", "related_list": "Campaigns"}, "--list belongs to link and delink"),
        ({"event": "link", "related_list": "Notes"}, "did you mean"),
        ({"event": "create", "strange": "id"}, "there is no parameter"),
        ({"event": "create", "company": "field:Compny"}, "did you mean Company"),
        ({"event": "create", "fields": ["City"]}, "--field belongs to update"),
        ({"event": "update", "fields": ["Citty"]}, "did you mean City"),
        ({"event": "create", "company": "related_id"}, "there is no source 'related_id'"),
    ],
)
def test_what_cannot_be_bound_is_refused_with_what_could_be(office, given, words):
    with pytest.raises(Unfit, match=words):
        office.keep(MARK, **given)


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("info 1;", "declares one function"),
        (MARK + TELL, "declares one function"),
        ("void f() { }", "with its namespace"),
        ("void automation.f() { x = ; }", "line 1"),
        ("void automation.f(string colour) { }", "nothing of a Lead is named like"),
        ('void automation.f() { x = "' + "a" * 1_000_000 + '"; }', "at most 1000000 characters"),
    ],
)
def test_what_is_no_function_is_not_kept(office, source, words):
    with pytest.raises(Unfit, match=words):
        office.keep(source, "create")


def test_a_server_that_stops_ends_what_runs_and_records_it(office):
    office.keep("void automation.slow(string id)\n{\n while (true) { x = 1; }\n}", "update")
    update(office)
    office.api.services.functions.stop()
    ((state, end),) = office.work_off()

    assert ("failed", "the server stopped while the function ran; it was not run again") == (
        state,
        end.message,
    )
