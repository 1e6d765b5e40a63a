"""
Write the log: one line per event on standard error.

Owns the format, and that no token or secret ever reaches the log.
Never shows a client anything. Never loads structlog before there is a line to write: it brings
all of rich along, which is a tenth of the time that the server needs to start.
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

from vinculum.server.settings import Settings

_SECRETS = re.compile(
    r"1\d{3}\.[0-9a-fA-F]{8,}(?:\.[0-9a-fA-F]*)*(?:\.[A-Za-z0-9_-]{20,})?"
    r"|((?:client_secret|refresh_token|access_token|code|password)[\"']?\s*[=:]\s*[\"']?)[^&\s\"',}]+"
)
# These say who writes, and come first in a readable line.
_HEAD = ("timestamp", "level", "logger", "event")


def redact(text: str) -> str:
    """Blot out tokens, codes and secrets wherever they stand in a text."""
    return _SECRETS.sub(lambda match: f"{match[1] or ''}***", text)


def redact_values(
    _logger: Any,  # noqa: ANN401 - given by the library, not used.
    _method: str,
    event: MutableMapping[str, Any],
) -> MutableMapping[str, Any]:
    """Blot out secrets in each text of an event, traceback included."""
    for name, value in event.items():
        if isinstance(value, str):
            event[name] = redact(value)
    return event


def render_line(
    _logger: Any,  # noqa: ANN401 - given by the library, not used.
    _method: str,
    event: MutableMapping[str, Any],
) -> str:
    """Write an event for people: time, level, who, what, then name=value, then a traceback."""
    traceback = event.pop("exception", "")
    timestamp, level, logger, what = (event.pop(name, "") for name in _HEAD)
    more = "".join(f" {name}={_shown(value)}" for name, value in event.items())
    line = f"{timestamp} {str(level).upper()} {logger}: {what}{more}"
    return f"{line}\n{traceback}" if traceback else line


def _shown(value: object) -> str:
    """A value without line breaks or spaces that could be taken for another field."""
    text = str(value)
    return (
        repr(text) if text == "" or any(c.isspace() or not c.isprintable() for c in text) else text
    )


class Formatter(logging.Formatter):
    """Formats every record of the process, as text or as JSON."""

    def __init__(self, log_format: str) -> None:
        super().__init__()
        self._log_format = log_format
        self._formatter: logging.Formatter | None = None

    def format(self, record: logging.LogRecord) -> str:
        """Write a record as a line. Its handler holds a lock, so one thread at a time comes."""
        if self._formatter is None:
            try:
                self._formatter = _formatter_of(self._log_format)
            except (
                OSError
            ):  # No file can be opened now; what that led to must be told all the same.
                traceback = self.formatException(record.exc_info) if record.exc_info else ""
                return redact(
                    f"{record.levelname} {record.name}: {record.getMessage()}\n{traceback}"
                )
        return self._formatter.format(record)


def _formatter_of(log_format: str) -> logging.Formatter:
    import structlog  # noqa: PLC0415 - see the module's head

    renderer: Any = structlog.processors.JSONRenderer() if log_format == "json" else render_line
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.stdlib.ExtraAdder(),
            structlog.processors.TimeStamper(fmt="iso", utc=True),
        ],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            redact_values,
            renderer,
        ],
    )


def start_logging(settings: Settings) -> None:
    """Send all logging of this process to standard error, once."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Formatter(settings.log_format))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(settings.log_level.upper())
    logging.getLogger("alembic").setLevel(logging.WARNING)
    # The HTTP server warns of every request that is no HTTP; the client is told, that is enough.
    logging.getLogger("uvicorn.error").setLevel(logging.ERROR)
