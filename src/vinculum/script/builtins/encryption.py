"""
The built-ins under `zoho.encryption`: encodings, digests and a cipher.

Owns the table ENCRYPTION.
Never encrypts itself; aes.py does.
Next door: conversions.py gives some of them without the prefix.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Callable
from urllib.parse import quote_plus, unquote_plus

from vinculum.script.builtins.aes import decrypted, encrypted
from vinculum.script.builtins.builtin import Builtin, row
from vinculum.script.diagnostics import Fault
from vinculum.script.run import Run
from vinculum.script.values import Datum


def utf8_of(run: Run, text: str) -> bytes:
    """Write a text as bytes, which are charged first."""
    run.account.work(len(text))
    run.account.charge(len(text) if text.isascii() else 4 * len(text))
    return text.encode()


def base64_of(run: Run, text: str) -> Datum:
    """Write the bytes of a text in base 64."""
    raw = utf8_of(run, text)
    run.account.charge_text((len(raw) + 2) // 3 * 4)
    return base64.b64encode(raw).decode("ascii")


def text_of_base64(run: Run, text: str) -> Datum:
    """Read a text from base 64."""
    run.account.charge_text(len(text))
    try:
        return base64.b64decode(text.encode("ascii"), validate=True).decode("utf-8", "replace")
    except (binascii.Error, UnicodeEncodeError):
        raise Fault("the text is not in base 64") from None


def _digested(name: str) -> Callable[..., Datum]:
    def digest(run: Run, text: str) -> Datum:
        run.account.work(10 * len(text))
        return hashlib.new(name, text.encode(), usedforsecurity=False).hexdigest()

    return digest


def _signed(name: str) -> Callable[..., Datum]:
    def sign(run: Run, key: str, text: str) -> Datum:
        run.account.work(10 * len(text))
        return hmac.new(key.encode(), text.encode(), name).hexdigest()

    return sign


def url_encoded(run: Run, text: str) -> Datum:
    """Write a text as a part of an address."""
    raw = utf8_of(run, text)
    run.account.charge(6 * len(raw))
    encoded = quote_plus(raw)
    run.account.charge_text(len(encoded))
    return encoded


def url_decoded(run: Run, text: str) -> Datum:
    """Read a part of an address."""
    run.account.charge_text(len(text))
    return unquote_plus(text)


ENCRYPTION: dict[str, Builtin] = {
    "base64encode": row(base64_of, "text"),
    "base64decode": row(text_of_base64, "text"),
    "md5": row(_digested("md5"), "text"),
    "sha1": row(_digested("sha1"), "text"),
    "sha256": row(_digested("sha256"), "text"),
    "sha512": row(_digested("sha512"), "text"),
    "hmacsha1": row(_signed("sha1"), "text text"),
    "hmacsha256": row(_signed("sha256"), "text text"),
    "aesencode": row(encrypted, "text text text?"),
    "aesdecode": row(decrypted, "text text text?"),
    "urlencode": row(url_encoded, "text"),
    "urldecode": row(url_decoded, "text"),
}
