"""What a format of the exchange is: the contract of the shelf `formats`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ivr_author.core.diagnostics import Diagnostic
from ivr_author.exchange.delivery import Delivery
from ivr_author.exchange.package import Package

Reading = tuple[Delivery | None, list[Diagnostic]]
"""A delivery, or why the whole file is refused."""


@dataclass(frozen=True, slots=True)
class Format:
    """One format. `suffixes` begin with the one that is written. `claims` says whether bytes look like it.

    `read` takes the bytes of a file and its name, and never raises, whatever they hold.
    """

    name: str
    title: str
    suffixes: tuple[str, ...]
    write: Callable[[Package], bytes]
    read: Callable[[bytes, str], Reading]
    claims: Callable[[bytes], bool]
