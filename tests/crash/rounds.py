"""
Kill the server under load, round by round, and settle every account after each kill.

Owns a round and the figures. A round starts the server, settles what the kill before left
open, lets all writers write, and kills. Never decides how many rounds there are.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from tests.crash.inspection import disagreements
from tests.crash.serving import AIMS, ROOT, Server, environment
from tests.crash.talking import Doubled, Refused, Talk, Unanswered, found, same, send
from tests.crash.town import Corner, Request, Writer

WRITERS = 16
CAMPAIGNS = 2
LOAD_SECONDS = (0.05, 1.2)
DELAYS = {"commit": 0.002, "committed": 0.0, "checkpoint": 0.006}
STARTING = "start"
BACKING_UP = "backup"


@dataclass
class Figures:
    """What a run counts."""

    kills: Counter = field(default_factory=Counter)
    acknowledged: int = 0
    items: int = 0
    unknown: int = 0
    carried_out: int = 0
    lost: int = 0
    duplicated: int = 0
    torn: int = 0
    outage: float = 0.0
    faults: list[str] = field(default_factory=list)


class Crash:
    """One run on one database file."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.path = folder / "crash.db"
        self.database = f"sqlite:///{self.path}"
        self.folder = folder
        self.random = Random(seed)
        self.figures = Figures()
        self.writers: list[Writer] = []
        self.pending: dict[int, Request] = {}
        self.ids: dict[str, str] = {}
        self.token = ""
        self._stop = threading.Event()
        self._lock = threading.Lock()

    def prepare(self) -> None:
        """Make the org, a token that outlives the run, and everybody's corner."""
        issued = self._command(
            "token", "issue", "--scope", "ZohoCRM.modules.ALL,ZohoCRM.settings.ALL"
        )
        self.token = issued["access_token"]
        names = ("client_id", "client_secret", "refresh_token")
        grant = "&".join(f"{name}={issued[name]}" for name in names)
        server = Server(self.database, self.folder / "server.log")
        talk = Talk(server.listens(), self.token)
        for number in range(WRITERS):
            writer = Writer(
                number, Random(self.random.random()), f"grant_type=refresh_token&{grant}"
            )
            body = {"data": [{"Campaign_Name": f"c{number}"} for _ in range(CAMPAIGNS)]}
            _, answer = talk.ask("POST", "/crm/v2/Campaigns", body)
            campaigns = tuple(item["details"]["id"] for item in answer["data"])
            _, answer = talk.ask(
                "POST", "/crm/v2/Leads", {"data": [{"Last_Name": f"anchor{number}"}]}
            )
            writer.anchor = answer["data"][0]["details"]["id"]
            writer.corner = Corner(campaigns=campaigns)
            self.writers.append(writer)
        talk.close()
        server.kill()

    def round(self, aim: str = "") -> None:
        """Start, settle, write, kill. `aim` is one of AIMS, "start", "backup" or nothing."""
        began = time.monotonic()
        if aim == STARTING:
            self._kill_while_starting()
        delay = self.random.uniform(0, DELAYS.get(aim, 0.0))
        log = self.folder / "server.log"
        server = Server(self.database, log, aim if aim in AIMS else "", delay)
        port = server.listens()
        first = Talk(port, self.token)
        first.ask("GET", "/crm/v2/settings/variables")
        first.close()
        self.figures.outage = max(self.figures.outage, time.monotonic() - began)
        self.settle(port)
        self._write_until_killed(server, port, aim)
        self.figures.kills[aim or "at random"] += 1

    def settle(self, port: int) -> None:
        """Compare every corner with what its writer was told."""
        talk = Talk(port, self.token)
        for writer in self.writers:
            self._settle_one(talk, writer, self.pending.pop(writer.number, None))
        talk.close()

    def finish(self) -> None:
        """Settle the last kill and look into the file."""
        server = Server(self.database, self.folder / "server.log")
        self.settle(server.listens())
        server.kill()
        self.inspect()

    def inspect(self) -> None:
        """Look into the file, which nobody has open."""
        self.figures.faults += disagreements(self.path)

    def _settle_one(self, talk: Talk, writer: Writer, request: Request | None) -> None:
        try:
            corner = found(talk, writer)
        except Doubled as error:
            self.figures.duplicated += 1
            self.figures.faults.append(f"twice: {error}")
            return
        before = writer.corner
        if request is not None:
            self.figures.unknown += 1
        if request is not None and same(corner, request.after) and not same(corner, before):
            self.figures.carried_out += 1
        elif not same(corner, before):
            self._tell_difference(writer, corner, request)
        for name, (record, _) in corner.leads.items():
            if record and self.ids.setdefault(record, name) != name:
                self.figures.faults.append(f"id {record} was {self.ids[record]}, and is {name}")
        writer.corner = corner

    def _tell_difference(self, writer: Writer, corner: Corner, request: Request | None) -> None:
        """Without a request in flight something was lost; with one it may be half there."""
        kind = "torn" if request is not None else "lost"
        setattr(self.figures, kind, getattr(self.figures, kind) + 1)
        parts = ("leads", "links", "notes", "variables", "tokens")
        wrong = [part for part in parts if getattr(corner, part) != getattr(writer.corner, part)]
        asked = request.kind if request else "nothing"
        self.figures.faults.append(f"{kind}: writer {writer.number}, {asked} in flight: {wrong}")

    def _write_until_killed(self, server: Server, port: int, aim: str) -> None:
        self._stop.clear()
        threads = [
            threading.Thread(target=self._write, args=(Talk(port, self.token), writer))
            for writer in self.writers
        ]
        for thread in threads:
            thread.start()
        if aim in AIMS:
            try:
                server.process.wait(20)
            except subprocess.TimeoutExpired:
                self.figures.faults.append(f"the aim {aim} was never met")
        elif aim == BACKING_UP:
            self._back_up_and_kill(server)
        else:
            time.sleep(self.random.uniform(*LOAD_SECONDS))
        server.kill()
        self._stop.set()
        for thread in threads:
            thread.join()

    def _write(self, talk: Talk, writer: Writer) -> None:
        """Send requests until one has no answer; that one is pending then."""
        try:
            while not self._stop.is_set():
                request = writer.next_request()
                try:
                    writer.corner = send(talk, request)
                except Unanswered:
                    self.pending[writer.number] = request
                    return
                with self._lock:
                    self.figures.acknowledged += 1
                    items = (request.body or {}).get("data") or [None]
                    self.figures.items += len(items)
        except Refused as error:
            self.figures.faults.append(str(error))
        finally:
            talk.close()

    def _kill_while_starting(self) -> None:
        server = Server(self.database, self.folder / "server.log")
        time.sleep(self.random.uniform(0.05, 1.0))
        server.kill()

    def _back_up_and_kill(self, server: Server) -> None:
        """Kill the server, or the backup itself, while a backup is made."""
        target = self.folder / "backup.db"
        program = [sys.executable, "-m", "vinculum", "backup", str(target), "--overwrite"]
        backup = subprocess.Popen(
            [*program, "--database", self.database],
            cwd=ROOT,
            env=environment(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        time.sleep(self.random.uniform(0.2, 1.0))
        if self.random.random() < 0.5:
            backup.kill()
        server.kill()
        _, said = backup.communicate(timeout=60)
        if backup.returncode not in (0, -9):
            self.figures.faults.append(f"backup: {said.decode()[-300:]}")
        if target.exists():
            self.figures.faults += [f"backup: {what}" for what in disagreements(target)]

    def _command(self, *arguments: str) -> dict:
        program = [sys.executable, "-m", "vinculum", *arguments, "--json"]
        ran = subprocess.run(
            [*program, "--database", self.database],
            cwd=ROOT,
            env=environment(),
            capture_output=True,
            check=True,
        )
        return dict(json.loads(ran.stdout))
