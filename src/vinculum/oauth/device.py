"""
Let a person decide about a device that cannot show a page.

Owns the two codes of a device: the long one that it keeps, the short one that a person types
(oauth 5), and what the person's word does to them.
Never answers the device that waits; grants/device.py does.
Next door: console/ asks the person, consent.py remembers.
"""

from __future__ import annotations

import msgspec

from vinculum.model.change import PutToken
from vinculum.model.scope import is_known, parse_scopes
from vinculum.model.value import Value
from vinculum.oauth.clients import Client, parse_client
from vinculum.oauth.consent import find_consent, keep_consent
from vinculum.oauth.errors import INVALID_CLIENT, INVALID_SCOPE, TOO_MANY_TOKENS, TokenRefusal
from vinculum.oauth.limits import (
    DEVICE_BLOCK_SECONDS,
    DEVICE_CODE,
    DEVICE_GUESSES,
    DEVICE_RATE,
    rate_of,
)
from vinculum.oauth.request import TokenRequest
from vinculum.oauth.sessions import Session
from vinculum.oauth.tokens import (
    NOBODY,
    TokenDetail,
    TokenType,
    hash_token,
    is_alive,
    keep_token,
    kept_again,
    mint_token,
    parse_detail,
)
from vinculum.ports.services import SecretSource, Services
from vinculum.ports.store import StoredToken, Work

REQUEST = "device_request"
# No vowels, so that no code is a word, and nothing that looks like a digit.
_LETTERS = "BCDFGHJKLMNPQRSTVWXZ"
_LENGTH = 8
_GUESSES, _CODES = "guess of a device's code", "code of a device"


class DeviceCodes(Value):
    """What a device is told: the code it keeps, the code it shows, and when both expire."""

    device_code: str
    user_code: str
    expires: int


class AskedByDevice(Value):
    """A device that waits for a person: its client, the scopes, and its kept code."""

    client: Client
    scopes: tuple[str, ...]
    code: StoredToken


def issue_codes(
    services: Services, work: Work, request: TokenRequest
) -> DeviceCodes | TokenRefusal:
    """
    Give a device its two codes.

    Nobody is asked for a secret here, so the number per client is limited.
    Gives back: INVALID_CLIENT (also for a client of another type), INVALID_SCOPE,
    TOO_MANY_TOKENS.
    """
    stored = work.find_client(request.client_id)
    client = None if stored is None else parse_client(stored)
    if client is None or client.type != "device":
        return INVALID_CLIENT
    if not services.data_centres.is_home(request.asked_at) and not client.multi_dc:
        return INVALID_CLIENT
    scopes = parse_scopes(request.scope)
    if not scopes or not all(map(is_known, scopes)):
        return INVALID_SCOPE
    if services.throttle.wait(_CODES, client.client_id):
        return TOO_MANY_TOKENS
    rate = rate_of(DEVICE_RATE, services.limits, DEVICE_BLOCK_SECONDS)
    services.throttle.count(_CODES, client.client_id, rate)
    now = services.clock.now()
    codes = DeviceCodes(
        device_code=mint_token(work.org_id, services.secrets, services.data_centres.home),
        user_code=_mint_user_code(services.secrets),
        expires=now + DEVICE_CODE.milliseconds(services.limits),
    )
    asked = TokenDetail(
        offline=request.access_type == "offline", prompted=request.prompt == "consent"
    )
    work.apply(_kept(codes, client, " ".join(scopes), asked, now))
    return codes


def _kept(
    codes: DeviceCodes, client: Client, scopes: str, asked: TokenDetail, now: int
) -> tuple[PutToken, ...]:
    """The writes that keep both codes; the one that a person types leads to the other."""

    def kept(code: str, kind: TokenType, parent: str | None, detail: TokenDetail) -> PutToken:
        return keep_token(
            hash_token(code),
            kind,
            client_id=client.client_id,
            user=NOBODY,
            scopes=scopes,
            expires=codes.expires,
            parent=parent,
            created=now,
            detail=detail,
        )

    return (
        kept(codes.device_code, "device", None, asked),
        kept(plain(codes.user_code), "user_code", hash_token(codes.device_code), TokenDetail()),
    )


def plain(user_code: str) -> str:
    """Reduce a typed code to its letters: case, blanks and hyphens do not matter."""
    return "".join(letter for letter in user_code.upper() if letter.isalnum())


def look_up(
    services: Services, work: Work, session: Session, user_code: str, address: str
) -> AskedByDevice | None:
    """
    Look for the device that shows a code and waits for a person; a miss is counted as a guess.

    None when there is none, its time is over, it was decided, or its client may not be used in
    the data centre at the address; and for a while to a person who has guessed too often.
    """
    who, now = str(session.user.id), services.clock.now()
    if services.throttle.wait(_GUESSES, who):
        return None
    typed = work.find_token(hash_token(plain(user_code)), "user_code")
    code = None
    if typed is not None and typed.parent is not None and is_alive(typed, now):
        code = work.find_token(typed.parent, "device")
    stored = None if code is None else work.find_client(code.client_id)
    if code is None or stored is None or parse_detail(code).decision:
        services.throttle.count(_GUESSES, who, DEVICE_GUESSES)
        return None
    client = parse_client(stored)
    if not services.data_centres.is_home(address) and not client.multi_dc:
        return None
    return AskedByDevice(client=client, scopes=tuple(code.scopes.split()), code=code)


def accept(services: Services, work: Work, asked: AskedByDevice, session: Session) -> None:
    """
    Let the device have tokens of the person.

    As with codes of a redirect, a refresh token comes the first time that these scopes are
    granted for offline access, and whenever the device asked for a prompt.
    """
    now, detail = services.clock.now(), parse_detail(asked.code)
    client_id, user = asked.client.client_id, session.user.id
    consent = find_consent(work, client_id, user, now)
    granted = msgspec.structs.replace(
        detail,
        decision="accepted",
        offline=detail.offline and (detail.prompted or not consent.covers_offline(asked.scopes)),
    )
    decided = msgspec.structs.replace(asked.code, user=user)
    kept = keep_consent(
        consent,
        client_id=client_id,
        user=user,
        scopes=asked.scopes,
        offline=detail.offline,
        session=None,
        now=now,
    )
    work.apply((kept, kept_again(decided, granted)))


def reject(work: Work, asked: AskedByDevice) -> None:
    """Let the device hear that the person said no."""
    detail = msgspec.structs.replace(parse_detail(asked.code), decision="rejected")
    work.apply((kept_again(asked.code, detail),))


def _mint_user_code(secrets: SecretSource) -> str:
    """Draw a code of eight letters, written as two groups of four."""
    number = int(secrets.hex(24), 16)
    letters = []
    for _ in range(_LENGTH):
        number, letter = divmod(number, len(_LETTERS))
        letters.append(_LETTERS[letter])
    return "".join((*letters[:4], "-", *letters[4:]))
