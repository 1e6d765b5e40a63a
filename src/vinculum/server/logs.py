"""
Write the log: one line per event on standard error.

Owns the format, and that no token or secret ever reaches the log.
Never shows a client anything.
"""

from __future__ import annotations

import logging
import re
import sys

from vinculum.server.settings import Settings

_SECRETS = re.compile(
    r"1\d{3}\.[0-9a-fA-F]{8,}(?:\.[0-9a-fA-F]*)*(?:\.[A-Za-z0-9_-]{20,})?"
    r"|((?:client_secret|refresh_token|access_token|code|password)[\"']?\s*[=:]\s*[\"']?)[^&\s\"',}]+"
)


def redact(text: str) -> str:
    """Blot out tokens, codes and secrets wherever they stand in a text."""
    return _SECRETS.sub(lambda match: f"{match[1] or ''}***", text)


class RedactingFormatter(logging.Formatter):
    """Formats a record, traceback included, and blots out secrets in the whole of it."""

    def format(self, record: logging.LogRecord) -> str:
        """Write the record as the log shows it."""
        return redact(super().format(record))


def start_logging(settings: Settings) -> None:
    """Send all logging of this process to standard error, once."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(RedactingFormatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(settings.log_level.upper())
    logging.getLogger("alembic").setLevel(logging.WARNING)
    # The HTTP server warns of every request that is no HTTP; the client is told, that is enough.
    logging.getLogger("uvicorn.error").setLevel(logging.ERROR)
