"""
Make an untouched org into the demo org Zylker.

Owns the demo's name and administrator; zylker.toml holds its people and records.
Never loads into an org that has records.
Next door: world.py reads the file, preparing.py decides whether it is asked for.
"""

from __future__ import annotations

import tomllib
from importlib.resources import files

from msgspec.structs import replace

from vinculum.ports.services import Services
from vinculum.ports.store import Job, Work
from vinculum.schema.metadata import put
from vinculum.server.founding import NEW_EMAIL, NEW_NAME
from vinculum.server.world import load_world

DEMO_NAME = "Zylker"
DEMO_EMAIL = "patricia.boyle@zylker.example"
LOAD_SECONDS = 60.0


def load_demo(services: Services, org_id: int) -> None:
    """Load the demo's people and records; a new org takes its name and administrator too."""
    job = Job(
        id=services.ids.next_id(),
        org_id=org_id,
        run=lambda work: _rename(services, work),
        deadline=services.clock.monotonic() + LOAD_SECONDS,
    )
    (settled,) = services.store.write([job])
    if settled.failure is not None:
        raise settled.failure
    text = files(__name__).joinpath("zylker.toml").read_text(encoding="utf-8")
    load_world(services, org_id, tomllib.loads(text))


def _rename(services: Services, work: Work) -> None:
    schema = services.schemas.current(work)
    if schema.org.name == NEW_NAME:
        work.apply((put(replace(schema.org, name=DEMO_NAME, primary_email=DEMO_EMAIL)),))
    new = schema.find_user_by_email(NEW_EMAIL)
    if new is not None:
        # The world finds her by this address and gives her her name.
        work.apply((put(replace(new, email=DEMO_EMAIL)),))
