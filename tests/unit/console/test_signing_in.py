"""Passwords that are sent together are as many tries as those that are sent one by one."""

from concurrent.futures import ThreadPoolExecutor
from typing import cast

from msgspec.structs import replace
from starlette.datastructures import FormData
from starlette.requests import Request

from tests.api import open_api
from vinculum.console.pages.signing_in import _compare, network_of
from vinculum.console.visit import Lanes, Visit
from vinculum.ports.services import Limits

AT_ONCE = 2  # as many as the server compares at a time


def visit():
    services = replace(open_api().services, limits=Limits(sign_in_failures=3))
    return Visit(
        request=Request({"type": "http", "headers": []}),
        services=services,
        lanes=cast("Lanes", None),  # a comparison runs beside them
        form=FormData(),
        address="http://crm.test",
        peer="192.0.2.1",
    )


def test_the_lock_is_asked_again_before_each_comparison():
    one = visit()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        waits = [
            wait
            for wait, _ in pool.map(lambda _: _compare(one, "ada@x.test", "no", None), range(12))
        ]
    compared = waits.count(0.0)

    assert 3 <= compared < 3 + AT_ONCE


def test_a_network_is_an_address_or_the_half_of_one_that_a_provider_gives_out():
    assert ("192.0.2.1", "2001:db8::/64", "2001:db8::/64", "") == tuple(
        map(network_of, ("192.0.2.1", "2001:db8::1", "2001:db8::ffff:1", ""))
    )
