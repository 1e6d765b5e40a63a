"""
Answer every request with its own body: what HTTP costs when nothing is done.

Plain ASGI, served by uvicorn as the server is. A GET is answered with BYTES bytes.
    python -m tools.bench_echo PORT [BYTES]
"""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable
from typing import Any

import uvicorn

Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]


def application(size: int) -> Callable[[dict[str, Any], Receive, Send], Awaitable[None]]:
    """Make the application."""
    filled = b"x" * size

    async def echo(scope: dict[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        body = b""
        more = True
        while more:
            event = await receive()
            body += event.get("body", b"")
            more = event.get("more_body", False)
        body = body or filled
        headers = [
            (b"content-type", b"application/json"),
            (b"content-length", str(len(body)).encode()),
        ]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    return echo


if __name__ == "__main__":
    uvicorn.run(
        application(int(sys.argv[2]) if len(sys.argv) > 2 else 0),
        port=int(sys.argv[1]),
        lifespan="off",
        log_level="error",
        access_log=False,
        proxy_headers=False,
        loop="uvloop",
        http="httptools",
    )
