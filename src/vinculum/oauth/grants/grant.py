"""
Describe a grant as a row of a table.

Owns what one value of `grant_type` reads and how it is redeemed.
Never authenticates the client; endpoint.py has done so.
Next door: one file per grant, `GRANTS` in the package.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from vinculum.model.actor import Org, User
from vinculum.model.value import Value
from vinculum.oauth.clients import Client
from vinculum.oauth.issuing import FreshTokens, TokenPlan
from vinculum.oauth.request import TokenRequest
from vinculum.ports.services import Services
from vinculum.ports.store import StoredToken, Work


class GrantFacts(Value):
    """
    What the store knows: the code or token that was presented, the tokens that came from
    it, and the refresh tokens that its user granted any client; both oldest first. Where
    nothing is presented: the client's org and the user that it acts for, if there is one.
    `elsewhere` is the user's data centre, when another one was asked.
    """

    presented: StoredToken | None
    children: Sequence[StoredToken] = ()
    kept: Sequence[StoredToken] = ()
    org: Org | None = None
    principal: User | None = None
    elsewhere: str | None = None


class Grant(Value):
    """
    One value of `grant_type`. `gather` reads, `redeem` decides without reading; `presents` is
    the parameter with what is redeemed ("" for none), `anywhere` tells that data centres answer
    for it which are not the user's.

    Which client types may use it says the table of types in clients.py.
    """

    name: str
    presents: str
    gather: Callable[[Services, Work, TokenRequest, Client], GrantFacts]
    redeem: Callable[[TokenRequest, Client, GrantFacts, FreshTokens, int], TokenPlan]
    anywhere: bool = False
