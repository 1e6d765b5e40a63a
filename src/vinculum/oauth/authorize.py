"""
Decide about an application's request for access, made through a person's browser.

Owns `/oauth/v2/auth` and its silent form: what is asked in which order, when the person is
asked again, and what the application is told (oauth 3).
Never shows a page; console/ does.
Next door: consent.py for what was granted before, callbacks.py for the addresses.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from vinculum.model.scope import is_known, parse_scopes
from vinculum.model.value import Value
from vinculum.oauth.callbacks import in_fragment, in_query
from vinculum.oauth.clients import Client, parse_client
from vinculum.oauth.consent import find_consent, find_session_consent, keep_consent
from vinculum.oauth.errors import (
    AMBIGUOUS_REQUEST,
    CLIENT_NOT_GRANTED,
    PROMPT_REQUIRED,
    REJECTED,
    TOO_MANY_CODES,
    UNFIT_CHALLENGE,
    UNFIT_RESPONSE_TYPE,
    UNKNOWN_CLIENT,
    UNKNOWN_SCOPE,
    UNREGISTERED_REDIRECT_URI,
    AuthorizationRefusal,
)
from vinculum.oauth.issuing import Grantee, Issued, mint_fresh, plan_access, plan_code
from vinculum.oauth.limits import CODE, CODE_BLOCK_SECONDS, CODE_RATE, rate_of
from vinculum.oauth.proof import CHALLENGE_METHODS, DEFAULT_METHOD
from vinculum.oauth.request import one_place
from vinculum.oauth.sessions import Session
from vinculum.oauth.tokens import TokenDetail, mint_token
from vinculum.ports.services import Services
from vinculum.ports.store import Work

_CHALLENGE = re.compile(r"[A-Za-z0-9._~-]{43,128}", re.ASCII)
_CODES = "code"


class AuthorizationRequest(Value):
    """The parameters of a request for access; what was not sent is empty."""

    response_type: str = ""
    client_id: str = ""
    redirect_uri: str = ""
    scope: str = ""
    access_type: str = ""
    prompt: str = ""
    state: str = ""
    code_challenge: str = ""
    code_challenge_method: str = ""


PARAMETERS = AuthorizationRequest.__struct_fields__


class Asked(Value):
    """
    A request for access that can be granted: everything in it has been checked.

    `address` is where the accounts server was asked.
    """

    request: AuthorizationRequest
    client: Client
    scopes: tuple[str, ...]
    address: str

    @property
    def implicit(self) -> bool:
        """Whether the page itself gets a token, without a code."""
        return self.request.response_type == "token"

    @property
    def offline(self) -> bool:
        """Whether a refresh token is asked for."""
        return self.request.access_type == "offline" and not self.implicit

    @property
    def prompted(self) -> bool:
        """Whether the person is to be asked in any case."""
        return self.request.prompt == "consent"


def parse_request(
    pairs: Iterable[tuple[str, str]],
) -> AuthorizationRequest | AuthorizationRefusal:
    """Read the parameters. Gives back: AMBIGUOUS_REQUEST."""
    values = one_place(pairs, frozenset(PARAMETERS))
    return AMBIGUOUS_REQUEST if values is None else AuthorizationRequest(**values)


def judge(
    services: Services, work: Work, request: AuthorizationRequest, address: str
) -> Asked | AuthorizationRefusal:
    """
    Check a request, whoever the person may be, in the order of oauth 3.

    Gives back: UNKNOWN_CLIENT, UNREGISTERED_REDIRECT_URI, UNFIT_RESPONSE_TYPE, UNKNOWN_SCOPE,
    UNFIT_CHALLENGE. None of them redirects, because nobody may be sent to an address that the
    application has not registered, and the others are for its developer.
    """
    stored = work.find_client(request.client_id)
    if stored is None:
        return UNKNOWN_CLIENT
    client = parse_client(stored)
    if not services.data_centres.is_home(address) and not client.multi_dc:
        return UNKNOWN_CLIENT
    if request.redirect_uri not in client.redirect_uris:
        return UNREGISTERED_REDIRECT_URI
    if not request.response_type or request.response_type != client.kind.response:
        return UNFIT_RESPONSE_TYPE
    scopes = parse_scopes(request.scope)
    if not scopes or not all(map(is_known, scopes)):
        return UNKNOWN_SCOPE
    if not _challenge_fits(request, client):
        return UNFIT_CHALLENGE
    return Asked(request=request, client=client, scopes=scopes, address=address)


def _challenge_fits(request: AuthorizationRequest, client: Client) -> bool:
    """A proof key is a must for what people install, since its secret is no secret."""
    if request.code_challenge_method not in ("", *CHALLENGE_METHODS):
        return False
    if not request.code_challenge:
        return client.type != "mobile" and not request.code_challenge_method
    return _CHALLENGE.fullmatch(request.code_challenge) is not None


def needs_person(work: Work, asked: Asked, session: Session, now: int) -> bool:
    """
    Tell whether the person must be asked: always with `prompt=consent`, otherwise only when
    something is asked for that was not granted before.
    """
    if asked.prompted:
        return True
    if asked.implicit:
        consent = find_session_consent(work, asked.client.client_id, session, now)
        return not consent.covers(asked.scopes)
    consent = find_consent(work, asked.client.client_id, session.user.id, now)
    if asked.offline and not consent.covers_offline(asked.scopes):
        return True
    return not consent.covers(asked.scopes)


def grant(
    services: Services, work: Work, asked: Asked, session: Session, *, for_session: bool
) -> str | AuthorizationRefusal:
    """
    Grant what is asked, and give the address at which the application hears of it.

    `for_session` also lets a page ask again without the person, until the session ends.
    Gives back: TOO_MANY_CODES.
    """
    if asked.implicit:
        return _grant_token(services, work, asked, session, for_session=for_session)
    return _grant_code(services, work, asked, session)


def _grant_code(
    services: Services, work: Work, asked: Asked, session: Session
) -> str | AuthorizationRefusal:
    """
    Issue a code. It gives a refresh token the first time that these scopes are granted for
    offline access, and whenever the person was prompted (oauth 3.1).
    """
    now, request, client_id = services.clock.now(), asked.request, asked.client.client_id
    if services.throttle.wait(_CODES, client_id):
        return TOO_MANY_CODES
    consent = find_consent(work, client_id, session.user.id, now)
    offline = asked.offline and (asked.prompted or not consent.covers_offline(asked.scopes))
    code = mint_token(work.org_id, services.secrets, services.data_centres.home)
    grantee = Grantee(client_id=client_id, user=session.user.id, scopes=" ".join(asked.scopes))
    method = request.code_challenge_method or DEFAULT_METHOD
    detail = TokenDetail(
        offline=offline,
        redirect_uri=request.redirect_uri,
        code_challenge=request.code_challenge,
        code_challenge_method=method if request.code_challenge else "",
    )
    kept = keep_consent(
        consent,
        client_id=client_id,
        user=session.user.id,
        scopes=asked.scopes,
        offline=asked.offline,
        session=None,
        now=now,
    )
    lifetime = CODE.milliseconds(services.limits)
    work.apply((kept, *plan_code(grantee, code, lifetime, now, detail)))
    rate = rate_of(CODE_RATE, services.limits, CODE_BLOCK_SECONDS)
    services.throttle.count(_CODES, client_id, rate)
    return in_query(
        request.redirect_uri,
        (
            ("state", request.state or None),
            ("code", code),
            ("location", services.data_centres.home),
            ("accounts-server", services.address(asked.address)),
        ),
    )


def _grant_token(
    services: Services, work: Work, asked: Asked, session: Session, *, for_session: bool
) -> str:
    """Issue an access token to a page. There is no refresh token, and so no rate per one."""
    now, client_id = services.clock.now(), asked.client.client_id
    consent = find_session_consent(work, client_id, session, now)
    lasting = for_session or (consent.covers(asked.scopes) and not asked.prompted)
    if lasting:
        kept = keep_consent(
            consent,
            client_id=client_id,
            user=session.user.id,
            scopes=asked.scopes,
            offline=False,
            session=session,
            now=now,
        )
        work.apply((kept,))
    grantee = Grantee(
        client_id=client_id, user=session.user.id, scopes=" ".join(asked.scopes), exempt=True
    )
    siblings = work.read_tokens_of(client_id, session.user.id, "access")
    fresh = mint_fresh(services, work.org_id)
    plan = plan_access(grantee, consent.hash if lasting else None, siblings, fresh, now)
    work.apply(plan.changes)
    return _told(services, asked, plan.issued, lasting=lasting)


def _told(services: Services, asked: Asked, issued: Issued, *, lasting: bool) -> str:
    """Write what the page at the redirect URI is told, the token first (oauth 3.2)."""
    seconds = issued.expires_in
    legacy = services.limits.legacy_expiry
    return in_fragment(
        asked.request.redirect_uri,
        (
            ("access_token", issued.access_token),
            ("expires_in", str(seconds * 1000 if legacy else seconds)),
            ("expires_in_sec", str(seconds) if legacy else None),
            ("location", services.data_centres.home),
            ("api_domain", services.address(asked.address)),
            ("state", asked.request.state or None),
            ("token_type", "Bearer"),
            ("granted_for_session", "true" if lasting else None),
        ),
    )


def reject(asked: Asked) -> str:
    """Give the address at which the application hears that the person said no."""
    return _refusing(asked, REJECTED)


def grant_silently(services: Services, work: Work, asked: Asked, session: Session | None) -> str:
    """
    Give a page another token without showing anything (oauth 3.3).

    The page hears `client_not_granted` when nothing was granted for the session, or nobody is
    signed in, and `prompt_required` when it asks for more than was granted.
    """
    if session is None:
        return _refusing(asked, CLIENT_NOT_GRANTED)
    now = services.clock.now()
    consent = find_session_consent(work, asked.client.client_id, session, now)
    if not consent.scopes:
        return _refusing(asked, CLIENT_NOT_GRANTED)
    if not consent.covers(asked.scopes):
        return _refusing(asked, PROMPT_REQUIRED)
    return _grant_token(services, work, asked, session, for_session=True)


def _refusing(asked: Asked, error: str) -> str:
    answer = (("error", error), ("state", asked.request.state or None))
    write = in_fragment if asked.implicit else in_query
    return write(asked.request.redirect_uri, answer)
