"""Keeps letters that were set, by what they were set from: pages of the studio ask for the same ones again."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import TypeVar

MAX_KEPT_BYTES = 64_000_000
"""About 60 letters of three pages, with their pictures."""

Made = bytes | tuple[bytes, ...]
MadeT = TypeVar("MadeT", bytes, tuple[bytes, ...])


class LetterStore:
    """What was made last, as far as `most` bytes go. Threads may share it: one of them makes, the others wait."""

    def __init__(self, most: int = MAX_KEPT_BYTES) -> None:
        self._most = most
        self._kept: OrderedDict[str, Made] = OrderedDict()
        self._size = 0
        self._looking, self._making = Lock(), Lock()

    @property
    def size(self) -> int:
        """The bytes that are kept."""
        return self._size

    def get(self, key: str, make: Callable[[], MadeT]) -> MadeT:
        """What is kept under a key, made if it is not. A failure of `make` is the caller's, and is not kept.

        Keys are of one kind: what is kept under one is what `make` would make.
        """
        found = self._find(key)
        if found is None:
            with self._making:
                found = self._find(key)
                if found is None:
                    made = make()
                    self._keep(key, made)
                    return made
        return found  # type: ignore[return-value]

    def _find(self, key: str) -> Made | None:
        with self._looking:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
            return found

    def _keep(self, key: str, made: Made) -> None:
        with self._looking:
            self._kept[key] = made
            self._size += _size_of(made)
            while self._size > self._most and len(self._kept) > 1:
                _, dropped = self._kept.popitem(last=False)
                self._size -= _size_of(dropped)


def _size_of(made: Made) -> int:
    return len(made) if isinstance(made, bytes) else sum(map(len, made))
