"""
Say what each writer owns, what it may ask next, and what the server must show afterwards.

Owns the expected states: a writer is alone in its corner, so that after every answer its
corner has one right state, and after a request without an answer two: before and after.
Never opens a socket.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from random import Random
from urllib.parse import quote

MOST_LEADS = 150
MOST_NOTES = 60
BATCH = 100
STATUSES = ("Invited", "Received", "Opened", "Responded")


@dataclass(frozen=True)
class Corner:
    """
    What a writer's corner holds.

    `leads` and `notes` are (id, text) by name, the id None while nobody has told it; `links`
    are statuses by (campaign, lead); `tokens` tells of each token whether it is good.
    """

    campaigns: tuple[str, ...] = ()
    leads: dict[str, tuple[str | None, str]] = field(default_factory=dict)
    links: dict[tuple[str, str], str] = field(default_factory=dict)
    notes: dict[str, str | None] = field(default_factory=dict)
    variables: dict[str, str] = field(default_factory=dict)
    tokens: dict[str, bool] = field(default_factory=dict)


@dataclass(frozen=True)
class Request:
    """One request, what its corner holds after it, and the names that its answer gives ids to."""

    kind: str
    method: str
    path: str
    body: dict | None
    after: Corner
    named: tuple[str, ...] = ()


class Writer:
    """Choose requests for one corner; `anchor` is a lead that stays, for its notes."""

    def __init__(self, number: int, random: Random, grant: str) -> None:
        self.number = number
        self.random = random
        self.grant = grant  # the query of a token request
        self.corner = Corner()
        self.anchor = ""
        self.serial = 0

    def name(self) -> str:
        """A name that was never used."""
        self.serial += 1
        return f"w{self.number:02d}-{self.serial}"

    def next_request(self) -> Request:
        """Choose one that changes something."""
        while True:
            made = self.random.choice(KINDS)(self)
            if made is not None:
                return made

    def insert(self) -> Request | None:
        room = MOST_LEADS - len(self.corner.leads)
        if room < 1:
            return None
        many = self.random.choice((1, 3, BATCH))
        names = tuple(self.name() for _ in range(min(many, room)))
        leads = {**self.corner.leads, **dict.fromkeys(names, (None, "new"))}
        body = {"data": [{"Last_Name": name, "Description": "new"} for name in names]}
        after = replace(self.corner, leads=leads)
        return Request("insert", "POST", "/crm/v2/Leads", body, after, names)

    def update(self) -> Request | None:
        names = self._some()
        if not names:
            return None
        text = f"text {self.random.random()}"
        leads = self.corner.leads
        changed = {name: (leads[name][0], text) for name in names}
        body = {"data": [{"id": leads[name][0], "Description": text} for name in names]}
        after = replace(self.corner, leads={**leads, **changed})
        return Request("update", "PUT", "/crm/v2/Leads", body, after)

    def upsert(self) -> Request | None:
        if len(self.corner.leads) >= MOST_LEADS:
            return None
        name = f"w{self.number:02d}-up{self.random.randrange(8)}"
        known, text = self.corner.leads.get(name, (None, ""))[0], f"up {self.random.random()}"
        item = {"Last_Name": name, "Email": f"{name}@crash.test", "Description": text}
        body = {"data": [item], "duplicate_check_fields": ["Email"]}
        after = replace(self.corner, leads={**self.corner.leads, name: (known, text)})
        return Request("upsert", "POST", "/crm/v2/Leads/upsert", body, after, (name,))

    def delete(self) -> Request | None:
        names = self._some(20 if len(self.corner.leads) < MOST_LEADS // 2 else BATCH)
        if not names:
            return None
        gone = {str(self.corner.leads[name][0]) for name in names}
        after = replace(
            self.corner,
            leads={n: lead for n, lead in self.corner.leads.items() if n not in names},
            links={pair: v for pair, v in self.corner.links.items() if pair[1] not in gone},
        )
        return Request(
            "delete", "DELETE", f"/crm/v2/Leads?ids={','.join(sorted(gone))}", None, after
        )

    def link(self) -> Request | None:
        """Link or change links: from the campaign, or from one lead."""
        names, status = self._some(), self.random.choice(STATUSES)
        if not names:
            return None
        if self.random.random() < 0.5:
            names = names[:1]
            lead = str(self.corner.leads[names[0]][0])
            pairs = [(campaign, lead) for campaign in self.corner.campaigns]
            path, ids = f"/crm/v2/Leads/{lead}/Campaigns", list(self.corner.campaigns)
        else:
            campaign = self.random.choice(self.corner.campaigns)
            ids = [str(self.corner.leads[name][0]) for name in names]
            pairs = [(campaign, lead) for lead in ids]
            path = f"/crm/v2/Campaigns/{campaign}/Leads"
        body = {"data": [{"id": each, "Member_Status": status} for each in ids]}
        after = replace(self.corner, links={**self.corner.links, **dict.fromkeys(pairs, status)})
        return Request("link", "PUT", path, body, after)

    def cut(self) -> Request | None:
        if not self.corner.links:
            return None
        campaign, lead = self.random.choice(sorted(self.corner.links))
        if self.random.random() < 0.5:
            gone = {(campaign, lead)}
            path = f"/crm/v2/Leads/{lead}/Campaigns?ids={campaign}"
        else:
            linked = sorted(pair for pair in self.corner.links if pair[0] == campaign)
            gone = set(self.random.sample(linked, min(len(linked), 50)))
            ids = ",".join(sorted(pair[1] for pair in gone))
            path = f"/crm/v2/Campaigns/{campaign}/Leads?ids={ids}"
        links = {pair: v for pair, v in self.corner.links.items() if pair not in gone}
        return Request("cut", "DELETE", path, None, replace(self.corner, links=links))

    def note(self) -> Request | None:
        if len(self.corner.notes) >= MOST_NOTES:
            known = [n for n, note in self.corner.notes.items() if note]
            ids = ",".join(str(self.corner.notes[name]) for name in known)
            notes = {n: note for n, note in self.corner.notes.items() if n not in known}
            after = replace(self.corner, notes=notes)
            return Request("note", "DELETE", f"/crm/v2/Notes?ids={ids}", None, after)
        names = tuple(self.name() for _ in range(3))
        body = {"data": [{"Note_Content": name} for name in names]}
        after = replace(self.corner, notes={**self.corner.notes, **dict.fromkeys(names, None)})
        return Request("note", "POST", f"/crm/v2/Leads/{self.anchor}/Notes", body, after, names)

    def variable(self) -> Request | None:
        """Change metadata, which ends the batch of the server's transaction."""
        name, value = f"W{self.number:02d}", str(self.random.random())
        item: dict = {"api_name": name, "value": value}
        path = f"/crm/v2/settings/variables/{name}?group=General"
        if name not in self.corner.variables:
            item |= {"name": name, "type": "text", "variable_group": {"name": "General"}}
            path = "/crm/v2/settings/variables"
        method = "PUT" if name in self.corner.variables else "POST"
        after = replace(self.corner, variables={name: value})
        return Request("metadata", method, path, {"variables": [item]}, after)

    def token(self) -> Request | None:
        good = [token for token, alive in self.corner.tokens.items() if alive]
        if len(good) < 3:
            return Request("token", "POST", f"/oauth/v2/token?{self.grant}", None, self.corner)
        revoked = good[0]
        kept = dict(list(self.corner.tokens.items())[-6:])
        after = replace(self.corner, tokens={**kept, revoked: False})
        path = f"/oauth/v2/token/revoke?token={quote(revoked)}"
        return Request("token", "POST", path, None, after)

    def _some(self, most: int = BATCH) -> list[str]:
        """Some leads of which the id is known."""
        names = sorted(name for name, (known, _) in self.corner.leads.items() if known)
        many = min(self.random.choice((1, 5, most)), len(names))
        return self.random.sample(names, many)


KINDS: tuple[Callable[[Writer], Request | None], ...] = (
    *(Writer.link,) * 5,
    *(Writer.cut,) * 2,
    *(Writer.insert,) * 2,
    *(Writer.update,) * 2,
    Writer.upsert,
    Writer.delete,
    Writer.note,
    Writer.variable,
    Writer.token,
)


def acknowledged(request: Request, answer: dict) -> Corner | None:
    """The corner after an answer; None when the answer refuses, whole or in part."""
    if request.kind == "token":
        token = answer.get("access_token")
        if token:
            tokens = {**request.after.tokens, str(token): True}
            return replace(request.after, tokens=tokens)
        return request.after if answer.get("status") == "success" else None
    items = answer.get("data") or answer.get("variables") or []
    if not items or any(item.get("code") != "SUCCESS" for item in items):
        return None
    ids = [item["details"]["id"] for item in items]
    given = dict(zip(request.named, ids, strict=False))
    leads = {n: (given.get(n, known), text) for n, (known, text) in request.after.leads.items()}
    notes = {n: given.get(n, known) for n, known in request.after.notes.items()}
    return replace(request.after, leads=leads, notes=notes)
