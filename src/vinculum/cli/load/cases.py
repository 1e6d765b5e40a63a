"""
List the cases of the benchmark.

Owns which requests each case sends; they are written before the clock runs, as far as they can
be, so that sending one costs the load next to nothing.
Never sends anything.
Next door: stage.py has the records, driving.py the clock.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from itertools import count, cycle
from random import Random
from typing import Any
from urllib.parse import quote

from vinculum.cli.load.driving import Target
from vinculum.cli.load.stage import BATCH, Stage, lead_of
from vinculum.model.value import Value

PREPARED = 200  # requests of a case that are written before its clock runs
STATUSES = ("Sent", "Opened", "Responded", "Planning", "Invited", "Received")
DONE = frozenset({200})
CREATED = frozenset({201})

Following = Callable[[], bytes | None]


class Case(Value):
    """
    One kind of request: its name, how many relations one of them touches, and what is sent.

    `following` gives the next request, None when there is nothing left to send.
    """

    name: str
    relations: int
    following: Following
    expected: frozenset[int] = DONE


def _endless(requests: list[bytes]) -> Following:
    return cycle(requests).__next__


def _until_used_up(requests: Iterator[bytes]) -> Following:
    return lambda: next(requests, None)


def _json(items: list[dict[str, Any]]) -> bytes:
    return json.dumps({"data": items}, separators=(",", ":")).encode()


def _links(ids: list[int], status: str) -> bytes:
    return _json([{"id": str(each), "Member_Status": status} for each in ids])


def existing_links(stage: Stage, chance: Random, size: int) -> Iterator[tuple[int, list[int], str]]:
    """Choose links that are there: a campaign, some of its leads, and what they shall carry."""
    for number in count():
        campaign, leads = chance.choice(stage.linked)
        yield campaign, chance.sample(leads, size), STATUSES[number % len(STATUSES)]


def new_links(stage: Stage, chance: Random, size: int) -> Iterator[tuple[int, list[int], str]]:
    """Choose links that are not there yet, each of them once."""
    ids = [lead.id for lead in stage.leads]
    for campaign in stage.fresh:
        chance.shuffle(ids)
        for start in range(0, len(ids) - size + 1, size):
            yield campaign, ids[start : start + size], "Sent"


def cases_of(target: Target, stage: Stage, chance: Random) -> tuple[Case, ...]:
    """The cases, in the order in which they are run."""

    def put(campaign: int, ids: list[int], status: str) -> bytes:
        path = f"/crm/v2/Campaigns/{campaign}/Leads"
        return target.request("PUT", path, _links(ids, status))

    def existing(size: int) -> Following:
        links = existing_links(stage, chance, size)
        return _endless([put(*next(links)) for _ in range(PREPARED)])

    new = (put(*each) for each in new_links(stage, chance, BATCH))
    return (
        Case(name="PUT-100 existing", relations=BATCH, following=existing(BATCH)),
        Case(name="PUT-100 new", relations=BATCH, following=_until_used_up(new)),
        Case(name="PUT-1", relations=1, following=existing(1)),
        *_record_cases(target, stage, chance),
    )


def _record_cases(target: Target, stage: Stage, chance: Random) -> tuple[Case, ...]:
    """What reads pages and records, and what writes records."""

    def reading(path: Callable[[], str]) -> Following:
        return _endless([target.request("GET", path()) for _ in range(PREPARED)])

    def search(name: str, parameters: Callable[[], str]) -> Case:
        path = reading(lambda: f"/crm/v2/Leads/search?{parameters()}")
        return Case(name=name, relations=0, following=path)

    page = reading(lambda: f"/crm/v2/Campaigns/{chance.choice(stage.paged)}/Contacts")
    lead = reading(lambda: f"/crm/v2/Leads/{chance.choice(stage.leads).id}")
    posts = _posts(target, stage.mark)
    return (
        Case(name="GET-200", relations=200, following=page),
        Case(name="POST-100", relations=0, following=posts, expected=CREATED),
        Case(name="update-100", relations=0, following=_updates(target, stage, chance)),
        Case(name="GET-1", relations=0, following=lead),
        search("search e-mail", lambda: f"email={quote(chance.choice(stage.leads).email)}"),
        search(
            "search starts_with",
            lambda: f"criteria={_starts_with(chance.choice(stage.leads).name)}",
        ),
    )


def _starts_with(name: str) -> str:
    """All but the last digit of a numbered name: ten leads or so have it."""
    return quote(f"(Last_Name:starts_with:{name[:-1]})")


def _posts(target: Target, mark: str) -> Following:
    """Leads that nobody has made yet: a body is written anew for each request."""
    numbers = count(1_000_000)
    first = _json([lead_of(mark, next(numbers)) for _ in range(BATCH)])
    head = f"{mark} 1000".encode(), f"{mark}.1000".encode()
    thousands = count(1000)

    def following() -> bytes:
        text = str(next(thousands)).encode()
        body = first
        for old in head:
            body = body.replace(old, old[:-4] + text)
        return target.request("POST", "/crm/v2/Leads", body)

    return following


def _updates(target: Target, stage: Stage, chance: Random) -> Following:
    """Two fields of a hundred leads, one of them indexed."""

    def update(number: int) -> bytes:
        items = [
            {
                "id": str(lead.id),
                "Designation": f"Buyer {number}",
                "Description": f"Called again, the {number}th time. " * 8,
            }
            for lead in chance.sample(stage.leads, BATCH)
        ]
        return target.request("PUT", "/crm/v2/Leads", _json(items))

    return _endless([update(number) for number in range(PREPARED)])
