"""
Lease the numbers that ids are made with.

Revision 0006. Processes that share a database each have a number of their own.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; there is no way back but a backup."""
    op.create_table(
        "worker",
        sa.Column("id", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("expires", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
