"""
Ask a server for one thing after the other, and insist on the answer.

Owns the few calls that make, find and delete a stage's records.
Never measures anything.
Next door: driving.py sends the requests whose time counts.
"""

from __future__ import annotations

import http.client
import json
from collections.abc import Sequence
from time import monotonic
from typing import Any
from urllib.parse import quote

from vinculum.cli.load.driving import Target
from vinculum.cli.problem import Problem

SECONDS = 60.0
KEPT_SECONDS = 2.0  # servers close a connection that nobody has used for some seconds
NOTHING = 204


class Asking:
    """A connection to a server; every refusal is a Problem that carries the server's words."""

    def __init__(self, target: Target) -> None:
        kind = http.client.HTTPSConnection if target.tls else http.client.HTTPConnection
        self._connection = kind(target.host, target.port, timeout=SECONDS)
        self._target = target
        self._asked = monotonic()

    def create(self, module: str, items: Sequence[dict[str, Any]]) -> list[int]:
        """Make records, and give their ids."""
        answer = self._call("POST", f"/crm/v2/{module}", {"data": list(items)})
        return [int(item["details"]["id"]) for item in _rows(answer)]

    def link(self, campaign: int, related_list: str, ids: Sequence[int]) -> None:
        """Link records to a campaign."""
        items = [{"id": str(each), "Member_Status": "Sent"} for each in ids]
        self._call("PUT", f"/crm/v2/Campaigns/{campaign}/{related_list}", {"data": items})

    def find(self, module: str, field: str, start: str, limit: int) -> list[int]:
        """Find records whose field starts with a text."""
        criteria = quote(f"({field}:starts_with:{start})")
        path = f"/crm/v2/{module}/search?criteria={criteria}&per_page={limit}&converted=both"
        return [int(row["id"]) for row in _rows(self._call("GET", path))]

    def delete(self, module: str, ids: Sequence[int]) -> None:
        """Move records to the recycle bin."""
        self._call("DELETE", f"/crm/v2/{module}?ids={','.join(map(str, ids))}")

    def close(self) -> None:
        """End the connection."""
        self._connection.close()

    def _call(self, method: str, path: str, body: object = None) -> dict[str, Any]:
        headers = {"Authorization": f"Zoho-oauthtoken {self._target.token}"}
        sent = None if body is None else json.dumps(body).encode()
        place = f"{self._target.host}:{self._target.port}"
        if monotonic() - self._asked > KEPT_SECONDS:
            self._connection.close()  # the next request opens it again
        try:
            self._connection.request(method, path, sent, headers)
            response = self._connection.getresponse()
            text = response.read()
        except (OSError, http.client.HTTPException) as error:
            raise Problem(f"{place} cannot be asked: {error}") from error
        self._asked = monotonic()
        if response.status == NOTHING:
            return {}
        try:
            answer = json.loads(text)
        except ValueError:
            answer = None
        if response.status not in {200, 201} or not isinstance(answer, dict):
            raise Problem(
                f"{method} {path.partition('?')[0]} is answered by {place} with"
                f" {response.status}: {text[:300].decode(errors='replace')}"
            )
        return answer


def _rows(answer: dict[str, Any]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = answer.get("data", [])
    return rows
