"""
Tell the C library to keep the memory of one request for the next.

Owns the two bounds of its allocator. By default it gives a text of some hundred kilobytes back to
the system as soon as it is free, and asks for it again with the next page of records, which then
costs a page fault every four kilobytes: a tenth of the time of such a page.
Never fails: another library than glibc has no such bounds, and is left as it is.
"""

from __future__ import annotations

import ctypes

# The numbers by which glibc knows them (mallopt), and what they become, in bytes.
M_TRIM_THRESHOLD, M_MMAP_THRESHOLD = -1, -3
KEPT = 8 * 1024 * 1024  # free memory at the end of a heap that is not given back
MAPPED = 4 * 1024 * 1024  # from this size on, a block is asked for and given back by itself


def keep_memory() -> None:
    """Set the bounds for this process, where there are such."""
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError, TypeError):
        return
    mallopt(M_TRIM_THRESHOLD, KEPT)
    mallopt(M_MMAP_THRESHOLD, MAPPED)
