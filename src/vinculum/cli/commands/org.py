"""
`vinculum org`: show the org of a database.

Owns what is shown.
Never changes an org.
"""

from __future__ import annotations

import typer

from vinculum.cli.desk import administrator_of, open_desk
from vinculum.cli.options import DEFAULTS, Database, Json
from vinculum.cli.output import Shown, show
from vinculum.schema.snapshot import Schema

app = typer.Typer(help="Show the org.")


@app.command("show")
def show_(database: Database = DEFAULTS.database, as_json: Json = False) -> None:
    """Show the org: who it is, and how much it holds."""
    with open_desk(database) as desk:
        result = desk.read(lambda _, schema: _shown(schema))
    show(result, as_json=as_json)


def _shown(schema: Schema) -> dict[str, Shown]:
    org = schema.org
    return {
        "id": str(org.id),
        "name": org.name,
        "zgid": org.zgid,
        "time_zone": org.time_zone,
        "currency": org.currency,
        "administrator": administrator_of(schema).email,
        "users": len(schema.users),
        "modules": len(schema.modules),
        "custom_modules": [
            module.api_name for module in schema.modules if module.generated_type == "custom"
        ],
    }
