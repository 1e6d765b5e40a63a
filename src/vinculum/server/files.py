"""
Make files that are there whole or not at all, and know who serves a database file.

Owns the way of a new file to its name, and the lock by which one server has a database file
to itself. Never looks into a file.
Next door: portable/ and sqlstore write the files, preparing.py opens databases.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

PARTIAL = ".partial"
LOCK = "-lock"
OWNER_ONLY = 0o600


class FileTrouble(Exception):
    """A file cannot be made or had; the text says why and what to do."""


@contextmanager
def partial_file(target: Path, *, overwrite: bool) -> Iterator[Path]:
    """
    Give the path of a file to fill; leaving the block syncs it and gives it its name.

    Only its owner may read it. An error removes it; what a killed process left is used again.
    A target that is there is refused before anything is written, unless it may be replaced.
    """
    _require_free(target, overwrite=overwrite)
    partial = target.with_name(target.name + PARTIAL)
    try:
        descriptor = os.open(partial, os.O_RDWR | os.O_CREAT, OWNER_ONLY)
    except OSError as error:
        raise FileTrouble(
            f"{target} cannot be made: {error.strerror}; name a file in a directory that is there"
            " and that you may write to"
        ) from error
    with open(descriptor, "rb+", closefd=True) as held:  # noqa: PTH123 - a descriptor
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise FileTrouble(f"another process is writing {target}; wait for it") from error
        try:
            held.truncate(0)
            yield partial
            os.fsync(held.fileno())
            _name(partial, target, overwrite=overwrite)
        except BaseException as error:
            with suppress(OSError):
                partial.unlink()
            if isinstance(error, OSError):
                raise FileTrouble(f"{target} cannot be written: {error.strerror}") from error
            raise


@contextmanager
def partial_stream(target: Path, *, overwrite: bool) -> Iterator[BinaryIO]:
    """Give an open file to fill; otherwise as `partial_file`."""
    with partial_file(target, overwrite=overwrite) as partial, partial.open("wb") as raw:
        yield raw


def sync_folder(path: Path) -> None:
    """Have the names in the folder of a file on disk."""
    descriptor = os.open(path.absolute().parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def serving_alone(database: Path | None, asked: str = "serve") -> Iterator[None]:
    """
    Hold the lock that one server at a time has on a database file; None needs no lock.

    The lock ends with the process, however it ends. Its file stays, so that two processes
    never lock two files of one name. Raises FileTrouble.
    """
    if database is None:
        yield
        return
    path = database.with_name(database.name + LOCK)
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, OWNER_ONLY)
    except OSError as error:
        raise FileTrouble(
            f"{database} cannot be opened: {error.strerror} ({path.name}); check that its directory"
            " is there, and who may write to it"
        ) from error
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            holder = os.read(descriptor, 32).decode("ascii", "replace").strip() or "?"
            raise FileTrouble(
                f"a server runs on {database} (process {holder}); stop it before you {asked}"
                " this file, or name another one with --database"
            ) from error
        os.ftruncate(descriptor, 0)
        os.write(descriptor, b"%d\n" % os.getpid())
        yield
    finally:
        os.close(descriptor)


def _require_free(target: Path, *, overwrite: bool) -> None:
    if target.is_dir():
        raise FileTrouble(f"{target} is a directory; name a file in it")
    if target.exists() and not overwrite:
        raise FileTrouble(f"{target} is there already; name another file, or say --overwrite")


def _name(partial: Path, target: Path, *, overwrite: bool) -> None:
    """Give the finished file its name, which nobody may have taken meanwhile."""
    if overwrite:
        partial.replace(target)
    else:
        try:
            os.link(partial, target)
        except FileExistsError as error:
            raise FileTrouble(f"{target} was made by somebody else meanwhile") from error
        partial.unlink()
    sync_folder(target)
