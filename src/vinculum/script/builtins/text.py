"""
The built-ins of texts.

Owns the table TEXT; positions count from 0.
Never builds a text before its length is charged.
Next door: patterns.py for regular expressions, conversions.py for other kinds.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from vinculum.script.builtins.builtin import Builtin, row
from vinculum.script.builtins.patterns import compiled, matches, replaced
from vinculum.script.diagnostics import Fault
from vinculum.script.run import Run
from vinculum.script.values import Datum

_LETTERS = re.compile(r"[^\W\d_]")
_LETTERS_AND_DIGITS = re.compile(r"[^\W_]")
_WORD = re.compile(r"\S+")


def _tested(test: Callable[[str, str], bool], *, ignoring_case: bool = False) -> Builtin:
    def tell(run: Run, text: str, part: str) -> Datum:
        run.account.work(len(text))
        return test(text.lower(), part.lower()) if ignoring_case else test(text, part)

    return row(tell, "text text")


def _changed(change: Callable[[str], str]) -> Builtin:
    def give(run: Run, text: str) -> Datum:
        # Capital letters may be longer than small ones: one sign becomes three at most.
        run.account.charge_text(len(text))
        run.account.work(len(text))
        return change(text)

    return row(give, "text")


def _piece(run: Run, text: str, start: int, end: int | None = None) -> Datum:
    end = len(text) if end is None else end
    if not 0 <= start <= end <= len(text):
        raise Fault(f"the text has {len(text)} characters, but {start} to {end} is asked for")
    run.account.charge_text(end - start)
    return text[start:end]


def _left(run: Run, text: str, count: int) -> Datum:
    return _piece(run, text, 0, min(max(count, 0), len(text)))


def _right(run: Run, text: str, count: int) -> Datum:
    return _piece(run, text, len(text) - min(max(count, 0), len(text)))


def _parted(*, before: bool, ignoring_case: bool = False) -> Builtin:
    def part(run: Run, text: str, mark: str) -> Datum:
        run.account.charge_text(len(text))
        run.account.work(len(text))
        if ignoring_case:
            found = re.search(re.escape(mark), text, re.IGNORECASE)
            start, end = found.span() if found else (-1, -1)
        else:
            start = text.find(mark)
            end = start + len(mark)
        if start < 0:
            return ""
        return text[:start] if before else text[end:]

    return row(part, "text text")


def substituted(run: Run, text: str, old: str, new: str, most: int = -1) -> str:
    """Replace a text within a text; the length of the result is charged first."""
    run.account.work(len(text))
    count = text.count(old)
    if 0 <= most < count:
        count = most
    run.account.charge_text(len(text) + count * (len(new) - len(old)))
    return text.replace(old, new, most)


def _replace_all(run: Run, text: str, old: str, new: str, literal: Datum = None) -> Datum:
    if literal is True:
        return substituted(run, text, old, new)
    return replaced(run, text, compiled(old), new)


def _replace_first(run: Run, text: str, old: str, new: str, literal: Datum = None) -> Datum:
    if literal is True:
        return substituted(run, text, old, new, 1)
    return replaced(run, text, compiled(old), new, 1)


def _replace_any_case(run: Run, text: str, old: str, new: str, literal: Datum = None) -> Datum:
    pattern = re.escape(old) if literal is True else old
    return replaced(run, text, compiled(pattern, ignoring_case=True), new)


def _remove_last(run: Run, text: str, part: str) -> Datum:
    run.account.work(len(text))
    run.account.charge_text(len(text))
    at = text.rfind(part)
    return text if at < 0 else text[:at] + text[at + len(part) :]


def _filtered(kept: re.Pattern[str], *, dropping: bool) -> Builtin:
    def sift(run: Run, text: str) -> Datum:
        run.account.work(len(text) * 10)
        run.account.charge(100 * len(text))
        run.account.charge_text(len(text))
        return kept.sub("", text) if dropping else "".join(kept.findall(text))

    return row(sift, "text")


def _proper(text: str) -> str:
    return _WORD.sub(lambda word: word[0][:1].upper() + word[0][1:].lower(), text)


def _repeat(run: Run, text: str, times: int) -> Datum:
    if times < 0:
        raise Fault("a text cannot be repeated less than 0 times")
    run.account.charge_text(len(text) * times)
    run.account.work(len(text) * times)
    return text * times


def _padded(*, left: bool) -> Builtin:
    def pad(run: Run, text: str, width: int, sign: str = " ") -> Datum:
        if len(sign) != 1:
            raise Fault("a text is padded with one character")
        run.account.charge_text(max(width, len(text)))
        return text.rjust(width, sign) if left else text.ljust(width, sign)

    return row(pad, "text number text?")


def _concat(run: Run, text: str, *others: str) -> Datum:
    run.account.charge_text(len(text) + sum(map(len, others)))
    return "".join((text, *others))


def _index_of(run: Run, text: str, part: str, start: int = 0) -> Datum:
    run.account.work(len(text))
    return text.find(part, max(start, 0))


def _last_index_of(run: Run, text: str, part: str) -> Datum:
    run.account.work(len(text))
    return text.rfind(part)


def _occurrences(run: Run, text: str, part: str) -> Datum:
    run.account.work(len(text))
    return text.count(part) if part else 0


TEXT: dict[str, Builtin] = {
    "length": row(lambda _run, text: len(text), "text"),
    "len": row(lambda _run, text: len(text), "text"),
    "contains": _tested(lambda text, part: part in text),
    "containsIgnoreCase": _tested(lambda text, part: part in text, ignoring_case=True),
    "notContains": _tested(lambda text, part: part not in text),
    "startsWith": _tested(str.startswith),
    "startsWithIgnoreCase": _tested(str.startswith, ignoring_case=True),
    "endsWith": _tested(str.endswith),
    "endsWithIgnoreCase": _tested(str.endswith, ignoring_case=True),
    "equalsIgnoreCase": _tested(str.__eq__, ignoring_case=True),
    "equals": _tested(str.__eq__),
    "indexOf": row(_index_of, "text text number?"),
    "find": row(_index_of, "text text number?"),
    "lastIndexOf": row(_last_index_of, "text text"),
    "subString": row(_piece, "text number number?"),
    "subText": row(_piece, "text number number?"),
    "mid": row(_piece, "text number number?"),
    "left": row(_left, "text number"),
    "right": row(_right, "text number"),
    "getPrefix": _parted(before=True),
    "getPrefixIgnoreCase": _parted(before=True, ignoring_case=True),
    "getSuffix": _parted(before=False),
    "getSuffixIgnoreCase": _parted(before=False, ignoring_case=True),
    "getOccurence": row(_occurrences, "text text"),
    "getOccurrence": row(_occurrences, "text text"),
    "replaceAll": row(_replace_all, "text text text boolean?"),
    "replaceFirst": row(_replace_first, "text text text boolean?"),
    "replaceAllIgnoreCase": row(_replace_any_case, "text text text boolean?"),
    "remove": row(lambda run, text, part: substituted(run, text, part, ""), "text text"),
    "removeFirstOccurence": row(
        lambda run, text, part: substituted(run, text, part, "", 1), "text text"
    ),
    "removeLastOccurence": row(_remove_last, "text text"),
    "removeAllAlpha": _filtered(_LETTERS, dropping=True),
    "removeAllAlphaNumeric": _filtered(_LETTERS_AND_DIGITS, dropping=True),
    "getAlpha": _filtered(_LETTERS, dropping=False),
    "getAlphaNumeric": _filtered(_LETTERS_AND_DIGITS, dropping=False),
    "trim": _changed(str.strip),
    "ltrim": _changed(str.lstrip),
    "rtrim": _changed(str.rstrip),
    "toUpperCase": _changed(str.upper),
    "upper": _changed(str.upper),
    "toLowerCase": _changed(str.lower),
    "lower": _changed(str.lower),
    "proper": _changed(_proper),
    "reverse": _changed(lambda text: text[::-1]),
    "repeat": row(_repeat, "text number"),
    "concat": row(_concat, "text text*"),
    "leftpad": _padded(left=True),
    "rightpad": _padded(left=False),
    "matches": row(matches, "text text"),
    "isAscii": row(lambda _run, text: text.isascii(), "text"),
    "isBlank": row(lambda _run, text: not text.strip(), "text"),
    "isEmpty": row(lambda _run, text: not text, "text"),
    "notBlank": row(lambda _run, text: bool(text.strip()), "text"),
}
