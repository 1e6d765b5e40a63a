"""
Keep the schemas of the orgs that were asked for last.

Owns the cache that turns an org's metadata rows into one shared value.
Never knows when metadata changes: every change gives the org a version that it never had,
so a schema kept under org and version cannot be wrong, whatever is rolled back.
Next door: schema/assemble.py makes the value.
"""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock

from vinculum.ports.store import Work
from vinculum.schema.assemble import assemble
from vinculum.schema.snapshot import Schema

MOST_SCHEMAS = 64


class SchemaCache:
    """Schemas by org and version, shared by all threads; the one used longest ago goes first."""

    def __init__(self, most: int = MOST_SCHEMAS) -> None:
        self._most = most
        self._schemas: OrderedDict[tuple[int, int], Schema] = OrderedDict()
        self._lock = Lock()

    def current(self, work: Work, version: int | None = None) -> Schema:
        """
        The org's schema as this transaction sees it; `version` spares asking for it.

        Two threads that miss at once both read; what they make is the same.
        """
        key = (work.org_id, work.read_version() if version is None else version)
        with self._lock:
            kept = self._schemas.get(key)
            if kept is not None:
                self._schemas.move_to_end(key)
                return kept
        schema = assemble(work.read_metadata(), key[1])
        with self._lock:
            self._schemas[key] = schema
            while len(self._schemas) > self._most:
                self._schemas.popitem(last=False)
        return schema
