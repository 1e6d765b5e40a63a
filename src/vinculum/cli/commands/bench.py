"""
`vinculum bench`: measure a running server from outside.

Owns what the command asks for and shows.
Never opens a database; it works over HTTP, with a token like everybody.
Next door: cli/load/ drives and measures.
"""

from __future__ import annotations

from typing import Annotated

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
    from vinculum.cli.load.measuring import Course, circumstances, report, write_json
    from vinculum.cli.load.showing import chart_of, table_of
    from vinculum.cli.load.whole import measured

    course = Course(
        seconds=QUICK_SECONDS if quick else seconds,
        rounds=1 if quick else rounds,
        connections=CONNECTIONS,
    )
    target = target_of(url, token)
    tell(f"Writes records to {url}, named bench..., and moves them to the recycle bin at the end.")
    before = circumstances()
    results = measured(target, course, keep=keep)
    whole = report(before, course, results)
    try:
        if out:
            write_json(out, whole)
        if chart:
            with open(chart, "w", encoding="utf-8") as file:  # noqa: PTH123 - a path as given.
                file.write(chart_of(whole))
    except OSError as error:
        raise Problem(f"{error.filename} cannot be written: {error.strerror}") from error
    show_list(table_of(results), as_json=as_json)
    loads = " ".join(map(str, whole["load_average"]))
    tell(f"Medians of {course.rounds} x {course.seconds:g} s; load average at the start {loads}.")
