"""
Check that who redeems a code is who asked for it (PKCE).

Owns the methods of a challenge.
Never makes a challenge; clients do.
Next door: grants/authorization_code.py asks.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Callable, Mapping

from vinculum.oauth.tokens import TokenDetail


def _as_it_is(verifier: str) -> str:
    return verifier


def _sha_256(verifier: str) -> str:
    digest = hashlib.sha256(verifier.encode(errors="replace")).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


CHALLENGE_METHODS: Mapping[str, Callable[[str], str]] = {"S256": _sha_256, "plain": _as_it_is}
DEFAULT_METHOD = "plain"


def verifier_fits(code: TokenDetail, verifier: str) -> bool:
    """
    Compare a verifier with the challenge of a code, in a time that tells nothing.

    A verifier for a code without a challenge does not fit either: somebody took the
    challenge out of the request on its way.
    """
    if not code.code_challenge:
        return verifier == ""
    challenge_of = CHALLENGE_METHODS[code.code_challenge_method or DEFAULT_METHOD]
    expected = challenge_of(verifier).encode(errors="replace")
    return hmac.compare_digest(expected, code.code_challenge.encode(errors="replace"))
