"""
Remember the records that have left the recycle bin.

Revision 0008. They are listed as deleted for good, newest deletion first.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; there is no way back but a backup."""
    op.create_table(
        "purged",
        sa.Column("org", sa.BigInteger, nullable=False),
        sa.Column("module", sa.BigInteger, nullable=False),
        sa.Column("deleted", sa.BigInteger, nullable=False),
        sa.Column("id", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("org", "module", "deleted", "id"),
    )
