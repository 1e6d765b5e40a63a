"""
Describe who asks: org, user, role, profile, and the actor of one request.

Owns the vocabulary of people and rights.
Never decides a permission; rules/permissions.py does.
Next door: oauth/tokens.py makes the actor.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

from vinculum.model.value import Value

Verb: TypeAlias = Literal["read", "create", "update", "delete"]


class Org(Value):
    """
    A tenant. `prefix` is the 7-digit head of its metadata ids, `version` changes with
    every change of metadata, users or profiles. `currency` is an ISO code.
    """

    id: int
    prefix: int
    version: int
    name: str
    zgid: str
    time_zone: str = "UTC"
    currency: str = "USD"
    currency_name: str = "US Dollar - USD"
    currency_symbol: str = "$"
    currency_locale: str = "en_US"
    country: str | None = "United States"
    country_code: str = "US"
    primary_email: str | None = None
    phone: str | None = None
    website: str | None = None
    street: str | None = None
    city: str | None = None
    state: str | None = None
    zip: str | None = None
    created: int = 0


class Role(Value):
    """A place in the hierarchy; `reports_to` is the role above, None at the top."""

    id: int
    name: str
    reports_to: int | None = None
    share_with_peers: bool = False
    description: str = ""
    admin: bool = False


class Profile(Value):
    """
    What its users may do.

    `denied` holds "Module:verb" pairs by API name, `hidden` modules without tab
    permission. `administrator` sees and edits every record.
    """

    id: int
    name: str
    administrator: bool = False
    custom: bool = False
    denied: frozenset[str] = frozenset()
    hidden: frozenset[str] = frozenset()
    description: str = ""
    created: int | None = None
    created_by: int | None = None
    modified: int | None = None
    modified_by: int | None = None


class User(Value):
    """A person of an org; `status` is active, disabled or deleted. `password` is a hash or None."""

    id: int
    email: str
    last_name: str
    first_name: str | None = None
    role: int = 0
    profile: int = 0
    status: str = "active"
    confirmed: bool = True
    zuid: str = ""
    time_zone: str | None = None
    locale: str = "en_US"
    created: int = 0
    created_by: int | None = None
    modified: int = 0
    modified_by: int | None = None
    password: str | None = None

    @property
    def full_name(self) -> str:
        """First and last name, as the wire shows a user."""
        return f"{self.first_name} {self.last_name}" if self.first_name else self.last_name


class Actor(Value):
    """Who asks: the user with role and profile, and the scopes of the token, lower-cased."""

    org_id: int
    user: User
    role: Role
    profile: Profile
    scopes: frozenset[str]
    client_id: str = ""
    token_expires: int | None = None
