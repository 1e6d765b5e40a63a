"""
`vinculum user`: add and list the people of an org, set their passwords.

Owns what the command asks for and shows, and that a password is kept as a slow hash.
Never shows a password or its hash.
"""

from __future__ import annotations

import sys
from typing import Annotated

import typer
from msgspec.structs import replace

from vinculum.cli.desk import open_desk, require_user
from vinculum.cli.options import DEFAULTS, Database, Json
from vinculum.cli.output import Shown, show, show_list
from vinculum.cli.problem import Problem
from vinculum.model.actor import User
from vinculum.oauth.sessions import end_sessions
from vinculum.ports.store import Work
from vinculum.rules.people import plan_user
from vinculum.schema.metadata import put
from vinculum.schema.snapshot import Schema

app = typer.Typer(help="Add and list users, set passwords.")


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
    password: Annotated[
        bool, typer.Option("--password", help="Ask for a password at the terminal.")
    ] = False,
    database: Database = DEFAULTS.database,
    as_json: Json = False,
) -> None:
    """Add a user; without a password it can have tokens, and cannot sign in."""
    asked = User(
        id=0,
        email=email.strip(),
        last_name=last_name or email.strip().partition("@")[0],
        first_name=first_name or None,
        password=_password_hash(asked=password, stdin=password_stdin),
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


@app.command("password")
def password_(
    *,
    email: Annotated[str, typer.Option(help="Whose password to set.")],
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Read it from standard input.")
    ] = False,
    database: Database = DEFAULTS.database,
    as_json: Json = False,
) -> None:
    """Set a user's password, asking for it at the terminal; ends the user's sign-ins."""
    new = _password_hash(asked=not password_stdin, stdin=password_stdin)
    with open_desk(database) as desk:

        def run(work: Work, schema: Schema) -> dict[str, Shown]:
            user = require_user(schema, email.strip())
            work.apply((put(replace(user, password=new)), *end_sessions(work, user.id)))
            return _shown(schema, user)

        result = desk.write(run)
    show(result, as_json=as_json)


def _shown(schema: Schema, user: User) -> dict[str, Shown]:
    return {
        "id": str(user.id),
        "email": user.email,
        "name": user.full_name,
        "profile": schema.profiles[user.profile].name,
        "role": schema.roles[user.role].name,
        "status": user.status,
    }


def _password_hash(*, asked: bool, stdin: bool) -> str | None:
    """Read a password, if one is to be read, and hash it: people choose what can be guessed."""
    if not (asked or stdin):
        return None
    from vinculum.oauth.passwords import LONGEST, SHORTEST, hash_password

    if stdin:
        try:
            password = sys.stdin.readline().rstrip("\r\n").encode().decode()
        except UnicodeError:
            raise Problem("--password-stdin: this is not text in UTF-8") from None
        if not password:
            raise Problem("--password-stdin: there is no password on standard input")
    else:
        password = typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    if not SHORTEST <= len(password) <= LONGEST:
        raise Problem(f"a password has {SHORTEST} to {LONGEST} characters")
    return hash_password(password)
