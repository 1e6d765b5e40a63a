"""
Write a line per request, when that is wanted.

Owns what such a line says: a template, never a path or query; who asked by the id of the user,
and by a hash of the client's id.
Never costs a request anything when no lines are wanted.
Next door: asgi.py calls, logs.py writes, traffic.py counts.
"""

from __future__ import annotations

import hashlib
import logging

from vinculum.oauth.tokens import hash_token
from vinculum.ports.services import Services
from vinculum.ports.store import Work
from vinculum.server.traffic import Asked, code_of
from vinculum.wire.handle import Ready, finish
from vinculum.wire.message import Deferred, WireRequest, WireResponse

_CLIENT_DIGITS = 12

_log = logging.getLogger(__name__)


def hash_client(client_id: str) -> str:
    """
    Shorten a client's id so that lines of one client can be told from those of others.

    The id stays out of the log: with it anybody could ask the client's users for their consent.
    """
    return hashlib.sha256(client_id.encode()).hexdigest()[:_CLIENT_DIGITS]


def finish_noted(
    ready: Ready, services: Services, asked: Asked, work: Work
) -> WireResponse | Deferred:
    """Finish a request in its lane, after noting whose token it brought, even one that is over."""
    stored = work.find_token(hash_token(ready.token), "access")
    if stored is not None:
        asked.user_id, asked.client = stored.user, hash_client(stored.client_id)
    return finish(ready, work, services)


def write_line(request: WireRequest, asked: Asked, response: WireResponse, seconds: float) -> None:
    """Tell of a request that was answered; its id is known by now."""
    fields = {
        "request_id": asked.request_id,
        "method": request.method if request.method.isalpha() else "?",
        "endpoint": asked.endpoint,
        "org": asked.org_id,
        "user": asked.user_id,
        "client": asked.client,
        "status": response.status,
        "code": code_of(response),
        "seconds": round(seconds, 6),
    }
    _log.info("request", extra=fields)
