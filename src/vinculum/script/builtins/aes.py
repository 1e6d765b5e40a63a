"""
Encrypt and decrypt a text with a key, as `aesEncode` and `aesDecode` do.

Owns the form of what is encrypted. It was found by decrypting the examples of the vendor's help:
both without a vector come out; of the two with one, one gives the text of the other, which used
another vector. So the form is certain without a vector, and likely with one.
Never tells whether a text was changed on its way: this form has no seal.
Next door: encryption.py has the table.
"""

from __future__ import annotations

import base64
import binascii

from vinculum.script.diagnostics import Fault
from vinculum.script.run import Run
from vinculum.script.values import Datum

_KEY_BYTES = 32
_BLOCK_BYTES = 16
_BLOCK_BITS = 8 * _BLOCK_BYTES
_BYTE = 256


def encrypted(run: Run, key: str, text: str, start: str | None = None) -> Datum:
    """
    Encrypt by AES with 256 bits in CBC, padded by PKCS 7, and write it in base 64.

    Without a `start` (the initialization vector) one is drawn and stands before the rest.
    """
    from cryptography.hazmat.primitives.ciphers import (  # noqa: PLC0415 - most scripts need none
        Cipher,
        algorithms,
        modes,
    )
    from cryptography.hazmat.primitives.padding import PKCS7  # noqa: PLC0415 - the same

    run.account.charge_text(6 * len(text))
    drawn = bytes(run.host.chance(_BYTE) for _ in range(_BLOCK_BYTES)) if start is None else b""
    vector = drawn if start is None else _vector_of(start)
    padder = PKCS7(_BLOCK_BITS).padder()
    padded = padder.update(text.encode()) + padder.finalize()
    cipher = Cipher(algorithms.AES(_key_of(key)), modes.CBC(vector)).encryptor()
    return base64.b64encode(drawn + cipher.update(padded) + cipher.finalize()).decode("ascii")


def decrypted(run: Run, key: str, text: str, start: str | None = None) -> Datum:
    """Decrypt what `encrypted` wrote; a fault when the key or the text cannot be right."""
    from cryptography.hazmat.primitives.ciphers import (  # noqa: PLC0415 - most scripts need none
        Cipher,
        algorithms,
        modes,
    )
    from cryptography.hazmat.primitives.padding import PKCS7  # noqa: PLC0415 - the same

    run.account.charge_text(len(text))
    body = _bytes_of(text)
    vector = body[:_BLOCK_BYTES] if start is None else _vector_of(start)
    body = body[_BLOCK_BYTES:] if start is None else body
    if len(vector) < _BLOCK_BYTES or not body or len(body) % _BLOCK_BYTES:
        raise Fault("the text is not one that `aesEncode` wrote: its length is wrong")
    cipher = Cipher(algorithms.AES(_key_of(key)), modes.CBC(vector)).decryptor()
    unpadder = PKCS7(_BLOCK_BITS).unpadder()
    try:
        padded = cipher.update(body) + cipher.finalize()
        return (unpadder.update(padded) + unpadder.finalize()).decode()
    except ValueError:  # The padding is wrong, or what came out is no UTF-8.
        raise Fault("the text cannot be decrypted: another key, or it was changed") from None


def _key_of(key: str) -> bytes:
    """Fill a key up with zeros; cutting a longer one off is nobody's documented behaviour."""
    raw = key.encode()
    if not 0 < len(raw) <= _KEY_BYTES:
        raise Fault(f"a key has 1 to {_KEY_BYTES} bytes, and {len(raw)} are given")
    return raw.ljust(_KEY_BYTES, b"\0")


def _vector_of(start: str) -> bytes:
    raw = start.encode()
    if len(raw) != _BLOCK_BYTES:
        raise Fault(f"the initialization vector has {_BLOCK_BYTES} characters, not {len(raw)}")
    return raw


def _bytes_of(text: str) -> bytes:
    try:
        return base64.b64decode(text.encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError):
        raise Fault("the text is not in base 64") from None
