"""A comment says why; it does not decorate, postpone or silence."""

import io
import re
import tokenize
from collections.abc import Iterator

from tests.hygiene.sources import Source, all_sources

BANNER = re.compile(r"#\s*([-=#*~_+])\1{3,}|#.*([-=#*~_+])\2{3,}\s*$")
POSTPONED = re.compile(r"\b(TO[D]O|FIX[M]E|X{3})\b")
SILENCED = re.compile(r"type:\s*ignore|pragma:\s*no cover|mypy:\s*ignore")
NOQA = re.compile(r"#\s*noqa")
NOQA_WITH_REASON = re.compile(r"#\s*noqa: [A-Z0-9, ]+ - \S")


def comments_of(source: Source) -> Iterator[tuple[int, str]]:
    """Walk the comments of a file with their lines."""
    for token in tokenize.generate_tokens(io.StringIO(source.text).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string


def comments_like(pattern: re.Pattern[str]) -> list[str]:
    """Find the comments, anywhere in the repository's Python, that a pattern matches."""
    return [
        source.at(line, text)
        for source in all_sources()
        for line, text in comments_of(source)
        if pattern.search(text)
    ]


def test_no_comment_is_a_banner():
    assert [] == comments_like(BANNER)


def test_no_comment_postpones_work():
    assert [] == comments_like(POSTPONED)


def test_no_comment_silences_a_checker_wholesale():
    assert [] == comments_like(SILENCED)


def test_every_exception_to_a_style_rule_names_the_rule_and_the_reason():
    bare = [found for found in comments_like(NOQA) if not NOQA_WITH_REASON.search(found)]

    assert [] == bare
