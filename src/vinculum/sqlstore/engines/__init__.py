"""
Speak to one kind of database each.

Owns what differs between databases, as answers to the questions of engine.py.
Never contains a rule or a statement of an area.
Next door: ENGINES is the list of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlalchemy import make_url

from vinculum.ports.store import StoreFailure
from vinculum.sqlstore.engines.engine import Engine
from vinculum.sqlstore.engines.sqlite import SqliteEngine

ENGINES: Mapping[str, Callable[[str], Engine]] = {"sqlite": SqliteEngine}


def engine_for(url: str) -> Engine:
    """Choose the engine by the scheme of a database URL; StoreFailure when there is none."""
    scheme = make_url(url).get_backend_name()
    if scheme not in ENGINES:
        raise StoreFailure(f"no engine for {scheme!r} databases")
    return ENGINES[scheme](url)
