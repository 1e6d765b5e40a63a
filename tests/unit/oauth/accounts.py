"""An org with clients, and token requests sent to it as the process sends them."""

import json
from urllib.parse import urlencode

from tests.api import Api, open_api
from vinculum.oauth.clients import CLIENT_TYPES, register
from vinculum.oauth.issuing import MINUTE_MS
from vinculum.oauth.operator import issue_code, issue_tokens
from vinculum.wire.accounts_table import TOKEN_PATH, find_oauth_path
from vinculum.wire.message import WireRequest, WireResponse

SCOPES = "ZohoCRM.modules.ALL ZohoCRM.settings.READ"


class Accounts:
    """The accounts server of one org, with a self client that knows its secret."""

    def __init__(self) -> None:
        self.api: Api = open_api()
        self.client, self.secret = self.add_client("self")
        self.user = self.api.keys["ada"]

    def add_client(self, kind, name="Robot"):
        """Register a client and give it with its secret."""
        web = kind in {"server", "client", "mobile"}
        client, secret = register(
            org_id=self.api.org_id,
            name=name,
            kind=CLIENT_TYPES[kind],
            redirect_uris=["http://127.0.0.1:5500/redirect.html"] if web else [],
            javascript_domains=["http://127.0.0.1:5500"] if kind == "client" else [],
            homepage_url="",
            secrets=self.api.services.secrets,
            now=self.api.clock.now(),
        )
        self.api.apply(client.change())
        return client, secret

    def code(self, client=None, minutes=3, user=None):
        """A grant token as the command line issues it."""
        return self.api.write(
            lambda work: issue_code(
                self.api.services,
                work,
                client or self.client,
                user or self.user,
                SCOPES,
                minutes * MINUTE_MS,
            )
        )

    def tokens(self, client=None, scopes=SCOPES):
        """Tokens as the command line issues them."""
        return self.api.write(
            lambda work: issue_tokens(
                self.api.services, work, client or self.client, self.user, scopes
            )
        )

    def send(self, body=b"", method="POST", query="", path=TOKEN_PATH, **headers) -> WireResponse:
        """Send a raw request to the token endpoint, or to another path of the server."""
        request = WireRequest(
            method=method,
            path=path,
            query=query,
            headers={name.replace("_", "-"): value for name, value in headers.items()},
            body=body,
            base_url="http://crm.test:8080",
        )
        prepare = find_oauth_path(path)
        assert prepare is not None, path
        ready = prepare(request, self.api.services)
        if isinstance(ready, WireResponse):
            return ready
        return self.api.write(lambda work: ready.finish(work, self.api.services))

    def ask(self, **parameters):
        """Send a form with the client's credentials and read the answer."""
        form = {
            "client_id": self.client.client_id,
            "client_secret": self.secret,
            **parameters,
        }
        sent = {name: value for name, value in form.items() if value is not None}
        return json.loads(self.send(urlencode(sent).encode()).body)

    def refresh(self, token, **parameters):
        """Ask for a new access token."""
        return self.ask(**{"grant_type": "refresh_token", "refresh_token": token, **parameters})

    def redeem(self, code, **parameters):
        """Redeem a code."""
        return self.ask(grant_type="authorization_code", code=code, **parameters)

    def whoami(self, access_token):
        """The code with which the API answers a token; SUCCESS when it lets it in."""
        response = self.api.send("GET", "/crm/v2/org", token=access_token)
        return json.loads(response.body).get("code", "SUCCESS")
