"""A question to a back end: which place it goes to, and what it says. How it gets there is left to `exchange`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """An address, taken apart once: nobody reads it anew, and perhaps otherwise. `host`: in the form of `read_host`."""

    scheme: bytes
    host: str
    port: int | None
    netloc: bytes
    path: bytes
    query: bytes


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: at which place, and the rest of the request. `target`: path and query."""

    place: Place
    method: str
    target: bytes
    headers: Sequence[tuple[bytes, bytes]]
    body: bytes | None
