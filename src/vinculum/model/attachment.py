"""
Describe a file or a link that hangs on a record.

Owns the value, and the size of the pieces that contents are kept in.
Never holds a content.
Next door: sqlstore/attachments.py keeps both.
"""

from __future__ import annotations

from vinculum.model.value import Value

# A piece is a row: small enough to be read while others wait, large enough to be few.
PART_BYTES = 256 * 1024


class Attachment(Value):
    """
    A file, or a link when it has a `url`.

    `module` and `parent` name the record; `size` counts bytes, `digest` is the content's SHA-256.
    """

    id: int
    module: int
    parent: int
    owner: int
    name: str
    size: int
    created: int
    modified: int
    created_by: int
    modified_by: int
    url: str = ""
    digest: str = ""

    @property
    def parts(self) -> int:
        """How many pieces the content has."""
        return -(-self.size // PART_BYTES)
