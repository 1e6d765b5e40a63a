from __future__ import annotations

import pytest

from tests.unit.operations_records.office import Office


@pytest.fixture
def office():
    return Office()
