"""
Pass committed changes on to whoever wants to hear of them.

Owns the list of listeners; it is empty until a serving process listens.
Never lets a listener disturb the answer: what goes wrong there is logged.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import TypeAlias

from vinculum.model.change import Change

Listener: TypeAlias = Callable[[int, Sequence[Change]], None]

_log = logging.getLogger(__name__)


class Listeners:
    """Everyone who is told of a commit, in order."""

    def __init__(self, *listeners: Listener) -> None:
        self._listeners = listeners

    def add(self, listener: Listener) -> None:
        """Tell one more, from the next commit on."""
        self._listeners = (*self._listeners, listener)

    def publish(self, org_id: int, changes: Sequence[Change]) -> None:
        """Tell every listener; called after COMMIT, before the answer is released."""
        for listener in self._listeners:
            try:
                listener(org_id, changes)
            except Exception:  # noqa: BLE001 - whatever it was, the commit stands.
                _log.exception("a listener failed; the changes stay")
