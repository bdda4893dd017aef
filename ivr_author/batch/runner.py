"""Runs work over chunks on a pool whose workers may die, and gives the results back in the order of the chunks.

What kills workers is found by halving and left out; what the work is, is the caller's.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Future, wait
from dataclasses import dataclass, field
from typing import Any, Generic, Protocol, TypeVar

Result = TypeVar("Result")

STALL_SECONDS = 300.0
"""A chunk takes a second, a bundle of a hundred half a minute; where nothing ends for so long, something hangs."""

TRIES_ALONE = 2
"""So often an item that is alone may take its worker along before it is blamed: once may be bad luck."""

ROUNDS = 4
"""So often a chunk may fail as a whole although none of its items fails alone."""

FAILURES_AT_LEAST, FAILURES_SHARE = 10, 0.2
"""When so many items failed, and more than this share of all, the fault is not in the items."""


class CannotRun(Exception):
    """The machines do not allow to go on; the message says why and what to do. What is done stays done."""


class Chunk(Protocol):
    """A piece of work: some items, which are done together and can be done apart."""

    @property
    def items(self) -> tuple[Any, ...]:
        """What is worked on; may be empty."""


class Pool(Protocol[Result]):
    """Workers that do one kind of work: a shell around an executor of `concurrent.futures`."""

    @property
    def workers(self) -> int:
        """How many chunks can be worked on at a time."""

    def submit(self, items: tuple[Any, ...]) -> Future[Result]:
        """Have some items done; a pool that broke is made anew before. Raises CannotRun."""

    def unblock(self) -> None:
        """Nothing has ended for long: end what hangs, or raise CannotRun where that is not ours to end."""


ChunkType = TypeVar("ChunkType", bound=Chunk)


@dataclass(frozen=True, slots=True)
class Outcome(Generic[ChunkType, Result]):
    """What became of a chunk. `result` is of the items without those that failed; None where no item was left.

    `failures`: why items could not be done, by their place in the chunk.
    """

    chunk: ChunkType
    result: Result | None
    failures: Mapping[int, str] = field(default_factory=dict)


class Runner(Generic[Result]):
    """Keeps a pool busy with a few chunks, so that memory stays flat however many there are."""

    def __init__(self, pool: Pool[Result], stall_seconds: float = STALL_SECONDS) -> None:
        self._pool = pool
        self._stall_seconds = stall_seconds
        self._items = 0
        self._failures = 0

    def run(self, chunks: Iterable[ChunkType]) -> Iterator[Outcome[ChunkType, Result]]:
        """The outcome of each chunk, in their order. Raises CannotRun."""
        source = enumerate(chunks)
        in_flight: dict[Future[Result], tuple[int, ChunkType]] = {}
        suspects: dict[int, ChunkType] = {}
        done: dict[int, Outcome[ChunkType, Result]] = {}
        is_over = False
        place = 0
        while not (is_over and not in_flight and not suspects and not done):
            # Workers of a cluster come and go.
            window = 2 * self._pool.workers + 2
            # Suspects are worked on alone, so that it is known who took the worker along.
            while not is_over and not suspects and len(in_flight) + len(done) < window:
                number, chunk = next(source, (-1, None))
                if chunk is None:
                    is_over = True
                elif not chunk.items:
                    done[number] = Outcome(chunk, None)
                else:
                    in_flight[self._pool.submit(chunk.items)] = (number, chunk)
            if in_flight:
                self._collect(in_flight, done, suspects)
            elif suspects:
                number = min(suspects)
                done[number] = self._make_alone(suspects.pop(number))
            while place in done:
                yield done.pop(place)
                place += 1

    def _collect(
        self,
        in_flight: dict[Future[Result], tuple[int, ChunkType]],
        done: dict[int, Outcome[ChunkType, Result]],
        suspects: dict[int, ChunkType],
    ) -> None:
        """Wait until something ends, and sort it."""
        finished = self._wait(in_flight)
        if not finished:
            suspects.update(in_flight.values())
            in_flight.clear()
        for future in finished:
            number, chunk = in_flight.pop(future)
            if _failure(future) is None:
                done[number] = Outcome(chunk, future.result())
                self._items += len(chunk.items)
            else:
                suspects[number] = chunk

    def _wait(self, futures: Iterable[Future[Result]]) -> set[Future[Result]]:
        """Those that ended; none if all hang, and then they are given up."""
        waiting = set(futures)
        deadline = time.monotonic() + self._stall_seconds
        while True:
            left = deadline - time.monotonic()
            # In short steps, so that Ctrl-C is heard.
            finished = wait(waiting, timeout=max(0.0, min(left, 1.0)), return_when=FIRST_COMPLETED).done
            if finished:
                return finished
            if left <= 0:
                self._pool.unblock()
                return set()

    def _make_alone(self, chunk: ChunkType) -> Outcome[ChunkType, Result]:
        """A chunk with nothing beside it, without the items that can't be done."""
        failures: dict[int, str] = {}
        for _round in range(ROUNDS):
            kept = [place for place in range(len(chunk.items)) if place not in failures]
            result, failure = self._try(chunk.items, kept)
            if failure is None:
                self._items += len(chunk.items)
                return Outcome(chunk, result, failures)
            failures |= self._blame(chunk.items, kept, failure)
            if len(failures) == len(chunk.items):
                return Outcome(chunk, None, failures)
        raise CannotRun(
            f"workers keep failing at {len(chunk.items)} items together, though at none of them alone "
            f"({failure}); is there enough memory? Try with fewer processes, or smaller bundles"
        )

    def _blame(self, items: tuple[Any, ...], places: list[int], failure: str) -> dict[int, str]:
        """Which of some items, that failed together, fail alone, and why."""
        if len(places) == 1:
            for _try in range(TRIES_ALONE - 1):
                again = self._try(items, places)[1]
                if again is None:
                    return {}
                failure = again
            self._count_failure(failure)
            return {places[0]: failure}
        found: dict[int, str] = {}
        middle = len(places) // 2
        for half in (places[:middle], places[middle:]):
            failed = self._try(items, half)[1]
            if failed is not None:
                found |= self._blame(items, half, failed)
        return found

    def _try(self, items: tuple[Any, ...], places: list[int]) -> tuple[Result | None, str | None]:
        """The result of some items, with nothing beside them; or why there is none."""
        future = self._pool.submit(tuple(items[place] for place in places))
        if not self._wait([future]):
            return None, f"it did not end within {self._stall_seconds:g} seconds"
        failure = _failure(future)
        if failure is None:
            return future.result(), None
        if failure == _DIED:
            self._prove_workers()
        return None, failure

    def _prove_workers(self) -> None:
        """That workers which just died live again, as long as they have nothing to do."""
        for _try in range(3):
            future = self._pool.submit(())
            if self._wait([future]) and _failure(future) is None:
                return
        raise CannotRun("worker processes die before they have anything to do; is there enough memory?")

    def _count_failure(self, failure: str) -> None:
        self._failures += 1
        if self._failures >= FAILURES_AT_LEAST and self._failures > FAILURES_SHARE * self._items:
            raise CannotRun(f"{self._failures} members failed one after the other, the last because {failure}")


_DIED = "the worker that had it died"


def _failure(future: Future[Any]) -> str | None:
    """Why a future has no result. What no item is to blame for is raised."""
    if future.cancelled():
        raise CannotRun("the workers are gone; run the same command again, and it goes on where it stopped")
    fault = future.exception()
    if fault is None:
        return None
    if isinstance(fault, CannotRun):
        raise fault
    # KilledWorker is what Dask says when a task has taken several workers along.
    if isinstance(fault, BrokenExecutor) or type(fault).__name__ == "KilledWorker":
        return _DIED
    return f"ivr-author itself failed: {type(fault).__name__}: {str(fault)[:200]}"
