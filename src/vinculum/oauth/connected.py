"""
Show a person which applications have access in its name, and take the access away.

Owns what counts as access: consents, refresh tokens, access tokens that are good.
Never renders a page.
Next door: consent.py keeps consents, console/ shows the list.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from vinculum.model.change import CutToken
from vinculum.model.value import Value
from vinculum.oauth.clients import parse_client
from vinculum.oauth.tokens import TokenType, is_alive, parse_detail
from vinculum.ports.store import StoredToken, Work

# In the order in which they are looked at; a code not yet redeemed is access to come.
_ACCESS: tuple[TokenType, ...] = ("consent", "refresh", "access", "grant", "device")


class ConnectedApp(Value):
    """An application with access: since when, to which scopes, and whether it lasts."""

    client_id: str
    name: str
    scopes: tuple[str, ...]
    since: int
    offline: bool


def read_connected(work: Work, user: int, now: int) -> Sequence[ConnectedApp]:
    """Read the applications that have access in a user's name, by name."""
    by_client: dict[str, list[StoredToken]] = {}
    for token in _access_of(work, user):
        if is_alive(token, now) and not parse_detail(token).used:
            by_client.setdefault(token.client_id, []).append(token)
    clients = {each.client_id: parse_client(each) for each in work.read_clients()}
    apps = (
        ConnectedApp(
            client_id=client_id,
            name=clients[client_id].name if client_id in clients else client_id,
            scopes=_scopes_of(tokens),
            since=min(token.created for token in tokens),
            offline=any(token.type == "refresh" for token in tokens),
        )
        for client_id, tokens in by_client.items()
    )
    return sorted(apps, key=lambda app: (app.name.casefold(), app.client_id))


def disconnect(work: Work, user: int, client_id: str) -> None:
    """Take an application's access in a user's name away, at once."""
    gone = [token for token in _access_of(work, user) if token.client_id == client_id]
    work.apply(tuple(CutToken(hash=token.hash) for token in gone))


def _access_of(work: Work, user: int) -> Iterable[StoredToken]:
    return (token for kind in _ACCESS for token in work.read_tokens_of_user(user, kind))


def _scopes_of(tokens: Iterable[StoredToken]) -> tuple[str, ...]:
    spelled = {scope.lower(): scope for token in tokens for scope in token.scopes.split()}
    return tuple(spelled.values())
