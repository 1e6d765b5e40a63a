"""
Say how many rows a big org has behind each prefix of each key.

Owns figures for planners that otherwise guess: an index that begins with the org looks to
them as if it left ten rows, which is wrong by six digits in the only case that matters.
Fixed figures also mean that a statement takes the same road on every day of its life.
Never describes a real database.
Next door: engines/ know how their planner is told, tables.py has the keys.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

# By table and key (None for the primary key): all rows, then the rows that share the first
# column's value, the first two columns' values, and so on.
Statistics: TypeAlias = Mapping[tuple[str, str | None], Sequence[int]]

_RECORDS = 10_000_000
_LINKS = 10_000_000
_ROWS = 200_000_000
_MODULE = 1_000_000
_LINKED = 10_000  # of one record: more than a batch, so that a batch is looked up, not walked

STATISTICS: Statistics = {
    ("record", None): (_RECORDS, _RECORDS, 1),
    ("record", "record_id"): (_RECORDS, _RECORDS, *(_MODULE,) * 2, 1, 1, 1, 1),
    ("record", "record_created"): (_RECORDS, _RECORDS, *(_MODULE,) * 3, 1, 1, 1, 1),
    ("record", "record_modified"): (_RECORDS, _RECORDS, *(_MODULE,) * 3, 1, 1, 1, 1),
    ("record", "record_owner"): (_RECORDS, _RECORDS, *(_MODULE,) * 3, 10_000, 1, 1, 1),
    ("purged", None): (_RECORDS, _RECORDS, _MODULE, 1, 1),
    ("link", None): (_LINKS, _LINKS, _MODULE, _LINKED, 1),
    ("link", "link_right"): (_LINKS, _LINKS, _MODULE, _LINKED, 1),
    ("idx_text", None): (_ROWS, _ROWS, _MODULE, 10, 1),
    ("idx_text", "text_of_record"): (_ROWS, _ROWS, 20, 1, 1),
    ("idx_number", None): (_ROWS, _ROWS, _MODULE, 10, 1),
    ("idx_number", "number_of_record"): (_ROWS, _ROWS, 20, 1, 1),
    ("idx_word", None): (_ROWS, _ROWS, _MODULE, 10, 1),
    ("idx_phone", None): (_RECORDS, _RECORDS, _MODULE, 1, 1),
    ("idx_unique", None): (_RECORDS, _RECORDS, _MODULE, 1),
    ("worker", None): (100, 1),
    ("metadata", None): (1_000, 1_000, 100, 1),
    ("token", None): (100_000, 100_000, 1),
    ("token", "token_grant"): (100_000, 100_000, 10_000, 100, 50, 1),
    ("token", "token_parent"): (100_000, 100_000, 10),
    ("token", "token_user"): (100_000, 100_000, 1_000, 200, 1),
    ("token", "token_expires"): (100_000, 100_000, 1),
    ("client", None): (100, 100, 1),
    ("attachment", None): (_RECORDS, _RECORDS, 1),
    ("attachment", "attachment_parent"): (_RECORDS, _RECORDS, 5, 1),
    ("attachment_part", None): (_RECORDS, _RECORDS, 4, 1),
    ("mail", None): (1_000, 1_000, 1),
    ("mail_head", None): (1_000, 1_000, 1),
    ("function_run", None): (1_000, 1_000, 1),
    ("function_run", "run_state"): (1_000, 1_000, 300, 1),
    ("change_log", None): (_RECORDS, _RECORDS, 1),
}
