"""
Keep the runs of functions.

Revision 0003. A run that waits is found by its state, the newest ones by their ids.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; there is no way back but a backup."""
    op.create_table(
        "function_run",
        sa.Column("org", sa.BigInteger, nullable=False),
        sa.Column("id", sa.BigInteger, nullable=False),
        sa.Column("function", sa.BigInteger, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("org", "id"),
    )
    op.create_index("run_state", "function_run", ["org", "state", "id"])
