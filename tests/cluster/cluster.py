"""
Run three nodes, and say who leads.

Owns the nodes' folder, their start and end, and the URL that names them all.
Next door: node.py for one of them, scenarios.py for what they must survive.
"""

from __future__ import annotations

import os
import shutil
import socket
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

import psycopg

from tests.cluster.node import HERE, PASSWORD, Node, Ports, Surroundings, wait_until
from tests.cluster.programs import install_patroni, require_etcd
from tests.postgres.programs import account, require_postgres

NAMES = ("n1", "n2", "n3")
USER = "vinculum"
FIXED_PORTS = range(21_300, 32_000)
LEADING = frozenset({"leader", "primary", "master"})


class Cluster:
    """Three nodes of which one leads and one follows synchronously."""

    def __init__(self, nodes: Sequence[Node], folder: Path) -> None:
        self.nodes = nodes
        self.folder = folder

    def start(self) -> float:
        """Start all nodes; the seconds until a leader has its synchronous standby."""
        for node in self.nodes:
            node.start()
        return wait_until("a leader with a synchronous standby", 120, self.is_whole)

    def leader(self) -> Node | None:
        """The node that takes writes, as the cluster says; None when there is none."""
        return self._of_role(LEADING)

    def standby(self) -> Node | None:
        """The node that holds every acknowledged write besides the leader."""
        return self._of_role({"sync_standby"})

    def is_whole(self) -> bool:
        """Tell whether all nodes serve: one leads, one follows synchronously, all stream."""
        members = self._members()
        serving = [m for m in members if m.get("state") in {"running", "streaming"}]
        roles = {member.get("role") for member in serving}
        return len(serving) == len(NAMES) and bool(roles & LEADING) and "sync_standby" in roles

    def url(self, *, user: str = USER, database: str = USER) -> str:
        """All nodes as one libpq URL; whoever takes writes is used."""
        hosts = ",".join(f"{HERE}:{node.ports.postgres}" for node in self.nodes)
        return (
            f"postgresql://{user}:{PASSWORD}@{hosts}/{database}"
            "?target_session_attrs=read-write&connect_timeout=3"
        )

    def create_database(self) -> None:
        """Make an empty database of a role that owns nothing else."""
        with psycopg.connect(
            self.url(user="postgres", database="postgres"), autocommit=True
        ) as sql:
            sql.execute(f"CREATE ROLE {USER} LOGIN PASSWORD '{PASSWORD}'")
            sql.execute(f"CREATE DATABASE {USER} OWNER {USER}")

    def stop(self) -> None:
        """End all nodes."""
        for node in self.nodes:
            node.stop()

    def _of_role(self, roles: frozenset[str] | set[str]) -> Node | None:
        names = {m["name"] for m in self._members() if m.get("role") in roles}
        return next((node for node in self.nodes if node.name in names), None)

    def _members(self) -> Sequence[dict[str, object]]:
        for node in self.nodes:
            members = node.members()
            if members:
                return [dict(member) for member in members]
        return []


@contextmanager
def cluster(*, keep: bool = False) -> Iterator[Cluster]:
    """
    Make three nodes in a folder of their own; it goes with them, unless it is to be kept.

    ProgramMissing when something cannot be had.
    """
    require_etcd()
    postgres, who = require_postgres(), account()
    folder = Path(tempfile.mkdtemp(prefix="vinculum-cluster-"))
    folder.chmod(0o755)
    try:
        patroni, more = install_patroni(folder / "patroni")
        environment = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "NO_PROXY": "*", **more}
        around = Surroundings(folder, postgres, patroni, environment, who)
        everyone = dict(zip(NAMES, _free_ports(len(NAMES)), strict=True))
        made = Cluster([Node(name, everyone, around) for name in NAMES], folder)
        try:
            yield made
        finally:
            made.stop()
    finally:
        if not keep:
            shutil.rmtree(folder, ignore_errors=True)


def _free_ports(nodes: int) -> list[Ports]:
    """
    Ports that nobody uses now.

    They lie below those that the system gives to outgoing connections: a node that was lost
    must find its own free when it comes back.
    """
    free = filter(_is_free, FIXED_PORTS)
    return [Ports(*islice(free, len(Ports._fields))) for _ in range(nodes)]


def _is_free(port: int) -> bool:
    with socket.socket() as attempt:
        attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            attempt.bind((HERE, port))
        except OSError:
            return False
    return True
