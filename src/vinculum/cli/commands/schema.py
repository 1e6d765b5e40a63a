"""
`vinculum schema`: add custom modules, fields, lists and relations from a file.

Owns what the command asks for and shows.
Never judges a file; schema/edits.py does.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from vinculum.cli.desk import open_desk
from vinculum.cli.options import DEFAULTS, Database, Json
from vinculum.cli.output import Shown, show
from vinculum.cli.problem import Problem
from vinculum.ports.services import IdSource
from vinculum.ports.store import Work
from vinculum.schema.drafts import Problems
from vinculum.schema.edits import Loaded, load_edit
from vinculum.schema.metadata import Edit
from vinculum.schema.snapshot import Schema

app = typer.Typer(help="Extend the org's modules and fields from a file.")

File = Annotated[Path, typer.Argument(metavar="FILE", help="TOML file, or JSON when it says so.")]


@app.command()
def load(file: File, database: Database = DEFAULTS.database, as_json: Json = False) -> None:
    """Add what a file describes to the org; all of it or nothing."""
    text = _read(file)
    with open_desk(database) as desk:

        def run(work: Work, schema: Schema) -> Edit:
            loaded = _require_loaded(schema, file, text, desk.services.ids)
            work.apply(loaded.changes)
            return loaded.edit

        edit = desk.write(run)
    show(_shown(edit), as_json=as_json)


@app.command()
def check(file: File, database: Database = DEFAULTS.database, as_json: Json = False) -> None:
    """Tell what a file would add, or what is wrong with it; changes nothing."""
    text = _read(file)
    with open_desk(database) as desk:
        loaded = desk.read(lambda _, schema: _require_loaded(schema, file, text, desk.services.ids))
    show(_shown(loaded.edit), as_json=as_json)


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except OSError as error:
        raise Problem(f"cannot read {file}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise Problem(f"{file} is not UTF-8 text") from error


def _require_loaded(schema: Schema, file: Path, text: str, ids: IdSource) -> Loaded:
    loaded = load_edit(schema, file.name, text, ids.next_id)
    if isinstance(loaded, Problems):
        raise Problem("\n".join(f"{file}: {message}" for message in loaded.messages))
    return loaded


def _shown(edit: Edit) -> dict[str, Shown]:
    return {
        "id": str(edit.id),
        "modules": [module.api_name for module in edit.modules],
        "fields": [f"{added.module}.{added.field.api_name}" for added in edit.fields],
        "related_lists": [
            f"{added.module}.{added.related_list.api_name}" for added in edit.related_lists
        ],
        "relations": [relation.name for relation in edit.relations],
        "sharing": [f"{module}: {how}" for module, how in edit.sharing.items()],
    }
