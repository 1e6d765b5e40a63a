"""
Run one node: an etcd member, Patroni, and the PostgreSQL that Patroni starts.

Owns the processes of a node, its configuration, and the harm that is done to it.
Never decides who leads; Patroni does.
"""

from __future__ import annotations

import json
import os
import pwd
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

HERE = "127.0.0.1"
SCOPE = "vinculum"
PASSWORD = "loopback-only"


class Ports(NamedTuple):
    """Where the parts of a node listen."""

    clients: int
    peers: int
    patroni: int
    postgres: int


class Surroundings(NamedTuple):
    """What all nodes share."""

    folder: Path
    postgres: Path
    patroni: Sequence[str]
    environment: Mapping[str, str]
    account: pwd.struct_passwd | None


class Node:
    """A machine of the cluster; `everyone` are the ports of all of them, by name."""

    def __init__(self, name: str, everyone: Mapping[str, Ports], around: Surroundings) -> None:
        self.name = name
        self.ports = everyone[name]
        self._everyone = everyone
        self._around = around
        self._folder = around.folder / name
        self._folder.mkdir()
        self._own(self._folder)
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    def start(self) -> None:
        """Start what does not run: etcd, and Patroni, which starts PostgreSQL."""
        commands = {"etcd": self._etcd, "patroni": self._patroni}
        for part, command in commands.items():
            process = self._running.get(part)
            if process is None or process.poll() is not None:
                self._running[part] = self._spawn(part, command())

    def kill(self) -> None:
        """Lose the whole machine at once."""
        self._signal(signal.SIGKILL, self.processes())

    def kill_postgres(self) -> None:
        """Lose only the database, with all its backends."""
        self._signal(signal.SIGKILL, self.postgres_processes())

    def freeze(self) -> None:
        """Stop the machine without its knowing, as a pause of a virtual machine does."""
        self._signal(signal.SIGSTOP, self.processes())

    def thaw(self) -> None:
        """Let it go on where it stood."""
        self._signal(signal.SIGCONT, self.processes())

    def state(self) -> Mapping[str, Any]:
        """What Patroni says of the node; empty when it says nothing."""
        try:
            with urllib.request.urlopen(
                f"http://{HERE}:{self.ports.patroni}/patroni", timeout=2
            ) as answer:
                return dict(json.load(answer))
        except urllib.error.HTTPError as refused:  # 503 of a node that is not ready, with its state
            with suppress(ValueError):
                return dict(json.load(refused))
        except (OSError, ValueError):
            pass
        return {}

    def members(self) -> Sequence[Mapping[str, Any]]:
        """The whole cluster as this node sees it."""
        with (
            suppress(OSError, ValueError),
            urllib.request.urlopen(
                f"http://{HERE}:{self.ports.patroni}/cluster", timeout=2
            ) as answer,
        ):
            return list(json.load(answer)["members"])
        return []

    def processes(self) -> list[int]:
        """Every process of the node, parents first."""
        roots = [process.pid for process in self._running.values() if process.poll() is None]
        return [*_families(roots), *self.postgres_processes()]

    def postgres_processes(self) -> list[int]:
        """The postmaster and its backends; none when it does not run."""
        try:
            postmaster = int((self._data / "postmaster.pid").read_text().split()[0])
        except (OSError, ValueError, IndexError):
            return []
        return _families([postmaster])

    def stop(self) -> None:
        """End everything, in whatever state it is."""
        self.thaw()
        self.kill()
        for process in self._running.values():
            process.wait()

    @property
    def _data(self) -> Path:
        return self._folder / "data"

    def _signal(self, number: signal.Signals, processes: Iterable[int]) -> None:
        for process in processes:
            with suppress(ProcessLookupError):
                os.kill(process, number)

    def _spawn(self, part: str, command: Sequence[str]) -> subprocess.Popen[bytes]:
        account = self._around.account
        with (self._folder / f"{part}.log").open("ab") as log:
            return subprocess.Popen(
                command,
                cwd=self._folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                env={**self._around.environment, "HOME": str(self._folder)},
                user=account.pw_uid if account else None,
                group=account.pw_gid if account else None,
                extra_groups=[] if account else None,
            )

    def _own(self, path: Path) -> None:
        if self._around.account is not None:
            os.chown(path, self._around.account.pw_uid, self._around.account.pw_gid)

    def _etcd(self) -> Sequence[str]:
        peers = ",".join(f"{n}=http://{HERE}:{p.peers}" for n, p in self._everyone.items())
        clients, own = (f"http://{HERE}:{port}" for port in self.ports[:2])
        return [
            *("etcd", "--name", self.name, "--data-dir", str(self._folder / "etcd")),
            *("--listen-client-urls", clients, "--advertise-client-urls", clients),
            *("--listen-peer-urls", own, "--initial-advertise-peer-urls", own),
            *("--initial-cluster", peers, "--initial-cluster-state", "new"),
            *("--heartbeat-interval", "100", "--election-timeout", "1000"),
        ]

    def _patroni(self) -> Sequence[str]:
        file = self._folder / "patroni.json"  # every JSON text is YAML, too
        file.write_text(
            json.dumps(configuration(self.name, self._everyone, self._around), indent=1)
        )
        self._own(file)
        return [*self._around.patroni, str(file)]


def configuration(
    name: str, everyone: Mapping[str, Ports], around: Surroundings
) -> Mapping[str, Any]:
    """
    What Patroni is told: docs/guide/bigger-installs.md says why, value by value.

    One synchronous standby, strictly: rather no write than one that a single disk holds.
    """
    own = everyone[name]
    rest = f"{HERE}:{own.patroni}"
    return {
        "scope": SCOPE,
        "name": name,
        "restapi": {"listen": rest, "connect_address": rest},
        "etcd3": {"hosts": [f"{HERE}:{ports.clients}" for ports in everyone.values()]},
        "bootstrap": {
            "dcs": SHARED,
            "initdb": ["data-checksums", {"encoding": "UTF8"}, {"locale": "C.UTF-8"}],
        },
        "postgresql": _database(around.folder / name, own, around),
    }


# What all nodes agree on.
SHARED: Mapping[str, Any] = {
    "ttl": 20,
    "loop_wait": 2,
    "retry_timeout": 5,
    "primary_start_timeout": 0,
    "maximum_lag_on_failover": 1 << 30,
    "synchronous_mode": True,
    "synchronous_mode_strict": True,
    "synchronous_node_count": 1,
    "postgresql": {
        "use_pg_rewind": True,
        "use_slots": True,
        "parameters": {
            "synchronous_commit": "on",
            "wal_log_hints": "on",
            "max_connections": 60,
            "max_slot_wal_keep_size": "2GB",
            "wal_sender_timeout": "5s",
            "wal_receiver_timeout": "5s",
        },
    },
}


def _database(folder: Path, own: Ports, around: Surroundings) -> Mapping[str, Any]:
    """What a node's PostgreSQL is told: nobody but this machine reaches it."""
    return {
        "listen": f"{HERE}:{own.postgres}",
        "connect_address": f"{HERE}:{own.postgres}",
        "data_dir": str(folder / "data"),
        "bin_dir": str(around.postgres),
        "pgpass": str(folder / "pgpass"),
        "authentication": {
            "superuser": {"username": "postgres", "password": PASSWORD},
            "replication": {"username": "replicator", "password": PASSWORD},
            "rewind": {"username": "rewind", "password": PASSWORD},
        },
        "parameters": {"unix_socket_directories": str(folder)},
        "pg_hba": [
            "local all all trust",
            f"host replication replicator {HERE}/32 scram-sha-256",
            f"host all all {HERE}/32 scram-sha-256",
        ],
    }


def _families(roots: Iterable[int]) -> list[int]:
    """The living among some processes, with all that they have started, parents first."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError, IndexError):
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
                children.setdefault(parent, []).append(int(entry.name))
    found = [root for root in roots if Path(f"/proc/{root}").exists()]
    for process in found:
        found.extend(children.get(process, ()))
    return found


def wait_until(what: str, seconds: float, true: Any) -> float:
    """Wait until something is true, and tell how long it took; TimeoutError names it."""
    began = time.monotonic()
    while not true():
        if time.monotonic() - began > seconds:
            raise TimeoutError(f"{what}: not within {seconds:g} s")
        time.sleep(0.1)
    return time.monotonic() - began
