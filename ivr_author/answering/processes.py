"""Keeps processes running until it is told to stop: one that dies is replaced, all are ended in the end.

What a process does is left to others; each is told to stop by SIGTERM, and killed if it doesn't.
"""

from __future__ import annotations

import logging
import multiprocessing
import signal
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.connection import wait
from multiprocessing.context import SpawnProcess
from types import FrameType

logger = logging.getLogger(__name__)

STEADY_SECONDS = 5.0
"""A process that lived that long was well; one that dies sooner is replaced later each time."""

SHORTEST_WAIT, LONGEST_WAIT = 0.1, 5.0

# Not forked: this process has threads, which a child could wait for in vain.
_SPAWN = multiprocessing.get_context("spawn")


@dataclass(slots=True)
class _Place:
    """One of the processes, and those that stood in its place before. `due`: when the next one is to begin."""

    process: SpawnProcess | None = None
    begun: float = 0.0
    pause: float = SHORTEST_WAIT
    due: float = 0.0


def keep_running(count: int, target: Callable[..., None], args: Sequence[object], stop_seconds: float) -> None:
    """Run so many processes of `target(*args)`, which must be picklable, until SIGTERM or SIGINT.

    They are given `stop_seconds` to end by themselves. For the main thread, which alone hears of signals.
    """
    places = [_Place() for _ in range(count)]
    with _stop_signals() as stopped:
        try:
            while not _wait_for(places, stopped):
                _replace(places, target, args)
        finally:
            _end([place.process for place in places if place.process is not None], stop_seconds)


@contextmanager
def _stop_signals() -> Iterator[socket.socket]:
    """A socket that can be read from once one of the signals has come."""
    reader, writer = socket.socketpair()
    writer.setblocking(False)

    def tell(_number: int, _frame: FrameType | None) -> None:
        with suppress(BlockingIOError):
            writer.send(b".")

    before = {one: signal.signal(one, tell) for one in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield reader
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
        reader.close()
        writer.close()


def _wait_for(places: Sequence[_Place], stopped: socket.socket) -> bool:
    """Wait until a process has died, or the next one is due; whether to stop."""
    running = [place.process.sentinel for place in places if place.process is not None]
    pauses = [place.due - time.monotonic() for place in places if place.process is None]
    return stopped in wait([stopped, *running], max(0.0, min(pauses)) if pauses else None)


def _replace(places: Sequence[_Place], target: Callable[..., None], args: Sequence[object]) -> None:
    now = time.monotonic()
    for place in places:
        if place.process is not None and not place.process.is_alive():
            logger.error("a process that answers has died (%s), and is replaced", place.process.exitcode)
            is_steady = now - place.begun >= STEADY_SECONDS
            place.pause = SHORTEST_WAIT if is_steady else min(place.pause * 2, LONGEST_WAIT)
            place.process, place.due = None, now + place.pause
        if place.process is None and now >= place.due:
            process = _SPAWN.Process(target=target, args=args, daemon=True)
            try:
                process.start()
            except OSError as failure:
                # No memory, or no place for another process: those that run go on meanwhile.
                logger.error("a process that answers can't be begun: %s", failure.strerror)
                place.pause = min(place.pause * 2, LONGEST_WAIT)
                place.due = now + place.pause
            else:
                place.process, place.begun = process, now


def _end(processes: Sequence[SpawnProcess], seconds: float) -> None:
    for process in processes:
        process.terminate()
    end = time.monotonic() + seconds
    for process in processes:
        process.join(max(0.0, end - time.monotonic()))
        if process.is_alive():
            logger.error("a process that answers did not stop within %d seconds, and is killed", seconds)
            process.kill()
            process.join()
