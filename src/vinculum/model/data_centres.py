"""
Name the data centres of the real service, and tell which of them answers at a host.

Owns the table of locations (oauth 1), and the head of a token that names its data centre.
Never reads a setting; server/compose.py says which location this server is.
Next door: oauth/tokens.py mints with the head, wire/resources/server_info.py shows the table.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeAlias

from vinculum.model.value import Value

Location: TypeAlias = Literal["us", "eu", "in", "au", "cn", "jp", "ca", "sa", "uk"]


class DataCentre(Value):
    """A place where the real service runs; tokens that it issues begin with `head` and a dot."""

    location: Location
    accounts_server: str
    head: str


def _row(location: Location, accounts_server: str, head: str) -> DataCentre:
    return DataCentre(location=location, accounts_server=accounts_server, head=head)


# The real service's heads are not published, but for 1000; the others are our choice.
DATA_CENTRES: Mapping[str, DataCentre] = {
    row.location: row
    for row in (
        _row("us", "https://accounts.zoho.com", "1000"),
        _row("eu", "https://accounts.zoho.eu", "1001"),
        _row("in", "https://accounts.zoho.in", "1002"),
        _row("au", "https://accounts.zoho.com.au", "1003"),
        _row("cn", "https://accounts.zoho.com.cn", "1004"),
        _row("jp", "https://accounts.zoho.jp", "1005"),
        _row("ca", "https://accounts.zohocloud.ca", "1006"),
        _row("sa", "https://accounts.zoho.sa", "1007"),
        _row("uk", "https://accounts.zoho.uk", "1008"),
    )
}


class DataCentres(Value):
    """
    Where this server stands. `home` is the data centre of its orgs and users; `hosts` gives
    the address of each data centre that it plays besides, or of its own.
    """

    home: Location = "us"
    hosts: Mapping[str, str] = {}

    def location_at(self, address: str) -> str:
        """Tell which data centre is asked at an address ("http://eu.crm.test:8080")."""
        wanted = address.lower()
        found = (location for location, host in self.hosts.items() if host.lower() == wanted)
        return next(found, self.home)

    def is_home(self, address: str) -> bool:
        """Tell whether the data centre that is asked at an address is that of the orgs."""
        return self.location_at(address) == self.home
