"""
Make client ids, and tell which org one names.

Owns the form of a client id, which hides the org as a token does.
Never looks a client up.
Next door: clients.py registers.
"""

from __future__ import annotations

import re

from vinculum.model.ids import MAX_ID
from vinculum.ports.services import SecretSource

_SERVER_CODE = "1000."
_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_HALF = 13
_TAIL = 4
_MODULUS = 36**_HALF
_CLIENT_ID = re.compile(r"1000\.([0-9A-Z]{13})([0-9A-Z]{13})[0-9A-Z]{4}", re.ASCII)


def mint_client_id(org_id: int, secrets: SecretSource) -> str:
    """
    Make a client id that names its org: two halves in base 36 whose difference is the org.

    The token endpoint is asked without a token and has to know which org to look in.
    """
    first = secrets.upper_alphanumeric(_HALF)
    second = (int(first, 36) + org_id) % _MODULUS
    return f"{_SERVER_CODE}{first}{_base_36(second)}{secrets.upper_alphanumeric(_TAIL)}"


def org_of_client(client_id: str) -> int | None:
    """Find the org that a client id names; None when it has not the form of one."""
    match = _CLIENT_ID.fullmatch(client_id)
    if match is None:
        return None
    org_id = (int(match[2], 36) - int(match[1], 36)) % _MODULUS
    return org_id if 0 < org_id <= MAX_ID else None


def _base_36(number: int) -> str:
    digits = []
    for _ in range(_HALF):
        number, digit = divmod(number, 36)
        digits.append(_DIGITS[digit])
    return "".join(reversed(digits))
