"""A circuit breaker for each back end: one that is down is left alone for a while, and callers don't wait for it.

It also bounds how many questions wait for a back end at once, so that one that hangs can't take all threads.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from enum import StrEnum

FAILURES_IN_A_ROW = 5
OPEN_SECONDS = 15.0
AT_ONCE = 32
"""Of a process's 64 threads; half of them go on answering callers who ask for something else."""


class Admission(StrEnum):
    """What becomes of a question."""

    ASKED = "asked"
    TRIAL = "trial"
    OPEN = "open"
    BUSY = "busy"


class Breaker:
    """Counts failures in a row. Thread-safe; every admission of `ASKED` or `TRIAL` must be ended by `done`."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._failures = 0
        self._opened: float | None = None
        self._is_trying = False
        self._waiting = 0

    @property
    def is_open(self) -> bool:
        """Whether the back end is left alone at the moment."""
        return self._opened is not None

    def admit(self) -> Admission:
        """Whether a question may be asked now."""
        with self._lock:
            if self._opened is not None:
                if self._is_trying or self._clock() - self._opened < OPEN_SECONDS:
                    return Admission.OPEN
                self._is_trying = True
                self._waiting += 1
                return Admission.TRIAL
            if self._waiting >= AT_ONCE:
                return Admission.BUSY
            self._waiting += 1
            return Admission.ASKED

    def done(self, admission: Admission, *, is_well: bool) -> None:
        """The question is over. `is_well`: the back end answered as one that works, whatever it said."""
        with self._lock:
            self._waiting -= 1
            if admission is Admission.TRIAL:
                self._is_trying = False
            if is_well:
                self._failures, self._opened = 0, None
                return
            self._failures += 1
            # Questions that were asked before it opened fail later; they don't keep it open longer.
            if admission is Admission.TRIAL or (self._opened is None and self._failures >= FAILURES_IN_A_ROW):
                self._opened = self._clock()
