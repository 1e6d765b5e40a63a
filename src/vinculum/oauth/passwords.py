"""
Hash passwords slowly, and compare them.

Owns the choice of the hash, and that a stranger is looked at as long as a friend.
Never keeps a password, nor says which half of a sign-in was wrong.
Next door: console/pages/signing_in.py asks, cli/commands/user.py sets.
"""

from __future__ import annotations

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

LONGEST = 1_000  # characters; a longer one is not hashed, only refused
SHORTEST = 8


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher()


@cache
def _nobodys() -> str:
    """The hash that the password of somebody unknown is compared with."""
    return _hasher().hash("nobody has this password")


def hash_password(password: str) -> str:
    """Hash a password for keeping: about a tenth of a second of work, on purpose."""
    return _hasher().hash(password)


def password_fits(password: str, kept: str | None) -> bool:
    """
    Compare a password with the kept hash, None for a user who is unknown or has none.

    Takes as long for None, so that the time does not tell who has an account.
    """
    nobodys = _nobodys()  # made before it is known who asks, because that takes its time too
    try:
        _hasher().verify(kept or nobodys, password[:LONGEST])
    except (Argon2Error, InvalidHashError):
        return False
    return bool(kept) and len(password) <= LONGEST
