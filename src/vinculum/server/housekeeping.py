"""
Forget what nobody can use any more, now and then, while the server runs.

Owns how often, and for how long a token is kept after its end: a code that comes back late is
still recognised, and a device still hears that its time is over.
Never touches what has no end, nor anything but tokens.
Next door: asgi.py starts and stops it, lanes.py runs the work.
"""

from __future__ import annotations

import asyncio
import logging

from vinculum.model.change import CutExpired
from vinculum.model.moments import SECOND_MS
from vinculum.ports.services import Services
from vinculum.ports.store import Work
from vinculum.server.lanes import Lane

EVERY_SECONDS = 3_600.0
KEPT_MS = 24 * 3_600 * SECOND_MS

_log = logging.getLogger(__name__)


def forget_expired(services: Services, work: Work) -> None:
    """Forget the tokens, codes and sign-ins that ended a day ago or earlier."""
    work.apply((CutExpired(before=services.clock.now() - KEPT_MS),))


async def keep_house(services: Services, write: Lane, every: float = EVERY_SECONDS) -> None:
    """Tidy each org up every so many seconds, until cancelled; what fails is tried next time."""
    while True:
        await asyncio.sleep(every)
        for org_id in await asyncio.to_thread(services.store.read_orgs):
            try:
                await write.run(org_id, lambda work: forget_expired(services, work))
            except Exception:  # noqa: BLE001 - the server serves all the same.
                _log.exception("expired tokens could not be forgotten")
