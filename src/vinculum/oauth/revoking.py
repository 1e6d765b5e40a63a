"""
Revoke a token at its holder's word.

Owns what may be revoked: refresh and access tokens, and with one all that came from it.
Never asks who the client is: whoever holds a token could use it, and may as well end it.
Next door: wire/resources/oauth.py reads the request.
"""

from __future__ import annotations

from vinculum.oauth.errors import NOTHING_TO_REVOKE, TokenRefusal
from vinculum.oauth.issuing import ended
from vinculum.oauth.tokens import TokenType, hash_token, is_alive
from vinculum.ports.store import Work

REVOCABLE: tuple[TokenType, ...] = ("refresh", "access")


def revoke_token(work: Work, token: str, now: int) -> TokenRefusal | None:
    """
    End a token and what came from it, at once.

    Gives back: NOTHING_TO_REVOKE, also for a token that has expired and for a code.
    """
    token_hash = hash_token(token)
    for token_type in REVOCABLE:
        stored = work.find_token(token_hash, token_type)
        if stored is not None and is_alive(stored, now):
            work.apply(ended(stored, now))
            return None
    return NOTHING_TO_REVOKE
