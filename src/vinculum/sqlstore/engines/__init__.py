"""
Speak to one kind of database each.

Owns what differs between databases, as answers to the questions of engine.py.
Never contains a rule or a statement of an area.
Next door: ENGINES is the list of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from vinculum.ports.store import StoreFailure
from vinculum.sqlstore.engines.engine import Engine, Tuning
from vinculum.sqlstore.engines.sqlite import SqliteEngine


def _postgres(url: str, tuning: Tuning) -> Engine:
    # Its driver is loaded by those who use it.
    from vinculum.sqlstore.engines.postgres import PostgresEngine  # noqa: PLC0415 - see above.

    return PostgresEngine(url, tuning)


ENGINES: Mapping[str, Callable[[str, Tuning], Engine]] = {
    "sqlite": lambda url, _: SqliteEngine(url),
    "postgresql": _postgres,
    "postgres": _postgres,
}

WRITE_IT = "write it as sqlite:///vinculum.db or postgresql://user@host/database"


def engine_for(url: str, tuning: Tuning = Tuning()) -> Engine:  # noqa: B008 - a frozen value
    """Choose the engine by the scheme of a database URL; StoreFailure when there is none."""
    scheme, colon, _ = url.partition(":")
    if not colon or "/" in scheme:
        raise StoreFailure(f"{url!r} is no database URL; {WRITE_IT}")
    if scheme not in ENGINES:
        raise StoreFailure(f"there is no engine for {scheme!r} databases; {WRITE_IT}")
    return ENGINES[scheme](url, tuning)
