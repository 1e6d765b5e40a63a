"""What ended long ago is forgotten while the server runs; what may still matter is kept."""

import asyncio

from tests.api import open_api
from vinculum.oauth.tokens import TokenDetail, keep_token
from vinculum.server.housekeeping import KEPT_MS, forget_expired, keep_house
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
