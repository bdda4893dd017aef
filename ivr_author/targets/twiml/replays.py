"""Every address that a call was given is good for one step. Who asks again gets the same answer, or none.

A phone platform repeats a request that it had no answer to: it is answered with the same bytes, and nothing is asked
outside twice. Anything else that comes with a used address is a replay.
"""

from __future__ import annotations

import json
import time
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from threading import Condition, Lock
from typing import Protocol

import msgspec

from ivr_author.targets.twiml.answered import Answered
from ivr_author.targets.twiml.limits import MAX_SESSION_SECONDS
from ivr_author.targets.twiml.store import Store, StoreFault

REPEAT_SECONDS = 30
"""Twilio waits 15 s for an answer and asks once more."""

STEP_SECONDS = 12
"""No step takes longer: one question outside, for 10 s at most. Whoever began one and is not done by then has died."""

MOST_CALLS = 50_000
"""Calls whose last step one process remembers; a line with 60,000 calls a day has some hundreds at once."""

MOST_ANSWERS = 2_000
"""Answers of the last seconds that one process keeps: a hundred a second, until Twilio asks once more."""

SWEEP_SECONDS = 1.0
_LOOK_SECONDS = 0.05


class Replayed(Exception):
    """The address was used before, by another request or long ago."""


class Step(msgspec.Struct, frozen=True):
    """One step of a call: `run` is the call, `number` which of its addresses was used, `request` what came with it."""

    run: str
    number: int
    request: str


class Replays(Protocol):
    """Remembers which addresses were used."""

    def once(self, step: Step, take: Callable[[], Answered]) -> Answered:
        """Take a step that nobody took; else what came of it, to the same request. Raises `Replayed`."""


class _Taken(msgspec.Struct, eq=False):
    """A step of the last seconds, taken `at` that time. `is_over`: it has its answer, or never will."""

    step: Step
    at: float
    is_over: bool = False
    answered: Answered | None = None


class MemoryReplays:
    """The memory of one process. It keeps the number of each call's last step, and the answers of the last seconds."""

    def __init__(self, ticks: Callable[[], float] = time.monotonic) -> None:
        self._ticks = ticks
        self._numbers: OrderedDict[str, int] = OrderedDict()
        self._taken: OrderedDict[str, _Taken] = OrderedDict()
        self._swept = float("-inf")
        self._lock = Lock()
        self._is_over = Condition(self._lock)
        self._waiting = 0

    def once(self, step: Step, take: Callable[[], Answered]) -> Answered:
        """As the protocol says."""
        mine = _Taken(step, self._ticks())
        with self._lock:
            known = self._remember(mine)
        if known is not None:
            return self._wait_for(known).again()
        try:
            mine.answered = answered = take()
        finally:
            mine.is_over = True
            if self._waiting:
                with self._lock:
                    self._is_over.notify_all()
        return answered

    def _wait_for(self, taken: _Taken) -> Answered:
        """What came of a step that another thread takes, or took. Rare: so all who wait share what they wait at."""
        with self._lock:
            # In this order: whoever takes the step sees that somebody waits, or is over by now.
            self._waiting += 1
            self._is_over.wait_for(lambda: taken.is_over, STEP_SECONDS)
            self._waiting -= 1
        if taken.answered is None:
            raise Replayed
        return taken.answered

    def _remember(self, mine: _Taken) -> _Taken | None:
        """The same step, if it was taken; else it is taken now."""
        step, now = mine.step, mine.at
        numbers, taken, run = self._numbers, self._taken, step.run
        if step.number <= numbers.get(run, -1):
            known = taken.get(run)
            if known is None or known.step != step or now - known.at > REPEAT_SECONDS:
                raise Replayed
            return known
        numbers[run] = step.number
        numbers.move_to_end(run)
        taken[run] = mine
        taken.move_to_end(run)
        if len(numbers) > MOST_CALLS:
            numbers.popitem(last=False)
        if len(taken) > MOST_ANSWERS:
            taken.popitem(last=False)
        if now - self._swept > SWEEP_SECONDS:
            self._sweep(now)
        return None

    def _sweep(self, now: float) -> None:
        """Forget the answers that nobody can ask for any more: they hold what was said to callers."""
        self._swept = now
        while self._taken and now - next(iter(self._taken.values())).at > REPEAT_SECONDS:
            self._taken.popitem(last=False)


class StoredReplays:
    """The memory of all processes together, in a store."""

    def __init__(
        self,
        store: Store,
        clock: Callable[[], float] = time.time,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._store = store
        self._clock = clock
        self._sleep = sleep

    def once(self, step: Step, take: Callable[[], Answered]) -> Answered:
        """As the protocol says. Raises `StoreFault` too."""
        key = f"ivr.{step.run}.{step.number}.taken"
        now = self._clock()
        found = self._store.claim(key, json.dumps([step.request, now]).encode(), MAX_SESSION_SECONDS)
        if found is not None:
            request, began = json.loads(found)
            if request != step.request or now - began > REPEAT_SECONDS:
                raise Replayed
            known = self._wait_for(f"{key}.answer", began)
            if known is not None:
                return known
        answered = take()
        # The caller has their answer, kept or not; whoever asks again takes the step once more.
        with suppress(StoreFault):
            self._store.put(f"{key}.answer", answered.to_bytes(), REPEAT_SECONDS)
        return answered

    def _wait_for(self, key: str, began: float) -> Answered | None:
        """What came of a step; None if whoever took it has died."""
        while True:
            kept = self._store.get(key)
            if kept is not None:
                return Answered.from_bytes(kept)
            if self._clock() - began > STEP_SECONDS:
                return None
            self._sleep(_LOOK_SECONDS)
