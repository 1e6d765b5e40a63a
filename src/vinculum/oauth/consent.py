"""
Remember what a person has granted an application.

Owns the stored form of a consent: one token for a user and a client, or, when it is for a
session only, one more that ends with the session.
Never asks the person; console/ shows the question.
Next door: authorize.py decides whether the question is needed.
"""

from __future__ import annotations

from collections.abc import Iterable

from vinculum.model.change import PutToken
from vinculum.model.value import Value
from vinculum.oauth.sessions import Session
from vinculum.oauth.tokens import TokenDetail, hash_token, is_alive, keep_token, parse_detail
from vinculum.ports.store import Work

_BETWEEN_SETS = ";"
_MOST_SETS = 50


class Consent(Value):
    """
    What was granted: scopes as they were asked for, and the sets of them (lower case) for
    which a refresh token was given.
    """

    hash: str
    scopes: tuple[str, ...] = ()
    offline: tuple[frozenset[str], ...] = ()

    def covers(self, scopes: Iterable[str]) -> bool:
        """Tell whether all these scopes were granted; case does not matter."""
        return _lowered(scopes) <= _lowered(self.scopes)

    def covers_offline(self, scopes: Iterable[str]) -> bool:
        """Tell whether one refresh token was given for all these scopes."""
        wanted = _lowered(scopes)
        return any(wanted <= granted for granted in self.offline)


def find_consent(work: Work, client_id: str, user: int, now: int) -> Consent:
    """Find what a user has granted a client for good; nothing is a consent without scopes."""
    return _find(work, hash_token(f"consent {client_id} {user}"), now)


def find_session_consent(work: Work, client_id: str, session: Session, now: int) -> Consent:
    """Find what a user has granted a client for the time of a session."""
    return _find(work, hash_token(f"consent {client_id} {session.hash}"), now)


def _find(work: Work, consent_hash: str, now: int) -> Consent:
    stored = work.find_token(consent_hash, "consent")
    if stored is None or not is_alive(stored, now):
        return Consent(hash=consent_hash)
    sets = parse_detail(stored).offline_scopes.split(_BETWEEN_SETS)
    offline = tuple(frozenset(each.split()) for each in sets if each)
    return Consent(hash=consent_hash, scopes=tuple(stored.scopes.split()), offline=offline)


def keep_consent(
    before: Consent,
    *,
    client_id: str,
    user: int,
    scopes: Iterable[str],
    offline: bool,
    session: Session | None,
    now: int,
) -> PutToken:
    """The write that adds scopes to a consent, for good or (`session`) until a session ends."""
    asked = tuple(scopes)
    spelled = {scope.lower(): scope for scope in (*before.scopes, *asked)}
    wanted = _lowered(asked)
    sets = before.offline
    if offline and not before.covers_offline(asked):
        sets = (*(each for each in sets if not each <= wanted), wanted)[-_MOST_SETS:]
    return keep_token(
        before.hash,
        "consent",
        client_id=client_id,
        user=user,
        scopes=" ".join(spelled.values()),
        expires=None if session is None else session.expires,
        parent=None if session is None else session.hash,
        created=now,
        detail=TokenDetail(
            offline_scopes=_BETWEEN_SETS.join(" ".join(sorted(each)) for each in sets)
        ),
    )


def _lowered(scopes: Iterable[str]) -> frozenset[str]:
    return frozenset(scope.lower() for scope in scopes)
