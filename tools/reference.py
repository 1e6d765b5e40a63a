"""
Write docs/reference from the tables of the code.

Owns the generated pages; nobody edits them.
Never adds a fact that no table holds.
Next door: errors/catalogue, oauth/errors.py, oauth/limits.py, wire/table.py, fieldtypes/,
server/settings.py; deluge_page.py writes the page of the language.
"""

import tomllib
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

from tools.deluge_page import deluge
from tools.markdown import code, table
from vinculum.errors import catalogue
from vinculum.errors.refusal import Entry
from vinculum.fieldtypes import ALL
from vinculum.oauth import errors as token_errors
from vinculum.oauth.errors import AuthorizationRefusal, TokenRefusal
from vinculum.oauth.limits import LIFETIMES, LIMITS, MINUTE_SECONDS
from vinculum.server.settings import SETTINGS
from vinculum.wire.endpoint import ScopeRule
from vinculum.wire.table import SERVED

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "reference"
GENERATED = "<!-- Written by `make docs`. Change the table it comes from, not this page. -->"


def errors() -> Iterator[str]:
    """Every refusal of the CRM API."""
    yield "# Errors"
    yield ""
    yield "What the API says when it says no. The status is that of a whole request; for one item"
    yield "of a batch the batch decides. *Evidence* tells how we know; `chosen` means we decided."
    yield from table(
        ("code", "status", "message", "details", "when", "evidence"),
        (
            (
                f"`{entry.code}`",
                str(entry.status),
                entry.message,
                code(entry.details),
                entry.note or name.replace("_", " ").capitalize() + ".",
                ", ".join(entry.evidence),
            )
            for name, entry in vars(catalogue).items()
            if isinstance(entry, Entry)
        ),
    )
    yield from accounts_errors()
    yield from authorization_errors()
    yield from token_limits()


def accounts_errors() -> Iterator[str]:
    """Every refusal of the accounts server."""
    yield "## Accounts server"
    yield from table(
        ("error", "status", "when", "evidence"),
        (
            (f"`{refusal.body['error']}`", str(refusal.status), refusal.note, refusal.evidence[0])
            for refusal in vars(token_errors).values()
            if isinstance(refusal, TokenRefusal)
        ),
    )


def authorization_errors() -> Iterator[str]:
    """What `/oauth/v2/auth` shows instead of redirecting."""
    yield "## Pages of `/oauth/v2/auth`"
    yield from table(
        ("error", "status", "what a person reads", "evidence"),
        (
            (f"`{one.code}`", str(one.status), one.text, ", ".join(one.evidence))
            for one in vars(token_errors).values()
            if isinstance(one, AuthorizationRefusal)
        ),
    )


def token_limits() -> Iterator[str]:
    """How long tokens are good, and how many there may be."""
    yield "## Lifetimes and limits"
    yield from table(
        ("what", "seconds", "setting", "evidence"),
        (
            (
                lifetime.what,
                str(SETTINGS[lifetime.setting].default),
                f"`{lifetime.setting}`",
                ", ".join(lifetime.evidence),
            )
            for lifetime in LIFETIMES
        ),
    )
    yield from table(
        ("what", "how many", "per", "counted over", "one more", "setting", "evidence"),
        (
            (
                limit.what,
                str(SETTINGS[limit.setting].default),
                limit.per,
                _window(limit.window_seconds),
                limit.then,
                f"`{limit.setting}`",
                ", ".join(limit.evidence),
            )
            for limit in LIMITS
        ),
    )


def _window(seconds: int | None) -> str:
    return "those alive" if seconds is None else f"{seconds // MINUTE_SECONDS} min"


def scopes_of(rule: ScopeRule) -> Iterator[str]:
    """Write what an endpoint asks of a token as the token carries it."""
    return (f"ZohoCRM.{area}.{rule.operation.upper()}" for area in rule.areas)


def endpoints() -> Iterator[str]:
    """Every address, served or not."""
    yield "# Endpoints"
    yield from table(
        ("method", "path", "scope", "lane"),
        (
            (
                endpoint.method,
                f"`{endpoint.path}`",
                code(scopes_of(endpoint.scope)),
                endpoint.lane,
            )
            for endpoint in SERVED
        ),
    )
    not_served = tomllib.loads(files("vinculum.wire").joinpath("unsupported.toml").read_text())
    yield "## Known and not served"
    yield ""
    yield "These answer `NOT_SUPPORTED` with the reason."
    yield from table(
        ("method", "path", "reason"),
        (
            (", ".join(row.get("methods", ["any"])), f"`{row['path']}`", row["reason"])
            for row in not_served["path"]
        ),
    )


def field_types() -> Iterator[str]:
    """Every type that a field may have."""
    yield "# Field types"
    yield ""
    yield "*Kept* tells where a record keeps the value, *comparisons* what a search may ask."
    yield from table(
        ("type", "kept", "given by requests", "comparisons"),
        (
            (
                f"`{type_.name}`",
                type_.storage,
                "yes" if type_.writable else "no",
                code(type_.operators),
            )
            for type_ in sorted(ALL, key=lambda type_: type_.name)
        ),
    )


def settings() -> Iterator[str]:
    """Every setting of the process."""
    yield "# Settings"
    yield ""
    yield "An option of `vinculum serve` wins over the environment, and that over the default."
    yield from table(
        ("setting", "variable", "type", "default", "help"),
        (
            (
                row.name,
                f"`{row.variable}`",
                row.kind,
                f"`{row.default}`" if row.default != "" else "",
                row.help,
            )
            for row in SETTINGS.values()
        ),
    )


PAGES = {
    "deluge": deluge,
    "endpoints": endpoints,
    "errors": errors,
    "field-types": field_types,
    "settings": settings,
}


def page_text(name: str) -> str:
    """Compose a page as it should be."""
    return "\n".join((GENERATED, "", *PAGES[name]())).rstrip() + "\n"


def main() -> None:
    """Write every page anew."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in PAGES:
        (FOLDER / f"{name}.md").write_text(page_text(name), encoding="utf-8")
        print(f"docs/reference/{name}.md")


if __name__ == "__main__":
    main()
