"""
Look at the server's processes from outside.

Owns what /proc tells: who listens on a port, how much processor time and memory it has used.
Never touches a process. Where there is no /proc, nothing is known.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from vinculum.model.value import Value

PROC = Path("/proc")
LISTENING = "0A"
_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")


class Usage(Value):
    """What some processes have used together: seconds of processor time, bytes of memory."""

    cpu_seconds: float
    rss_bytes: int


def listeners(port: int) -> tuple[int, ...]:
    """The processes of this machine that listen on a port, workers that share it included."""
    wanted = {f"socket:[{inode}]" for inode in _inodes(port)}
    return tuple(pid for pid in _pids() if wanted and not wanted.isdisjoint(_links(pid)))


def usage(pids: Iterable[int]) -> Usage | None:
    """What processes have used so far; None when none of them is there."""
    found = [used for used in map(_usage, pids) if used is not None]
    if not found:
        return None
    return Usage(
        cpu_seconds=sum(one.cpu_seconds for one in found),
        rss_bytes=sum(one.rss_bytes for one in found),
    )


def _usage(pid: int) -> Usage | None:
    try:
        # The name of the program stands in brackets and may hold blanks.
        fields = (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
        pages = int((PROC / str(pid) / "statm").read_text().split()[1])
    except (OSError, IndexError):
        return None
    ticks = int(fields[11]) + int(fields[12])
    return Usage(cpu_seconds=ticks / _TICKS, rss_bytes=pages * _PAGE)


def _inodes(port: int) -> Iterator[str]:
    for name in ("tcp", "tcp6"):
        try:
            lines = (PROC / "net" / name).read_text().splitlines()[1:]
        except OSError:
            continue
        for fields in map(str.split, lines):
            if fields[3] == LISTENING and int(fields[1].rpartition(":")[2], 16) == port:
                yield fields[9]


def _pids() -> Iterator[int]:
    if PROC.is_dir():
        yield from (int(entry.name) for entry in PROC.iterdir() if entry.name.isdigit())


def _links(pid: int) -> Iterator[str]:
    try:
        for entry in (PROC / str(pid) / "fd").iterdir():
            yield str(entry.readlink())
    except OSError:  # Another user's, or gone in the meantime.
        return
