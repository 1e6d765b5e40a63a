"""
Compare what clients were told with what the server holds.

Owns the meaning of lost, duplicated and torn, and of an outage.
Never writes; everything is read back over the wire.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from tests.cluster.load import BATCH, Answer, Caller, Fate, Load, Sent, name_of


class Held(NamedTuple):
    """What the server holds: how often each lead is there by name, and the links by campaign."""

    names: Mapping[str, int]
    ids: Mapping[str, str]
    links: Mapping[str, Mapping[str, str]]


class Count(NamedTuple):
    """The outcome of a scenario; only the first two and the last two may be other than zero."""

    acknowledged: int
    unknown: int
    lost: int
    duplicated: int
    torn: int
    unfit: int
    late: int
    outage: float
    slowest: float

    @property
    def is_good(self) -> bool:
        """Tell whether nothing happened that may not."""
        return not (self.lost or self.duplicated or self.torn or self.unfit or self.late)


def counted(load: Load, caller: Caller, *, deadline: float) -> Count:
    """Count what became of everything that was sent; a later answer than the deadline is late."""
    held = _held(caller, load.campaigns)
    answers = [*(sent.answer for sent in load.sent), *load.reads]
    good = [sent for sent in load.sent if sent.fate is Fate.ACKNOWLEDGED]
    return Count(
        acknowledged=len(good),
        unknown=len(load.sent) - len(good),
        lost=sum(not _is_whole(sent, held, load) for sent in good),
        duplicated=sum(count > 1 for count in held.names.values()),
        torn=sum(
            _is_torn(sent, held, load.mark) for sent in load.sent if sent.fate is Fate.UNKNOWN
        ),
        unfit=sum(not _is_fit(answer) for answer in answers),
        late=sum(answer.seconds > deadline for answer in answers),
        outage=_longest_outage(good),
        slowest=max(answer.seconds for answer in answers),
    )


def _held(caller: Caller, campaigns: Sequence[str]) -> Held:
    leads = list(_pages(caller, "Leads?fields=Last_Name"))
    links = {
        campaign: {
            lead["id"]: lead["Member_Status"]
            for lead in _pages(caller, f"Campaigns/{campaign}/Leads?fields=Member_Status")
        }
        for campaign in campaigns
    }
    names = Counter(lead["Last_Name"] for lead in leads)
    return Held(names, {lead["id"]: lead["Last_Name"] for lead in leads}, links)


def _pages(caller: Caller, path: str) -> Iterator[Mapping[str, Any]]:
    page, more = 1, True
    while more:
        answer = caller.call("GET", f"{path}&per_page=200&page={page}")
        if answer.status == 204:
            return
        if answer.status != 200:
            raise RuntimeError(f"reading back {path} gave {answer.status}: {answer.body}")
        yield from answer.body["data"]
        page, more = page + 1, answer.body["info"]["more_records"]


def _names(sent: Sent, mark: str) -> Iterable[str]:
    return (name_of(mark, sent.writer, sent.number, position) for position in range(BATCH))


def _is_whole(sent: Sent, held: Held, load: Load) -> bool:
    if sent.kind == "leads":
        return [held.ids.get(lead) for lead in sent.ids] == list(_names(sent, load.mark))
    linked = held.links[load.campaigns[sent.writer]]
    return all(linked.get(lead) == f"n{sent.number}" for lead in sent.ids)


def _is_torn(sent: Sent, held: Held, mark: str) -> bool:
    """Tell whether only a part of a batch is there; of links, as far as their leads are known."""
    if sent.kind == "leads":
        return sum(name in held.names for name in _names(sent, mark)) not in {0, BATCH}
    wanted = set(_names(sent, mark))
    leads = [lead for lead, name in held.ids.items() if name in wanted]
    return sum(any(lead in links for links in held.links.values()) for lead in leads) not in {
        0,
        BATCH,
    }


def _is_fit(answer: Answer) -> bool:
    """Tell whether an answer is a success, or a refusal for now that says when to come again."""
    if answer.status in {200, 201, 204}:
        return True
    return answer.status in {429, 503} and "retry-after" in answer.headers


def _longest_outage(good: Sequence[Sent]) -> float:
    moments = sorted(sent.answer.ended for sent in good)
    return max((later - earlier for earlier, later in pairwise(moments)), default=0.0)
