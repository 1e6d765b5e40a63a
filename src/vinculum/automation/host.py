"""
Be what a script sees of the world: an org, in the hands of one user.

Owns the look-up of tasks, the system variables, and which addresses a script may call.
Never opens a socket: an address of the API is called in this process, others by the network.
Next door: crm_tasks.py has the tasks, script/host.py the protocol.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from urllib.parse import urlencode, urlsplit

from vinculum.automation.api import Api, ApiCall
from vinculum.automation.arguments import bound
from vinculum.automation.crm_tasks import BY_NAME, NAMESPACE, TASKS, Desk
from vinculum.automation.mailing import MOST_MAILS, Outbox, read_mail
from vinculum.automation.network import Network, NoNetwork
from vinculum.model.actor import Org, User
from vinculum.model.moments import zone_of
from vinculum.model.value import Value
from vinculum.ports.services import Clock, SecretSource
from vinculum.rules.functions import signature_of
from vinculum.script.ast import Function
from vinculum.script.diagnostics import Fault, nearest
from vinculum.script.host import UrlRequest, UrlResponse
from vinculum.script.values import Datum

# Scripts name the vendor's hosts; here they mean this server.
_API_HOSTS = (
    "www.zohoapis.com",
    "www.zohoapis.eu",
    "www.zohoapis.in",
    "www.zohoapis.com.au",
    "www.zohoapis.com.cn",
    "www.zohoapis.jp",
    "www.zohoapis.ca",
    "www.zohoapis.sa",
)
_CHANCE_DIGITS = 16


class Surroundings(Value):
    """
    Who runs a script, where its output goes, and what it may use.

    `network` is the world outside, a call of which takes at most `call_seconds`.
    `find_source` gives the source of a function of the org, by namespace and name.
    """

    api: Api
    org: Org
    user: User
    administrator: User
    address: str
    clock: Clock
    secrets: SecretSource
    write_line: Callable[[str], None]
    network: Network = NoNetwork()
    outbox: Outbox | None = None
    call_seconds: float = 40.0
    find_source: Callable[[str, str], str | None] = lambda _namespace, _name: None


class CrmHost:
    """The host of one run."""

    def __init__(self, around: Surroundings) -> None:
        self._around = around
        self._mails = 0
        self._zone = zone_of(around.user.time_zone or around.org.time_zone)
        self._desk = Desk(api=around.api, zone=self._zone)
        self._variables: Mapping[str, Datum] = {
            "zoho.loginuser": around.user.full_name,
            "zoho.loginuserid": around.user.email,
            "zoho.adminuser": around.administrator.full_name,
            "zoho.adminuserid": around.administrator.email,
            "zoho.appname": around.org.name,
            "zoho.appuri": around.address,
            "zoho.ipaddress": "127.0.0.1",
            "zoho.device.type": "web",
        }

    def now(self) -> datetime:
        """Tell the time in the zone of the user, else of the org."""
        return datetime.fromtimestamp(self._around.clock.now() / 1000, self._zone)

    def clock(self) -> float:
        """Tell seconds that never go back."""
        return self._around.clock.monotonic()

    def chance(self, below: int) -> int:
        """Draw a number that nobody can guess."""
        return int(self._around.secrets.hex(_CHANCE_DIGITS), 16) % below

    def info(self, line: str) -> None:
        """Hand a line on as soon as it is written."""
        self._around.write_line(line)

    def system_variable(self, name: str) -> Datum:
        """Tell the value of a variable."""
        if name not in self._variables:
            near = nearest(name, self._variables)
            raise Fault(f"there is no `{name}`" + (f"; `{near}` is there" if near else ""))
        return self._variables[name]

    def call_task(self, name: str, arguments: Sequence[Datum]) -> Datum:
        """Run a task as the script's user."""
        small = name.lower()
        task = BY_NAME.get(small)
        if task is None:
            near = nearest(name, (f"{NAMESPACE}{each.name}" for each in TASKS))
            raise Fault(f"there is no task `{name}`" + (f"; `{near}` is there" if near else ""))
        return task.run(self._desk, bound(name, task.parameters, arguments))

    def invoke_url(self, request: UrlRequest) -> UrlResponse:
        """Call an address: of the API in this process, whichever of its hosts is named."""
        parts = urlsplit(request.url)
        here = urlsplit(self._around.address).netloc
        if parts.netloc.lower() not in (here.lower(), *_API_HOSTS):
            return self._around.network.fetch(request, self._around.call_seconds)
        if not parts.path.startswith("/crm/"):
            raise Fault(f"`{parts.path}` is no address of the API")
        query, body = _sent(request, parts.query)
        answer = self._around.api.call(
            ApiCall(method=request.method.upper(), path=parts.path, query=query, body=body)
        )
        return UrlResponse(
            status=answer.status,
            headers=answer.headers,
            content=answer.body,
            content_type="application/json",
        )

    def send_mail(self, settings: Mapping[str, Datum]) -> None:
        """Put a mail into the org's outbox."""
        around = self._around
        if around.outbox is None:
            raise Fault("this run has no outbox")
        if self._mails >= MOST_MAILS:
            raise Fault(f"a run writes at most {MOST_MAILS} mails")
        senders = (around.user.email, around.administrator.email)
        around.outbox.put(read_mail(settings, around.user.id, senders))
        self._mails += 1

    def find_function(self, namespace: str, name: str) -> Function | None:
        """Find a function of the org."""
        source = self._around.find_source(namespace, name)
        return None if source is None else signature_of(source)


def _sent(request: UrlRequest, query: str) -> tuple[str, bytes]:
    """
    Put a request's parameters where its verb has them.

    For GET they belong to the query, a map also for DELETE; elsewhere a text is the body as it is.
    """
    given = request.parameters
    method = request.method.upper()
    if method == "GET" or (method == "DELETE" and isinstance(given, Mapping)):
        asked = given if isinstance(given, str) else urlencode(given or {})
        return "&".join(filter(None, (query, asked))), (request.body or "").encode()
    if given is None:
        return query, (request.body or "").encode()
    text = given if isinstance(given, str) else urlencode(given)
    return query, text.encode()
