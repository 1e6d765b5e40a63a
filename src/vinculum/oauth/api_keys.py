"""
Make the keys with which functions are called without OAuth.

Owns what such a key is: an access token without an end that is good for functions only. A user has
one at most.
Never shows a key again: only its hash is kept.
Next door: tokens.py, wire/gate.py takes the key from the query.
"""

from __future__ import annotations

from vinculum.model.change import CutToken
from vinculum.oauth.tokens import TokenDetail, hash_token, keep_token, mint_token
from vinculum.ports.services import Services
from vinculum.ports.store import Work

CLIENT = "function-key"
SCOPES = "ZohoCRM.functions.execute.ALL"


def renew_key(services: Services, work: Work, user: int) -> str:
    """Make a user's key; the one before is good for nothing any more."""
    key = mint_token(work.org_id, services.secrets, services.data_centres.home)
    put = keep_token(
        hash_token(key),
        "access",
        client_id=CLIENT,
        user=user,
        scopes=SCOPES,
        expires=None,
        parent=None,
        created=services.clock.now(),
        detail=TokenDetail(),
    )
    revoke_key(work, user)
    work.apply((put,))
    return key


def revoke_key(work: Work, user: int) -> bool:
    """Make a user's key good for nothing; tells whether there was one."""
    kept = work.read_tokens_of(CLIENT, user, "access")
    if kept:
        work.apply([CutToken(hash=token.hash) for token in kept])
    return bool(kept)
