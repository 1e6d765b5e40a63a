"""
Run the functions that events have woken.

Owns the thread that looks for waiting runs, and the states that a run goes through: it is noted as
begun before it starts and as ended after, so none runs twice, whatever happens in between.
Never lets a failure reach the write that woke it; that is on disk already.
Next door: rules/waking.py puts runs down, functions.py runs one.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from threading import Event, Thread
from typing import TypeVar

from vinculum.automation.api import ApiCall
from vinculum.model.change import Change, CutRuns, PutRun
from vinculum.model.function import (
    RunEnd,
    RunNote,
    RunState,
    ScriptFunction,
    Trigger,
    Wake,
    decode_note,
    encode_note,
)
from vinculum.model.record import JsonValue
from vinculum.ports.services import Execution, Services
from vinculum.ports.store import Job, StoredRun, Work
from vinculum.rules.functions import FIELD
from vinculum.schema.snapshot import Schema
from vinculum.server.functions import STOPPED
from vinculum.server.inner_api import InnerApi

T = TypeVar("T")
POLL_SECONDS = 1.0
AT_ONCE = 20  # runs of one org, before the next org has its turn
KEPT_RUNS = 1_000
FORGET_EVERY = 100  # so many runs later, old ones are looked for: reading all of them takes time
# A run that was begun is given its time, and this much for its calls, before it counts as lost.
GRACE_SECONDS = 120.0
_NOTE_SECONDS = 30.0
_GONE = "the function or its trigger is not there any more"

_log = logging.getLogger(__name__)


class Waker:
    """The thread that runs what waits. `hear` is a listener of commits."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._wake = Event()
        self._over = False
        self._since: dict[int, int] = {}  # runs of each org since old ones were forgotten
        self._thread = Thread(target=self._live, name="waker", daemon=True)

    def hear(self, _org_id: int, changes: Sequence[Change]) -> None:
        """Look at once when a run was put down."""
        if any(isinstance(change, PutRun) for change in changes):
            self._wake.set()

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def stop(self) -> None:
        """End when the run at hand has ended."""
        self._over = True
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join()

    def _live(self) -> None:
        while not self._over:
            try:
                busy = self.round()
            except Exception:  # noqa: BLE001 - the store may be away for a while.
                _log.exception("waiting functions could not be run; trying again")
                busy = False
            if not busy:
                self._wake.wait(POLL_SECONDS)
                self._wake.clear()

    def round(self) -> bool:
        """Run some of what waits in every org; tells whether there was any."""
        busy = False
        for org_id in self._services.store.read_orgs():
            self._give_up_lost(org_id)
            waiting = self._read(org_id, "waiting", AT_ONCE)
            for run in waiting:
                if self._over:
                    return False
                self._run(org_id, run.id)
            busy = busy or bool(waiting)
            self._forget_now_and_then(org_id, len(waiting))
        return busy

    def _forget_now_and_then(self, org_id: int, more: int) -> None:
        since = self._since.get(org_id, FORGET_EVERY) + more
        if more and since >= FORGET_EVERY:
            self._write(org_id, _forget_old)
            since = 0
        self._since[org_id] = since

    def _run(self, org_id: int, run_id: int) -> None:
        """Claim a run, unless somebody else did, and bring it to its end."""
        run = self._write(org_id, lambda work: self._claim(work, run_id))
        if run is None:
            return
        wake = decode_note(run.body).wake
        try:
            end = self._execute(org_id, run.function, wake)
        except Exception:  # noqa: BLE001 - what a store or we did wrong must not stop the others.
            _log.exception("the function of run %d could not be run", run_id)
            end = RunEnd(message="the server could not run the function; its log says why")
        state: RunState = "failed" if end.message else "done"
        note = encode_note(RunNote(wake=wake, end=end))
        self._write(org_id, lambda work: self._note(work, run, state, note))

    def _execute(self, org_id: int, function_id: int, wake: Wake) -> RunEnd:
        services = self._services
        schema = services.store.read(org_id, services.schemas.current)
        function = schema.functions.get(function_id)
        trigger = next((each for each in schema.triggers if each.id == wake.trigger), None)
        if function is None or trigger is None:
            return RunEnd(message=_GONE)
        execution = Execution(
            function=function,
            user=function.owner,
            arguments=self._arguments(schema, function, trigger, wake),
            depth=wake.depth,
        )
        return services.functions.execute(services, org_id, execution).end

    def _arguments(
        self, schema: Schema, function: ScriptFunction, trigger: Trigger, wake: Wake
    ) -> Mapping[str, JsonValue]:
        """Fill the parameters; the record is read once, and only if one of them needs it."""
        known: dict[str, JsonValue] = {
            "id": str(wake.record_id),
            "module": wake.module,
            "event": wake.event,
            "related_list": wake.related_list,
            "related_id": None if wake.related_id is None else str(wake.related_id),
            "related_module": _related_module(schema, trigger),
            "attributes": json.loads(wake.attributes),
        }
        sources = trigger.arguments.values()
        if any(source == "record" or source.startswith(FIELD) for source in sources):
            record = self._record(schema, function, wake)
            known["record"] = record
            fields = record or {}
            known.update((FIELD + name, value) for name, value in fields.items())
        return {name: known.get(source) for name, source in trigger.arguments.items()}

    def _record(
        self, schema: Schema, function: ScriptFunction, wake: Wake
    ) -> dict[str, JsonValue] | None:
        """The record as the function's owner sees it now; None when there is none for them."""
        user = schema.users.get(function.owner)
        if user is None or user.status != "active":
            return None
        api = InnerApi(
            self._services, schema.org.id, user=user.id, administrator=user.id, depth=wake.depth
        )
        answer = api.call(ApiCall(method="GET", path=f"/crm/v2/{wake.module}/{wake.record_id}"))
        if answer.status != 200:
            return None
        (record,) = json.loads(answer.body)["data"]
        return dict(record)

    def _claim(self, work: Work, run_id: int) -> StoredRun | None:
        run = work.find_run(run_id)
        if run is None or run.state != "waiting":
            return None
        self._note(work, run, "begun", run.body)
        return run

    def _note(self, work: Work, run: StoredRun, state: RunState, body: str) -> None:
        now = self._services.clock.now()
        work.apply((PutRun(id=run.id, function=run.function, state=state, at=now, body=body),))

    def _give_up_lost(self, org_id: int) -> None:
        """Note as failed what was begun so long ago that nobody can be at it any more."""
        services = self._services
        patience = (services.limits.function_seconds + GRACE_SECONDS) * 1000
        for run in self._read(org_id, "begun", AT_ONCE):
            if run.at < services.clock.now() - patience:
                note = RunNote(wake=decode_note(run.body).wake, end=RunEnd(message=STOPPED))
                self._write(org_id, partial(self._fail, run.id, note))

    def _fail(self, run_id: int, note: RunNote, work: Work) -> None:
        run = work.find_run(run_id)
        if run is not None and run.state == "begun":
            self._note(work, run, "failed", encode_note(note))

    def _read(self, org_id: int, state: RunState, limit: int) -> Sequence[StoredRun]:
        return self._services.store.read(org_id, lambda work: work.read_runs(state, limit))

    def _write(self, org_id: int, run: Callable[[Work], T]) -> T | None:
        services = self._services
        job = Job(
            id=services.ids.next_id(),
            org_id=org_id,
            run=run,
            deadline=services.clock.monotonic() + _NOTE_SECONDS,
        )
        (settled,) = services.store.write([job])
        if settled.failure is not None:
            raise settled.failure
        return settled.result


def _forget_old(work: Work) -> None:
    """Keep the newest runs, and whatever has not ended."""
    newest = work.read_runs(None, KEPT_RUNS)
    if len(newest) == KEPT_RUNS:
        work.apply((CutRuns(before=newest[-1].id),))


def _related_module(schema: Schema, trigger: Trigger) -> str | None:
    module = schema.find_module(trigger.module)
    related = None if module is None else schema.find_list(module, trigger.related_list)
    return None if related is None else related.module
