"""
List what rests on our own choice, because no source says what the real API does.

Owns the report of `make evidence`.
Never judges; the marks stand beside what they vouch for.
Next door: errors/catalogue, oauth/errors.py, tests/wire/cases.
"""

import tomllib
from collections.abc import Iterator
from pathlib import Path

from vinculum.errors import catalogue
from vinculum.errors.refusal import Entry
from vinculum.oauth import errors as token_errors
from vinculum.oauth.errors import TokenRefusal

CHOSEN = "chosen"
CASES = Path(__file__).resolve().parents[1] / "tests" / "wire" / "cases"


def chosen_refusals() -> Iterator[str]:
    """Walk the refusals of the CRM API that carry the mark."""
    for name, entry in vars(catalogue).items():
        if isinstance(entry, Entry) and CHOSEN in entry.evidence:
            yield f"{name}: {entry.status} {entry.code} {entry.message!r} {entry.note}".rstrip()


def chosen_token_refusals() -> Iterator[str]:
    """Walk the refusals of the token endpoint that carry the mark."""
    for name, entry in vars(token_errors).items():
        if isinstance(entry, TokenRefusal) and CHOSEN in entry.evidence:
            yield f"{name}: {entry.status} {entry.body} {entry.note}".rstrip()


def chosen_cases() -> Iterator[str]:
    """Walk the golden cases that carry the mark."""
    for path in sorted(CASES.rglob("*.toml")):
        case = tomllib.loads(path.read_text(encoding="utf-8"))
        if CHOSEN in case.get("evidence", ()):
            yield f"{path.relative_to(CASES)}: {case['title']}"


def main() -> None:
    """Print every choice, grouped by where it shows."""
    for title, lines in (
        ("Refusals of the CRM API", [*chosen_refusals()]),
        ("Refusals of the token endpoint", [*chosen_token_refusals()]),
        ("Golden cases", [*chosen_cases()]),
    ):
        print(f"{title} ({len(lines)})", *lines, sep="\n  ", end="\n\n")


if __name__ == "__main__":
    main()
