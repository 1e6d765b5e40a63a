"""
Give a script its surroundings: the org, the user, and the API in this process.

Owns how the services of a process become what a script sees.
Never runs a script.
Next door: automation/host.py is what they are made into, inner_api.py carries calls out.
"""

from __future__ import annotations

from collections.abc import Callable

from vinculum.automation.host import Surroundings
from vinculum.automation.network import read_hosts
from vinculum.model.actor import User
from vinculum.ports.services import Services
from vinculum.schema.snapshot import Schema
from vinculum.server.inner_api import InnerApi
from vinculum.server.network import OuterNetwork
from vinculum.server.outbox import OrgOutbox
from vinculum.server.settings import Settings


def surround(
    services: Services,
    settings: Settings,
    schema: Schema,
    people: tuple[User, User],
    write_line: Callable[[str], None],
    *,
    depth: int = 0,
) -> Surroundings:
    """
    Make the surroundings of a script; `people` are its user and the org's administrator.

    `depth` counts the functions below which it runs.
    """
    user, administrator = people
    org = schema.org

    def find_source(namespace: str, name: str) -> str | None:
        function = schema.find_function(name, namespace)
        return None if function is None else function.source

    return Surroundings(
        api=InnerApi(services, org.id, user=user.id, administrator=administrator.id, depth=depth),
        org=org,
        user=user,
        administrator=administrator,
        address=settings.public_url or f"http://{settings.host}:{settings.port}",
        clock=services.clock,
        secrets=services.secrets,
        write_line=write_line,
        outbox=OrgOutbox(services, org.id),
        network=OuterNetwork(
            read_hosts(settings.script_hosts), private=settings.script_private_addresses
        ),
        call_seconds=settings.script_call_seconds,
        find_source=find_source,
    )
