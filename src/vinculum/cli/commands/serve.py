"""
`vinculum serve`: start the server and say where it is.

Owns what a person sees between start and stop.
Never serves by itself; server/listening.py does.
"""

from __future__ import annotations

import os
import socket
from functools import partial
from typing import Annotated

import typer

from vinculum import __version__
from vinculum.cli.options import DEFAULTS, Database, option
from vinculum.cli.output import tell
from vinculum.cli.problem import Problem
from vinculum.ports.services import Services
from vinculum.server.garbage import collect_from_now, started_uncollected
from vinculum.server.settings import Settings, read_settings


def serve(
    host: Annotated[str, option("host")] = DEFAULTS.host,
    port: Annotated[int, option("port")] = DEFAULTS.port,
    database: Database = DEFAULTS.database,
    workers: Annotated[int, option("workers")] = DEFAULTS.workers,
    demo: Annotated[bool, option("demo")] = DEFAULTS.demo,
    public_url: Annotated[str, option("public_url")] = DEFAULTS.public_url,
) -> None:
    """Serve the API until stopped; prepares or updates the database first."""
    given = {"host": host, "port": port, "database": database, "workers": workers}
    settings = read_settings(os.environ, {**given, "demo": demo, "public_url": public_url})
    with started_uncollected():
        finished = _serve(settings)
    if not finished:
        tell("Stopped before all requests were answered.")
        raise typer.Exit(1)


def _serve(settings: Settings) -> bool:
    """Start, serve until stopped, and tell whether all requests were answered."""
    from vinculum.server.compose import file_of
    from vinculum.server.files import serving_alone
    from vinculum.server.listening import open_socket, serve_until_stopped
    from vinculum.server.logs import start_logging
    from vinculum.server.preparing import open_prepared
    from vinculum.server.sources import serving_worker
    from vinculum.server.workers import Workers

    _require_shared(settings)
    start_logging(settings)
    bound = open_socket(settings.host, settings.port)
    with bound, serving_alone(file_of(settings.database)):
        services = open_prepared(settings, worker=serving_worker(), say=tell)
        try:
            lines = _greeting(services, settings, bound)
            announce = partial(print, "\n".join(lines), flush=True)
            if settings.workers == 1:
                finished = serve_until_stopped(services, settings, bound, announce)
        finally:
            services.store.close()
        if settings.workers > 1:  # only now: they open the database themselves
            collect_from_now()
            finished = Workers(settings, bound).serve(announce)
    return finished


def _require_shared(settings: Settings) -> None:
    from vinculum.server.compose import is_shared

    if settings.workers > 1 and not is_shared(settings.database):
        raise Problem(
            "--workers: a SQLite file is served by one process, which is quicker than two;"
            " several need PostgreSQL, as --database postgresql://user@host/database"
        )


def _greeting(services: Services, settings: Settings, bound: socket.socket) -> list[str]:
    from vinculum.server.compose import shown
    from vinculum.server.listening import address_of
    from vinculum.server.preparing import load_demo_once

    org_id = services.store.read_orgs()[0]
    if settings.demo:
        load_demo_once(services, org_id, tell)
    address = address_of(bound)
    schema = services.store.read(org_id, services.schemas.current)
    org = schema.org
    lines = [
        f"Vinculum {__version__}",
        f"  org       {org.name} ({org.id})",
        f"  database  {shown(settings.database)}",
        f"  listens   {address}",
    ]
    if settings.public_url:
        lines.append(f"  public    {settings.public_url}")
    lines.append(f"  console   {settings.public_url or address}/console")
    if not settings.demo and not any(user.password for user in schema.users.values()):
        lines.append("  sign in   nobody can yet; `vinculum user password` sets a first password")
    if settings.demo:
        from vinculum.cli.sample_call import sample_call
        from vinculum.server.demo import open_sign_in

        sign_in = open_sign_in(services, org_id, settings.demo_password)
        if sign_in is not None:
            lines.append(f"  sign in   {sign_in[0]} with the password {sign_in[1]}")
        lines += sample_call(services, org_id, address)
    return [*lines, "Stop with Ctrl+C."]
