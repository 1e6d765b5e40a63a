"""
Define the tables, once for every engine.

Owns columns, keys and indexes; `org` stands first in each of them, so that orgs can be
spread over machines. Never holds rules.
Next door: migrations/ builds the same tables step by step, a test compares both.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    LargeBinary,
    MetaData,
    Numeric,
    PrimaryKeyConstraint,
    Table,
    Text,
)

# Index values are compared byte by byte on every engine, whatever its locale.
BINARY_TEXT = Text().with_variant(Text(collation="C"), "postgresql")
LIVE = 0  # the value of record.deleted before a deletion; a number, so that indexes sort behind it

METADATA = MetaData()

ORG = Table(
    "org",
    METADATA,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("version", BigInteger, nullable=False),
)

# Belongs to no org: a number with which a process makes ids, and until when it has it.
WORKER = Table(
    "worker",
    METADATA,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("owner", Text, nullable=False),
    Column("expires", BigInteger, nullable=False),
)

PIECE = Table(
    "metadata",
    METADATA,
    Column("org", BigInteger, nullable=False),
    Column("area", Text, nullable=False),
    Column("id", BigInteger, nullable=False),
    Column("body", Text, nullable=False),
    PrimaryKeyConstraint("org", "area", "id"),
)

# The short columns come first: judging a row never reads the pages of its body.
RECORD = Table(
    "record",
    METADATA,
    Column("org", BigInteger, nullable=False),
    Column("id", BigInteger, nullable=False),
    Column("module", BigInteger, nullable=False),
    Column("owner", BigInteger, nullable=False),
    Column("created", BigInteger, nullable=False),
    Column("modified", BigInteger, nullable=False),
    Column("created_by", BigInteger, nullable=False),
    Column("modified_by", BigInteger, nullable=False),
    Column("deleted", BigInteger, nullable=False),
    Column("deleted_by", BigInteger, nullable=False),
    Column("converted", Boolean, nullable=False),
    Column("approved", Boolean, nullable=False),
    Column("shape", BigInteger, nullable=False),
    Column("name", Text, nullable=False),
    Column("refs", Text, nullable=False),
    Column("rows", Text, nullable=False),
    Column("body", Text, nullable=False),
    PrimaryKeyConstraint("org", "id"),
    # Each order in which records are listed has an index that also holds what lists filter
    # by, so that skipping to page n reads no record. The first serves the recycle bin too.
    Index("record_id", "org", "module", "deleted", "id", "converted", "approved", "owner"),
    Index(
        "record_created",
        *("org", "module", "deleted", "converted", "created", "id", "approved", "owner"),
    ),
    Index(
        "record_modified",
        *("org", "module", "deleted", "converted", "modified", "id", "approved", "owner"),
    ),
    Index(
        "record_owner",
        *("org", "module", "deleted", "converted", "owner", "created", "id", "approved"),
    ),
)

# What is remembered of a record that has left the recycle bin.
PURGED = Table(
    "purged",
    METADATA,
    Column("org", BigInteger, nullable=False),
    Column("module", BigInteger, nullable=False),
    Column("deleted", BigInteger, nullable=False),
    Column("id", BigInteger, nullable=False),
    PrimaryKeyConstraint("org", "module", "deleted", "id"),
)

LINK = Table(
    "link",
    METADATA,
    Column("org", BigInteger, nullable=False),
    Column("relation", BigInteger, nullable=False),
    Column("left_id", BigInteger, nullable=False),
    Column("right_id", BigInteger, nullable=False),
    Column("modified", BigInteger, nullable=False),
    Column("attributes", Text, nullable=False),
    PrimaryKeyConstraint("org", "relation", "left_id", "right_id"),
    Index("link_right", "org", "relation", "right_id", "left_id"),
    sqlite_with_rowid=False,
)

# A field id belongs to one module, so the module is no part of these two keys. The second
# index finds the row of a record at hand: to judge it by one more condition, or to sort few.
INDEX_TEXT = Table(
    "idx_text",
    METADATA,
    Column("org", BigInteger, nullable=False),
    Column("field", BigInteger, nullable=False),
    Column("value", BINARY_TEXT, nullable=False),
    Column("id", BigInteger, nullable=False),
    PrimaryKeyConstraint("org", "field", "value", "id"),
    Index("text_of_record", "org", "id", "field", "value"),
    sqlite_with_rowid=False,
)

INDEX_NUMBER = Table(
    "idx_number",
    METADATA,
    Column("org", BigInteger, nullable=False),
    Column("field", BigInteger, nullable=False),
    Column("value", Numeric, nullable=False),
    Column("id", BigInteger, nullable=False),
    PrimaryKeyConstraint("org", "field", "value", "id"),
    Index("number_of_record", "org", "id", "field", "value"),
    sqlite_with_rowid=False,
)

INDEX_WORD = Table(
    "idx_word",
    METADATA,
    Column("org", BigInteger, nullable=False),
    Column("module", BigInteger, nullable=False),
    Column("word", BINARY_TEXT, nullable=False),
    Column("id", BigInteger, nullable=False),
    PrimaryKeyConstraint("org", "module", "word", "id"),
    sqlite_with_rowid=False,
)

INDEX_PHONE = Table(
    "idx_phone",
    METADATA,
    Column("org", BigInteger, nullable=False),
    Column("module", BigInteger, nullable=False),
    Column("digits", BINARY_TEXT, nullable=False),
    Column("id", BigInteger, nullable=False),
    PrimaryKeyConstraint("org", "module", "digits", "id"),
    sqlite_with_rowid=False,
)

# The key is shorter than the row: a second record with the same value is a conflict.
INDEX_UNIQUE = Table(
    "idx_unique",
    METADATA,
    Column("org", BigInteger, nullable=False),
    Column("field", BigInteger, nullable=False),
    Column("value", BINARY_TEXT, nullable=False),
    Column("id", BigInteger, nullable=False),
    PrimaryKeyConstraint("org", "field", "value"),
    sqlite_with_rowid=False,
)

TOKEN = Table(
    "token",
    METADATA,
    Column("org", BigInteger, nullable=False),
    Column("hash", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("client_id", Text, nullable=False),
    Column("user_id", BigInteger, nullable=False),
    Column("scopes", Text, nullable=False),
    Column("expires", BigInteger, nullable=True),
    Column("parent", Text, nullable=True),
    Column("created", BigInteger, nullable=False),
    Column("detail", Text, nullable=False),
    PrimaryKeyConstraint("org", "hash"),
    Index("token_grant", "org", "client_id", "user_id", "type", "created"),
    Index("token_parent", "org", "parent"),
    Index("token_user", "org", "user_id", "type", "created"),
    Index("token_expires", "org", "expires"),
)

CLIENT = Table(
    "client",
    METADATA,
    Column("org", BigInteger, nullable=False),
    Column("client_id", Text, nullable=False),
    Column("body", Text, nullable=False),
    PrimaryKeyConstraint("org", "client_id"),
)

ATTACHMENT = Table(
    "attachment",
    METADATA,
    Column("org", BigInteger, nullable=False),
    Column("id", BigInteger, nullable=False),
    Column("module", BigInteger, nullable=False),
    Column("parent", BigInteger, nullable=False),
    Column("owner", BigInteger, nullable=False),
    Column("name", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("created", BigInteger, nullable=False),
    Column("modified", BigInteger, nullable=False),
    Column("created_by", BigInteger, nullable=False),
    Column("modified_by", BigInteger, nullable=False),
    Column("url", Text, nullable=False),
    Column("digest", Text, nullable=False),
    PrimaryKeyConstraint("org", "id"),
    Index("attachment_parent", "org", "parent", "id"),
)

ATTACHMENT_PART = Table(
    "attachment_part",
    METADATA,
    Column("org", BigInteger, nullable=False),
    Column("id", BigInteger, nullable=False),
    Column("part", BigInteger, nullable=False),
    Column("data", LargeBinary, nullable=False),
    PrimaryKeyConstraint("org", "id", "part"),
)

MAIL = Table(
    "mail",
    METADATA,
    Column("org", BigInteger, nullable=False),
    Column("id", BigInteger, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("body", Text, nullable=False),
    PrimaryKeyConstraint("org", "id"),
)

# Apart from the body, which may have files in it, so that a list never reads one.
MAIL_HEAD = Table(
    "mail_head",
    METADATA,
    Column("org", BigInteger, nullable=False),
    Column("id", BigInteger, nullable=False),
    Column("head", Text, nullable=False),
    PrimaryKeyConstraint("org", "id"),
)

# What waits is found by its state, what is shown by the newest ids.
FUNCTION_RUN = Table(
    "function_run",
    METADATA,
    Column("org", BigInteger, nullable=False),
    Column("id", BigInteger, nullable=False),
    Column("function", BigInteger, nullable=False),
    Column("state", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("body", Text, nullable=False),
    PrimaryKeyConstraint("org", "id"),
    Index("run_state", "org", "state", "id"),
)

# One row for each unit of work. Its id was made when the work began, so it tells when.
CHANGE_LOG = Table(
    "change_log",
    METADATA,
    Column("org", BigInteger, nullable=False),
    Column("id", BigInteger, nullable=False),
    Column("body", Text, nullable=False),
    PrimaryKeyConstraint("org", "id"),
)
