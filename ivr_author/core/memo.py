"""Results that are kept while everything that they were made of stays equal: for content that is edited, read anew.

For results of hashable values `functools.lru_cache` does; what authors write are maps and lists, which have no hash.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

ResultT = TypeVar("ResultT")


class Memo(Generic[ResultT]):
    """The last result under each name, with what it was made of. Any thread may ask; `most` names are kept."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = Lock()
        self._kept: dict[str, tuple[object, ResultT]] = {}

    def get(self, name: str, given: object, make: Callable[[], ResultT]) -> ResultT:
        """What was made under this name of an equal `given`; else what `make` gives now."""
        with self._lock:
            known = self._kept.get(name)
        if known is not None and known[0] == given:
            return known[1]
        made = make()
        self.put(name, given, made)
        return made

    def find(self, name: str, given: object) -> ResultT | None:
        """What was made under this name of an equal `given`, if anything was."""
        with self._lock:
            known = self._kept.get(name)
        return known[1] if known is not None and known[0] == given else None

    def put(self, name: str, given: object, made: ResultT) -> None:
        """Keep what was made."""
        with self._lock:
            if len(self._kept) >= self._most:
                self._kept.clear()
            self._kept[name] = given, made
