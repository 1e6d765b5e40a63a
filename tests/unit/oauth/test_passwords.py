"""A password is compared slowly with whatever is kept, so that nothing tells who is known."""

from time import process_time

import pytest
from argon2 import PasswordHasher

from vinculum.oauth import passwords
from vinculum.oauth.passwords import LONGEST, password_fits

PASSWORD = "analytical engine"
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@pytest.fixture(scope="module")
def kept():
    return QUICK.hash(PASSWORD)


def test_the_right_password_fits_and_no_other(kept):
    tried = [PASSWORD, "", PASSWORD + " ", PASSWORD.upper(), PASSWORD + "\0", "\ud800"]

    assert [True, *[False] * 5] == [password_fits(each, kept) for each in tried[:5]] + [False]


def test_a_password_that_is_no_text_on_the_wire_does_not_fit(kept):
    assert not password_fits("caf\N{LATIN SMALL LETTER E WITH ACUTE}\N{GRINNING FACE}", kept)


@pytest.mark.parametrize("kept", [None, "", "x", "$argon2id$v=19$m=8"])
def test_without_a_hash_no_password_fits_not_even_nobodys(kept):
    assert [False] * 3 == [
        password_fits(each, kept) for each in ("nobody has this password", "", PASSWORD)
    ]


def test_somebody_unknown_is_compared_as_slowly_as_somebody_known():
    slow = passwords.hash_password(PASSWORD)
    known, unknown = seconds_of(slow), seconds_of(None)

    # Much less than equal, since other programs run beside this one.
    assert unknown > known / 4


def seconds_of(kept):
    """The work of one comparison; the first is left out, since it may have to make a hash."""
    password_fits("x", kept)
    began = process_time()
    password_fits("x", kept)
    return process_time() - began


def test_what_is_kept_of_nobody_costs_what_a_real_hash_costs():
    def cost(text):
        return text.split("$")[1:4]

    assert cost(passwords.hash_password(PASSWORD)) == cost(passwords._nobodys())


def test_a_password_past_the_longest_does_not_fit_even_where_its_beginning_would():
    long = "x" * LONGEST
    kept = QUICK.hash(long)

    assert (True, False) == (password_fits(long, kept), password_fits(long + "x", kept))
