"""
Put down which functions a write wakes, together with the write.

Owns the moment: after the operation, before the commit. So a run is on disk exactly when what
wakes it is.
Never runs a function.
Next door: rules/waking.py decides, server/waker.py runs what waits.
"""

from __future__ import annotations

from collections.abc import Collection

from vinculum.ports.services import Call
from vinculum.rules.plan import Stamp
from vinculum.rules.waking import wakes_of, without_room

WORKFLOW = "workflow"


def wake_functions(call: Call, wanted: Collection[str] | None) -> None:
    """
    Note the runs that this call's changes wake.

    `wanted` is the `trigger` of the request: None wakes everything, a list without "workflow"
    nothing. Costs nothing in an org that has no triggers. Where too many wait already, runs are
    noted as failed: a slow script must not fill the disk, and nothing is lost without a word.
    """
    if not call.schema.triggers or (wanted is not None and WORKFLOW not in wanted):
        return
    services = call.services
    stamp = Stamp(now=call.now, by=call.actor.user.id, next_id=services.ids.next_id)
    deepest = services.limits.function_depth
    runs = wakes_of(call.schema, call.work.changes, stamp, depth=call.depth, deepest=deepest)
    if not runs:
        return
    full = call.work.has_waiting_runs(services.limits.waiting_functions)
    call.work.apply(without_room(runs) if full else runs)
