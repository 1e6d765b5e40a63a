"""The code that a person types is read as it was meant."""

import pytest

from tests.api import CountingSecrets
from vinculum.oauth.device import _mint_user_code, plain


@pytest.mark.parametrize(
    "typed", ["BCDF-GHJK", "bcdf-ghjk", "bcdfghjk", " BC DF GH JK ", "b-c_d.f GHJK"]
)
def test_case_blanks_and_hyphens_do_not_matter(typed):
    assert "BCDFGHJK" == plain(typed)


@pytest.mark.parametrize("typed", ["", "-", "\0", "\N{GRINNING FACE}"])
def test_what_has_no_letters_is_no_code(typed):
    assert "" == plain(typed)


def test_a_code_is_two_groups_of_four_letters_without_vowels():
    secrets = CountingSecrets()
    codes = [_mint_user_code(secrets) for _ in range(50)]

    assert {(4, 4)} == {tuple(map(len, code.split("-"))) for code in codes}
    assert set() == set("".join(codes)) & set("AEIOUY0123456789")
    assert 50 == len(set(codes))
