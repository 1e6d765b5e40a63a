"""
Set the options that all values share.

Owns the one base class of the vocabulary: frozen, keyword-only, compared by content.
Never gains methods.
"""

from __future__ import annotations

from typing import dataclass_transform

import msgspec


# Repeats for the type checker, which does not inherit them, the options of the class.
@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(msgspec.field,))
class Value(msgspec.Struct, frozen=True, kw_only=True):
    """A complete, immutable value; a new state is a new value."""
