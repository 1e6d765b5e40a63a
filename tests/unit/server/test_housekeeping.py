"""What ended long ago is forgotten while the server runs; what may still matter is kept."""

import asyncio
import json

from msgspec.structs import replace

from tests.api import FixedClock, open_api
from vinculum.model.ids import moment_of_id
from vinculum.oauth.tokens import TokenDetail, keep_token
from vinculum.operations import recycling
from vinculum.operations.recycling import DAY_MS
from vinculum.ports.services import Limits
from vinculum.server import housekeeping
from vinculum.server.housekeeping import (
    KEPT_MS,
    forget_expired,
    keep_house,
    purge_deleted,
    shorten_log,
)
from vinculum.server.lanes import write_lane


def keep(api, name, expires):
    change = keep_token(
        name,
        "access",
        client_id="app",
        user=api.keys["ada"],
        scopes="",
        expires=expires,
        parent=None,
        created=0,
        detail=TokenDetail(),
    )
    api.apply(change)


def kept(api):
    return {
        token.hash
        for token in api.read(lambda work: work.read_tokens_of("app", api.keys["ada"], "access"))
    }


def some_tokens(api):
    now = api.clock.now()
    keep(api, "long over", now - KEPT_MS - 1)
    keep(api, "just over", now - 1)
    keep(api, "without an end", None)


async def until_tidy(api):
    """Wait until only what must stay is there."""
    while len(kept(api)) > 2:  # noqa: ASYNC110 - the store tells nobody of what is gone.
        await asyncio.sleep(0.01)


def test_what_ended_a_day_ago_is_forgotten():
    api = open_api()
    some_tokens(api)
    api.write(lambda work: forget_expired(api.services, work))

    assert {"just over", "without an end"} == kept(api)


def test_a_serving_process_tidies_up_again_and_again():
    api = open_api()
    some_tokens(api)

    async def serve():
        lane = write_lane(api.services, limit=10, org_limit=10)
        lane.start()
        house = asyncio.create_task(keep_house(api.services, lane, every=0.01))
        await until_tidy(api)
        keep(api, "over since", api.clock.now() - KEPT_MS - 1)
        await until_tidy(api)
        house.cancel()
        await lane.stop()

    asyncio.run(asyncio.wait_for(serve(), 10))

    assert {"just over", "without an end"} == kept(api)


def write_leads(api, number):
    """Insert leads and give their ids."""
    body = {"data": [{"Last_Name": f"n{each}"} for each in range(number)]}
    answer = api.send("POST", "/crm/v2/Leads", json.dumps(body), token=api.token())
    return [row["details"]["id"] for row in json.loads(answer.body)["data"]]


def delete_lead(api, lead):
    assert 200 == api.send("DELETE", f"/crm/v2/Leads/{lead}", token=api.token()).status


def deleted(api, kind="all"):
    """Id, type, name and who deleted it, of all that was deleted."""
    answer = api.send("GET", f"/crm/v2/Leads/deleted?type={kind}", token=api.token())
    rows = json.loads(answer.body)["data"] if answer.status == 200 else []
    return [(row["id"], row["type"], row["display_name"], bool(row["deleted_by"])) for row in rows]


def purge(api):
    """Purge until there is no more; gives how many steps it took."""
    steps = 1
    while api.write(lambda work: purge_deleted(api.services, work)):
        steps += 1
    return steps


def test_a_deleted_record_stays_for_60_days_and_is_remembered_for_120_more():
    api = open_api()
    first, second, third = write_leads(api, 3)
    delete_lead(api, first)
    api.clock.advance(24 * 3600)
    delete_lead(api, second)
    seen = []
    for days in (59, 0.01, 1, 118.9, 0.2, 1):
        api.clock.advance(days * 24 * 3600)
        purge(api)
        seen.append(deleted(api))

    recycled = [(second, "recycle", "n1", True), (first, "recycle", "n0", True)]
    gone = [(second, "permanent", None, False), (first, "permanent", None, False)]
    assert [recycled, [recycled[0], gone[1]], gone, gone, gone[:1], []] == seen
    assert 200 == api.send("GET", f"/crm/v2/Leads/{third}", token=api.token()).status


def test_what_is_deleted_for_good_is_listed_by_its_type():
    api = open_api()
    first, second = write_leads(api, 2)
    delete_lead(api, first)
    api.clock.advance(61 * 24 * 3600)
    delete_lead(api, second)
    purge(api)

    assert [second] == [row[0] for row in deleted(api, "recycle")]
    assert [first] == [row[0] for row in deleted(api, "permanent")]
    assert [second, first] == [row[0] for row in deleted(api)]


def test_a_full_recycle_bin_is_emptied_in_small_steps(monkeypatch):
    monkeypatch.setattr(recycling, "BATCH", 2)
    api = open_api()
    for lead in write_leads(api, 5):
        delete_lead(api, lead)
    api.clock.advance(61 * 24 * 3600)

    assert (3, 5) == (purge(api), len(deleted(api, "permanent")))
    api.clock.advance(121 * 24 * 3600)
    assert (3, 0) == (purge(api), len(deleted(api)))


def test_nothing_is_written_when_there_is_nothing_to_purge():
    api = open_api()
    (lead,) = write_leads(api, 1)
    delete_lead(api, lead)
    before = logged(api)
    purge(api)

    assert before == logged(api)


def logged(api):
    """The ids of the units of work in the log."""
    return [work.id for work in api.read(lambda work: work.page_changes(0, 1000))]


def some_days_later(api, days, kept):
    """The services of a day when the newest unit of work is so many days old."""
    clock = FixedClock(moment_of_id(logged(api)[-1]) + days * DAY_MS + 1000)
    return replace(api.services, clock=clock, limits=Limits(change_log_days=kept))


def shorten(api, services):
    """Take one step."""
    return api.write(lambda work: shorten_log(services, work))


def test_the_log_is_kept_for_ever_unless_the_settings_say_otherwise(monkeypatch):
    monkeypatch.setattr(housekeeping, "LOG_BATCH", 3)
    api = open_api()
    for _ in range(7):
        write_leads(api, 1)
    before = logged(api)
    for days, kept in ((1000, 0), (9, 10)):
        assert not shorten(api, some_days_later(api, days, kept))
    assert before == logged(api)

    services = some_days_later(api, 11, 10)
    assert shorten(api, services)
    assert before[3] == logged(api)[0]
    while shorten(api, services):
        pass
    (last,) = logged(api)  # that of the last step itself
    assert last > before[-1]
