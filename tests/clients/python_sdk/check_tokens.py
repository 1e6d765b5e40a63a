"""
Tokens: a start from a grant token, starts from a refresh token, tokens that have expired.

The server must be one whose access tokens live for two seconds; the order has a grant token.
"""

from __future__ import annotations

import time
from pathlib import Path

import msgspec
from zcrmsdk.src.com.zoho.crm.api import org as org_desk

from tests.clients.python_sdk.calls import answered, raised, refused
from tests.clients.python_sdk.report import Check, Unexpected, expect
from tests.clients.python_sdk.session import Order, Started, start

LIFETIME_SECONDS = 2.0
WRONG_TOKEN = f"1000.{'0' * 32}.{'0' * 32}"


class Starts:
    """The starts of one program; the first one gets the tokens that the others go on with."""

    def __init__(self, order: Order) -> None:
        self.order = order
        self.first: Started | None = None

    def checks(self) -> tuple[Check, ...]:
        """The checks, in their order."""
        return (
            self.the_library_starts_from_a_grant_token,
            self.the_library_starts_from_a_refresh_token,
            self.the_library_goes_on_with_the_tokens_in_its_file,
            self.an_access_token_is_refreshed_before_it_expires,
            self.an_expired_access_token_is_refused,
            self.a_wrong_secret_and_a_wrong_refresh_token_are_refused,
            self.a_grant_token_is_good_for_one_start_only,
        )

    def the_library_starts_from_a_grant_token(self) -> None:
        self.first = start(self.in_folder("grant"))

        expect("Zylker", org_name())
        expect(True, self.first.get_refresh_token().startswith("1000."))

    def the_library_starts_from_a_refresh_token(self) -> None:
        start(self.from_refresh_token("refresh"))

        expect("Zylker", org_name())

    def the_library_goes_on_with_the_tokens_in_its_file(self) -> None:
        start(self.from_refresh_token("refresh"))

        expect("Zylker", org_name())

    def an_access_token_is_refreshed_before_it_expires(self) -> None:
        started = start(self.from_refresh_token("expiring"))
        seen = set()
        for _ in range(3):
            expect("Zylker", org_name())
            seen.add(started.get_access_token())

        expect(3, len(seen))

    def an_expired_access_token_is_refused(self) -> None:
        started = start(self.from_refresh_token("expiring"))
        expect("Zylker", org_name())
        late = msgspec.structs.replace(
            self.in_folder("expired"), grant_token=None, access_token=started.get_access_token()
        )
        time.sleep(LIFETIME_SECONDS)
        start(late)
        outcome = refused(org_desk.OrgOperations().get_organization(), 401)

        expect(("INVALID_TOKEN", "invalid oauth token"), (outcome.code, outcome.message))

    def a_wrong_secret_and_a_wrong_refresh_token_are_refused(self) -> None:
        good = self.from_refresh_token("wrong")
        start(msgspec.structs.replace(good, client_secret="0" * 42))
        expect(True, "invalid_client" in raised(org_name))
        start(msgspec.structs.replace(good, refresh_token=WRONG_TOKEN))
        expect(True, "invalid_code" in raised(org_name))

    def a_grant_token_is_good_for_one_start_only(self) -> None:
        start(self.in_folder("again"))

        expect(True, "invalid_code" in raised(org_name))

    def in_folder(self, name: str) -> Order:
        """The order in a folder of its own, where the library finds no earlier token."""
        folder = Path(self.order.folder) / name
        folder.mkdir(exist_ok=True)
        return msgspec.structs.replace(self.order, folder=str(folder))

    def from_refresh_token(self, name: str) -> Order:
        """An order to start from the refresh token that the grant token brought."""
        if self.first is None:
            raise Unexpected("there is no refresh token, because the first start failed")
        return msgspec.structs.replace(
            self.in_folder(name), grant_token=None, refresh_token=self.first.get_refresh_token()
        )


def org_name() -> str:
    """The smallest call that needs a token."""
    (org,) = answered(org_desk.OrgOperations().get_organization()).get_org()
    return str(org.get_company_name())
