"""A server in a process of its own, on a free port, as a person starts it."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

START_SECONDS = 20


class Running:
    """A started server; its database is a file in the given folder."""

    program: tuple[str, ...] = ("-m", "vinculum")

    def __init__(self, folder: Path, *options: str, **settings: str) -> None:
        self.environment = {
            **{name: text for name, text in os.environ.items() if "VINCULUM" not in name},
            "VINCULUM_DATABASE": f"sqlite:///{folder}/crm.db",
            **settings,
        }
        self.errors = folder / "errors.log"
        with self.errors.open("ab") as errors:
            self.process = subprocess.Popen(
                [sys.executable, *self.program, "serve", "--port", "0", *options],
                env=self.environment,
                cwd=folder,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
            )
        self.greeting = self._greeting()
        found = re.search(r"listens +http://127\.0\.0\.1:(\d+)", self.greeting)
        assert found is not None, self.greeting + self.errors.read_text()
        self.port = int(found[1])

    def _greeting(self) -> str:
        assert self.process.stdout is not None
        lines = []
        until = time.monotonic() + START_SECONDS
        for line in self.process.stdout:
            lines.append(line)
            if line.startswith("Stop with") or time.monotonic() > until:
                break
        return "".join(lines)

    def kill(self) -> None:
        """End it at once, as a power cut would."""
        self.process.kill()
        self.process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()

    def run(self, *arguments: str):
        """Run a command on the same database while the server runs, and read its JSON."""
        command = [sys.executable, "-m", "vinculum", *arguments, "--json"]
        ran = subprocess.run(command, env=self.environment, capture_output=True, check=True)
        return json.loads(ran.stdout)

    def token(self, *options: str) -> str:
        """An access token for everything."""
        scopes = "ZohoCRM.modules.ALL,ZohoCRM.settings.ALL,ZohoCRM.org.ALL"
        issued = self.run("token", "issue", "--scope", scopes, *options)
        return str(issued["access_token"])

    def talk(self, *parts: bytes, pause: float = 0.0, patience: float = 10.0) -> bytes:
        """Send bytes and read until the server closes the connection."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=patience) as connection:
            for part in parts:
                connection.sendall(part)
                time.sleep(pause)
            received = b""
            while chunk := connection.recv(65_536):
                received += chunk
        return received

    def ask(self, method: str, path: str, token: str = "", body: bytes = b"") -> tuple[int, bytes]:
        """Send one request and give status and body."""
        head = (
            f"{method} {path} HTTP/1.1\r\nHost: crm.test\r\nConnection: close\r\n"
            f"Authorization: Zoho-oauthtoken {token}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        received = self.talk(head.encode() + body)
        headers, _, answer = received.partition(b"\r\n\r\n")
        return int(headers.split()[1]), answer

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Send a signal and wait for the end."""
        self.process.send_signal(number)
        code = self.process.wait(15)
        if self.process.stdout is not None:
            self.process.stdout.close()
        return code
