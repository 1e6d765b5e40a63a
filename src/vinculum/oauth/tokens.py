"""
Mint, hash and look up tokens and codes; make the actor of a request.

Owns the form of a token, which names its org, and what is kept of it.
Never keeps the token itself: the store sees a hash.
Next door: issuing.py for how many and how long, wire/gate.py asks `actor_for`.
"""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache
from typing import Literal, TypeAlias

import msgspec

from vinculum.errors import catalogue
from vinculum.errors.refusal import Refusal
from vinculum.model.actor import Actor
from vinculum.model.change import PutToken
from vinculum.model.data_centres import DATA_CENTRES
from vinculum.model.ids import MAX_ID
from vinculum.model.value import Value
from vinculum.ports.services import Schemas, SecretSource
from vinculum.ports.store import StoredToken, Work
from vinculum.schema.snapshot import Schema

# A consent, a sign-in and the two codes of a device are kept as tokens are: by a hash, with
# whose they are, until when, and what they go with.
TokenType: TypeAlias = Literal[
    "access", "refresh", "grant", "consent", "session", "device", "user_code"
]

NOBODY = 0  # the user of a device's code before a person has decided about it
_HALF = 16
_SECRET_DIGITS = 32
_TOKEN = re.compile(r"(1\d{3})\.([0-9a-f]{16})([0-9a-f]{16})\.[0-9a-f]{32}", re.ASCII)
_LOCATIONS = {row.head: row.location for row in DATA_CENTRES.values()}


class TokenDetail(Value):
    """
    What is kept of a token beside its columns.

    `exempt` spares it and its descendants the rate limits: the operator's command line made
    it, or it came without a refresh token. Of a code: `used` once it was redeemed, `offline`
    when it gives a refresh token, `redirect_uri` as it was asked with ("" when it was not asked
    for through a browser), the challenge with its method ("" when it was asked without one).
    Of a self client's code: the `description` that it was made with. Of a consent: the scopes
    that were granted for offline access. Of a device's code: whether it asked for a
    prompt, what was decided ("" yet nothing), and when the device asked last.
    """

    exempt: bool = False
    used: bool = False
    offline: bool = True
    redirect_uri: str = ""
    code_challenge: str = ""
    code_challenge_method: str = ""
    description: str = ""
    offline_scopes: str = ""
    prompted: bool = False
    decision: Literal["", "accepted", "rejected"] = ""
    polled: int | None = None


def mint_token(org_id: int, secrets: SecretSource, location: str = "us") -> str:
    """
    Make a token or code: 128 random bits, and a first part whose halves XOR to the org.

    So every table of tokens is keyed by org first, and one select finds a token. Its head
    names the data centre, outside of which it is good for nothing.
    """
    mask = secrets.hex(_HALF)
    head = DATA_CENTRES[location].head
    return f"{head}.{mask}{int(mask, 16) ^ org_id:016x}.{secrets.hex(_SECRET_DIGITS)}"


def org_of(token: str) -> int | None:
    """Find the org that a token or code names; None when it has not the form of one."""
    match = _TOKEN.fullmatch(token)
    if match is None:
        return None
    org_id = int(match[2], 16) ^ int(match[3], 16)
    return org_id if 0 < org_id <= MAX_ID else None


def is_from(location: str, token: str) -> bool:
    """Tell whether a token or code was issued in a data centre."""
    return _LOCATIONS.get(token.partition(".")[0]) == location


def hash_token(token: str) -> str:
    """
    Hash a token for keeping and finding.

    It has 128 random bits: a fast hash gives nothing away, and every request needs it.
    """
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


def is_alive(stored: StoredToken, now: int) -> bool:
    """Tell whether a token has not expired."""
    return stored.expires is None or stored.expires > now


def parse_detail(stored: StoredToken) -> TokenDetail:
    """Read what is kept of a token beside its columns."""
    return msgspec.json.decode(stored.detail, type=TokenDetail)


def keep_token(  # noqa: PLR0913 - the columns of a token.
    token_hash: str,
    token_type: TokenType,
    *,
    client_id: str,
    user: int,
    scopes: str,
    expires: int | None,
    parent: str | None,
    created: int,
    detail: TokenDetail,
) -> PutToken:
    """The write that keeps a token."""
    return PutToken(
        hash=token_hash,
        type=token_type,
        client_id=client_id,
        user=user,
        scopes=scopes,
        expires=expires,
        parent=parent,
        created=created,
        detail=msgspec.json.encode(detail).decode(),
    )


def kept_again(stored: StoredToken, detail: TokenDetail) -> PutToken:
    """The write that keeps a token as it is, but for its detail."""
    return PutToken(
        hash=stored.hash,
        type=stored.type,
        client_id=stored.client_id,
        user=stored.user,
        scopes=stored.scopes,
        expires=stored.expires,
        parent=stored.parent,
        created=stored.created,
        detail=msgspec.json.encode(detail).decode(),
    )


def actor_for(work: Work, schemas: Schemas, token: str, now: int) -> tuple[Actor, Schema] | Refusal:
    """
    Find who asks with a token, and the schema of the org as of this transaction.

    One select answers for the token and for the schema's version; the schema is read again
    only when that version is new. Gives back: TOKEN_INVALID, USER_INACTIVE.
    """
    stored = work.find_token(hash_token(token), "access")
    if stored is None or not is_alive(stored, now):
        return catalogue.TOKEN_INVALID.refusal()
    schema = schemas.current(work, stored.version)
    user = schema.users.get(stored.user)
    if user is None:
        return catalogue.TOKEN_INVALID.refusal()
    if user.status != "active":
        return catalogue.USER_INACTIVE.refusal()
    actor = Actor(
        org_id=work.org_id,
        user=user,
        role=schema.roles[user.role],
        profile=schema.profiles[user.profile],
        scopes=_scope_set(stored.scopes),
        client_id=stored.client_id,
        token_expires=stored.expires,
    )
    return actor, schema


@lru_cache(maxsize=1024)
def _scope_set(scopes: str) -> frozenset[str]:
    return frozenset(scopes.lower().split())
