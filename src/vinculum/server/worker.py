"""
Be one of the processes that serve from one socket.

Owns the life of such a process: it is given a listening socket, says when it serves, and ends
when it is told to, or when the process that started it is gone. Never prepares the database.
Run as a program by workers.py, which is next door; settings come in by the environment.
"""

from __future__ import annotations

import os
import signal
import socket
import sys
from threading import Thread

from vinculum.server.compose import build
from vinculum.server.listening import serve_until_stopped
from vinculum.server.logs import start_logging
from vinculum.server.settings import read_settings
from vinculum.server.sources import serving_worker

READY = "ready"


def main(descriptor: int) -> int:
    """Serve until stopped; the exit code tells whether all was answered."""
    settings = read_settings(os.environ, {})
    start_logging(settings)
    services = build(settings, worker=serving_worker())
    try:
        Thread(target=_end_with_parent, daemon=True).start()
        with socket.socket(fileno=descriptor) as bound:
            finished = serve_until_stopped(services, settings, bound, _announce)
    finally:
        services.store.close()
    return 0 if finished else 1


def _announce() -> None:
    sys.stdout.write(f"{READY}\n")
    sys.stdout.flush()


def _end_with_parent() -> None:
    """Wait for the end of standard input: it comes when nobody holds its other end."""
    os.read(0, 1)
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    raise SystemExit(main(int(sys.argv[1])))
