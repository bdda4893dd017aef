"""A pool without processes, for tests of what is around it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from typing import Any


class InlinePool:
    """Does at once what it is given, in this process."""

    workers = 1

    def __init__(self, work: Callable[[tuple[Any, ...]], Any], processes: int) -> None:
        self._work = work

    def __enter__(self) -> InlinePool:
        return self

    def __exit__(self, *_fault: object) -> None:
        return None

    def submit(self, items: tuple[Any, ...]) -> Future[Any]:
        """The result, done."""
        future: Future[Any] = Future()
        future.set_result(self._work(items))
        return future

    def unblock(self) -> None:
        """Nothing ever hangs."""
        raise AssertionError("nothing hangs here")
