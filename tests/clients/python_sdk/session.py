"""
Start the vendor's client library against a server, as its users do.

Owns the environment of three addresses and where the library keeps its files.
Never changes, wraps or patches the library itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeAlias

import msgspec
from zcrmsdk.src.com.zoho.api.authenticator import OAuthToken
from zcrmsdk.src.com.zoho.api.authenticator.store import FileStore
from zcrmsdk.src.com.zoho.api.logger import Logger
from zcrmsdk.src.com.zoho.crm.api.dc import DataCenter
from zcrmsdk.src.com.zoho.crm.api.initializer import Initializer
from zcrmsdk.src.com.zoho.crm.api.sdk_config import SDKConfig
from zcrmsdk.src.com.zoho.crm.api.user_signature import UserSignature

USER = "somebody@example.com"
READ_SECONDS = 30


# The token object that the library keeps up to date after a start.
Started: TypeAlias = OAuthToken


class Order(msgspec.Struct, forbid_unknown_fields=True):
    """
    What the program is told on standard input.

    `others` are access tokens of other users, or with other scopes, by what they are for.
    """

    address: str
    folder: str
    program: str
    client_id: str
    client_secret: str
    grant_token: str | None = None
    refresh_token: str | None = None
    access_token: str | None = None
    others: dict[str, str] = {}


def start(order: Order, *, auto_refresh: bool = False) -> Started:
    """Initialise the library with what the order knows of tokens; give back its token."""
    folder = Path(order.folder)
    token = OAuthToken(
        client_id=order.client_id,
        client_secret=order.client_secret,
        grant_token=order.grant_token,
        refresh_token=order.refresh_token,
        access_token=order.access_token,
    )
    Initializer.initialize(
        user=UserSignature(USER),
        environment=DataCenter.Environment(
            order.address, f"{order.address}/oauth/v2/token", order.address, "vinculum"
        ),
        token=token,
        store=FileStore(str(folder / "tokens.txt")),
        sdk_config=SDKConfig(auto_refresh_fields=auto_refresh, read_timeout=READ_SECONDS),
        resource_path=str(folder),
        logger=Logger(Logger.Levels.INFO, str(folder / "sdk.log")),
    )
    return token


@contextmanager
def acting(name: str, access_token: str) -> Iterator[None]:
    """
    Let the library act with another token for a while, as for another of its users.

    After this the library does not take notice of another `start`.
    """
    before = Initializer.get_initializer()
    Initializer.switch_user(
        user=UserSignature(f"{name}@example.com"), token=OAuthToken(access_token=access_token)
    )
    try:
        yield
    finally:
        Initializer.switch_user(user=before.user, token=before.token)
