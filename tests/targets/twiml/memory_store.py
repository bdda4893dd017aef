"""A store as a test wants it: in memory, with a clock that can be turned. Services that run have Redis."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock


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
