"""
Make command line options of the settings table.

Owns the options that many commands share.
Never gives a default of its own; settings.py has them.
"""

from __future__ import annotations

from typing import Annotated, TypeAlias

import typer
from typer.models import OptionInfo

from vinculum.server.settings import SETTINGS, Settings

DEFAULTS = Settings()


def option(name: str) -> OptionInfo:
    """The option of a setting, with its environment variable and help."""
    row = SETTINGS[name]
    info = typer.Option(f"--{name.replace('_', '-')}", envvar=row.variable, help=row.help)
    if not isinstance(info, OptionInfo):
        raise TypeError(name)
    return info


Database: TypeAlias = Annotated[str, option("database")]
Json: TypeAlias = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]
Overwrite: TypeAlias = Annotated[
    bool, typer.Option("--overwrite", help="Replace what is there already.")
]
UserEmail: TypeAlias = Annotated[
    str,
    typer.Option(
        "--user", metavar="EMAIL", help="On whose behalf; by default the first administrator."
    ),
]
Scope: TypeAlias = Annotated[
    list[str],
    typer.Option("--scope", metavar="S[,S...]", help="Scopes, as ZohoCRM.modules.ALL."),
]
