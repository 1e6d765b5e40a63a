"""
Decide whether, for how long and instead of what a token is issued.

Owns the plans that mint tokens and codes.
Never reads the store: what is there already comes in as facts.
Next door: limits.py has the numbers; grants/, authorize.py and operator.py ask for plans.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import cast

import msgspec

from vinculum.model.change import Change, CutToken
from vinculum.model.moments import SECOND_MS
from vinculum.model.value import Value
from vinculum.oauth.errors import TOO_MANY_TOKENS, TokenRefusal
from vinculum.oauth.limits import (
    ACCESS_ALIVE,
    ACCESS_RATE,
    ACCESS_TOKEN,
    REFRESH_ALIVE,
    REFRESH_RATE,
    Limit,
)
from vinculum.oauth.tokens import (
    TokenDetail,
    hash_token,
    is_alive,
    keep_token,
    kept_again,
    mint_token,
    parse_detail,
)
from vinculum.ports.services import Limits, Services
from vinculum.ports.store import StoredToken

MINUTE_MS = 60 * SECOND_MS


class Grantee(Value):
    """To whom tokens are issued: a client, on behalf of a user, with space-separated scopes."""

    client_id: str
    user: int
    scopes: str
    exempt: bool = False


class FreshTokens(Value):
    """Newly minted texts, of which a plan uses what it needs, and the limits that it keeps."""

    access: str
    refresh: str
    limits: Limits = Limits()


def mint_fresh(services: Services, org_id: int) -> FreshTokens:
    """Mint texts for one plan."""
    home = services.data_centres.home
    return FreshTokens(
        access=mint_token(org_id, services.secrets, home),
        refresh=mint_token(org_id, services.secrets, home),
        limits=services.limits,
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

    @property
    def issued(self) -> Issued:
        """The answer of a plan that nothing refuses, as for a grantee who is exempt."""
        return cast("Issued", self.answer)


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
    limits = fresh.limits
    recent = _recent(siblings, ACCESS_RATE, now)
    if not grantee.exempt and len(recent) >= ACCESS_RATE.count(limits):
        return TokenPlan(changes=(), answer=TOO_MANY_TOKENS)
    alive = [token for token in siblings if is_alive(token, now)]
    counted = {token.hash for token in (*recent, *alive)}
    stale = [token for token in siblings if token.hash not in counted]
    surplus = _past_limit(alive, ACCESS_ALIVE.count(limits))
    dropped = (*_cuts(stale), *(change for each in surplus for change in ended(each, now)))
    access = keep_token(
        hash_token(fresh.access),
        "access",
        client_id=grantee.client_id,
        user=grantee.user,
        scopes=grantee.scopes,
        expires=now + ACCESS_TOKEN.milliseconds(limits),
        parent=parent,
        created=now,
        detail=TokenDetail(exempt=grantee.exempt),
    )
    issued = Issued(
        access_token=fresh.access,
        refresh_token=None,
        scopes=grantee.scopes,
        expires_in=limits.access_token_seconds,
    )
    return TokenPlan(changes=(*dropped, access), answer=issued)


def plan_offline(
    grantee: Grantee,
    parent: str | None,
    kept: Sequence[StoredToken],
    fresh: FreshTokens,
    now: int,
) -> TokenPlan:
    """
    Issue a refresh token with its first access token.

    `kept` are the refresh tokens that the user granted any client, oldest first; past the
    limit of those of this client the oldest goes, in use or not. Refuses with TOO_MANY_TOKENS
    when too many were made lately, unless the grantee is exempt.
    """
    if not grantee.exempt:
        lately = [each for each in _recent(kept, REFRESH_RATE, now) if not _is_exempt(each)]
        if len(lately) >= REFRESH_RATE.count(fresh.limits):
            return TokenPlan(changes=(), answer=TOO_MANY_TOKENS)
    alive = [each for each in kept if is_alive(each, now)]
    of_client = [each for each in alive if each.client_id == grantee.client_id]
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
    surplus = _past_limit(of_client, REFRESH_ALIVE.count(fresh.limits))
    cuts = tuple(change for each in surplus for change in ended(each, now))
    issued = Issued(
        access_token=fresh.access,
        refresh_token=fresh.refresh,
        scopes=grantee.scopes,
        expires_in=fresh.limits.access_token_seconds,
    )
    return TokenPlan(changes=(*cuts, refresh, *access.changes), answer=issued)


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


def ended(token: StoredToken, now: int) -> tuple[Change, ...]:
    """
    End a token with all that came from it, but keep in mind that it was made.

    Otherwise whoever revokes tokens could make more of them than the limits allow.
    """
    stub = msgspec.structs.replace(token, expires=now)
    return (CutToken(hash=token.hash), kept_again(stub, parse_detail(token)))


def _recent(tokens: Iterable[StoredToken], limit: Limit, now: int) -> list[StoredToken]:
    """The tokens that a limit counts: those of its window."""
    return [each for each in tokens if each.created > now - (limit.window_seconds or 0) * SECOND_MS]


def _is_exempt(token: StoredToken) -> bool:
    return parse_detail(token).exempt


def _past_limit(oldest_first: Sequence[StoredToken], most: int) -> Sequence[StoredToken]:
    """The tokens that make room for one more."""
    return oldest_first[: max(0, len(oldest_first) - most + 1)]


def _cuts(tokens: Iterable[StoredToken]) -> tuple[Change, ...]:
    return tuple(CutToken(hash=token.hash) for token in tokens)
