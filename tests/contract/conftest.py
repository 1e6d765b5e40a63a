"""
Give each contract test a store with one org, once per engine.

The clock only moves when a test moves it; ids are counted.
"""

from __future__ import annotations

import pytest

from tests.contract.desk import ORG, Desk, open_desk, url_of
from tests.postgres.databases import is_wanted

ENGINES = ("postgres",) if is_wanted() else ("memory", "file")


@pytest.fixture(params=ENGINES)
def url(request, tmp_path):
    return url_of(request.param, tmp_path)


@pytest.fixture
def desk(url):
    desk = open_desk(url)
    desk.store.create_org(ORG, [])
    yield desk
    desk.store.close()


@pytest.fixture
def empty_desk(url):
    desk: Desk = open_desk(url)
    yield desk
    desk.store.close()
