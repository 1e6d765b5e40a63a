"""
Ask a person whether an application may have access.

Owns the page of consent, the page of refusal, and where the browser goes next.
Never decides what is granted; oauth/authorize.py does.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TypeAlias
from urllib.parse import parse_qsl

from msgspec.structs import asdict
from starlette.responses import Response

from vinculum.console.answering import page, redirect, to_sign_in
from vinculum.console.visit import Visit
from vinculum.model.value import Value
from vinculum.oauth import authorize
from vinculum.oauth.authorize import Asked, AuthorizationRequest
from vinculum.oauth.client_ids import org_of_client
from vinculum.oauth.errors import AMBIGUOUS_REQUEST, UNKNOWN_CLIENT, AuthorizationRefusal
from vinculum.oauth.sessions import Session
from vinculum.ports.store import Work

ACCEPT = "accept"
_LONGEST_QUERY = 16_384


class Question(Value):
    """What the person is asked."""

    asked: Asked
    session: Session


class GrantedBefore(Value):
    """All of it was granted before: the person is not asked again."""


class SignIn(Value):
    """Nobody is signed in, so nobody can be asked."""


# What became of a request: an address to go to, or what to show.
Outcome: TypeAlias = str | Question | GrantedBefore | SignIn | AuthorizationRefusal
Step: TypeAlias = Callable[[Visit, Asked, Work], Outcome]


async def ask(visit: Visit) -> Response:
    """
    Answer an application's request: refuse it, sign the person in, ask the person, or go on
    at once when all of it was granted before.
    """
    request = _from_query(visit)
    outcome = await _take(visit, request, _look, writes=False)
    if isinstance(outcome, GrantedBefore):
        outcome = await _take(visit, request, _grant_again, writes=True)
    return _answer(visit, outcome)


async def decide(visit: Visit) -> Response:
    """Carry out what the person said on the page of consent."""
    form = ((name, value) for name, value in visit.form.multi_items() if isinstance(value, str))
    request = authorize.parse_request(form)
    return _answer(visit, await _take(visit, request, _carry_out, writes=True))


async def refresh(visit: Visit) -> Response:
    """Give a page another token without showing anything, or tell it why not."""
    return _answer(visit, await _take(visit, _from_query(visit), _refresh, writes=True))


def _from_query(visit: Visit) -> AuthorizationRequest | AuthorizationRefusal:
    if len(visit.query) > _LONGEST_QUERY:
        return AMBIGUOUS_REQUEST
    return authorize.parse_request(parse_qsl(visit.query, keep_blank_values=True, errors="replace"))


async def _take(
    visit: Visit, request: AuthorizationRequest | AuthorizationRefusal, step: Step, *, writes: bool
) -> Outcome:
    """Judge a request in the org that its client names, and take one step in the same work."""
    if isinstance(request, AuthorizationRefusal):
        return request
    org_id = org_of_client(request.client_id)
    if org_id is None or org_id not in await visit.lanes.read_orgs():
        return UNKNOWN_CLIENT
    run = partial(_judge_and, step, visit, request)
    return await (visit.lanes.write if writes else visit.lanes.read)(org_id, run)


def _judge_and(step: Step, visit: Visit, request: AuthorizationRequest, work: Work) -> Outcome:
    asked = authorize.judge(visit.services, work, request, visit.address)
    return asked if isinstance(asked, AuthorizationRefusal) else step(visit, asked, work)


def _look(visit: Visit, asked: Asked, work: Work) -> Outcome:
    session = visit.session(work)
    if session is None:
        return SignIn()
    if authorize.needs_person(work, asked, session, visit.services.clock.now()):
        return Question(asked=asked, session=session)
    return GrantedBefore()


def _grant_again(visit: Visit, asked: Asked, work: Work) -> Outcome:
    """Grant what was granted before, unless that has changed since the look."""
    outcome = _look(visit, asked, work)
    session = visit.session(work)
    if not isinstance(outcome, GrantedBefore) or session is None:
        return outcome
    return authorize.grant(visit.services, work, asked, session, for_session=False)


def _carry_out(visit: Visit, asked: Asked, work: Work) -> Outcome:
    session = visit.require_session(work)
    if visit.text("decision") != ACCEPT:
        return authorize.reject(asked)
    lasting = bool(visit.text("for_session"))
    return authorize.grant(visit.services, work, asked, session, for_session=lasting)


def _refresh(visit: Visit, asked: Asked, work: Work) -> Outcome:
    return authorize.grant_silently(visit.services, work, asked, visit.session(work))


def _answer(visit: Visit, outcome: Outcome) -> Response:
    match outcome:
        case str():
            return redirect(outcome, 302)
        case SignIn():
            return to_sign_in(visit.target)
        case AuthorizationRefusal():
            return page(visit, "refused.html", status=outcome.status, refusal=outcome)
        case Question(asked=asked, session=session):
            return page(
                visit,
                "consent.html",
                session=session,
                leads_out=True,
                asked=asked,
                fields=asdict(asked.request),
                org=session.schema.org,
            )
    raise AssertionError(outcome)
