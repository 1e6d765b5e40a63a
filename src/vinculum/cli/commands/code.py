"""
`vinculum code`: issue grant tokens.

Owns what the command asks for and shows.
Never redeems; that is what the token endpoint is for.
"""

from __future__ import annotations

from typing import Annotated

import typer

from vinculum.cli.desk import open_desk, require_client, require_scopes, require_user
from vinculum.cli.options import DEFAULTS, Database, Json, Scope, UserEmail
from vinculum.cli.output import Shown, show
from vinculum.cli.problem import Problem
from vinculum.oauth.issuing import MINUTE_MS
from vinculum.oauth.operator import issue_code, may_be_issued_to
from vinculum.ports.store import Work
from vinculum.schema.snapshot import Schema

app = typer.Typer(help="Issue grant tokens (codes).")

SECONDS = 60


@app.command()
def issue(
    client_id: Annotated[str, typer.Option("--client", metavar="ID", help="For which client.")],
    scope: Scope,
    user: UserEmail = "",
    minutes: Annotated[
        int, typer.Option(min=1, max=10, help="How long the code can be redeemed.")
    ] = 3,
    database: Database = DEFAULTS.database,
    as_json: Json = False,
) -> None:
    """Issue a grant token: a code that the client redeems once for tokens."""
    scopes = require_scopes(scope)
    with open_desk(database) as desk:

        def run(work: Work, schema: Schema) -> str:
            client = require_client(work, client_id)
            if not may_be_issued_to(client):
                raise Problem(f"{client.name!r} is of type {client.type}, which takes no codes")
            owner = require_user(schema, user)
            lifetime = minutes * MINUTE_MS
            return issue_code(desk.services, work, client, owner.id, scopes, lifetime)

        code = desk.write(run)
    result: dict[str, Shown] = {
        "code": code,
        "client_id": client_id,
        "expires_in": minutes * SECONDS,
        "scope": scopes,
    }
    show(result, as_json=as_json)
