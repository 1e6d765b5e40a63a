"""
Find the tokens of a user, and those that have expired.

Revision 0002. A page of what somebody granted reads the first index, tidying up the second.
"""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the two indexes; there is no way back but a backup."""
    op.create_index("token_user", "token", ["org", "user_id", "type", "created"])
    op.create_index("token_expires", "token", ["org", "expires"])
