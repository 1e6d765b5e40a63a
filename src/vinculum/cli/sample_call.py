"""
Write the call that a newcomer tries first, with a token that works.

Owns the text of the call and the client that its token belongs to.
Never writes a file: the body stands in the call, so that it works wherever it is pasted.
Next door: commands/serve.py prints it when the demo is served.
"""

from __future__ import annotations

from vinculum.cli.desk import administrator_of
from vinculum.oauth.clients import CLIENT_TYPES, Client, parse_client, register
from vinculum.oauth.operator import issue_tokens
from vinculum.ports.services import Services
from vinculum.ports.store import Job, Work

LEAD = 3652397000001829002
CAMPAIGNS = ((3652397000000327001, "Active"), (3652397000001854001, "Planning"))
CLIENT_NAME = "Sample call"
SCOPES = "ZohoCRM.modules.ALL ZohoCRM.settings.ALL ZohoCRM.users.ALL ZohoCRM.org.ALL"
WRITE_SECONDS = 30.0


def sample_call(services: Services, org_id: int, address: str) -> list[str]:
    """The lines of the call, with a fresh token in it; none when its records are not there."""
    ids = (LEAD, *(campaign for campaign, _ in CAMPAIGNS))
    there = services.store.read(org_id, lambda work: work.read_refs(ids))
    if len(there) < len(ids):
        return []
    tokens: list[str] = []
    job = Job(
        id=services.ids.next_id(),
        org_id=org_id,
        run=lambda work: tokens.append(_issue(services, work)),
        deadline=services.clock.monotonic() + WRITE_SECONDS,
    )
    (settled,) = services.store.write([job])
    if settled.failure is not None:
        raise settled.failure
    return ["", "Try it in a second terminal:", "", *_call(address, tokens[-1]), ""]


def _call(address: str, token: str) -> list[str]:
    items = ",".join(
        f'{{"id":"{campaign}","Member_Status":"{status}"}}' for campaign, status in CAMPAIGNS
    )
    return [
        f'curl "{address}/crm/v2/Leads/{LEAD}/Campaigns" \\',
        "    -X PUT \\",
        f"""    -d '{{"data":[{items}]}}' \\""",
        f'    -H "Authorization: Zoho-oauthtoken {token}"',
    ]


def _issue(services: Services, work: Work) -> str:
    """Issue a token to the one client of the sample call, which is made the first time."""
    user = administrator_of(services.schemas.current(work))
    known = (parse_client(stored) for stored in work.read_clients())
    client = next((client for client in known if client.name == CLIENT_NAME), None)
    if client is None:
        client = _register(services, work)
    return issue_tokens(services, work, client, user.id, SCOPES).access_token


def _register(services: Services, work: Work) -> Client:
    client, _ = register(
        org_id=work.org_id,
        name=CLIENT_NAME,
        kind=CLIENT_TYPES["self"],
        redirect_uris=(),
        javascript_domains=(),
        homepage_url="",
        secrets=services.secrets,
        now=services.clock.now(),
    )
    work.apply((client.change(),))
    return client
