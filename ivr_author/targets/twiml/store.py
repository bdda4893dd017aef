"""What keeps the state of calls beyond one request, and beyond one process: a protocol, and the memory of a process."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Protocol


class StoreFault(Exception):
    """The store does not answer, or not in time. Its text holds nothing of a caller."""


class Store(Protocol):
    """Keeps bytes; the deployment decides where (memory, Redis). Every method raises `StoreFault` where it can't."""

    def get(self, key: str) -> bytes | None:
        """What was put there, if it is still there."""

    def put(self, key: str, value: bytes, seconds: int) -> None:
        """Keep for so many seconds."""

    def claim(self, key: str, value: bytes, seconds: int) -> bytes | None:
        """Keep, unless something is there: then nothing changes, and that is returned. Atomic among all processes."""


class MemoryStore:
    """A store for one process: forgets the oldest entries."""

    def __init__(self, most: int = 10_000, ticks: Callable[[], float] = time.monotonic) -> None:
        self._most = most
        self._ticks = ticks
        self._kept: OrderedDict[str, tuple[bytes, float]] = OrderedDict()
        self._lock = Lock()

    def get(self, key: str) -> bytes | None:
        """What was put there, if it is still there."""
        with self._lock:
            return self._get(key)

    def put(self, key: str, value: bytes, seconds: int) -> None:
        """Keep, until it is too old or there are too many."""
        with self._lock:
            self._put(key, value, seconds)

    def claim(self, key: str, value: bytes, seconds: int) -> bytes | None:
        """Keep, unless something is there."""
        with self._lock:
            found = self._get(key)
            if found is None:
                self._put(key, value, seconds)
            return found

    def _get(self, key: str) -> bytes | None:
        value, until = self._kept.get(key, (None, 0.0))
        return value if self._ticks() < until else None

    def _put(self, key: str, value: bytes, seconds: int) -> None:
        self._kept[key] = (value, self._ticks() + seconds)
        self._kept.move_to_end(key)
        while len(self._kept) > self._most:
            self._kept.popitem(last=False)
