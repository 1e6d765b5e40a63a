"""
Keep attachments, and their contents in pieces.

Revision 0004. What hangs on a record is found by the index.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_NUMBERS = "module parent owner"
_MORE = "created modified created_by modified_by"


def _numbers(names: str) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.BigInteger, nullable=False) for name in names.split()]


def upgrade() -> None:
    """Make the tables; there is no way back but a backup."""
    op.create_table(
        "attachment",
        *_numbers("org id"),
        *_numbers(_NUMBERS),
        sa.Column("name", sa.Text, nullable=False),
        *_numbers("size"),
        *_numbers(_MORE),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("org", "id"),
    )
    op.create_index("attachment_parent", "attachment", ["org", "parent", "id"])
    op.create_table(
        "attachment_part",
        *_numbers("org id part"),
        sa.Column("data", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("org", "id", "part"),
    )
