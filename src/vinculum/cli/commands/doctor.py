"""
`vinculum doctor`: see whether everything that the server needs is in order.

Owns the list of checks, and what to do about what each finds.
Never repairs; like every command it only prepares a database that is new.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Annotated

import typer

from vinculum.cli.desk import Desk, administrator_of, open_desk
from vinculum.cli.options import DEFAULTS, Database, Json, option
from vinculum.cli.output import Shown, show_list
from vinculum.cli.problem import text_of
from vinculum.model.change import CutToken
from vinculum.model.value import Value
from vinculum.ports.store import Work
from vinculum.schema.snapshot import Schema
from vinculum.server.settings import Settings, read_settings

CHECKED_PATH = "/crm/v2/settings/modules"
CHECKED_SCOPE = "ZohoCRM.settings.modules.READ"
CALL_MS = 60_000
ANSWER_SECONDS = 2.0
FINE = 200


class Check(Value):
    """One thing to look at in an open database; `look` says what it found, or raises."""

    name: str
    look: Callable[[Desk], str]
    advice: str


class Finding(Value):
    """What a check came to; `advice` is empty when all is well."""

    check: str
    found: str
    advice: str = ""


def doctor(
    host: Annotated[str, option("host")] = DEFAULTS.host,
    port: Annotated[int, option("port")] = DEFAULTS.port,
    database: Database = DEFAULTS.database,
    as_json: Json = False,
) -> None:
    """Check database, migrations, clock, port, and one call through the whole pipeline."""
    settings = read_settings(os.environ, {"host": host, "port": port, "database": database})
    findings = [*_look_into(settings), _look_at_port(settings)]
    rows: list[dict[str, Shown]] = [
        {"check": one.check, "ok": not one.advice, "found": one.found, "advice": one.advice}
        for one in findings
    ]
    show_list(rows, as_json=as_json)
    if any(finding.advice for finding in findings):
        raise typer.Exit(1)


def _look_into(settings: Settings) -> Iterator[Finding]:
    """Open the database, and check what can only be checked inside it."""
    try:
        with open_desk(settings.database) as desk:
            yield Finding(check="database", found=f"{settings.database} opens")
            for check in CHECKS:
                yield _try(check, desk)
    except Exception as error:
        text = text_of(error)
        if text is None:
            raise
        advice = "mend what it says, or name another database with --database"
        yield Finding(check="database", found=text, advice=advice)


def _try(check: Check, desk: Desk) -> Finding:
    try:
        return Finding(check=check.name, found=check.look(desk))
    except Exception as error:  # noqa: BLE001 - whatever it is, it is what the check has found.
        found = text_of(error) or f"{type(error).__name__}: {error}"
        return Finding(check=check.name, found=found, advice=check.advice)


def _look_at_tables(desk: Desk) -> str:
    from vinculum.server.compose import revision_of

    return f"the tables are of revision {revision_of(desk.settings.database)}, as they should be"


def _look_at_clock(desk: Desk) -> str:
    newest = desk.read(lambda work, _: work.read_version())
    if desk.services.ids.next_id() <= newest:
        raise ValueError("a new id is not larger than those in the database")
    return "it is not behind what the database knows"


def _look_at_call(desk: Desk) -> str:
    """Ask for the modules as a client would, with a token that lives for this one call."""
    from vinculum.oauth.tokens import TokenDetail, hash_token, keep_token, mint_token
    from vinculum.wire.handle import finish, prepare
    from vinculum.wire.message import WireRequest, WireResponse, completed

    services = desk.services
    token = mint_token(desk.org_id, services.secrets)
    headers = {"authorization": f"Zoho-oauthtoken {token}"}
    ready = prepare(WireRequest(method="GET", path=CHECKED_PATH, headers=headers))

    def call(work: Work, schema: Schema) -> WireResponse:
        if isinstance(ready, WireResponse):
            return ready
        now = services.clock.now()
        put = keep_token(
            hash_token(token),
            "access",
            client_id="",
            user=administrator_of(schema).id,
            scopes=CHECKED_SCOPE,
            expires=now + CALL_MS,
            parent=None,
            created=now,
            detail=TokenDetail(),
        )
        work.apply((put,))
        response = completed(finish(ready, work, services))
        work.apply((CutToken(hash=put.hash),))
        return response

    response = desk.write(call)
    if response.status != FINE:
        raise ValueError(f"GET {CHECKED_PATH} answers {response.status}: {response.body.decode()}")
    return f"GET {CHECKED_PATH} answers {response.status}, and its transaction is on disk"


def _look_at_port(settings: Settings) -> Finding:
    from vinculum.server.listening import PortProblem, open_socket

    place = f"{settings.host}:{settings.port}"
    try:
        open_socket(settings.host, settings.port).close()
    except PortProblem as problem:
        if _is_ours(settings):
            return Finding(check="port", found=f"Vinculum listens on {place} already")
        return Finding(check="port", found=f"{place} cannot be had", advice=str(problem))
    return Finding(check="port", found=f"{place} is free")


def _is_ours(settings: Settings) -> bool:
    """Tell whether what listens on the port is a server of this kind."""
    import http.client

    connection = http.client.HTTPConnection(settings.host, settings.port, timeout=ANSWER_SECONDS)
    try:
        connection.request("GET", CHECKED_PATH)
        return b"AUTHENTICATION_FAILURE" in connection.getresponse().read()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


CHECKS = (
    Check(
        name="migrations",
        look=_look_at_tables,
        advice="start `vinculum serve` once with this database; it brings the tables up to date",
    ),
    Check(
        name="clock",
        look=_look_at_clock,
        advice="set the machine's clock, and let a time service keep it",
    ),
    Check(
        name="call",
        look=_look_at_call,
        advice="the log of `vinculum serve` says more; please report it if it looks like our fault",
    ),
)
