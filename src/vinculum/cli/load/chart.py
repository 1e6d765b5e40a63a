"""
Draw a chart as SVG.

Owns how bars and lines look; both axes of a chart of lines, and that of bars, are logarithmic.
Never measures, and needs no library: a chart is a few dozen elements.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape

from vinculum.model.value import Value

WIDTH = 820
COLOURS = ("#1d5fa8", "#e07a1f", "#2c8a5b", "#a8324a", "#6b4fa0", "#6f6f6f", "#b59a00")
MARGIN, RIGHT, TITLE_HEIGHT, ROW = 16, 90, 36, 18
LETTER = 6.6  # how wide one is, about
BAR, GAP = 15, 14
PLOT_HEIGHT = 300
STYLE = (
    "text{font:13px system-ui,sans-serif;fill:#222}.title{font-size:17px;font-weight:600}"
    ".small{font-size:11px;fill:#666}.grid{stroke:#ddd}"
)


class Legend(Value):
    """The words around a chart."""

    title: str
    note: str = ""
    x: str = ""
    y: str = ""


class _Scale:
    """Maps positive values to places, by their logarithm."""

    def __init__(self, values: Iterable[float], start: float, end: float) -> None:
        found = [value for value in values if value > 0] or [1.0]
        self._low = math.floor(math.log10(min(found)))
        self._high = max(math.ceil(math.log10(max(found))), self._low + 1)
        self._start, self._end = start, end

    def place(self, value: float) -> float:
        share = (math.log10(max(value, 10**self._low)) - self._low) / (self._high - self._low)
        return self._start + share * (self._end - self._start)

    def ticks(self) -> list[float]:
        return [10.0**power for power in range(self._low, self._high + 1)]


def bars(legend: Legend, groups: Mapping[str, Mapping[str, float]]) -> str:
    """Draw a group of bars for each name, a bar for each series in it."""
    series = list(dict.fromkeys(name for values in groups.values() for name in values))
    head, top = _head(legend, series)
    left = MARGIN + 10 + LETTER * 1.1 * max(map(len, groups), default=0)
    height = top + sum(len(v) * BAR + GAP for v in groups.values()) + 34
    values = [value for group in groups.values() for value in group.values()]
    scale = _Scale(values, left, WIDTH - RIGHT)
    parts = [*head]
    for tick in scale.ticks():
        x = scale.place(tick)
        parts.append(_line(x, top, x, height - 30))
        parts.append(_text(x, height - 14, _number(tick), "small", "middle"))
    y = top + GAP / 2
    for name, group in groups.items():
        parts.append(_text(left - 10, y + len(group) * BAR / 2 + 4, name, "", "end"))
        for key, value in group.items():
            width = max(scale.place(value) - left, 1)
            parts.append(_rect(left, y, width, BAR - 2, series.index(key)))
            parts.append(_text(left + width + 5, y + BAR - 4, _number(value), "small"))
            y += BAR
        y += GAP
    return _whole(height, parts)


def lines(legend: Legend, curves: Mapping[str, Sequence[tuple[float, float]]]) -> str:
    """Draw a curve of points (x, y) for each name."""
    head, top = _head(legend, list(curves))
    top += ROW
    bottom = top + PLOT_HEIGHT
    points = [point for curve in curves.values() for point in curve]
    across = _Scale((x for x, _ in points), 80, WIDTH - 60)
    up = _Scale((y for _, y in points), bottom, top)
    parts = [*head, _text(80, top - 8, legend.y, "small")]
    parts.append(_text(WIDTH / 2, bottom + 42, legend.x, "small", "middle"))
    for tick in across.ticks():
        x = across.place(tick)
        parts.append(_line(x, top, x, bottom))
        parts.append(_text(x, bottom + 18, _number(tick), "small", "middle"))
    for tick in up.ticks():
        y = up.place(tick)
        parts.append(_line(80, y, WIDTH - 60, y))
        parts.append(_text(72, y + 4, _number(tick), "small", "end"))
    for number, curve in enumerate(curves.values()):
        places = [(across.place(x), up.place(y), y) for x, y in curve]
        parts += _curve(places, COLOURS[number % len(COLOURS)])
    return _whole(bottom + 56, parts)


def _curve(places: Sequence[tuple[float, float, float]], colour: str) -> Iterator[str]:
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y, _ in places)
    yield f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2.5"/>'
    for x, y, value in places:
        yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{colour}"/>'
        yield _text(x + 6, y - 6, _number(value), "small")


def _head(legend: Legend, series: Sequence[str]) -> tuple[list[str], float]:
    """The title, and under it what the colours mean, in as many rows as it takes."""
    parts = [_text(MARGIN, 26, legend.title, "title")]
    if legend.note:
        parts.append(_text(WIDTH - MARGIN, 26, legend.note, "small", "end"))
    x, y = float(MARGIN), TITLE_HEIGHT + ROW
    for number, name in enumerate(series):
        width = 32 + LETTER * len(name)
        if x > MARGIN and x + width > WIDTH - MARGIN:
            x, y = float(MARGIN), y + ROW
        parts.append(_rect(x, y - 10, 11, 11, number))
        parts.append(_text(x + 16, y, name, "small"))
        x += width
    return parts, float(y + ROW)


def _rect(x: float, y: float, width: float, height: float, number: int) -> str:
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height}" rx="2"'
        f' fill="{COLOURS[number % len(COLOURS)]}"/>'
    )


def _line(x1: float, y1: float, x2: float, y2: float) -> str:
    return f'<line class="grid" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"/>'


def _text(x: float, y: float, text: str, kind: str = "", anchor: str = "start") -> str:
    named = f' class="{kind}"' if kind else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{named}>{escape(text)}</text>'


def _number(value: float) -> str:
    """Three digits that count; thousands apart."""
    if value >= 1_000_000:
        return f"{value / 1_000_000:,.3g} M"
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def _whole(height: float, parts: Iterable[str]) -> str:
    inside = "\n".join(parts)
    size = f'viewBox="0 0 {WIDTH} {height:.0f}" width="{WIDTH}" height="{height:.0f}"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img">'
    ground = f'<rect width="{WIDTH}" height="{height:.0f}" fill="#fff"/>'
    return f"{head}\n<style>{STYLE}</style>\n{ground}\n{inside}\n</svg>\n"
