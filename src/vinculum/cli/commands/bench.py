"""
`vinculum bench`: measure a running server from outside.

Owns what the command asks for and shows.
Never opens a database; it works over HTTP, with a token like everybody.
Next door: cli/load/ drives and measures.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from vinculum.cli.output import show_list, tell
from vinculum.cli.problem import Problem

QUICK_SECONDS = 0.25
CONNECTIONS = (1, 16)


def bench(  # noqa: PLR0917 - Typer passes options by name.
    url: Annotated[str, typer.Option("--url", help="Where the server listens.")],
    token: Annotated[
        str,
        typer.Option(
            "--token", envvar="VINCULUM_TOKEN", help="An access token, scope ZohoCRM.modules.ALL."
        ),
    ],
    seconds: Annotated[
        float, typer.Option("--seconds", min=0.05, help="How long a case runs.")
    ] = 1,
    rounds: Annotated[
        int, typer.Option("--rounds", min=1, max=99, help="How often; medians are shown.")
    ] = 5,
    quick: Annotated[bool, typer.Option("--quick", help="One short round of all cases.")] = False,
    keep: Annotated[bool, typer.Option("--keep", help="Leave the records there.")] = False,
    out: Annotated[
        str, typer.Option("--out", metavar="FILE", help="Write all results as JSON.")
    ] = "",
    chart: Annotated[
        str, typer.Option("--chart", metavar="FILE", help="Draw requests per second as SVG.")
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for programs.")] = False,
) -> None:
    """Measure a running server: makes records, calls it as fast as it answers, cleans up."""
    from vinculum.cli.load.driving import target_of
    from vinculum.cli.load.measuring import Course, circumstances, report
    from vinculum.cli.load.whole import measured

    course = Course(
        seconds=QUICK_SECONDS if quick else seconds,
        rounds=1 if quick else rounds,
        connections=CONNECTIONS,
    )
    target = target_of(url, token)
    tell(f"Writes records to {url}, named bench..., and moves them to the recycle bin at the end.")
    before = circumstances()
    whole = report(before, course, measured(target, course, keep=keep))
    _write(whole, out, chart)
    _show(whole, as_json=as_json)


def _write(whole: dict[str, Any], out: str, chart: str) -> None:
    """Write the files that were asked for."""
    from vinculum.cli.load.measuring import write_json
    from vinculum.cli.load.showing import chart_of

    try:
        if out:
            write_json(out, whole)
        if chart:
            Path(chart).write_text(chart_of(whole), encoding="utf-8")
    except OSError as error:
        raise Problem(f"{error.filename} cannot be written: {error.strerror}") from error


def _show(whole: dict[str, Any], *, as_json: bool) -> None:
    from vinculum.cli.load.showing import results_of, table_of

    show_list(table_of(results_of(whole)), as_json=as_json)
    course, loads = whole["course"], " ".join(map(str, whole["load_average"]))
    tell(f"Medians of {course['rounds']} x {course['seconds']:g} s; load average before: {loads}.")
