"""
Forget what nobody needs any more, now and then, while the server runs.

Owns how often, how long a token is kept after its end (a code that comes back late is still
recognised, and a device still hears that its time is over), and that other writings pass
between two steps.
Never touches what has no end.
Next door: asgi.py starts and stops it, lanes.py runs the work, operations/recycling.py purges.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import TypeAlias

from vinculum.model.change import CutExpired, CutLog
from vinculum.model.ids import compose_id
from vinculum.model.moments import SECOND_MS
from vinculum.operations.recycling import DAY_MS, empty_recycle_bin
from vinculum.ports.services import Services
from vinculum.ports.store import Work
from vinculum.server.lanes import Lane

EVERY_SECONDS = 3_600.0
KEPT_MS = 24 * 3_600 * SECOND_MS
LOG_BATCH = 500  # units of work; each may be as large as a request
PAUSE_SECONDS = 0.05

# Does a little and tells whether there may be more to do.
Step: TypeAlias = Callable[[Services, Work], bool]

_log = logging.getLogger(__name__)


def forget_expired(services: Services, work: Work) -> bool:
    """Forget the tokens, codes and sign-ins that ended a day ago or earlier."""
    work.apply((CutExpired(before=services.clock.now() - KEPT_MS),))
    return False


def purge_deleted(services: Services, work: Work) -> bool:
    """Purge some of what has been in the recycle bin long enough."""
    return empty_recycle_bin(work, services.schemas.current(work), services.clock.now())


def shorten_log(services: Services, work: Work) -> bool:
    """Forget the oldest units of work, if the settings say that they need not be kept."""
    days = services.limits.change_log_days
    if not days:
        return False
    end = compose_id(services.clock.now() - days * DAY_MS, 0, 0)
    if work.find_log_id(end, 0) is None:
        return False
    further = work.find_log_id(end, LOG_BATCH)
    work.apply((CutLog(before=end if further is None else further),))
    return further is not None


STEPS: tuple[Step, ...] = (forget_expired, purge_deleted, shorten_log)


async def keep_house(services: Services, write: Lane, every: float = EVERY_SECONDS) -> None:
    """Tidy each org up every so many seconds, until cancelled; what fails is tried next time."""
    while True:
        await asyncio.sleep(every)
        try:
            orgs = await asyncio.to_thread(services.store.read_orgs)
        except Exception:  # noqa: BLE001 - the server serves all the same.
            _log.exception("nothing could be tidied up")
            continue
        for org_id in orgs:
            for step in STEPS:
                await _tidy(services, write, org_id, step)


async def _tidy(services: Services, write: Lane, org_id: int, step: Step) -> None:
    """Take a step as often as there is more to do; whoever else writes comes between."""
    try:
        more = True
        while more:
            more = await write.run(org_id, lambda work: step(services, work))
            await asyncio.sleep(PAUSE_SECONDS)
    except Exception:  # noqa: BLE001 - the server serves all the same.
        _log.exception("not all could be tidied up: %s", step.__name__)
