"""
`vinculum user`: add and list the people of an org.

Owns what the command asks for and shows, and that a password is kept as a slow hash.
Never shows a password or its hash.
"""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from vinculum.cli.desk import open_desk
from vinculum.cli.options import DEFAULTS, Database, Json
from vinculum.cli.output import Shown, show, show_list
from vinculum.cli.problem import Problem
from vinculum.model.actor import User
from vinculum.ports.store import Work
from vinculum.rules.people import plan_user
from vinculum.schema.metadata import put
from vinculum.schema.snapshot import Schema

app = typer.Typer(help="Add and list users.")


@app.command()
def add(
    *,
    email: Annotated[str, typer.Option(help="E-mail address, which names the user.")],
    profile: Annotated[str, typer.Option(help="What the user may do.")],
    role: Annotated[str, typer.Option(help="Place in the hierarchy.")],
    first_name: Annotated[str, typer.Option(help="First name.")] = "",
    last_name: Annotated[
        str, typer.Option(help="Last name; by default the name in the address.")
    ] = "",
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Read a password from standard input.")
    ] = False,
    database: Database = DEFAULTS.database,
    as_json: Json = False,
) -> None:
    """Add a user; without a password it can have tokens, and cannot sign in."""
    asked = User(
        id=0,
        email=email.strip(),
        last_name=last_name or email.partition("@")[0],
        first_name=first_name or None,
        password=_read_password() if password_stdin else None,
    )
    with open_desk(database) as desk:

        def run(work: Work, schema: Schema) -> dict[str, Shown]:
            user = plan_user(schema, asked, profile=profile, role=role, stamp=desk.stamp(schema))
            work.apply((put(user),))
            return _shown(schema, user)

        result = desk.write(run)
    show(result, as_json=as_json)


@app.command("list")
def list_(database: Database = DEFAULTS.database, as_json: Json = False) -> None:
    """List the users."""
    with open_desk(database) as desk:
        rows = desk.read(lambda _, schema: [_shown(schema, user) for user in schema.users.values()])
    show_list(rows, as_json=as_json)


def _shown(schema: Schema, user: User) -> dict[str, Shown]:
    return {
        "id": str(user.id),
        "email": user.email,
        "name": user.full_name,
        "profile": schema.profiles[user.profile].name,
        "role": schema.roles[user.role].name,
        "status": user.status,
    }


def _read_password() -> str:
    """Read one line and hash it slowly, because people choose words that can be guessed."""
    from argon2 import PasswordHasher

    password = sys.stdin.readline().rstrip("\r\n")
    if not password:
        raise Problem("--password-stdin: there is no password on standard input")
    return PasswordHasher().hash(password)
