"""
Make the records that the cases work on, and take them away again.

Owns what a stage holds and the mark by which its records are known, also after a crash.
Never touches a record without the mark.
Next door: asking.py asks the server, cases.py plays on the stage.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from random import Random
from typing import Any

from vinculum.cli.load.asking import Asking
from vinculum.model.value import Value

BATCH = 100
LEADS = 1_000
LINKED_CAMPAIGNS = 10
LINKED_LEADS = 500
ACCOUNTS = 20
PAGED_CONTACTS = 300  # more than a page of 200
NAMES: Mapping[str, str] = {
    "Leads": "Last_Name",
    "Contacts": "Last_Name",
    "Accounts": "Account_Name",
    "Campaigns": "Campaign_Name",
}

Step = Callable[[str, int, int], None]  # what is being done, how far it is, of how much


class Lead(Value):
    """A lead of a stage, by what it can be found by."""

    id: int
    name: str
    email: str


class Stage(Value):
    """
    The records that cases work on.

    `linked` are campaigns with leads that are linked to them, `fresh` campaigns that have
    none, `paged` campaigns with more contacts than a page shows. `made` tells that the server
    was asked to make all of it under the mark.
    """

    mark: str
    leads: tuple[Lead, ...]
    linked: tuple[tuple[int, tuple[int, ...]], ...]
    fresh: tuple[int, ...]
    paged: tuple[int, ...]


def lead_of(mark: str, number: int) -> dict[str, Any]:
    """A lead as a web form brings it: about thirty fields would be rare, ten are usual."""
    return {
        "Last_Name": f"{mark} {number:07d}",
        "First_Name": "Ines",
        "Company": f"Harbour Works {number % 977}",
        "Email": f"{mark}.{number:07d}@example.com",
        "Phone": f"+43 1 {number:07d}",
        "Lead_Source": "Trade Show",
        "Lead_Status": "Contacted",
        "Industry": "ASP (Application Service Provider)",
        "No_of_Employees": number % 500,
        "City": "Vienna",
        "Country": "Austria",
        "Description": "Asked for an offer at the fair, wants to hear from us in spring. " * 4,
    }


def build(ask: Asking, mark: str, *, fresh: int, step: Step) -> Stage:
    """Make a stage through the API; Problem when the server refuses any of it."""
    maker = _Maker(ask, mark, step, fresh)
    leads = maker.leads()
    campaigns = maker.create(
        "Campaigns",
        [{"Campaign_Name": f"{mark} {n:05d}"} for n in range(LINKED_CAMPAIGNS + 1 + fresh)],
    )
    paged = campaigns[LINKED_CAMPAIGNS]
    accounts = maker.create("Accounts", [{"Account_Name": f"{mark} {n}"} for n in range(ACCOUNTS)])
    maker.link(paged, "Contacts", maker.create("Contacts", list(_contacts(mark, accounts))))
    chance = Random(mark)
    linked = []
    for campaign in campaigns[:LINKED_CAMPAIGNS]:
        ids = chance.sample([lead.id for lead in leads], LINKED_LEADS)
        maker.link(campaign, "Leads", ids)
        linked.append((campaign, tuple(ids)))
    return Stage(
        mark=mark,
        leads=leads,
        linked=tuple(linked),
        fresh=tuple(campaigns[LINKED_CAMPAIGNS + 1 :]),
        paged=(paged,),
    )


class _Maker:
    """Makes records and links a batch at a time, and tells how far it is."""

    def __init__(self, ask: Asking, mark: str, step: Step, fresh: int) -> None:
        self._ask, self._mark, self._step = ask, mark, step
        batches = LEADS + LINKED_CAMPAIGNS * LINKED_LEADS + 2 * PAGED_CONTACTS + fresh
        self._total = batches // BATCH + 2
        self._done = 0

    def leads(self) -> tuple[Lead, ...]:
        """Make the leads."""
        bodies = [lead_of(self._mark, number) for number in range(LEADS)]
        return tuple(
            Lead(id=each, name=body["Last_Name"], email=body["Email"])
            for each, body in zip(self.create("Leads", bodies), bodies, strict=True)
        )

    def create(self, module: str, items: Sequence[dict[str, Any]]) -> list[int]:
        """Make records and give their ids."""
        ids: list[int] = []
        for some in slices(items):
            ids += self._ask.create(module, some)
            self._advance()
        return ids

    def link(self, campaign: int, related_list: str, ids: Sequence[int]) -> None:
        """Link records to a campaign."""
        for some in slices(ids):
            self._ask.link(campaign, related_list, some)
            self._advance()

    def _advance(self) -> None:
        self._done = min(self._done + 1, self._total)
        self._step("Making records", self._done, self._total)


def contact_of(mark: str, number: int, account: int) -> dict[str, Any]:
    """A contact of an account."""
    return {
        "Last_Name": f"{mark} {number:07d}",
        "First_Name": "Marta",
        "Account_Name": {"id": str(account)},
        "Email": f"{mark}.{number:07d}@example.com",
        "Phone": f"+43 2 {number:07d}",
        "Title": "Head of purchasing",
        "Mailing_City": "Graz",
        "Mailing_Country": "Austria",
        "Description": "Decides about the budget, prefers to be written to in the morning. " * 4,
    }


def _contacts(mark: str, accounts: Sequence[int]) -> Iterator[dict[str, Any]]:
    for number in range(PAGED_CONTACTS):
        yield contact_of(mark, number, accounts[number % len(accounts)])


def slices(items: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """Cut a sequence into batches."""
    for start in range(0, len(items), BATCH):
        yield items[start : start + BATCH]


def clear(ask: Asking, mark: str, step: Step) -> int:
    """Move every record with the mark to the recycle bin, and tell how many there were."""
    count = 0
    for module, field in NAMES.items():
        while ids := ask.find(module, field, mark, BATCH):
            ask.delete(module, ids)
            count += len(ids)
            step("Cleaning up", count, 0)
    return count
