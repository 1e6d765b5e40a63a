"""
Read a token request, once, from every place where clients put its parameters.

Owns which place wins: body over query, both over HTTP Basic.
Never judges a value; what cannot be read at all is refused here.
Next door: endpoint.py judges, wire/resources/oauth.py hands in the raw request.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable
from io import BytesIO
from urllib.parse import parse_qsl, unquote_plus

from python_multipart import parse_form
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import Field

from vinculum.model.value import Value
from vinculum.oauth.errors import INVALID_REQUEST, TokenRefusal

MAX_BODY_BYTES = 65_536
MAX_VALUE_LENGTH = 4_096
_MULTIPART = "multipart/form-data"


class TokenRequest(Value):
    """
    The parameters of a token request, a revocation or a device's request; what was not sent
    is empty. `asked_at` is no parameter, but the address that the request came to.
    """

    grant_type: str = ""
    client_id: str = ""
    client_secret: str = ""
    code: str = ""
    refresh_token: str = ""
    redirect_uri: str = ""
    code_verifier: str = ""
    scope: str = ""
    soid: str = ""
    token: str = ""
    access_type: str = ""
    prompt: str = ""
    asked_at: str = ""


PARAMETERS = frozenset(TokenRequest.__struct_fields__) - {"asked_at"}


def parse_token_request(
    *, query: str, content_type: str, authorization: str, body: bytes, asked_at: str = ""
) -> TokenRequest | TokenRefusal:
    """
    Read the parameters from query, form, multipart form and HTTP Basic.

    Unknown parameters are ignored, an empty one counts as not sent. Gives back:
    INVALID_REQUEST for a body or value that is too long, a body that is no form, and a
    parameter given twice with different values in one place.
    """
    if len(body) > MAX_BODY_BYTES or len(query) > MAX_BODY_BYTES:
        return INVALID_REQUEST
    form = form_pairs(content_type, body)
    places = [_basic_pairs(authorization), _pairs(query), form]
    values: dict[str, str] = {}
    for pairs in places:
        found = None if pairs is None else one_place(pairs, PARAMETERS)
        if found is None:
            return INVALID_REQUEST
        values |= found
    return TokenRequest(**values, asked_at=asked_at)


def one_place(
    pairs: Iterable[tuple[str, str]], parameters: frozenset[str]
) -> dict[str, str] | None:
    """The known parameters of one place; None when one contradicts itself or is too long."""
    values: dict[str, str] = {}
    for name, value in pairs:
        if name not in parameters or value == "":
            continue
        if len(value) > MAX_VALUE_LENGTH or values.setdefault(name, value) != value:
            return None
    return values


def _pairs(text: str) -> list[tuple[str, str]]:
    return parse_qsl(text, keep_blank_values=True, errors="replace")


def form_pairs(content_type: str, body: bytes) -> list[tuple[str, str]] | None:
    """
    Read the body as the multipart form it says to be, else as a form whatever it says.

    Text is always UTF-8, with a replacement for what is none. None for a broken multipart form.
    """
    if content_type.strip().lower().startswith(_MULTIPART):
        return _multipart_pairs(content_type, body)
    return _pairs(body.decode(errors="replace"))


def _multipart_pairs(content_type: str, body: bytes) -> list[tuple[str, str]] | None:
    pairs: list[tuple[str, str]] = []

    def keep(field: Field) -> None:
        name, value = field.field_name or b"", field.value or b""
        pairs.append((name.decode(errors="replace"), value.decode(errors="replace")))

    try:
        parse_form({"Content-Type": content_type.encode()}, BytesIO(body), keep, None)
    except (FormParserError, ValueError):
        return None
    return pairs


def _basic_pairs(authorization: str) -> list[tuple[str, str]]:
    """Client id and secret of HTTP Basic; anything else in the header is not for us."""
    scheme, _, encoded = authorization.partition(" ")
    if scheme.lower() != "basic":
        return []
    try:
        text = base64.b64decode(encoded.strip(), validate=True).decode()
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return []
    client_id, _, secret = text.partition(":")
    return [("client_id", unquote_plus(client_id)), ("client_secret", unquote_plus(secret))]
