"""
Send a writer's requests over one kept connection, and look at what its corner holds.

Owns HTTP: an answer is whole or there is none.
"""

from __future__ import annotations

import http.client
import json
from dataclasses import replace

from tests.crash.town import Corner, Request, Writer, acknowledged

PATIENCE = 30.0


class Unanswered(Exception):
    """Nobody knows whether the request was carried out."""


class Refused(Exception):
    """The server said no, where it had to say yes."""


class Talk:
    """A connection to the server, opened when it is needed."""

    def __init__(self, port: int, token: str) -> None:
        self._port = port
        self._token = token
        self._connection: http.client.HTTPConnection | None = None

    def ask(
        self, method: str, path: str, body: dict | None = None, token: str = ""
    ) -> tuple[int, dict]:
        """Send one request. Unanswered when the answer does not arrive whole."""
        if self._connection is None:
            self._connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=PATIENCE)
        text = None if body is None else json.dumps(body)
        headers = {"Authorization": f"Zoho-oauthtoken {token or self._token}"}
        try:
            self._connection.request(method, path.replace(" ", "%20"), text, headers)
            response = self._connection.getresponse()
            answer = response.read()
        except (OSError, http.client.HTTPException) as error:
            self.close()
            raise Unanswered(str(error)) from error
        return response.status, json.loads(answer) if answer else {}

    def close(self) -> None:
        """Close the connection."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def found(talk: Talk, writer: Writer) -> Corner:
    """Read a corner over the wire; a name that is there twice is an error of the server."""
    corner = writer.corner
    prefix = f"w{writer.number:02d}-"
    criteria = f"(Last_Name:starts_with:{prefix})"
    leads = _pages(talk, f"/crm/v2/Leads/search?criteria={criteria}&fields=Last_Name,Description")
    notes = _pages(talk, f"/crm/v2/Leads/{writer.anchor}/Notes?fields=Note_Content")
    links = {}
    for campaign in corner.campaigns:
        for row in _pages(
            talk, f"/crm/v2/Campaigns/{campaign}/Leads?fields=Last_Name,Member_Status"
        ):
            links[campaign, row["id"]] = row["Member_Status"]
    _, answer = talk.ask("GET", "/crm/v2/settings/variables")
    return replace(
        corner,
        leads=_unique([(row["Last_Name"], (row["id"], row["Description"])) for row in leads]),
        notes=_unique([(row["Note_Content"], row["id"]) for row in notes]),
        links=links,
        variables={
            row["api_name"]: row["value"]
            for row in answer.get("variables", ())
            if row["api_name"] == f"W{writer.number:02d}"
        },
        tokens={
            token: talk.ask("GET", "/crm/v2/settings/variables", token=token)[0] != 401
            for token in corner.tokens
        },
    )


class Doubled(Exception):
    """Something is there twice that was asked for once."""


def _unique(rows: list) -> dict:
    if len(dict(rows)) != len(rows):
        raise Doubled(str(sorted(rows))[:300])
    return dict(rows)


def _pages(talk: Talk, path: str) -> list[dict]:
    rows: list[dict] = []
    page = 1
    while True:
        status, answer = talk.ask("GET", f"{path}&per_page=200&page={page}")
        if status == 204:
            return rows
        if status != 200:
            raise Refused(f"GET {path}: {status} {answer}")
        rows += answer["data"]
        if not answer["info"]["more_records"]:
            return rows
        page += 1


def same(found_: Corner, expected: Corner) -> bool:
    """Tell whether a corner is as expected; an id that nobody was told may be any."""

    def known(leads: dict, by: dict) -> dict:
        return {n: (k if (by.get(n) or (None,))[0] else None, t) for n, (k, t) in leads.items()}

    notes = {n: i if expected.notes.get(n) else None for n, i in found_.notes.items()}
    return (
        known(found_.leads, expected.leads) == expected.leads
        and notes == expected.notes
        and found_.links == expected.links
        and found_.variables == expected.variables
        and all(
            found_.tokens[t] == good for t, good in expected.tokens.items() if t in found_.tokens
        )
    )


def send(talk: Talk, request: Request) -> Corner:
    """Carry a request out and give the corner that it was acknowledged for."""
    status, answer = talk.ask(request.method, request.path, request.body)
    after = acknowledged(request, answer) if status < 300 else None
    if after is None:
        raise Refused(f"{request.method} {request.path}: {status} {str(answer)[:300]}")
    return after
