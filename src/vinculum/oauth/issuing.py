"""
Decide whether, for how long and instead of what a token is issued.

Owns the table of limits (oauth 6) and the plans that mint tokens and codes.
Never reads the store: what is there already comes in as facts.
Next door: grants/ and cli/ ask for plans, endpoint.py applies them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

import msgspec

from vinculum.model.change import Change, CutToken
from vinculum.model.moments import SECOND_MS
from vinculum.model.value import Value
from vinculum.oauth.errors import TOO_MANY_TOKENS, TokenRefusal
from vinculum.oauth.tokens import TokenDetail, hash_token, is_alive, keep_token, mint_token
from vinculum.ports.services import Services
from vinculum.ports.store import StoredToken

MINUTE_MS = 60 * SECOND_MS


class TokenLimit(Value):
    """
    How many tokens there may be. `what` is counted per `per`, those of the last `window_ms`
    (None: those alive); one more is refused, or takes the place of the oldest.
    """

    what: str
    count: int
    per: str
    window_ms: int | None
    then: Literal["refuse", "drop the oldest"]
    evidence: tuple[str, ...]


ACCESS_RATE = TokenLimit(
    what="access tokens created",
    count=10,
    per="refresh token",
    window_ms=10 * MINUTE_MS,
    then="refuse",
    evidence=("docs-v2",),
)
ACCESS_ALIVE = TokenLimit(
    what="active access tokens",
    count=30,
    per="refresh token",
    window_ms=None,
    then="drop the oldest",
    evidence=("docs-v2", "chosen"),
)
REFRESH_ALIVE = TokenLimit(
    what="refresh tokens",
    count=20,
    per="user and client",
    window_ms=None,
    then="drop the oldest",
    evidence=("docs-v2",),
)
LIMITS = (ACCESS_RATE, ACCESS_ALIVE, REFRESH_ALIVE)


class Grantee(Value):
    """To whom tokens are issued: a client, on behalf of a user, with space-separated scopes."""

    client_id: str
    user: int
    scopes: str
    exempt: bool = False


class FreshTokens(Value):
    """
    Newly minted texts, of which a plan uses what it needs; the lifetime of the access token
    and how many of them may be active, as the settings say.
    """

    access: str
    refresh: str
    access_seconds: int
    most_active: int = ACCESS_ALIVE.count


def mint_fresh(services: Services, org_id: int) -> FreshTokens:
    """Mint texts for one plan."""
    return FreshTokens(
        access=mint_token(org_id, services.secrets),
        refresh=mint_token(org_id, services.secrets),
        access_seconds=services.limits.access_token_seconds,
        most_active=services.limits.active_access_tokens,
    )


class Issued(Value):
    """What a client is told: the only time that the texts of its tokens are seen."""

    access_token: str
    refresh_token: str | None
    scopes: str
    expires_in: int


class TokenPlan(Value):
    """What to write, and what to answer; a refusal may come with changes (a reused code)."""

    changes: tuple[Change, ...]
    answer: Issued | TokenRefusal


class OfflinePlan(Value):
    """What to write for a new refresh token, which nothing refuses, and what to answer."""

    changes: tuple[Change, ...]
    answer: Issued


def plan_access(
    grantee: Grantee,
    parent: str | None,
    siblings: Sequence[StoredToken],
    fresh: FreshTokens,
    now: int,
) -> TokenPlan:
    """
    Issue an access token under a refresh token, a code (for online access), or nothing.

    `siblings` are the tokens that came from the same parent, or those of the grantee that
    came from none, oldest first. Those that expired are dropped on the way, so that what is
    kept stays bounded. Refuses with TOO_MANY_TOKENS unless the grantee is exempt.
    """
    rate_window = ACCESS_RATE.window_ms or 0
    recent = [token for token in siblings if token.created > now - rate_window]
    if not grantee.exempt and len(recent) >= ACCESS_RATE.count:
        return TokenPlan(changes=(), answer=TOO_MANY_TOKENS)
    alive = [token for token in siblings if is_alive(token, now)]
    counted = {token.hash for token in (*recent, *alive)}
    stale = [token for token in siblings if token.hash not in counted]
    dropped = (*stale, *_past_limit(alive, fresh.most_active))
    access = keep_token(
        hash_token(fresh.access),
        "access",
        client_id=grantee.client_id,
        user=grantee.user,
        scopes=grantee.scopes,
        expires=now + fresh.access_seconds * SECOND_MS,
        parent=parent,
        created=now,
        detail=TokenDetail(exempt=grantee.exempt),
    )
    issued = Issued(
        access_token=fresh.access,
        refresh_token=None,
        scopes=grantee.scopes,
        expires_in=fresh.access_seconds,
    )
    return TokenPlan(changes=(*_cuts(dropped), access), answer=issued)


def plan_offline(
    grantee: Grantee,
    parent: str | None,
    kept: Sequence[StoredToken],
    fresh: FreshTokens,
    now: int,
) -> OfflinePlan:
    """
    Issue a refresh token with its first access token.

    `kept` are the refresh tokens that the user granted the client, oldest first; past the
    limit the oldest goes, in use or not.
    """
    refresh_hash = hash_token(fresh.refresh)
    refresh = keep_token(
        refresh_hash,
        "refresh",
        client_id=grantee.client_id,
        user=grantee.user,
        scopes=grantee.scopes,
        expires=None,
        parent=parent,
        created=now,
        detail=TokenDetail(exempt=grantee.exempt),
    )
    access = plan_access(grantee, refresh_hash, (), fresh, now)
    cuts = _cuts(_past_limit(kept, REFRESH_ALIVE.count))
    issued = Issued(
        access_token=fresh.access,
        refresh_token=fresh.refresh,
        scopes=grantee.scopes,
        expires_in=fresh.access_seconds,
    )
    return OfflinePlan(changes=(*cuts, refresh, *access.changes), answer=issued)


def plan_code(
    grantee: Grantee,
    code: str,
    lifetime_ms: int,
    now: int,
    asked: TokenDetail = TokenDetail(),  # noqa: B008 - a frozen value
) -> tuple[Change, ...]:
    """
    Issue a grant token: a code that is redeemed once for tokens.

    `asked` tells with which redirect URI and challenge, and for which access.
    """
    change = keep_token(
        hash_token(code),
        "grant",
        client_id=grantee.client_id,
        user=grantee.user,
        scopes=grantee.scopes,
        expires=now + lifetime_ms,
        parent=None,
        created=now,
        detail=msgspec.structs.replace(asked, exempt=grantee.exempt),
    )
    return (change,)


def _past_limit(oldest_first: Sequence[StoredToken], most: int) -> Sequence[StoredToken]:
    """The tokens that make room for one more."""
    return oldest_first[: max(0, len(oldest_first) - most + 1)]


def _cuts(tokens: Iterable[StoredToken]) -> tuple[Change, ...]:
    return tuple(CutToken(hash=token.hash) for token in tokens)
