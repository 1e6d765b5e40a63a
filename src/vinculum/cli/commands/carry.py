"""
`vinculum export` and `vinculum import`: carry orgs between databases of any engine.

Owns what is shown. Never reads a file by itself; server/backups.py does.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from vinculum.cli.options import DEFAULTS, Database, Json, Overwrite
from vinculum.cli.output import show, show_list
from vinculum.cli.progress import progress
from vinculum.server.settings import read_settings


def export(
    file: Annotated[
        Path, typer.Argument(help="Where the export goes; .gz compresses it.", metavar="FILE")
    ],
    database: Database = DEFAULTS.database,
    org: Annotated[
        list[int] | None,
        typer.Option(
            "--org", metavar="ID", min=1, help="Only this org; may be given again. All by default."
        ),
    ] = None,
    no_tokens: Annotated[
        bool, typer.Option("--no-tokens", help="Leave tokens out: everybody authorises again.")
    ] = False,
    no_log: Annotated[bool, typer.Option("--no-log", help="Leave the change log out.")] = False,
    overwrite: Overwrite = False,
    as_json: Json = False,
) -> None:
    """Write the orgs of the database into FILE as JSON lines, while it is served."""
    settings = read_settings(os.environ, {"database": database})
    from vinculum.server.backups import export as write_out

    without = {name for name, out in (("token", no_tokens), ("change_log", no_log)) if out}
    with progress("Rows") as bar:
        counts = write_out(
            settings.database,
            file,
            overwrite=overwrite,
            only=org or (),
            without=without,
            tell=bar,
        )
    show({"export": str(file), **counts}, as_json=as_json)


def import_(
    file: Annotated[Path, typer.Argument(help="A file of `vinculum export`.", metavar="FILE")],
    database: Database = DEFAULTS.database,
    as_json: Json = False,
) -> None:
    """Load the orgs of FILE into the database: all of them, or nothing."""
    settings = read_settings(os.environ, {"database": database})
    from vinculum.server.backups import import_ as load

    with progress("Checking") as bar:
        loaded = load(
            settings.database, file, tell=lambda label, done: bar(done, label=f"{label} rows")
        )
    show_list([{"org": str(org), **rows} for org, rows in loaded.items()], as_json=as_json)
