"""
Search texts by regular expressions, within a time.

Owns how long a search may take, and what `$1` in a replacement means.
Never lets a pattern run on, however it is written.
Next door: text.py for searches without patterns.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import regex

from vinculum.script.diagnostics import Fault, LimitReached
from vinculum.script.run import Run
from vinculum.script.values import Datum

LONGEST_PATTERN = 1000
LONGEST_SEARCHED = 1_000_000
# `regex` writes repeated groups out, and runs out of memory (or crashes) over large ones.
MOST_EXPANDED = 10_000
_PIECE = regex.compile(r"(?s)\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\{(\d*)(?:,(\d*))?\}|[()]|\S")
# With blanks and comments, braces could hide from what they repeat.
_VERBOSE = regex.compile(r"\(\?(?:[\w-]*x|#)")
_GROUP = regex.compile(r"\\(.)|\$(\d)|\$\{(\w+)\}")


@lru_cache(maxsize=128)
def _compiled(pattern: str, flags: int) -> regex.Pattern[str]:
    return regex.compile(pattern, flags)


def expanded_size(pattern: str) -> int:
    """Count the signs of a pattern, each as often as the braces behind it and its groups say."""
    totals, last = [0], 0
    for piece in _PIECE.finditer(pattern):
        sign = piece[0]
        if sign == "(":
            totals.append(0)
        elif sign == ")" and len(totals) > 1:
            last = totals.pop()
            totals[-1] += last
        elif piece[1] or piece[2]:
            times = int(piece[2] or piece[1])
            totals[-1] += last * (times - 1)
            last *= times
        else:
            last = 1
            totals[-1] += 1
    return sum(totals)


def compiled(pattern: str, *, ignoring_case: bool = False) -> regex.Pattern[str]:
    """Read a pattern, or raise a Fault that says what is wrong with it."""
    if len(pattern) > LONGEST_PATTERN:
        raise LimitReached(f"a pattern of more than {LONGEST_PATTERN} characters")
    if _VERBOSE.search(pattern):
        raise Fault("a pattern has no comments, and no blanks that mean nothing")
    if expanded_size(pattern) > MOST_EXPANDED:
        raise LimitReached(f"a pattern whose repetitions are more than {MOST_EXPANDED} signs long")
    flags = regex.VERSION0 | (regex.IGNORECASE if ignoring_case else 0)
    try:
        return _compiled(pattern, int(flags))
    except (regex.error, RecursionError, OverflowError, ValueError) as error:
        raise Fault(f"the pattern cannot be read: {str(error)[:100]}") from None


def _seconds(text: str, run: Run) -> float:
    if len(text) > LONGEST_SEARCHED:
        raise LimitReached(f"a pattern searches at most {LONGEST_SEARCHED} characters")
    run.account.work(len(text))
    return max(0.001, min(run.account.limits.pattern_seconds, run.account.seconds_left()))


def _too_slow(seconds: float) -> LimitReached:
    return LimitReached(f"a pattern searches for more than {seconds:g} seconds")


def matches(run: Run, text: str, pattern: str) -> Datum:
    """Tell whether a pattern fits a whole text."""
    seconds = _seconds(text, run)
    try:
        return compiled(pattern).fullmatch(text, timeout=seconds) is not None
    except TimeoutError:
        raise _too_slow(seconds) from None


def found_in(run: Run, text: str, pattern: regex.Pattern[str]) -> Iterator[regex.Match[str]]:
    """Walk the places where a pattern fits, within the time that all of them have together."""
    seconds = _seconds(text, run)
    try:
        yield from pattern.finditer(text, timeout=seconds)
    except TimeoutError:
        raise _too_slow(seconds) from None


def replaced(
    run: Run, text: str, pattern: regex.Pattern[str], replacement: str, most: int = 0
) -> str:
    """Replace what a pattern finds, at most so many times if a number is given."""
    pieces: list[str] = []
    end = length = 0
    plain = "$" not in replacement and "\\" not in replacement
    for count, found in enumerate(found_in(run, text, pattern), 1):
        filled = replacement if plain else _filled(replacement, found)
        added = found.start() - end + len(filled)
        length += added
        if length > run.account.limits.text:
            run.account.charge_text(length)
        run.account.charge(120 + 4 * added)
        pieces += (text[end : found.start()], filled)
        end = found.end()
        if count == most:
            break
    run.account.charge_text(length + len(text) - end)
    return "".join((*pieces, text[end:]))


def _filled(replacement: str, found: regex.Match[str]) -> str:
    def fill(part: regex.Match[str]) -> str:
        escaped, number, name = part.groups()
        if escaped is not None:
            return str(escaped)
        try:
            return found[int(number) if number else name] or ""
        except IndexError:
            raise Fault(f"the pattern has no group `{number or name}`") from None

    return str(_GROUP.sub(fill, replacement))
