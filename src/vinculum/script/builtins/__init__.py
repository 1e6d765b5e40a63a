"""
The built-ins, each a row in the table of its kind.

Owns the joining of the tables: METHODS by kind, FREE for those that belong to no value.
Never has a built-in itself.
Next door: calls.py looks names up.
"""

from __future__ import annotations

from vinculum.script.builtins.archive import ARCHIVE
from vinculum.script.builtins.builtin import Builtin, row
from vinculum.script.builtins.collection import COLLECTION
from vinculum.script.builtins.conversions import (
    ANYTHING,
    CONVERSIONS,
    NOTHING,
    new_collection,
    new_list,
    new_map,
)
from vinculum.script.builtins.date import DATE, OF_TEXT
from vinculum.script.builtins.file import FILE, to_file
from vinculum.script.builtins.list import LIST
from vinculum.script.builtins.map import MAP
from vinculum.script.builtins.number import NUMBER
from vinculum.script.builtins.spans import SPANS
from vinculum.script.builtins.text import TEXT
from vinculum.script.builtins.xml import XML
from vinculum.script.web import url_posted, url_read

_EVERY = {**ANYTHING, "toFile": row(to_file, "any text?")}
_MOMENTS = {**_EVERY, **DATE, **SPANS}
_NUMBERS = {**_EVERY, **NUMBER}
# Every kind's own built-ins, under the names that people read.
TABLES: dict[str, dict[str, Builtin]] = {
    "text": {**_EVERY, **TEXT, **CONVERSIONS, **OF_TEXT, **XML},
    "number": _NUMBERS,
    "decimal": _NUMBERS,
    "boolean": _EVERY,
    "date": _MOMENTS,
    "datetime": _MOMENTS,
    "time": _EVERY,
    "list": {**_EVERY, **LIST, "compress": ARCHIVE["compress"]},
    "map": {**_EVERY, **MAP},
    "collection": {**_EVERY, **COLLECTION},
    "file": {**_EVERY, **FILE, **ARCHIVE},
    "error": _EVERY,
    "null": {**_EVERY, **NOTHING},
}
# Built-ins of no value.
WITHOUT_VALUE: dict[str, Builtin] = {
    "Map": row(new_map, "any?"),
    "List": row(new_list, "any*"),
    "Collection": row(new_collection, "any*"),
    "getUrl": row(url_read, "text any? boolean?"),
    "postUrl": row(url_posted, "text any any? boolean?"),
    "toFile": _EVERY["toFile"],
    "compress": ARCHIVE["compress"],
}
NAMES: tuple[str, ...] = tuple(
    dict.fromkeys([*WITHOUT_VALUE, *(name for table in TABLES.values() for name in table)])
)
METHODS: dict[str, dict[str, Builtin]] = {
    kind: {name.lower(): builtin for name, builtin in table.items()}
    for kind, table in TABLES.items()
}
FREE: dict[str, Builtin] = {name.lower(): builtin for name, builtin in WITHOUT_VALUE.items()}
