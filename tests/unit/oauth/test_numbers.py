"""Each lifetime and limit has a setting, and the documented number by default."""

import pytest

from vinculum.oauth.limits import CODE_BLOCK_SECONDS, CODE_RATE, LIFETIMES, LIMITS, rate_of
from vinculum.ports.services import Limits, Rate
from vinculum.server.compose import limits_of
from vinculum.server.settings import SETTINGS, Settings, read_settings

DOCUMENTED = {
    "access_token_seconds": 3600,
    "code_seconds": 120,
    "device_code_seconds": 300,
    "session_seconds": 86_400,
    "access_tokens_per_window": 10,
    "active_access_tokens": 30,
    "refresh_tokens_per_client": 20,
    "refresh_tokens_per_minute": 5,
    "codes_per_minute": 0,
    "device_codes_per_minute": 60,
    "sign_in_failures": 5,
    "sign_in_failures_per_address": 50,
}


def test_the_numbers_are_those_of_the_documents():
    assert DOCUMENTED == {
        **{row.setting: row.milliseconds(Limits()) // 1000 for row in LIFETIMES},
        **{row.setting: row.count(Limits()) for row in LIMITS},
    }


def test_the_settings_and_the_core_have_the_same_defaults():
    assert Limits() == limits_of(Settings())


@pytest.mark.parametrize("name", DOCUMENTED)
def test_every_number_is_a_setting(name):
    limits = limits_of(read_settings({SETTINGS[name].variable: "17"}, {}))

    assert 17 == getattr(limits, name)


def test_windows_are_those_of_the_documents():
    windows = {row.setting: row.window_seconds for row in LIMITS}

    assert (600, None, None, 60, 60) == tuple(
        windows[name]
        for name in (
            "access_tokens_per_window",
            "active_access_tokens",
            "refresh_tokens_per_client",
            "refresh_tokens_per_minute",
            "codes_per_minute",
        )
    )


def test_a_limit_is_counted_at_its_rate():
    limits = Limits(codes_per_minute=4)

    assert Rate(count=4, seconds=60, blocked_seconds=600) == rate_of(
        CODE_RATE, limits, CODE_BLOCK_SECONDS
    )
