"""
`vinculum token`: issue access and refresh tokens.

Owns what the command asks for and shows.
Never looks a token up: only hashes are kept.
"""

from __future__ import annotations

from typing import Annotated

import typer

from vinculum.cli.desk import open_desk, require_client, require_scopes, require_user
from vinculum.cli.options import DEFAULTS, Database, Json, Scope, UserEmail
from vinculum.cli.output import show
from vinculum.cli.problem import Problem
from vinculum.oauth.clients import CLIENT_TYPES, Client, register
from vinculum.oauth.issuing import Issued
from vinculum.oauth.operator import issue_tokens, may_be_issued_to
from vinculum.ports.services import Services
from vinculum.ports.store import Work
from vinculum.schema.snapshot import Schema

app = typer.Typer(help="Issue access and refresh tokens.")

NEW_CLIENT = "Command line"


@app.command()
def issue(
    scope: Scope,
    client_id: Annotated[
        str, typer.Option("--client", metavar="ID", help="For which client; by default a new one.")
    ] = "",
    user: UserEmail = "",
    database: Database = DEFAULTS.database,
    as_json: Json = False,
) -> None:
    """Issue tokens; without --client, for a new self client, whose secret is shown once."""
    scopes = require_scopes(scope)
    with open_desk(database) as desk:

        def run(work: Work, schema: Schema) -> tuple[Client, str | None, Issued]:
            owner = require_user(schema, user)
            client, secret = _client(desk.services, work, client_id)
            issued = issue_tokens(desk.services, work, client, owner.id, scopes)
            return client, secret, issued

        client, secret, issued = desk.write(run)
        settings = desk.settings
    result = {
        "client_id": client.client_id,
        "client_secret": secret,
        "access_token": issued.access_token,
        "refresh_token": issued.refresh_token,
        "expires_in": issued.expires_in,
        "api_domain": settings.public_url or f"http://{settings.host}:{settings.port}",
        "scope": issued.scopes,
    }
    show(result, as_json=as_json)


def _client(services: Services, work: Work, client_id: str) -> tuple[Client, str | None]:
    """The client asked for, without its secret, which nobody knows; or a new one with it."""
    if client_id:
        client = require_client(work, client_id)
        if not may_be_issued_to(client):
            raise Problem(f"{client.name!r} is of type {client.type}, which has no refresh tokens")
        return client, None
    client, secret = register(
        org_id=work.org_id,
        name=NEW_CLIENT,
        kind=CLIENT_TYPES["self"],
        redirect_uris=(),
        javascript_domains=(),
        homepage_url="",
        secrets=services.secrets,
        now=services.clock.now(),
    )
    work.apply((client.change(),))
    return client, secret
