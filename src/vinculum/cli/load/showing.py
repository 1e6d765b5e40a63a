"""
Show results as a table and as a chart.

Owns medians over rounds, and which figures people see.
Never measures.
Next door: chart.py draws.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median
from typing import Any

import msgspec

from vinculum.cli.load.chart import Legend, bars
from vinculum.cli.load.measures import Result


def results_of(whole: dict[str, Any]) -> list[Result]:
    """The results in a report."""
    return msgspec.convert(whole["results"], list[Result])


def medians(results: Sequence[Result]) -> list[Result]:
    """One result for each case and number of connections: the median of every figure."""
    groups: dict[tuple[str, int], list[Result]] = {}
    for result in results:
        groups.setdefault((result.case, result.connections), []).append(result)
    return [_median(group) for group in groups.values()]


def _median(group: Sequence[Result]) -> Result:
    def middle(name: str) -> float | None:
        found = [value for value in (getattr(one, name) for one in group) if value is not None]
        return round(median(found), 3) if found else None

    figures = {name: middle(name) for name in Result.__struct_fields__ if name not in KEYS}
    counted = {"requests": sum(one.requests for one in group)}
    return msgspec.structs.replace(group[0], **{**figures, **counted})


KEYS = ("case", "connections", "requests")


def table_of(results: Sequence[Result]) -> list[dict[str, str]]:
    """The rows of a table: medians, ready to be printed."""
    return [
        {
            "case": one.case,
            "connections": str(one.connections),
            "req/s": f"{one.per_second:.0f}",
            "relations/s": f"{one.relations_per_second:.0f}" if one.relations_per_second else "-",
            "p50 ms": f"{one.p50_ms:.2f}",
            "p99 ms": f"{one.p99_ms:.2f}",
            "CPU us": "-" if one.cpu_us is None else f"{one.cpu_us:.0f}",
            "RSS MB": "-" if one.rss_mb is None else f"{one.rss_mb:.0f}",
        }
        for one in medians(results)
    ]


def chart_of(whole: dict[str, Any]) -> str:
    """Draw the requests per second of a report, a bar for each number of connections."""
    groups: dict[str, dict[str, float]] = {}
    for one in medians(results_of(whole)):
        name = f"{one.connections} connection{'s' * (one.connections > 1)}"
        groups.setdefault(one.case, {})[name] = one.per_second
    note = f"{whole['taken'][:10]}, load average {whole['load_average'][0]}"
    return bars(Legend(title="Requests per second", note=note), groups)
