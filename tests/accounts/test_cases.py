"""Every golden case of the accounts server is answered to the letter."""

from __future__ import annotations

import pytest

from tests.accounts.case import Visitors, case_files, read_case


@pytest.mark.parametrize("path", case_files(), ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_case(path):
    case = read_case(path)
    visitors = Visitors(case)
    try:
        visitors.take_all(case["step"])
    except AssertionError as failed:
        raise AssertionError(f"{case['title']}: {failed}") from None
