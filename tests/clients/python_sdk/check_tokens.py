"""
Tokens: a start from a grant token, starts from a refresh token, tokens that have expired.

The server must be one whose access tokens live for two seconds; the order has a grant token.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
from zcrmsdk.src.com.zoho.crm.api import org as org_desk

from tests.clients.python_sdk.calls import answered, raised, refused
from tests.clients.python_sdk.report import Check, Unexpected, expect
from tests.clients.python_sdk.session import Order, Started, start

LIFETIME_SECONDS = 2.0


def checks(order: Order) -> Iterator[Check]:
    """Make the checks; the first one gets the tokens that the others go on with."""
    begun: list[Started] = []

    def the_library_starts_from_a_grant_token() -> None:
        begun.append(start(in_folder(order, "grant")))

        expect("Zylker", org_name())
        expect(True, begun[0].get_refresh_token().startswith("1000."))

    def the_library_starts_from_a_refresh_token() -> None:
        started = start(from_refresh_token(order, begun, "refresh"))

        expect("Zylker", org_name())
        expect(False, started.get_access_token() == begun[0].get_access_token())

    def the_library_goes_on_with_the_tokens_in_its_file() -> None:
        start(from_refresh_token(order, begun, "refresh"))

        expect("Zylker", org_name())

    def an_access_token_is_refreshed_before_it_expires() -> None:
        started = start(from_refresh_token(order, begun, "expiring"))
        seen = set()
        for _ in range(3):
            expect("Zylker", org_name())
            seen.add(started.get_access_token())

        expect(3, len(seen))

    def an_expired_access_token_is_refused() -> None:
        started = start(from_refresh_token(order, begun, "expiring"))
        expect("Zylker", org_name())
        late = msgspec.structs.replace(
            in_folder(order, "expired"), grant_token=None, access_token=started.get_access_token()
        )
        time.sleep(LIFETIME_SECONDS)
        start(late)
        outcome = refused(org_desk.OrgOperations().get_organization(), 401)

        expect(("INVALID_TOKEN", "invalid oauth token"), (outcome.code, outcome.message))

    def a_wrong_secret_and_a_wrong_refresh_token_are_refused() -> None:
        good = from_refresh_token(order, begun, "wrong")
        start(msgspec.structs.replace(good, client_secret="0" * 42))
        expect(True, "invalid_client" in raised(org_name))
        start(msgspec.structs.replace(good, refresh_token=f"1000.{'0' * 32}.{'0' * 32}"))
        expect(True, "invalid_code" in raised(org_name))

    def a_grant_token_is_good_for_one_start_only() -> None:
        start(in_folder(order, "again"))

        expect(True, "invalid_code" in raised(org_name))

    yield the_library_starts_from_a_grant_token
    yield the_library_starts_from_a_refresh_token
    yield the_library_goes_on_with_the_tokens_in_its_file
    yield an_access_token_is_refreshed_before_it_expires
    yield an_expired_access_token_is_refused
    yield a_wrong_secret_and_a_wrong_refresh_token_are_refused
    yield a_grant_token_is_good_for_one_start_only


def org_name() -> str:
    """The smallest call that needs a token."""
    (org,) = answered(org_desk.OrgOperations().get_organization()).get_org()
    return str(org.get_company_name())


def in_folder(order: Order, name: str) -> Order:
    """The same order in a folder of its own, where the library finds no earlier token."""
    folder = Path(order.folder) / name
    folder.mkdir(exist_ok=True)
    return msgspec.structs.replace(order, folder=str(folder))


def from_refresh_token(order: Order, begun: list[Started], name: str) -> Order:
    """An order to start from the refresh token that the grant token brought."""
    if not begun:
        raise Unexpected("there is no refresh token, because the first start failed")
    refresh_token = begun[0].get_refresh_token()
    return msgspec.structs.replace(
        in_folder(order, name), grant_token=None, refresh_token=refresh_token
    )
