"""
Put the mails of scripts into the org's outbox.

Owns the transaction of a mail.
Never sends one: whoever operates the server does, by `vinculum mail`.
Next door: automation/mailing.py reads what a script says.
"""

from __future__ import annotations

from vinculum.model.change import PutMail
from vinculum.model.mail import Mail, encode_head, encode_mail, head_of
from vinculum.ports.services import Services
from vinculum.ports.store import Job

PUT_SECONDS = 30.0


class OrgOutbox:
    """The outbox of an org."""

    def __init__(self, services: Services, org_id: int) -> None:
        self._services = services
        self._org_id = org_id

    def put(self, mail: Mail) -> None:
        """Take a mail; it is on disk when this returns. StoreFailure when it cannot be."""
        services = self._services
        change = PutMail(
            id=services.ids.next_id(),
            at=services.clock.now(),
            body=encode_mail(mail),
            head=encode_head(head_of(mail)),
        )
        job = Job(
            id=services.ids.next_id(),
            org_id=self._org_id,
            run=lambda work: work.apply((change,)),
            deadline=services.clock.monotonic() + PUT_SECONDS,
        )
        (settled,) = services.store.write([job])
        if settled.failure is not None:
            raise settled.failure
