"""The account of a cluster test finds what was done to acknowledged writes, on any database."""

from __future__ import annotations

import time

import pytest

from tests.cluster.accounting import counted
from tests.cluster.load import BATCH, Answer, Caller, Fate, Load, Sent, name_of
from tests.unit.server.running import Running


@pytest.fixture
def server(tmp_path):
    started = Running(tmp_path)
    yield started
    started.stop()


def loaded(server, token):
    load = Load(server.port, token, "t", writers=2, readers=1)
    load.start()
    until = time.monotonic() + 10
    while load.acknowledged() < 10 and time.monotonic() < until:
        time.sleep(0.05)
    load.stop()
    return load


def test_whatever_is_done_to_acknowledged_writes_is_counted(server):
    token = server.token()
    load, caller = loaded(server, token), Caller(server.port, token)
    whole = counted(load, caller, deadline=30)

    assert whole.is_good
    assert whole.acknowledged >= 10
    assert 0 == whole.unknown

    made = next(sent for sent in load.sent if sent.kind == "leads")
    extra = {"data": [{"Last_Name": name_of("t", made.writer, made.number, 1)}]}
    torn = {"data": [{"Last_Name": name_of("t", 0, 10**6, 0)}]}
    caller.call("DELETE", f"Leads/{made.ids[0]}")
    caller.call("POST", "Leads", extra)
    caller.call("POST", "Leads", torn)
    broken = Answer(0, None, {}, 0.0, 31.0)
    load.sent.append(Sent("leads", 0, 10**6, Fate.UNKNOWN, (), broken))
    harmed = counted(load, caller, deadline=30)
    caller.close()

    assert not harmed.is_good
    # The lead that is gone was in two acknowledged batches: its own, and that of its links.
    assert (2, 1, 1, 1, 1) == (
        harmed.lost,
        harmed.duplicated,
        harmed.torn,
        harmed.unfit,
        harmed.late,
    )


def test_a_batch_has_more_items_than_one_so_that_it_can_be_torn():
    assert BATCH > 1
