"""
Make an org that lasts as long as one script, in memory.

Owns the passing org, and the run of a script in it.
Never touches the operator's database.
Next door: founding.py and demo/ fill the org, automation/trials.py judges what was written.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from msgspec.structs import replace

from vinculum.automation.network import NoNetwork
from vinculum.automation.runner import Ended, run_script
from vinculum.automation.trials import output_of, user_of
from vinculum.ports.services import Services
from vinculum.script.diagnostics import Diagnostic
from vinculum.server.compose import build
from vinculum.server.demo import load_demo
from vinculum.server.founding import DEMO_PREFIX, NEW_EMAIL, NEW_NAME, create_org
from vinculum.server.settings import Settings
from vinculum.server.sources import passing_worker
from vinculum.server.surroundings import surround

IN_MEMORY = "sqlite://"


@contextmanager
def open_passing(settings: Settings, *, demo: bool) -> Iterator[tuple[Services, int]]:
    """Found an org in memory, the demo's if asked; leaving the block is the end of it."""
    services = build(replace(settings, database=IN_MEMORY), worker=passing_worker())
    try:
        # Always the same prefix, so that ids of metadata are the same in every run.
        org = create_org(services, name=NEW_NAME, prefix=DEMO_PREFIX, email=NEW_EMAIL)
        if demo:
            load_demo(services, org.id)
        yield services, org.id
    finally:
        services.store.close()


def output_in_passing(text: str, settings: Settings, *, demo: bool) -> tuple[str, ...]:
    """
    Run a script in an org of its own: what it wrote, and where it was stopped.

    It runs as the administrator, or as the user that its first line names.
    """
    lines: list[str] = []
    email = user_of(text)
    with open_passing(settings, demo=demo) as (services, org_id):
        schema = services.store.read(org_id, services.schemas.current)
        administrator = schema.find_administrator()
        user = schema.find_user_by_email(email) if email else administrator
        if administrator is None or user is None:
            return output_of(lines, Ended(findings=(_nobody(email),)))
        around = surround(services, settings, schema, (user, administrator), lines.append)
        around = replace(around, network=NoNetwork())
        ended = run_script(text, around)
    return output_of(lines, ended)


def _nobody(email: str) -> Diagnostic:
    return Diagnostic(line=1, column=1, message=f"the org has no user {email}", source="")
