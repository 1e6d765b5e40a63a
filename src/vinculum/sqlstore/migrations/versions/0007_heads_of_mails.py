"""
Keep the heads of mails apart from their bodies.

Revision 0007. A mail of an older revision has none here; whoever lists it reads its body.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; there is no way back but a backup."""
    op.create_table(
        "mail_head",
        sa.Column("org", sa.BigInteger, nullable=False),
        sa.Column("id", sa.BigInteger, nullable=False),
        sa.Column("head", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("org", "id"),
    )
