"""What keeps the state of calls beyond one request, and beyond one process: a protocol. The deployment brings it."""

from __future__ import annotations

from typing import Protocol


class StoreFault(Exception):
    """The store does not answer, or not in time. Its text holds nothing of a caller."""


class Store(Protocol):
    """Keeps bytes; the deployment decides where (Redis). Every method raises `StoreFault` where it can't."""

    def get(self, key: str) -> bytes | None:
        """What was put there, if it is still there."""

    def put(self, key: str, value: bytes, seconds: int) -> None:
        """Keep for so many seconds."""

    def claim(self, key: str, value: bytes, seconds: int) -> bytes | None:
        """Keep, unless something is there: then nothing changes, and that is returned. Atomic among all processes."""
