"""What is to be told on the page that is shown next, by a number: a redirect carries the number alone."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import Generic, TypeVar

Told = TypeVar("Told")

MOST_KEPT = 32


class NextPage(Generic[Told]):
    """Remembers the last few; safe between threads."""

    def __init__(self) -> None:
        self._kept: OrderedDict[int, Told] = OrderedDict()
        self._lock = Lock()

    def remember(self, number: int, told: Told) -> None:
        """Keep it until the page is shown, or others have taken its place."""
        with self._lock:
            self._kept[number] = told
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)

    def told(self, number: int | None) -> Told | None:
        """What is known of it."""
        return self._kept.get(number) if number is not None else None
