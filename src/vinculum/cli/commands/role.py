"""
`vinculum role`: add and list roles, the places in the hierarchy.

Owns what the command asks for and shows.
Never decides who commands whose records; rules/permissions.py does.
"""

from __future__ import annotations

from typing import Annotated

import typer

from vinculum.cli.desk import open_desk
from vinculum.cli.options import DEFAULTS, Database, Json
from vinculum.cli.output import Shown, show, show_list
from vinculum.model.actor import Role
from vinculum.ports.store import Work
from vinculum.rules.people import plan_role
from vinculum.schema.metadata import put
from vinculum.schema.snapshot import Schema

app = typer.Typer(help="Add and list roles.")


@app.command()
def add(
    name: Annotated[str, typer.Option(help="Name of the new role.")],
    reports_to: Annotated[
        str | None, typer.Option(metavar="R", help="The role above; by default the top.")
    ] = None,
    database: Database = DEFAULTS.database,
    as_json: Json = False,
) -> None:
    """Add a role below another one."""
    with open_desk(database) as desk:

        def run(work: Work, schema: Schema) -> dict[str, Shown]:
            role = plan_role(schema, name=name, reports_to=reports_to, stamp=desk.stamp(schema))
            work.apply((put(role),))
            return _shown(schema, role)

        result = desk.write(run)
    show(result, as_json=as_json)


@app.command("list")
def list_(database: Database = DEFAULTS.database, as_json: Json = False) -> None:
    """List the roles."""
    with open_desk(database) as desk:
        rows = desk.read(lambda _, schema: [_shown(schema, one) for one in schema.roles.values()])
    show_list(rows, as_json=as_json)


def _shown(schema: Schema, role: Role) -> dict[str, Shown]:
    above = schema.roles.get(role.reports_to) if role.reports_to is not None else None
    return {
        "id": str(role.id),
        "name": role.name,
        "reports_to": above.name if above is not None else None,
    }
