"""
Read, write and compose ids.

Owns the 63-bit form inside and the digit string outside.
Never draws time or chance: the id source of server/ feeds `compose_id`.
Next door: ports/ids.py for the source.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

MAX_ID = 2**63 - 1
MAX_DIGITS = 19
EPOCH_MS = 1_577_836_800_000  # 2020-01-01T00:00:00Z: 41 bits of milliseconds last until 2089.
WORKER_BITS = 12
SEQUENCE_BITS = 10
METADATA_SPAN = 10**12  # 12 digits of suffix below each org prefix
MAX_ORG_PREFIX = 9_223_371  # the largest prefix whose 12-digit suffixes all stay below 2**63


def parse_id(text: str) -> int | None:
    """Read a wire id: 1 to 19 ASCII digits within 63 bits and above zero; anything else is None."""
    if not text.isascii() or not text.isdigit() or len(text) > MAX_DIGITS:
        return None
    number = int(text)
    return number if 0 < number <= MAX_ID else None


def parse_ids(texts: Sequence[object]) -> list[int] | None:
    """
    Read many wire ids at once; None unless every one is a string that `parse_id` reads.

    Who gets None asks one by one what is wrong.
    """
    if not texts or set(map(type, texts)) != {str}:
        return None
    words = cast("Sequence[str]", texts)
    whole = "".join(words)
    if not whole.isascii() or not whole.isdigit() or not all(words):
        return None
    if max(map(len, words)) > MAX_DIGITS:
        return None
    numbers = list(map(int, words))
    return numbers if min(numbers) > 0 and max(numbers) <= MAX_ID else None


def looks_like_id(text: str) -> bool:
    """Tell whether a path segment is digits only, however many: such a segment names an id."""
    return text.isascii() and text.isdigit()


def compose_id(milliseconds: int, worker: int, sequence: int) -> int:
    """
    Pack one id: 41 bits of milliseconds since 2020, 12 of worker, 10 of sequence.

    `milliseconds` counts from the Unix epoch.
    """
    since_epoch = milliseconds - EPOCH_MS
    return (since_epoch << (WORKER_BITS + SEQUENCE_BITS)) | (worker << SEQUENCE_BITS) | sequence


def moment_of_id(number: int) -> int:
    """Tell when an id was composed, in milliseconds since the Unix epoch."""
    since_epoch: int = number >> (WORKER_BITS + SEQUENCE_BITS)
    return since_epoch + EPOCH_MS


def metadata_id(org_prefix: int, suffix: int) -> int:
    """Compose the id of standard metadata: 7 digits of org prefix, 12 digits of suffix."""
    return org_prefix * METADATA_SPAN + suffix
