"""
Back a database up, restore it, and carry orgs out of it and in.

Owns what the operator's four commands do, between the files and the database.
Never serves, and never prints.
Next door: files.py names files, portable/ has the form of exports, compose.py opens databases.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from pathlib import Path

from vinculum.server.compose import carrying, file_of, needs_upgrade, sqlite_files, upgrade
from vinculum.server.files import FileTrouble, partial_file, partial_stream, serving_alone
from vinculum.server.portable.exporting import export_orgs
from vinculum.server.portable.importing import import_orgs


def back_up(
    database: str, target: Path, *, overwrite: bool, tell: Callable[[int, int], None]
) -> int:
    """Copy a database into a file while it is served; gives the size. FileTrouble, StoreFailure."""
    source = _require_file(database)
    _require_other(source, target)
    with partial_file(target, overwrite=overwrite) as partial:
        sqlite_files.copy_while_served(source, partial, tell)
    return target.stat().st_size


def restore(
    database: str, source: Path, *, overwrite: bool, tell: Callable[[int, int], None]
) -> Mapping[str, int]:
    """
    Put a backup in the place of a database; gives the rows of each table.

    Refuses while anybody has the database open, and a backup that is not sound; until the
    last step the database stays as it was. FileTrouble, StoreFailure.
    """
    target = _require_file(database)
    _require_other(source, target)
    if target.exists() and not overwrite:
        raise FileTrouble(f"{target} is there already; say --overwrite to replace it")
    with serving_alone(target, "restore"):
        counts = sqlite_files.verify(source)
        sqlite_files.set_aside_writers(target)
        copy = target.with_name(target.name + ".restoring")
        with partial_file(copy, overwrite=True) as partial:
            sqlite_files.copy_while_served(source, partial, tell)
        sqlite_files.put_in_place(copy, target)
    return counts


def export(
    database: str,
    target: Path,
    *,
    overwrite: bool,
    only: Collection[int] = (),
    without: Collection[str],
    tell: Callable[[int, int], None],
) -> Mapping[str, int]:
    """
    Write all orgs, or some, into a portable file; gives its lines by kind.

    FileTrouble, StoreFailure; FileProblem when an org is not there.
    """
    with (
        carrying(database) as carrier,
        partial_stream(target, overwrite=overwrite) as raw,
    ):
        return export_orgs(carrier, target, raw, only=only, without=without, tell=tell)


def import_(
    database: str, source: Path, *, tell: Callable[[str, int], None]
) -> Mapping[int, Mapping[str, int]]:
    """Load a portable file; gives the rows by org and table. FileProblem, StoreFailure."""
    if needs_upgrade(database):
        upgrade(database, lambda _: None)
    with carrying(database) as carrier:
        return import_orgs(carrier, source, tell=tell)


def _require_file(database: str) -> Path:
    path = file_of(database)
    if path is None:
        raise FileTrouble(
            f"{database} is no SQLite file; back it up with its own tools, or use `vinculum export`"
        )
    return path


def _require_other(one: Path, other: Path) -> None:
    if one.absolute() == other.absolute() or (
        other.exists() and one.exists() and one.samefile(other)
    ):
        raise FileTrouble(f"{other} is the database itself; name another file")
