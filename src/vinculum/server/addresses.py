"""
Tell which network addresses belong to everybody, and which to somebody's own network.

Owns the judgement of one address, the addresses hidden in others included.
Never resolves a name.
Next door: network.py asks before it connects.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

# Networks whose addresses stand for an IPv4 address in their last four bytes.
_TRANSLATED = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"))


def is_public(text: str) -> bool:
    """Tell whether an address is one that the whole internet shares."""
    address = ip_address(text.partition("%")[0])
    return all(map(_is_public, (address, *_hidden_in(address))))


def _is_public(address: IPv4Address | IPv6Address) -> bool:
    return address.is_global and not (
        address.is_multicast or address.is_reserved or address.is_unspecified
    )


def _hidden_in(address: IPv4Address | IPv6Address) -> tuple[IPv4Address, ...]:
    """The IPv4 addresses that an IPv6 address leads to: mapped, compatible, 6to4, NAT64."""
    if isinstance(address, IPv4Address):
        return ()
    hidden = [address.ipv4_mapped, address.sixtofour]
    if any(address in network for network in _TRANSLATED) or int(address) >> 32 == 0:
        hidden.append(IPv4Address(int(address) & 0xFFFF_FFFF))
    return tuple(each for each in hidden if each is not None)
