"""
`vinculum client`: register OAuth clients.

Owns what the command asks for and shows; a secret is shown once.
Never decides what a client may do; oauth/clients.py does.
"""

from __future__ import annotations

from typing import Annotated

import typer

from vinculum.cli.desk import open_desk
from vinculum.cli.options import DEFAULTS, Database, Json
from vinculum.cli.output import Shown, show, show_list
from vinculum.cli.problem import Problem
from vinculum.oauth.clients import CLIENT_TYPES, Client, ClientType, parse_client, register
from vinculum.ports.store import Work
from vinculum.schema.snapshot import Schema

app = typer.Typer(help="Register and list OAuth clients.")


@app.command()
def add(
    *,
    name: Annotated[str, typer.Option(help="Name: letters, digits, _ and &.")],
    type_name: Annotated[
        str, typer.Option("--type", metavar="|".join(CLIENT_TYPES), help="Kind of application.")
    ],
    redirect_uri: Annotated[
        list[str] | None, typer.Option(metavar="U", help="Where its users come back; repeatable.")
    ] = None,
    javascript_domain: Annotated[
        list[str] | None, typer.Option(metavar="D", help="Origin of its pages; repeatable.")
    ] = None,
    homepage_url: Annotated[str, typer.Option(help="Where it lives on the web.")] = "",
    multi_dc: Annotated[
        bool, typer.Option("--multi-dc", help="Let people of other data centres use it.")
    ] = False,
    database: Database = DEFAULTS.database,
    as_json: Json = False,
) -> None:
    """Register a client; its secret is shown now and never again."""
    kind = _require_type(type_name)
    with open_desk(database) as desk:

        def run(work: Work, _schema: Schema) -> tuple[Client, str | None]:
            client, secret = register(
                org_id=desk.org_id,
                name=name,
                kind=kind,
                redirect_uris=redirect_uri or (),
                javascript_domains=javascript_domain or (),
                homepage_url=homepage_url,
                secrets=desk.services.secrets,
                now=desk.services.clock.now(),
                multi_dc=multi_dc,
            )
            work.apply((client.change(),))
            return client, secret

        client, secret = desk.write(run)
    result = {"client_id": client.client_id, "client_secret": secret, **_shown(client)}
    show(result, as_json=as_json)


@app.command("list")
def list_(database: Database = DEFAULTS.database, as_json: Json = False) -> None:
    """List the clients; secrets are kept as hashes and cannot be shown."""
    with open_desk(database) as desk:
        clients = desk.read(lambda work, _: [parse_client(each) for each in work.read_clients()])
    rows = [{"client_id": client.client_id, **_shown(client)} for client in clients]
    show_list(rows, as_json=as_json)


def _require_type(name: str) -> ClientType:
    """The type of that name."""
    if name not in CLIENT_TYPES:
        raise Problem(f"there is no type {name!r}; it is one of {', '.join(CLIENT_TYPES)}")
    return CLIENT_TYPES[name]


def _shown(client: Client) -> dict[str, Shown]:
    return {
        "name": client.name,
        "type": client.type,
        "redirect_uris": list(client.redirect_uris),
        "javascript_domains": list(client.javascript_domains),
    }
