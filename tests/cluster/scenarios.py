"""
Name what the cluster must survive, and the outage that each may cause.

Owns the faults as a table; the figures are those measured for a lease of 20 seconds, with
room for a busy machine.
Next door: __main__.py runs them.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import NamedTuple

from tests.cluster.cluster import Cluster
from tests.cluster.node import Node

FROZEN_SECONDS = 35.0


class Scenario(NamedTuple):
    """A fault: `harm` does it and returns when the node may be mended; `outage` in seconds."""

    name: str
    harm: Callable[[Cluster], Node]
    outage: float


def _leading(cluster: Cluster) -> Node:
    leader = cluster.leader()
    if leader is None:
        raise RuntimeError("nobody leads, so there is no leader to harm")
    return leader


def lose_leader(cluster: Cluster) -> Node:
    """Kill the leading machine: its PostgreSQL, Patroni and etcd."""
    leader = _leading(cluster)
    leader.kill()
    return leader


def lose_postgres(cluster: Cluster) -> Node:
    """Kill the leader's PostgreSQL under a living Patroni."""
    leader = _leading(cluster)
    leader.kill_postgres()
    return leader


def freeze_leader(cluster: Cluster) -> Node:
    """Freeze the leading machine for longer than its lease, and let it go on."""
    leader = _leading(cluster)
    leader.freeze()
    time.sleep(FROZEN_SECONDS)
    leader.thaw()
    return leader


def lose_standby(cluster: Cluster) -> Node:
    """Kill the machine of the synchronous standby."""
    standby = cluster.standby()
    if standby is None:
        raise RuntimeError("there is no synchronous standby to lose")
    standby.kill()
    return standby


SCENARIOS = (
    Scenario("leading machine killed", lose_leader, outage=35.0),
    Scenario("leader's PostgreSQL killed", lose_postgres, outage=15.0),
    Scenario("leading machine frozen for 35 s", freeze_leader, outage=35.0),
    Scenario("machine of the synchronous standby killed", lose_standby, outage=5.0),
)
