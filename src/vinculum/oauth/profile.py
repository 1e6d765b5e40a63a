"""
Tell a client whose token it holds.

Owns the scope that this asks for.
Never names a key of the answer; wire/resources/user_info.py does.
"""

from __future__ import annotations

from vinculum.errors.refusal import Refusal
from vinculum.model.actor import User
from vinculum.oauth.errors import INVALID_TOKEN, TokenRefusal
from vinculum.oauth.tokens import actor_for
from vinculum.ports.services import Services
from vinculum.ports.store import Work

PROFILE_SCOPE = "aaaserver.profile.read"


def read_profile(services: Services, work: Work, token: str, now: int) -> User | TokenRefusal:
    """
    Find the user of an access token.

    Gives back: INVALID_TOKEN, whatever is wrong with token, user or scope.
    """
    found = actor_for(work, services.schemas, token, now)
    if isinstance(found, Refusal):
        return INVALID_TOKEN
    actor, _ = found
    return actor.user if PROFILE_SCOPE in actor.scopes else INVALID_TOKEN
