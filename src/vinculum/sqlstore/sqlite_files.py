"""
Copy a SQLite database as a file, and judge whether a file is one of ours.

Owns online copies, their verification, and putting a copy in the place of a database.
Never runs while a copy is served: who puts one in place has made sure of that.
Next door: engines/sqlite.py opens databases, server/backups.py names the files.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from vinculum.ports.store import StoreFailure
from vinculum.sqlstore.migrate import HEAD, REVISION_TABLE
from vinculum.sqlstore.tables import METADATA

PAGES = 2_000  # of a copy between two words of progress
COMPANIONS = ("-wal", "-shm", "-journal")


def copy_while_served(source: Path, target: Path, tell: Callable[[int, int], None]) -> None:
    """
    Copy the state of one moment into an empty file, while others go on writing.

    The reading transaction holds the moment; without it the copy would begin again with every
    write of another process. `tell` hears (pages copied, all). Raises StoreFailure.
    """
    with _failing(source), closing(_opened(source, "rw")) as live:
        live.execute("BEGIN")
        live.execute("SELECT count(*) FROM sqlite_master").fetchall()
        counts = _counts(live)
        with closing(sqlite3.connect(target, isolation_level=None)) as copy:
            live.backup(
                copy, pages=PAGES, progress=lambda _, left, pages: tell(pages - left, pages)
            )
            # One file, without a log beside it that could be forgotten.
            copy.execute("PRAGMA journal_mode = DELETE")
        if counts != verify(target):
            raise StoreFailure(f"the copy of {source} differs from it; try again")


def verify(path: Path) -> Mapping[str, int]:
    """
    Judge a file that nobody writes to: sound, ours, not of a later program.

    Gives the rows of each table. Raises StoreFailure.
    """
    log = path.with_name(path.name + COMPANIONS[0])
    if log.exists() and log.stat().st_size:
        raise StoreFailure(
            f"{path} has a log beside it ({log.name}), as a database in use has; copy it with"
            " `vinculum backup`"
        )
    with _failing(path), closing(_opened(path, "ro")) as connection:
        ((first,), *_) = connection.execute("PRAGMA integrity_check(1)").fetchall()
        if first != "ok":
            raise StoreFailure(f"{path} is damaged: {first}; use another backup")
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
        if REVISION_TABLE not in tables:
            raise StoreFailure(f"{path} is not a database of Vinculum; name one")
        ((revision,),) = connection.execute("SELECT version_num FROM alembic_version").fetchall()
        if revision > HEAD:
            raise StoreFailure(
                f"{path} was made by a later version of Vinculum ({revision}, not {HEAD}); use that"
            )
        return _counts(connection)


def set_aside_writers(path: Path) -> None:
    """
    Make sure that no process has a database open, and that its log is in it.

    Leaving the mode of the log needs the file alone. A database too damaged to be opened has
    nothing to lose. Raises StoreFailure.
    """
    if not path.exists():
        return
    with closing(_opened(path, "rw")) as connection:
        try:
            connection.execute("PRAGMA busy_timeout = 1000")
            connection.execute("PRAGMA journal_mode = DELETE").fetchall()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
                raise StoreFailure(
                    f"another process has {path} open; stop the server and the commands that use it"
                ) from error
        except sqlite3.DatabaseError:
            return


def put_in_place(copy: Path, path: Path) -> None:
    """
    Let a finished copy be the database; the files beside the old one go first.

    An old log beside a new database would be played into it. Owner and rights stay those of
    the old database, whoever restores it.
    """
    if path.exists():
        old = path.stat()
        copy.chmod(old.st_mode & 0o777)
        with suppress(PermissionError):
            os.chown(copy, old.st_uid, old.st_gid)
    for companion in COMPANIONS:
        with suppress(FileNotFoundError):
            path.with_name(path.name + companion).unlink()
    copy.replace(path)


def _opened(path: Path, mode: str) -> sqlite3.Connection:
    # Nobody writes to a file that is only read here, so it needs no lock and no log.
    address = f"{path.absolute().as_uri()}?mode={mode}{'&immutable=1' if mode == 'ro' else ''}"
    return sqlite3.connect(address, uri=True, isolation_level=None)


def _counts(connection: sqlite3.Connection) -> Mapping[str, int]:
    there = {name for (name,) in connection.execute("SELECT name FROM sqlite_master").fetchall()}
    return {
        name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608 - a name of METADATA
        for name in METADATA.tables
        if name in there
    }


@contextmanager
def _failing(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        if not os.access(path, os.R_OK):
            raise StoreFailure(f"{path} is not there, or cannot be read; check the path") from error
        raise StoreFailure(f"{path}: {error}; if the disk is sound, use another file") from error
