"""Long tasks of the studio: one at a time in each of two lanes, while pages show how far they are.

    job = the_jobs().start(f"coverage/{digest}", work)        # work(progress) -> anything
    job = the_jobs().start(f"script/{digest}", work, Lane.FILES)   # does not wait for those of the other lane
    job = the_jobs().find(f"coverage/{digest}")               # None: never started, or forgotten

The key names the task and what it is about (a digest of the content): the same key is the same job, so a result is
made once. In `work`, `progress(0.4, "billing")` says how far it is, and raises `Cancelled` where somebody gave it up;
`raise JobFault(sentence)` ends it with a reason for people. Pages show a job with the macro of templates/job.html.
"""

from __future__ import annotations

import logging
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from threading import Event, RLock, Thread

from flask import current_app

from ivr_author.web.language import gettext

MOST_WAITING = 8
"""Of one lane. Further jobs are refused: nobody is waiting for them any more."""

MOST_KEPT = 32
"""Finished jobs whose results are kept; the oldest are forgotten."""

LOG = logging.getLogger(__name__)


class JobState(StrEnum):
    """Where a job is; the last three are for good."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Lane(StrEnum):
    """Where a job waits for its turn. A file that somebody waits for does not stand behind what takes minutes."""

    TRIALS = "trials"
    """Calls that are played, paths that are looked for, versions that are compared."""
    FILES = "files"
    """Files that come in or go out, and what a page needs to be whole."""


class Cancelled(Exception):
    """Raised inside a job whose result nobody wants any more."""


class JobFault(Exception):
    """Raised by a job that can't be done; the message says to a person why."""


class TooBusy(Exception):
    """So many jobs wait that no other one is taken."""


Progress = Callable[[float, str], None]
"""Says how much of the task is done, from 0 to 1, and in a word what is being done now. Raises `Cancelled`."""


@dataclass
class Job:
    """A task, how far it is (`done`, 0 to 1; `now`, a word for people), and what came of it: `result` or `error`."""

    key: str
    work: Callable[[Progress], object]
    state: JobState = JobState.WAITING
    done: float = 0.0
    now: str = ""
    result: object = None
    error: str = ""
    finished: Event = field(default_factory=Event)
    is_unwanted: bool = False
    lane: Lane = Lane.TRIALS

    @property
    def is_over(self) -> bool:
        """Whether it is finished, one way or the other."""
        return self.state not in (JobState.WAITING, JobState.RUNNING)

    @property
    def percent(self) -> int:
        """How far it is, in whole per cent."""
        return int(self.done * 100)

    def seen(self) -> Job:
        """As it is at this moment, for a page: one that asks it twice must not be told two things.

        Otherwise a job that ends while its page is drawn may leave there neither a result nor the wait for one.
        """
        state = self.state  # read first: whatever a state promises is there before the state is
        return replace(self, state=state, work=_nothing)

    def progress(self, done: float, now: str = "") -> None:
        """As `Progress`."""
        if self.is_unwanted:
            raise Cancelled
        self.done, self.now = min(max(done, 0.0), 1.0), now

    def run(self) -> None:
        """Do it; whatever happens, it is over afterwards."""
        try:
            self.progress(0)
            self.state = JobState.RUNNING
            self.result = self.work(self.progress)
            self.done, self.state = 1.0, JobState.DONE
        except Cancelled:
            self.state = JobState.CANCELLED
        except JobFault as fault:
            self.error, self.state = str(fault), JobState.FAILED
        except Exception:  # the outermost line of a thread: without it the page would wait for ever
            LOG.exception("The job %s failed", self.key)
            self.error = gettext("Something went wrong inside the studio. The terminal in which it runs says more.")
            self.state = JobState.FAILED
        finally:
            # It may hold on to a whole state of the workspace.
            self.work = _nothing
            self.finished.set()


def _nothing(_progress: Progress) -> None:
    """The work of a job that is over."""


class Jobs:
    """The jobs of one studio. The thread of a lane lives as long as there is something to do in it."""

    def __init__(self) -> None:
        self._lock = RLock()
        self._jobs: OrderedDict[str, Job] = OrderedDict()
        self._waiting: dict[Lane, deque[Job]] = {lane: deque() for lane in Lane}
        self._working: set[Lane] = set()

    def find(self, key: str) -> Job | None:
        """The job of this key as it is at this moment (`Job.seen`)."""
        with self._lock:
            job = self._jobs.get(key)
        return job.seen() if job is not None else None

    def start(self, key: str, work: Callable[[Progress], object], lane: Lane = Lane.TRIALS) -> Job:
        """Begin a job, or find the one of the same key that waits, runs or is done. Raises `TooBusy`.

        One that failed or was cancelled is begun anew.
        """
        with self._lock:
            held = self._jobs.get(key)
            if held is not None and held.state not in (JobState.FAILED, JobState.CANCELLED) and not held.is_unwanted:
                return held
            waiting = self._waiting[lane]
            if len(waiting) >= MOST_WAITING:
                raise TooBusy
            job = self._jobs[key] = Job(key, work, lane=lane)
            self._jobs.move_to_end(key)
            waiting.append(job)
            self._forget()
            if lane not in self._working:
                self._working.add(lane)
                Thread(target=self._work, args=(lane,), name=f"ivr-author-{lane}", daemon=True).start()
            return job

    def forget(self, key: str) -> None:
        """Its result is out of date: the next start makes it anew. One that waits or runs goes on."""
        with self._lock:
            if key in self._jobs and self._jobs[key].is_over:
                del self._jobs[key]

    def forget_below(self, prefix: str, but: str) -> None:
        """What came of earlier jobs of this kind is out of date. Those that wait or run go on."""
        with self._lock:
            for key in [one for one in self._jobs if one.startswith(prefix) and one != but]:
                self.forget(key)

    def cancel(self, key: str) -> None:
        """Nobody wants its result: one that waits is dropped, one that runs stops when it next says how far it is."""
        with self._lock:
            job = self._jobs.get(key)
            if job is None or job.is_over:
                return
            job.is_unwanted = True
            if job in self._waiting[job.lane]:
                self._waiting[job.lane].remove(job)
                job.state = JobState.CANCELLED
                job.finished.set()

    def _work(self, lane: Lane) -> None:
        while True:
            with self._lock:
                if not self._waiting[lane]:
                    self._working.discard(lane)
                    return
                job = self._waiting[lane].popleft()
            job.run()

    def _forget(self) -> None:
        over = [key for key, job in self._jobs.items() if job.is_over]
        for key in over[: max(0, len(over) - MOST_KEPT)]:
            del self._jobs[key]


def the_jobs() -> Jobs:
    """The jobs of this application."""
    jobs = current_app.extensions.setdefault("ivr_jobs", Jobs())
    assert isinstance(jobs, Jobs), "nobody else uses this name"
    return jobs
