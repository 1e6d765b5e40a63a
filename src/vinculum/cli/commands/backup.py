"""
`vinculum backup` and `vinculum restore`: copy a database file, and put a copy in its place.

Owns what is shown. Never copies by itself; server/backups.py does.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from vinculum.cli.options import DEFAULTS, Database, Json, Overwrite
from vinculum.cli.output import show
from vinculum.cli.progress import progress
from vinculum.server.settings import read_settings


def backup(
    file: Annotated[Path, typer.Argument(help="Where the backup goes.", metavar="FILE")],
    database: Database = DEFAULTS.database,
    overwrite: Overwrite = False,
    as_json: Json = False,
) -> None:
    """Copy the database into FILE while it is served, and verify the copy."""
    settings = read_settings(os.environ, {"database": database})
    from vinculum.server.backups import back_up

    with progress("Copying pages") as bar:
        size = back_up(settings.database, file, overwrite=overwrite, tell=bar)
    show({"backup": str(file), "bytes": size, "verified": True}, as_json=as_json)


def restore(
    file: Annotated[Path, typer.Argument(help="A file of `vinculum backup`.", metavar="FILE")],
    database: Database = DEFAULTS.database,
    overwrite: Overwrite = False,
    as_json: Json = False,
) -> None:
    """Verify FILE and put it in the place of the database, which nobody may be using."""
    settings = read_settings(os.environ, {"database": database})
    from vinculum.server.backups import restore as put_back

    with progress("Copying pages") as bar:
        counts = put_back(settings.database, file, overwrite=overwrite, tell=bar)
    show({"database": settings.database, **counts}, as_json=as_json)
