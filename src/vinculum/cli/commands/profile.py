"""
`vinculum profile`: add and list profiles, which say what their users may do.

Owns what the command asks for and shows.
Never judges a right; rules/permissions.py does.
"""

from __future__ import annotations

from typing import Annotated

import typer

from vinculum.cli.desk import open_desk
from vinculum.cli.options import DEFAULTS, Database, Json
from vinculum.cli.output import Shown, show, show_list
from vinculum.model.actor import Profile
from vinculum.ports.store import Work
from vinculum.rules.people import plan_profile
from vinculum.schema.metadata import put
from vinculum.schema.snapshot import Schema

app = typer.Typer(help="Add and list profiles.")


@app.command()
def add(
    name: Annotated[str, typer.Option(help="Name of the new profile.")],
    like: Annotated[str, typer.Option(help="Profile whose rights it starts from.")] = "Standard",
    deny: Annotated[
        list[str] | None,
        typer.Option(
            metavar="MODULE:VERB",
            help="Take away read, create, update or delete; * is every module. Repeatable.",
        ),
    ] = None,
    hide: Annotated[
        list[str] | None,
        typer.Option(metavar="MODULE", help="Module that its users do not see. Repeatable."),
    ] = None,
    database: Database = DEFAULTS.database,
    as_json: Json = False,
) -> None:
    """Add a profile: the rights of another one, less what is denied."""
    with open_desk(database) as desk:

        def run(work: Work, schema: Schema) -> Profile:
            profile = plan_profile(
                schema,
                name=name,
                like=like,
                deny=deny or (),
                hide=hide or (),
                stamp=desk.stamp(schema),
            )
            work.apply((put(profile),))
            return profile

        profile = desk.write(run)
    show(_shown(profile), as_json=as_json)


@app.command("list")
def list_(database: Database = DEFAULTS.database, as_json: Json = False) -> None:
    """List the profiles."""
    with open_desk(database) as desk:
        rows = desk.read(lambda _, schema: [_shown(each) for each in schema.profiles.values()])
    show_list(rows, as_json=as_json)


def _shown(profile: Profile) -> dict[str, Shown]:
    return {
        "id": str(profile.id),
        "name": profile.name,
        "administrator": profile.administrator,
        "denied": sorted(profile.denied),
        "hidden": sorted(profile.hidden),
    }
