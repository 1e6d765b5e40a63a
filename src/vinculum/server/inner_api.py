"""
Carry out calls of the API that come from this process, each in a transaction of its own.

Owns the way of such a call to the store, past sockets, tokens and lanes.
Never lets one out half done: what is answered is on disk.
Next door: automation/api.py says what scripts expect, wire/handle.py answers.
"""

from __future__ import annotations

from collections.abc import Callable

from vinculum.automation.api import ApiAnswer, ApiCall
from vinculum.ports.services import Services
from vinculum.ports.store import Job, Work
from vinculum.wire.endpoint import READS
from vinculum.wire.handle import answer_within
from vinculum.wire.message import Deferred, WireRequest, WireResponse, completed, gathered

CALL_SECONDS = 30.0


class InnerApi:
    """The API in the hands of one user; `administrator` is who acts where a task asks for it."""

    def __init__(
        self, services: Services, org_id: int, *, user: int, administrator: int, depth: int = 0
    ) -> None:
        self._services = services
        self._org_id = org_id
        self._user = user
        self._administrator = administrator
        self._depth = depth

    def call(self, call: ApiCall) -> ApiAnswer:
        """Carry a call out; a refusal is an answer. StoreFailure when the store cannot serve."""
        user = self._administrator if call.administrator else self._user
        request = WireRequest(
            method=call.method,
            path=call.path,
            query=call.query,
            headers={"content-type": call.content_type} if call.content_type else {},
            body=call.body,
        )

        def run(work: Work) -> WireResponse | Deferred:
            return answer_within(request, user, work, self._services, depth=self._depth)

        if call.method == READS:
            answer = self._services.store.read(self._org_id, run)
        else:
            answer = self._write(run)
        response = gathered(completed(answer), self._services.store)
        return ApiAnswer(status=response.status, headers=dict(response.headers), body=response.body)

    def _write(self, run: Callable[[Work], WireResponse | Deferred]) -> WireResponse | Deferred:
        services = self._services
        job = Job(
            id=services.ids.next_id(),
            org_id=self._org_id,
            run=run,
            deadline=services.clock.monotonic() + CALL_SECONDS,
        )
        (settled,) = services.store.write([job])
        if settled.failure is not None:
            raise settled.failure
        if settled.changes:
            services.events.publish(self._org_id, settled.changes)
        if settled.result is None:
            raise AssertionError("a call always has an answer")
        return settled.result
