"""
Found an org: its first metadata and its first administrator.

Owns what a new org starts with before anybody has touched it.
Never loads records; world.py does.
Next door: preparing.py founds the first org of an empty database.
"""

from __future__ import annotations

import math

from vinculum.model.actor import Org, User
from vinculum.model.ids import MAX_ORG_PREFIX
from vinculum.ports.services import SecretSource, Services
from vinculum.ports.store import Job, Work
from vinculum.schema.assemble import assemble, initial_metadata
from vinculum.schema.metadata import put
from vinculum.schema.snapshot import CookieKey

NEW_NAME = "My Company"
NEW_EMAIL = "admin@example.com"
NEW_LAST_NAME = "Administrator"
# The documented samples of the API show an org with these digits; the demo is founded with them.
DEMO_PREFIX = 3652397
_LOWEST_PREFIX = 1_000_000
COOKIE_KEY_DIGITS = 64


def create_org(services: Services, *, name: str, prefix: int, email: str) -> Org:
    """
    Add an org with the standard schema and one administrator, who cannot sign in.

    In one transaction; raises Conflict when the org is there already.
    """
    now = services.clock.now()
    org = Org(
        id=services.ids.next_id(),
        prefix=prefix,
        version=0,
        name=name,
        zgid=str(prefix),
        primary_email=email,
        created=now,
    )
    start = (put(org), *initial_metadata(org))
    schema = assemble(start, version=0)
    user_id = services.ids.next_id()
    administrator = User(
        id=user_id,
        email=email,
        last_name=NEW_LAST_NAME,
        role=next(role.id for role in schema.roles.values() if role.reports_to is None),
        profile=next(one.id for one in schema.profiles.values() if one.administrator),
        zuid=str(user_id % 10**9),
        created=now,
        created_by=user_id,
        modified=now,
        modified_by=user_id,
    )
    services.store.create_org(org.id, (*start, put(administrator), put(new_cookie_key(services))))
    return org


def new_cookie_key(services: Services) -> CookieKey:
    """Make the key with which an org signs cookies."""
    return CookieKey(key=services.secrets.hex(COOKIE_KEY_DIGITS))


def require_cookie_key(services: Services, org_id: int) -> None:
    """Give an org of an older program its key."""

    def run(work: Work) -> None:
        if not services.schemas.current(work).cookie_key:
            work.apply((put(new_cookie_key(services)),))

    job = Job(id=services.ids.next_id(), org_id=org_id, run=run, deadline=math.inf)
    (settled,) = services.store.write([job])
    if settled.failure is not None:
        raise settled.failure


def choose_prefix(secrets: SecretSource) -> int:
    """Choose the seven digits that an org's metadata ids begin with."""
    span = MAX_ORG_PREFIX - _LOWEST_PREFIX + 1
    return _LOWEST_PREFIX + int(secrets.hex(16), 16) % span
