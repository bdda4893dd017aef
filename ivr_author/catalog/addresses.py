"""Addresses of texts: which ones a person names, how near two are. What is done with the texts is left to callers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

ANY_BELOW = "/*"
"""How a beginning ends: `main/*` is all of the flow `main`."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """What was asked for at an address and not done, and why."""

    address: str
    reason: str


class AddressChoice:
    """Addresses (`main/welcome/prompt`) and beginnings (`main/*`); nothing named means everything."""

    def __init__(self, named: Iterable[str]) -> None:
        self.named = tuple(dict.fromkeys(named))
        self._exact = frozenset(self.named)
        self._beginnings = tuple(one.removesuffix("*") for one in self.named if one.endswith(ANY_BELOW))

    def __contains__(self, address: str) -> bool:
        return not self.named or address in self._exact or address.startswith(self._beginnings)

    def is_named(self, address: str) -> bool:
        """Whether this very address was named, and not only how it begins."""
        return address in self._exact

    def unmatched(self, addresses: Iterable[str]) -> tuple[str, ...]:
        """What was named and is not among the addresses that there are."""
        there = set(addresses)
        return tuple(
            one
            for one in self.named
            if one not in there
            and not (one.endswith(ANY_BELOW) and any(address.startswith(one.removesuffix("*")) for address in there))
        )


def node_of(address: str) -> str:
    """The node that a text belongs to: `main/menu` of `main/menu/choice/1/say`."""
    return "/".join(address.split("/", 2)[:2])


def nearness(one: str, other: str) -> int:
    """How many parts two addresses share, from either end."""
    ours, theirs = one.split("/"), other.split("/")
    from_start = sum(a == b for a, b in zip(ours, theirs, strict=False))
    from_end = sum(a == b for a, b in zip(reversed(ours), reversed(theirs), strict=False))
    return from_start + from_end
