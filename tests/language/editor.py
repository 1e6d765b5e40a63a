"""
Read a script as an editor does: line by line, with the rules of a TextMate grammar.

Owns the little of TextMate that our grammar uses: match, captures, begin and end.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import regex

Rule = Mapping[str, Any]


def scopes_in(text: str, rules: Sequence[Rule]) -> list[str]:
    """Name every character of a text; one that no rule has taken is ""."""
    scopes: list[str] = []
    inside: Rule | None = None
    for line in text.splitlines(keepends=True):
        named = [""] * len(line)
        inside = _read_line(line, rules, inside, named)
        scopes += named
    return scopes


def _read_line(
    line: str, rules: Sequence[Rule], inside: Rule | None, named: list[str]
) -> Rule | None:
    at = 0
    while at <= len(line):
        found = _earliest(line, at, _expressions(rules, inside))
        until = len(line) if found is None else found[1].start()
        if inside is not None:
            named[at:until] = [inside["name"]] * (until - at)
        if found is None:
            break
        rule, match = found
        _name(rule or inside, match, named)
        if not rule:
            inside = None
        elif "begin" in rule:
            inside = rule
        at = match.end() + (match.end() == match.start() and bool(rule))
    return inside


def _expressions(rules: Sequence[Rule], inside: Rule | None) -> Iterator[tuple[Rule | None, str]]:
    """Walk what may match next; the end of what is open comes first, without a rule."""
    if inside is not None:
        yield None, inside["end"]
    for rule in rules if inside is None else inside["patterns"]:
        yield rule, rule.get("match") or rule["begin"]


def _earliest(
    line: str, at: int, expressions: Iterator[tuple[Rule | None, str]]
) -> tuple[Rule | None, regex.Match[str]] | None:
    best: tuple[Rule | None, regex.Match[str]] | None = None
    for rule, expression in expressions:
        match = regex.compile(expression, regex.MULTILINE).search(line, at)
        if match is not None and (best is None or match.start() < best[1].start()):
            best = (rule, match)
    return best


def _name(rule: Rule | None, match: regex.Match[str], named: list[str]) -> None:
    if rule is None:
        return
    if "name" in rule:
        named[match.start() : match.end()] = [rule["name"]] * (match.end() - match.start())
    for group, capture in rule.get("captures", {}).items():
        start, end = match.span(int(group))
        named[max(start, 0) : max(end, 0)] = [capture["name"]] * (end - start)
