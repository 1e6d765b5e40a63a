"""
Call a server with curl, and say what curl says.

Owns the stand-in for machines without curl: a program that knows the options which these
tests use, and sends the very headers that curl sends.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Mapping
from http.client import HTTPConnection
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from msgspec.structs import replace

from vinculum.model.value import Value

STATUS_MARK = "\n[%{http_code}]"
SECONDS = "20"


class Answer(NamedTuple):
    """What came back: the status and the body's text."""

    status: int
    text: str


class Curl(Value):
    """A person at a shell, with curl, a folder for files and a token."""

    program: Path
    folder: Path
    address: str
    token: str
    environment: Mapping[str, str]

    def __call__(
        self, method: str, path: str, data: str | None = None, *options: str, token: str = ""
    ) -> Answer:
        """Call; `data` is what stands after -d, `options` are curl's own."""
        body = () if data is None else ("-d", data)
        authorization = f"Authorization: Zoho-oauthtoken {token or self.token}"
        given = ["-X", method, *body, "-H", authorization, *options]
        return self.run(*given, f"{self.address}{path}")

    def run(self, *arguments: str) -> Answer:
        """Run curl and part its answer into status and body."""
        ran = subprocess.run(
            [str(self.program), "-s", "-m", SECONDS, "-w", STATUS_MARK, *arguments],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            check=True,
        )
        text, _, status = ran.stdout.rpartition("\n[")
        return Answer(int(status.rstrip("]")), text)

    def at(self, address: str, token: str) -> Curl:
        """The same person, calling another server."""
        return replace(self, address=address, token=token)


def stand_in(folder: Path) -> Path:
    """Make a program called curl in a folder."""
    program = folder / "curl"
    root = Path(__file__).resolve().parents[2]
    program.write_text(
        f'#!/bin/sh\nPYTHONPATH="{root}" exec "{sys.executable}" -m tests.clients.curl "$@"\n'
    )
    program.chmod(0o755)
    return program


def main() -> None:
    """Do what curl does with these options."""
    parser = argparse.ArgumentParser(prog="curl")
    parser.add_argument("url")
    parser.add_argument("-s", action="store_true")
    parser.add_argument("-m", dest="seconds", type=float, default=60.0)
    parser.add_argument("-w", dest="mark", default="")
    parser.add_argument("-X", dest="method")
    parser.add_argument("-d", dest="data")
    parser.add_argument("-H", dest="headers", action="append", default=[])
    asked = parser.parse_args()
    data = None if asked.data is None else _data(asked.data)
    headers = {"User-Agent": "curl/7.88.1", "Accept": "*/*"}
    if data is not None:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    for header in asked.headers:
        name, _, value = header.partition(":")
        headers[name.strip()] = value.strip()
    method = asked.method or ("GET" if data is None else "POST")
    status, body = _call(method, asked.url, data, headers, asked.seconds)
    sys.stdout.buffer.write(body + asked.mark.replace("%{http_code}", str(status)).encode())


def _data(given: str) -> bytes:
    """What -d sends: the text itself, or a file without its line ends."""
    if not given.startswith("@"):
        return given.encode()
    return Path(given[1:]).read_bytes().replace(b"\r", b"").replace(b"\n", b"")


def _call(
    method: str, url: str, data: bytes | None, headers: Mapping[str, str], seconds: float
) -> tuple[int, bytes]:
    """Send one request, with these headers and no others but Host and the length."""
    parts = urlsplit(url)
    connection = HTTPConnection(parts.netloc, timeout=seconds)
    try:
        target = f"{parts.path}?{parts.query}" if parts.query else parts.path
        connection.putrequest(method, target, skip_accept_encoding=True)
        for name, value in headers.items():
            connection.putheader(name, value)
        if data is not None:
            connection.putheader("Content-Length", str(len(data)))
        connection.endheaders(data)
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


if __name__ == "__main__":
    main()
