"""
Orgs of one server take turns: who asks too much waits, or is turned away, and nobody else.

The server is a process of its own; one org floods it from many connections at once.
"""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from tests.unit.server.running import Running
from vinculum.model.change import PutToken
from vinculum.oauth.tokens import TokenDetail, hash_token, keep_token, mint_token
from vinculum.ports.services import Services
from vinculum.ports.store import Job, Work
from vinculum.server.compose import build, upgrade
from vinculum.server.founding import create_org
from vinculum.server.settings import Settings

LEADS = "/crm/v2/Leads"
FLOODING, WAITING = 24, "4"


def found_org(services: Services, number: int) -> str:
    """Found an org, and give a token of its administrator."""
    org = create_org(services, name=f"Org {number}", prefix=2_000_000 + number, email="a@b.example")
    user = services.store.read(org.id, services.schemas.current).find_administrator()
    assert user is not None
    token = mint_token(org.id, services.secrets)
    kept: PutToken = keep_token(
        hash_token(token),
        "access",
        client_id="1000.TEST",
        user=user.id,
        scopes="ZohoCRM.modules.ALL",
        expires=None,
        parent=None,
        created=services.clock.now(),
        detail=TokenDetail(exempt=True),
    )

    def run(work: Work) -> None:
        work.apply((kept,))

    job = Job(id=services.ids.next_id(), org_id=org.id, run=run, deadline=float("inf"))
    (settled,) = services.store.write([job])
    assert settled.failure is None
    return token


@pytest.fixture
def crowd(tmp_path):
    """A server with two orgs, and their tokens."""
    url = f"sqlite:///{tmp_path}/crm.db"
    upgrade(url, lambda _: None)
    services = build(Settings(database=url), worker=1)
    tokens = [found_org(services, number) for number in (1, 2)]
    services.store.close()
    server = Running(tmp_path, VINCULUM_ORG_QUEUE_LIMIT=WAITING)
    yield server, *tokens
    server.kill()


def leads(count: int) -> bytes:
    return json.dumps({"data": [{"Last_Name": f"L{number}"} for number in range(count)]}).encode()


def test_an_org_that_floods_the_server_is_turned_away_and_the_other_one_is_not(crowd):
    server, noisy, quiet = crowd
    over = Event()

    def flood(_number: int) -> list[int]:
        answers = []
        while not over.is_set():
            answers.append(server.ask("POST", LEADS, noisy, leads(100))[0])
        return answers

    with ThreadPoolExecutor(FLOODING) as pool:
        floods = [pool.submit(flood, number) for number in range(FLOODING)]
        served = [server.ask("POST", LEADS, quiet, leads(1))[0] for _ in range(15)]
        read = [server.ask("GET", LEADS, quiet)[0] for _ in range(15)]
        over.set()
        answers = [status for each in floods for status in each.result()]

    assert [201] * 15 == served
    assert [200] * 15 == read
    assert {201, 429} == set(answers)
    assert 201 == server.ask("POST", LEADS, noisy, leads(1))[0]
