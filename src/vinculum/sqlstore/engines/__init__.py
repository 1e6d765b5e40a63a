"""
Speak to one kind of database each.

Owns what differs between databases, as answers to the questions of engine.py.
Never contains a rule or a statement of an area.
Next door: ENGINES is the list of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from vinculum.ports.store import StoreFailure
from vinculum.sqlstore.engines.engine import Engine
from vinculum.sqlstore.engines.sqlite import SqliteEngine

ENGINES: Mapping[str, Callable[[str], Engine]] = {"sqlite": SqliteEngine}

WRITE_IT = "write it as sqlite:///vinculum.db"


def engine_for(url: str) -> Engine:
    """Choose the engine by the scheme of a database URL; StoreFailure when there is none."""
    try:
        scheme = make_url(url).get_backend_name()
    except ArgumentError as error:
        raise StoreFailure(f"{url!r} is no database URL; {WRITE_IT}") from error
    if scheme not in ENGINES:
        raise StoreFailure(f"there is no engine for {scheme!r} databases; {WRITE_IT}")
    return ENGINES[scheme](url)
