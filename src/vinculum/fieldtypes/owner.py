"""
Judge references to users: owner, creator, modifier, other user lookups.

Owns which of them are columns of the record and which are references.
Never knows whether such a user exists; the schema does.
Next door: lookup.py for references to records.
"""

from __future__ import annotations

from vinculum.fieldtypes.lookup import reference_type

OWNER = reference_type("owner", "column")
CREATED_BY = reference_type("created_by", "column", writable=False)
MODIFIED_BY = reference_type("modified_by", "column", writable=False)
OWNER_LOOKUP = reference_type("ownerlookup", "user")
USER_LOOKUP = reference_type("userlookup", "user")

TYPES = (OWNER, CREATED_BY, MODIFIED_BY, OWNER_LOOKUP, USER_LOOKUP)
