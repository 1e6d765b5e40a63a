"""
Look after clients at the word of a person in the console.

Owns whose clients a person sees and changes: administrators all, others those that they
registered; and the codes of self clients.
Never renders a page.
Next door: clients.py checks what is registered, console/ asks.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from vinculum.model.change import CutClient
from vinculum.model.scope import is_known, parse_scopes
from vinculum.model.value import Value
from vinculum.oauth.clients import (
    CLIENT_TYPES,
    SELF,
    Client,
    RegistrationProblem,
    amended,
    parse_client,
    register,
    with_new_secret,
)
from vinculum.oauth.issuing import MINUTE_MS, Grantee, plan_code
from vinculum.oauth.sessions import Session
from vinculum.oauth.tokens import TokenDetail, mint_token
from vinculum.ports.services import Services
from vinculum.ports.store import Work

CODE_MINUTES = (3, 5, 7, 10)
_LONGEST_DESCRIPTION = 200


class Registration(Value):
    """What the form of a client says."""

    name: str
    homepage_url: str
    redirect_uris: tuple[str, ...]
    javascript_domains: tuple[str, ...]
    multi_dc: bool


def read_clients(work: Work, session: Session) -> Sequence[Client]:
    """Read the clients that a person may see, the newest first."""
    clients = [parse_client(stored) for stored in work.read_clients()]
    seen = [client for client in clients if _may_see(session, client)]
    return sorted(seen, key=lambda client: (-client.created, client.client_id))


def find_client(work: Work, session: Session, client_id: str) -> Client | None:
    """Find a client that a person may see; another's is as if it were not there."""
    stored = work.find_client(client_id)
    client = None if stored is None else parse_client(stored)
    return client if client is not None and _may_see(session, client) else None


def add_client(
    services: Services, work: Work, session: Session, type_name: str, form: Registration
) -> tuple[Client, str | None]:
    """
    Register a client for a person, and give its secret, which is never shown again.

    A person has one self client. Raises RegistrationProblem.
    """
    kind = CLIENT_TYPES.get(type_name)
    if kind is None:
        raise RegistrationProblem("Choose a client type")
    own = (each for each in read_clients(work, session) if each.owner == session.user.id)
    if kind.name == SELF and any(each.type == SELF for each in own):
        raise RegistrationProblem("You have a self client already; there is one per person")
    client, secret = register(
        org_id=work.org_id,
        name=form.name,
        kind=kind,
        redirect_uris=form.redirect_uris,
        javascript_domains=form.javascript_domains,
        homepage_url=form.homepage_url,
        secrets=services.secrets,
        now=services.clock.now(),
        owner=session.user.id,
        multi_dc=form.multi_dc,
    )
    _require_homepage(client)
    work.apply((client.change(),))
    return client, secret


def change_client(work: Work, client: Client, form: Registration) -> Client:
    """Give a client another name, other addresses. Raises RegistrationProblem."""
    changed = msgspec.structs.replace(
        amended(
            client,
            name=form.name,
            redirect_uris=form.redirect_uris,
            javascript_domains=form.javascript_domains,
            homepage_url=form.homepage_url,
        ),
        multi_dc=form.multi_dc,
    )
    _require_homepage(changed)
    work.apply((changed.change(),))
    return changed


def _require_homepage(client: Client) -> None:
    """The form asks for a homepage, which the command line does not."""
    if client.kind.homepage and not client.homepage_url:
        raise RegistrationProblem("Enter a valid homepage URL")


def rotate_secret(services: Services, work: Work, client: Client) -> str:
    """Give a client another secret; its tokens stay good, its old secret does not."""
    renewed, secret = with_new_secret(client, services.secrets)
    work.apply((renewed.change(),))
    return secret


def remove_client(work: Work, client: Client) -> None:
    """Forget a client with all its tokens, at once."""
    work.apply((CutClient(client_id=client.client_id),))


def generate_code(
    services: Services,
    work: Work,
    session: Session,
    client: Client,
    *,
    scope: str,
    minutes: int,
    description: str,
) -> str:
    """
    Issue a code of a self client, on behalf of the person who asks for it.

    Raises RegistrationProblem.
    """
    scopes = parse_scopes(scope)
    unknown = [each for each in scopes if not is_known(each)]
    for fault, message in (
        (client.type != SELF, "Only a self client has codes without a browser"),
        (not scopes, "Enter a valid scope"),
        (unknown, f"Enter a valid scope: {', '.join(unknown[:3])} does not exist"),
        (minutes not in CODE_MINUTES, "Choose for how long the code is good"),
        (not description.strip(), "Enter a scope description"),
        (len(description) > _LONGEST_DESCRIPTION, "The scope description is too long"),
    ):
        if fault:
            raise RegistrationProblem(message)
    code = mint_token(work.org_id, services.secrets, services.data_centres.home)
    grantee = Grantee(client_id=client.client_id, user=session.user.id, scopes=" ".join(scopes))
    detail = TokenDetail(description=description.strip())
    lifetime = minutes * MINUTE_MS
    work.apply(plan_code(grantee, code, lifetime, services.clock.now(), detail))
    return code


def _may_see(session: Session, client: Client) -> bool:
    profile = session.schema.profiles[session.user.profile]
    return profile.administrator or client.owner == session.user.id
