"""
Make the first tables.

Revision 0001. The same tables as sqlstore/tables.py had then; a test compares what both make.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

BINARY_TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def number(name: str, *, nullable: bool = False) -> sa.Column[int]:
    """Make a column of ids, moments or counts."""
    return sa.Column(name, sa.BigInteger, nullable=nullable)


def text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    """Make a column of text."""
    return sa.Column(name, sa.Text, nullable=nullable)


def flag(name: str) -> sa.Column[bool]:
    """Make a column of truths."""
    return sa.Column(name, sa.Boolean, nullable=False)


def binary(name: str) -> sa.Column[str]:
    """Make a column of text in the order of its code points."""
    return sa.Column(name, BINARY_TEXT, nullable=False)


def upgrade() -> None:
    """Make all tables; there is no way back but a backup."""
    make_orgs()
    make_records()
    make_links()
    make_index_rows()
    make_tokens()
    op.create_table(
        "change_log",
        *(number("org"), number("id"), text("body")),
        sa.PrimaryKeyConstraint("org", "id"),
    )


def make_orgs() -> None:
    """Make orgs and their metadata."""
    op.create_table(
        "org",
        sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
        number("version"),
    )
    op.create_table(
        "metadata",
        *(number("org"), text("area"), number("id"), text("body")),
        sa.PrimaryKeyConstraint("org", "area", "id"),
    )


def make_records() -> None:
    """Make records, with an index for each order in which they are listed."""
    op.create_table(
        "record",
        *(number("org"), number("id"), number("module"), number("owner")),
        *(number("created"), number("modified"), number("created_by"), number("modified_by")),
        *(number("deleted"), number("deleted_by"), flag("converted"), flag("approved")),
        *(number("shape"), text("name"), text("refs"), text("rows"), text("body")),
        sa.PrimaryKeyConstraint("org", "id"),
    )
    live = ["org", "module", "deleted"]
    op.create_index("record_id", "record", [*live, "id", "converted", "approved", "owner"])
    for moment in ("created", "modified"):
        columns = [*live, "converted", moment, "id", "approved", "owner"]
        op.create_index(f"record_{moment}", "record", columns)
    columns = [*live, "converted", "owner", "created", "id", "approved"]
    op.create_index("record_owner", "record", columns)


def make_links() -> None:
    """Make links, readable from either end."""
    op.create_table(
        "link",
        *(number("org"), number("relation"), number("left_id"), number("right_id")),
        *(number("modified"), text("attributes")),
        sa.PrimaryKeyConstraint("org", "relation", "left_id", "right_id"),
        sqlite_with_rowid=False,
    )
    op.create_index("link_right", "link", ["org", "relation", "right_id", "left_id"])


def make_index_rows() -> None:
    """Make the tables by which records are found; each row is its own key."""
    tables = {
        "idx_text": ("field", binary("value")),
        "idx_number": ("field", sa.Column("value", sa.Numeric, nullable=False)),
        "idx_word": ("module", binary("word")),
        "idx_phone": ("module", binary("digits")),
    }
    for name, (scope, value) in tables.items():
        op.create_table(
            name,
            *(number("org"), number(scope), value, number("id")),
            sa.PrimaryKeyConstraint("org", scope, value.name, "id"),
            sqlite_with_rowid=False,
        )
    for kind in ("text", "number"):
        columns = ["org", "id", "field", "value"]
        op.create_index(f"{kind}_of_record", f"idx_{kind}", columns)
    op.create_table(
        "idx_unique",
        *(number("org"), number("field"), binary("value"), number("id")),
        sa.PrimaryKeyConstraint("org", "field", "value"),
        sqlite_with_rowid=False,
    )


def make_tokens() -> None:
    """Make OAuth clients and tokens."""
    op.create_table(
        "token",
        *(number("org"), text("hash"), text("type"), text("client_id"), number("user_id")),
        *(text("scopes"), number("expires", nullable=True), text("parent", nullable=True)),
        *(number("created"), text("detail")),
        sa.PrimaryKeyConstraint("org", "hash"),
    )
    grant = ["org", "client_id", "user_id", "type", "created"]
    op.create_index("token_grant", "token", grant)
    op.create_index("token_parent", "token", ["org", "parent"])
    op.create_table(
        "client",
        *(number("org"), text("client_id"), text("body")),
        sa.PrimaryKeyConstraint("org", "client_id"),
    )
