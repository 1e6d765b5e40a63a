"""
Run the steps on the connection that migrate.py has opened.

Owns nothing but the hand-over; Alembic executes this file. Never opens a database.
"""

from __future__ import annotations

from typing import cast

from alembic import context
from alembic.runtime.migration import MigrationInfo

attributes = context.config.attributes


def tell(*_: object, **told: object) -> None:
    """Say what a step has done."""
    step = cast("MigrationInfo", told["step"])
    attributes["say"](f"tables are at revision {step.up_revision_id}")


context.configure(
    connection=attributes["connection"], transactional_ddl=True, on_version_apply=tell
)
with context.begin_transaction():
    context.run_migrations()
