"""Which hosts and addresses back ends may have: public ones, and of the private ones those that were declared.

What a name resolves to is judged here as an address, never the name alone: names lie, and change.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

_NUMBER_AT_THE_END = re.compile(r"(?:^|\.)(?:\d+|0[xX][0-9a-fA-F]*)$")
_NAME = re.compile(r"(?=.{1,253}$)[a-z0-9_](?:[a-z0-9_-]{0,62})(?:\.[a-z0-9_][a-z0-9_-]{0,62})*")

# Not for us although the standard library, or an older one of it, calls them global.
_NOT_PUBLIC = tuple(
    ipaddress.ip_network(network)
    for network in (
        *("192.0.0.0/24", "192.88.99.0/24", "224.0.0.0/4", "240.0.0.0/4"),
        # Tunnels, which lead to an address that is hidden in them, and what is kept for examples and tests.
        *("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"),
    )
)
_UNICAST = IPv6Network("2000::/3")
"""All global addresses of IPv6 that have been given out."""

_TRANSLATED = (IPv6Network("64:ff9b::/96"), IPv6Network("::ffff:0:0/96"), IPv6Network("::ffff:0:0:0/96"))
"""An IPv4 address stands in their last 32 bits: NAT64, mapped, translated."""

# They tell whoever asks them the keys of the machine: no back end lives there, so not even a declaration opens them.
# Link-local is where most clouds have theirs; the others are those of AWS (IPv6), Alibaba, Azure and Oracle.
_NEVER = tuple(
    ipaddress.ip_network(network)
    for network in (
        *("169.254.0.0/16", "fe80::/10", "fd00:ec2::/32", "100.100.100.200/32", "168.63.129.16/32", "192.0.0.192/32"),
        *("0.0.0.0/8", "::/128", "224.0.0.0/4", "ff00::/8", "255.255.255.255/32"),
    )
)


@dataclass(frozen=True, slots=True)
class Private:
    """What was declared: hosts that may have private addresses, and networks whose addresses any host may have."""

    hosts: frozenset[str]
    networks: tuple[Network, ...]

    def permits(self, host: str, address: Address) -> bool:
        """Whether this address of a host may be spoken to."""
        actual = plain_address(address)
        if any(actual in network for network in _NEVER):
            return False
        return is_public(actual) or host in self.hosts or any(actual in network for network in self.networks)

    def permits_name(self, host: str) -> bool:
        """Whether a host may be spoken to as far as its name tells: unless it is an address itself, it may."""
        try:
            return self.permits(host, ipaddress.ip_address(host))
        except ValueError:
            return True


def read_private(declared: Iterable[str]) -> Private:
    """Hosts, addresses and networks as they are declared. Raises `ValueError` with a sentence for what is none."""
    hosts, networks = set(), []
    for text in declared:
        try:
            networks.append(ipaddress.ip_network(text.strip("[]")))
        except ValueError:
            hosts.add(read_host(text))
    return Private(frozenset(hosts), tuple(networks))


def read_host(text: str) -> str:
    """A host's name or address as it is compared: lower case, without a dot at its end. Raises `ValueError`."""
    host = text.strip("[]").lower().removesuffix(".")
    try:
        return str(ipaddress.ip_address(host))
    except ValueError:
        if _NUMBER_AT_THE_END.search(host) or not _NAME.fullmatch(host):
            raise ValueError(f"{text[:80]!r} is no host; write a name such as billing.example.org") from None
        return host


def plain_address(address: Address) -> Address:
    """The address that packets go to: the one inside, where an IPv4 address is written as one of IPv6."""
    if isinstance(address, IPv6Address):
        if any(address in network for network in _TRANSLATED):
            return IPv4Address(int(address) & 0xFFFFFFFF)
        if address.scope_id is not None:
            return IPv6Address(int(address))
    return address


def is_public(address: Address) -> bool:
    """Whether an address (a plain one) is one of the internet's."""
    if isinstance(address, IPv6Address) and address not in _UNICAST:
        return False
    return address.is_global and not any(address in network for network in _NOT_PUBLIC)
