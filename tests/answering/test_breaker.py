"""The circuit breaker: when it opens, whom it lets through, and that threads can't confuse it."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from ivr_author.answering.breaker import AT_ONCE, FAILURES_IN_A_ROW, OPEN_SECONDS, Admission, Breaker


@dataclass
class Clock:
    """Seconds, moved by hand."""

    now: float = 0.0

    def __call__(self) -> float:
        """The time."""
        return self.now


def ask(breaker: Breaker, *, is_well: bool) -> Admission:
    admission = breaker.admit()
    if admission in (Admission.ASKED, Admission.TRIAL):
        breaker.done(admission, is_well=is_well)
    return admission


def opened(clock: Clock) -> Breaker:
    breaker = Breaker(clock)
    for _ in range(FAILURES_IN_A_ROW):
        assert ask(breaker, is_well=False) is Admission.ASKED
    return breaker


def test_opens_after_failures_in_a_row_and_not_before() -> None:
    breaker = Breaker(Clock())
    for _ in range(3):
        for _ in range(FAILURES_IN_A_ROW - 1):
            ask(breaker, is_well=False)
        assert not breaker.is_open
        ask(breaker, is_well=True)
    assert ask(breaker, is_well=True) is Admission.ASKED
    assert opened(Clock()).is_open


def test_one_trial_after_a_while_closes_it() -> None:
    clock = Clock()
    breaker = opened(clock)
    clock.now = OPEN_SECONDS - 0.1
    assert breaker.admit() is Admission.OPEN
    clock.now = OPEN_SECONDS
    trial = breaker.admit()
    assert trial is Admission.TRIAL
    assert breaker.admit() is Admission.OPEN
    breaker.done(trial, is_well=True)
    assert breaker.admit() is Admission.ASKED


def test_trial_that_fails_opens_it_anew() -> None:
    clock = Clock(OPEN_SECONDS)
    breaker = opened(clock)
    clock.now += OPEN_SECONDS
    assert ask(breaker, is_well=False) is Admission.TRIAL
    clock.now += OPEN_SECONDS - 0.1
    assert breaker.admit() is Admission.OPEN
    clock.now += 0.1
    assert breaker.admit() is Admission.TRIAL


def test_what_was_asked_before_keeps_it_open_no_longer() -> None:
    clock = Clock()
    breaker = Breaker(clock)
    early = [breaker.admit() for _ in range(FAILURES_IN_A_ROW + 3)]
    for admission in early[:FAILURES_IN_A_ROW]:
        breaker.done(admission, is_well=False)
    clock.now = OPEN_SECONDS - 1
    for admission in early[FAILURES_IN_A_ROW:-1]:
        breaker.done(admission, is_well=False)
    clock.now = OPEN_SECONDS
    assert breaker.admit() is Admission.TRIAL
    # A late answer is one of a back end that works, and the trial may still say otherwise.
    breaker.done(early[-1], is_well=True)
    assert not breaker.is_open
    breaker.done(Admission.TRIAL, is_well=False)
    assert breaker.is_open


def test_only_so_many_wait_at_once() -> None:
    breaker = Breaker(Clock())
    waiting = [breaker.admit() for _ in range(AT_ONCE)]
    assert set(waiting) == {Admission.ASKED}
    assert breaker.admit() is Admission.BUSY
    breaker.done(waiting.pop(), is_well=True)
    assert breaker.admit() is Admission.ASKED


def test_threads_get_one_trial_together() -> None:
    clock = Clock()
    breaker = opened(clock)
    clock.now = OPEN_SECONDS
    start, admissions = threading.Barrier(16), []

    def run() -> None:
        start.wait(5)
        admissions.append(breaker.admit())

    threads = [threading.Thread(target=run) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(admissions) == sorted([Admission.OPEN] * 15 + [Admission.TRIAL])
