"""Workers as processes of this machine: `concurrent.futures` with its process pool, which dies whole and is rebuilt."""

from __future__ import annotations

import multiprocessing
import signal
import threading
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from types import TracebackType
from typing import Any, Generic, TypeVar

Result = TypeVar("Result")


class LocalPool(Generic[Result]):
    """A process pool that is made anew when it broke. `work` must be picklable, and do nothing with no items."""

    def __init__(self, work: Callable[[tuple[Any, ...]], Result], processes: int) -> None:
        self._work = work
        self._processes = processes
        self._others = set(multiprocessing.active_children())
        self._executor = self._make()

    def __enter__(self) -> LocalPool[Result]:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        # In good order the workers are idle; else what they do is of no use any more.
        if kind is not None:
            self._kill()
        self._executor.shutdown(wait=True, cancel_futures=True)

    @property
    def workers(self) -> int:
        """How many processes there are."""
        return self._processes

    def submit(self, items: tuple[Any, ...]) -> Future[Result]:
        """Have some items done."""
        try:
            return self._executor.submit(self._work, items)
        except BrokenExecutor:
            self._remake()
            return self._executor.submit(self._work, items)

    def close(self) -> None:
        """End the processes, whatever they do."""
        self._kill()
        self._executor.shutdown(wait=True, cancel_futures=True)

    def unblock(self) -> None:
        """End the processes that hang; new ones come with the next items."""
        self._remake()

    def _remake(self) -> None:
        self._kill()
        self._executor.shutdown(wait=False, cancel_futures=True)
        self._executor = self._make()

    def _kill(self) -> None:
        for child in set(multiprocessing.active_children()) - self._others:
            child.kill()

    def _make(self) -> ProcessPoolExecutor:
        # Spawned, not forked: the parent has threads, and so have the libraries that it has loaded.
        context = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(self._processes, mp_context=context, initializer=_settle)


def _settle() -> None:
    """In a worker: leave Ctrl-C to the parent, and do not outlive it.

    A worker whose parent was killed would otherwise wait for work for ever.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    assert parent is not None, "a worker has a parent"

    def follow() -> None:
        parent.join()
        signal.raise_signal(signal.SIGKILL)

    threading.Thread(target=follow, name="follow-parent", daemon=True).start()
