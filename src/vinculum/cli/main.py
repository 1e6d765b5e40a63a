"""
Start here: `vinculum COMMAND`.

Owns the list of commands and how the program ends.
Never imports the database or the HTTP server; commands do, when they run.
"""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from vinculum import __version__
from vinculum.cli.commands import (
    backup,
    bench,
    carry,
    client,
    code,
    deluge,
    doctor,
    function,
    mail,
    org,
    profile,
    role,
    schema,
    serve,
    token,
    user,
)
from vinculum.cli.problem import Problem, text_of

GROUPS = {
    "org": org.app,
    "user": user.app,
    "profile": profile.app,
    "role": role.app,
    "client": client.app,
    "code": code.app,
    "token": token.app,
    "schema": schema.app,
    "deluge": deluge.app,
    "function": function.app,
    "mail": mail.app,
}

app = typer.Typer(
    name="vinculum",
    help="A self-hosted CRM server that speaks the Zoho CRM REST API v2.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.command("serve")(serve.serve)
for _name, _group in GROUPS.items():
    app.add_typer(_group, name=_name, no_args_is_help=True)
app.command("doctor")(doctor.doctor)
app.command("backup")(backup.backup)
app.command("restore")(backup.restore)
app.command("export")(carry.export)
app.command("import")(carry.import_)
app.command("bench")(bench.bench)


def _print_version(wanted: bool) -> None:
    if wanted:
        print(f"vinculum {__version__}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", help="Show the version.", callback=_print_version)
    ] = False,
) -> None:
    """Take the options that stand before the command."""


def _require_text(arguments: list[str]) -> None:
    """Refuse bytes that are not UTF-8, which no name in the database can hold."""
    for argument in arguments:
        if not argument.isascii() and argument.encode(errors="replace").decode() != argument:
            raise Problem(f"{argument!r} is not text in UTF-8; check the terminal's encoding")


def main() -> None:
    """Run a command; what a person can mend ends with one line and exit code 1."""
    try:
        _require_text(sys.argv[1:])
        app()
    except Exception as error:
        text = text_of(error)
        if text is None:
            raise
        print(f"vinculum: {text}", file=sys.stderr)
        sys.exit(1)
