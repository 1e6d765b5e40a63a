"""
`vinculum function`: keep Deluge functions in the org, and say what wakes them.

Owns what the commands ask for and show.
Never runs a function; clients call it, or events wake it.
Next door: rules/keeping.py checks, deluge.py runs files.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vinculum.cli.desk import open_desk, require_user
from vinculum.cli.options import DEFAULTS, Database, Json, UserEmail
from vinculum.cli.output import Shown, show, show_list
from vinculum.cli.problem import Problem
from vinculum.model.change import CutMetadata
from vinculum.model.function import ScriptFunction, Trigger, decode_note
from vinculum.model.moments import render_moment
from vinculum.ports.store import StoredRun, Work
from vinculum.schema.metadata import put

if TYPE_CHECKING:
    from vinculum.schema.snapshot import Schema

app = typer.Typer(help="Keep functions in the org, and say what wakes them.")

Name = Annotated[str, typer.Argument(metavar="NAME", help="Name of the function.")]
MOST_RUNS = 1_000


@app.command()
def add(
    file: Annotated[str, typer.Argument(help="The source; - reads standard input.")],
    *,
    rest: Annotated[bool, typer.Option("--rest", help="Let clients call it by OAuth.")] = False,
    api_key: Annotated[bool, typer.Option("--api-key", help="Let clients call it by key.")] = False,
    description: Annotated[str, typer.Option(help="What it is for.")] = "",
    user: UserEmail = "",
    database: Database = DEFAULTS.database,
    as_json: Json = False,
) -> None:
    """Keep a function, or replace the one of its name; events run it as the given user."""
    from vinculum.rules.keeping import plan_function

    source = _read(file)
    _require_readable(source, file)
    with open_desk(database) as desk:

        def run(work: Work, schema: Schema) -> dict[str, Shown]:
            function = plan_function(
                schema,
                source,
                owner=require_user(schema, user).id,
                rest=rest,
                api_key=api_key,
                description=description,
                stamp=desk.stamp(schema),
            )
            work.apply((put(function),))
            return _shown(schema, function)

        result = desk.write(run)
    show(result, as_json=as_json)


@app.command("list")
def list_(database: Database = DEFAULTS.database, as_json: Json = False) -> None:
    """List the functions, with what wakes them."""
    with open_desk(database) as desk:
        rows = desk.read(
            lambda _, schema: [_shown(schema, one) for one in schema.functions.values()]
        )
    show_list(rows, as_json=as_json)


@app.command("show")
def show_(name: Name, database: Database = DEFAULTS.database) -> None:
    """Print the source of a function."""
    with open_desk(database) as desk:
        source = desk.read(lambda _, schema: _require(schema, name).source)
    print(source, end="" if source.endswith("\n") else "\n")


@app.command()
def remove(name: Name, database: Database = DEFAULTS.database) -> None:
    """Forget a function and its triggers; runs that wait for it end as failed."""
    with open_desk(database) as desk:

        def run(work: Work, schema: Schema) -> None:
            function = _require(schema, name)
            mine = [each for each in schema.triggers if each.function == function.id]
            work.apply(
                (
                    *(CutMetadata(area="trigger", id=each.id) for each in mine),
                    CutMetadata(area="function", id=function.id),
                )
            )

        desk.write(run)


@app.command()
def bind(
    name: Name,
    *,
    event: Annotated[str, typer.Option(help="create, update, delete, link or delink.")],
    module: Annotated[str, typer.Option(help="Module of the record.")],
    related_list: Annotated[
        str, typer.Option("--list", help="For link and delink: the related list.")
    ] = "",
    arg: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME=SOURCE", help="What fills a parameter; repeatable."),
    ] = None,
    field: Annotated[
        list[str] | None,
        typer.Option(metavar="F", help="For update: only when it has changed; repeatable."),
    ] = None,
    database: Database = DEFAULTS.database,
    as_json: Json = False,
) -> None:
    """Let an event wake a function; its parameters are filled by their names, or as --arg says."""
    from vinculum.rules.keeping import plan_trigger

    arguments = dict(_pair(each) for each in arg or ())
    with open_desk(database) as desk:

        def run(work: Work, schema: Schema) -> dict[str, Shown]:
            trigger = plan_trigger(
                schema,
                name,
                event=event,
                module=module,
                related_list=related_list,
                arguments=arguments,
                fields=field or (),
                stamp=desk.stamp(schema),
            )
            work.apply((put(trigger),))
            return _bound(schema, name, trigger)

        result = desk.write(run)
    show(result, as_json=as_json)


@app.command()
def unbind(
    trigger: Annotated[str, typer.Argument(metavar="ID", help="Id of the trigger.")],
    database: Database = DEFAULTS.database,
) -> None:
    """Forget a trigger; runs that wait for it end as failed."""
    with open_desk(database) as desk:

        def run(work: Work, schema: Schema) -> None:
            found = next((each for each in schema.triggers if str(each.id) == trigger), None)
            if found is None:
                raise Problem(
                    f"there is no trigger {trigger!r}; `vinculum function list` shows them"
                )
            work.apply((CutMetadata(area="trigger", id=found.id),))

        desk.write(run)


@app.command()
def key(
    *,
    revoke: Annotated[bool, typer.Option("--revoke", help="Only end the key there is.")] = False,
    user: UserEmail = "",
    database: Database = DEFAULTS.database,
    as_json: Json = False,
) -> None:
    """Make the key with which a user's systems call functions; the one before ends."""
    from vinculum.oauth.api_keys import renew_key, revoke_key

    with open_desk(database) as desk:

        def run(work: Work, schema: Schema) -> str | None:
            owner = require_user(schema, user)
            if not revoke:
                return renew_key(desk.services, work, owner.id)
            if not revoke_key(work, owner.id):
                raise Problem(f"{owner.email} has no key")
            return None

        made = desk.write(run)
    if made is not None:
        show({"zapikey": made}, as_json=as_json)


@app.command()
def runs(
    limit: Annotated[int, typer.Option(help="How many.", min=1, max=MOST_RUNS)] = 20,
    database: Database = DEFAULTS.database,
    as_json: Json = False,
) -> None:
    """Show the newest runs that events woke: why, how far, and what stopped them."""
    with open_desk(database) as desk:
        rows = desk.read(
            lambda work, schema: [_run(schema, each) for each in work.read_runs(None, limit)]
        )
    show_list(rows, as_json=as_json)


def _require_readable(source: str, file: str) -> None:
    """End with everything that is wrong with a source, each with its place."""
    from vinculum.script.diagnostics import render_diagnostic
    from vinculum.script.parse import check

    findings = check(source)
    for finding in findings:
        print(render_diagnostic(finding, file), file=sys.stderr)
    if findings:
        raise typer.Exit(1)


def _require(schema: Schema, name: str) -> ScriptFunction:
    from vinculum.rules.keeping import require_function

    return require_function(schema, name)


def _shown(schema: Schema, function: ScriptFunction) -> dict[str, Shown]:
    owner = schema.users.get(function.owner)
    return {
        "id": str(function.id),
        "name": function.full_name,
        "rest": function.rest,
        "api_key": function.api_key,
        "owner": None if owner is None else owner.email,
        "woken_by": [
            f"{trigger.id}: {_described(trigger)}"
            for trigger in schema.triggers
            if trigger.function == function.id
        ],
        "description": function.description,
        "created": render_moment(function.created, schema.org.time_zone),
        "modified": render_moment(function.modified, schema.org.time_zone),
    }


def _bound(schema: Schema, name: str, trigger: Trigger) -> dict[str, Shown]:
    return {
        "trigger": str(trigger.id),
        "function": _require(schema, name).full_name,
        "wakes": _described(trigger),
        "arguments": [f"{name}={source}" for name, source in trigger.arguments.items()],
    }


def _described(trigger: Trigger) -> str:
    place = f"{trigger.module} {trigger.related_list}".strip()
    watched = f", when {' or '.join(trigger.fields)} changes" if trigger.fields else ""
    return f"{trigger.event} in {place}{watched}"


def _run(schema: Schema, run: StoredRun) -> dict[str, Shown]:
    note = decode_note(run.body)
    function = schema.functions.get(run.function)
    return {
        "id": str(run.id),
        "function": "(removed)" if function is None else function.full_name,
        "event": note.wake.event,
        "record": f"{note.wake.module}/{note.wake.record_id}",
        "state": run.state,
        "at": render_moment(run.at, schema.org.time_zone),
        "error": f"line {note.end.line}: {note.end.message}" if note.end.line else note.end.message,
        "printed": list(note.end.lines),
    }


def _pair(text: str) -> tuple[str, str]:
    name, equals, source = text.partition("=")
    if not (equals and name and source):
        raise Problem(f"--arg {text!r} is not NAME=SOURCE, as leadId=id")
    return name, source


def _read(file: str) -> str:
    """Read a source; Problem when it cannot be read."""
    try:
        raw = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Problem(f"{file} is not text in UTF-8: byte {error.start + 1} is no letter") from None
    except OSError as error:
        raise Problem(f"cannot read {file}: {error.strerror}") from None
