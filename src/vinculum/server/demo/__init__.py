"""
Make an untouched org into the demo org Zylker.

Owns the demo's name, administrator and sign-in; zylker.toml holds its people and records.
Never loads into an org that has records.
Next door: world.py reads the file, preparing.py decides whether it is asked for.
"""

from __future__ import annotations

import tomllib
from importlib.resources import files

from msgspec.structs import replace

from vinculum.oauth.passwords import hash_password, password_fits
from vinculum.oauth.sessions import end_sessions
from vinculum.ports.services import Services
from vinculum.ports.store import Job, Work
from vinculum.schema.metadata import put
from vinculum.server.founding import NEW_EMAIL, NEW_NAME
from vinculum.server.world import load_world

DEMO_NAME = "Zylker"
DEMO_EMAIL = "patricia.boyle@zylker.example"
LOAD_SECONDS = 60.0
_PASSWORD_DIGITS = 12


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


def open_sign_in(services: Services, org_id: int, password: str) -> tuple[str, str] | None:
    """
    Let the demo's administrator sign in, with this password or a new one.

    Gives back e-mail address and password; None when the org is not the demo's.
    """
    chosen = password or services.secrets.hex(_PASSWORD_DIGITS)

    def run(work: Work) -> bool:
        schema = services.schemas.current(work)
        user = schema.find_user_by_email(DEMO_EMAIL)
        if schema.org.name != DEMO_NAME or user is None or user.status != "active":
            return False
        # A known password may be there already; then the sign-ins of before go on.
        if not password or not password_fits(password, user.password):
            changed = replace(user, password=hash_password(chosen))
            work.apply((put(changed), *end_sessions(work, user.id)))
        return True

    job = Job(
        id=services.ids.next_id(),
        org_id=org_id,
        run=run,
        deadline=services.clock.monotonic() + LOAD_SECONDS,
    )
    (settled,) = services.store.write([job])
    if settled.failure is not None:
        raise settled.failure
    return (DEMO_EMAIL, chosen) if settled.result else None


def _rename(services: Services, work: Work) -> None:
    schema = services.schemas.current(work)
    if schema.org.name == NEW_NAME:
        work.apply((put(replace(schema.org, name=DEMO_NAME, primary_email=DEMO_EMAIL)),))
    new = schema.find_user_by_email(NEW_EMAIL)
    if new is not None:
        # The world finds her by this address and gives her her name.
        work.apply((put(replace(new, email=DEMO_EMAIL)),))
