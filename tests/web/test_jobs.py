"""Long tasks: one at a time in each lane, told how far they are, given up, failed, forgotten."""

from __future__ import annotations

import logging
from threading import Event

import pytest

from ivr_author.web.jobs import MOST_KEPT, MOST_WAITING, JobFault, Jobs, JobState, Lane, Progress, TooBusy

SECONDS = 10


def test_a_result_is_made_once() -> None:
    jobs, made = Jobs(), []

    def work(progress: Progress) -> int:
        made.append(1)
        progress(0.5, "half")
        return 42

    job = jobs.start("a", work)
    assert job.finished.wait(SECONDS)
    assert (job.state, job.result, job.percent, job.now) == (JobState.DONE, 42, 100, "half")
    assert jobs.start("a", work) is job
    assert jobs.find("a") == job.seen()
    assert jobs.find("b") is None
    assert made == [1]


def test_a_page_sees_one_moment_of_a_job() -> None:
    jobs, running, go = Jobs(), Event(), Event()

    def work(progress: Progress) -> int:
        running.set()
        go.wait(SECONDS)
        return 42

    job = jobs.start("a", work)
    assert running.wait(SECONDS)
    seen = jobs.find("a")
    go.set()
    assert job.finished.wait(SECONDS)
    assert seen is not None
    assert (seen.state, seen.result, seen.is_over) == (JobState.RUNNING, None, False)
    after = jobs.find("a")
    assert after is not None
    assert (after.state, after.result, after.is_over) == (JobState.DONE, 42, True)


def test_one_at_a_time_in_their_order_and_no_more_than_there_is_patience_for() -> None:
    jobs, go, order = Jobs(), Event(), []

    def wait(progress: Progress) -> None:
        go.wait(SECONDS)

    first = jobs.start("first", wait)
    while first.state is not JobState.RUNNING:
        pass
    others = [jobs.start(str(one), lambda progress, one=one: order.append(one)) for one in range(MOST_WAITING)]
    with pytest.raises(TooBusy):
        jobs.start("one too many", wait)
    assert {one.state for one in others} == {JobState.WAITING}
    jobs.cancel("3")
    assert others[3].state is JobState.CANCELLED
    go.set()
    assert all(one.finished.wait(SECONDS) for one in (first, *others))
    assert order == [0, 1, 2, 4, 5, 6, 7]


def test_a_file_does_not_wait_behind_what_takes_minutes() -> None:
    jobs, go = Jobs(), Event()
    try:
        trial = jobs.start("trial", lambda progress: go.wait(SECONDS))
        others = [jobs.start(f"trial {one}", lambda progress: None) for one in range(3)]
        file = jobs.start("file", lambda progress: "bytes", Lane.FILES)
        assert file.finished.wait(SECONDS)
        assert file.result == "bytes"
        assert not trial.is_over
        assert {one.state for one in others} == {JobState.WAITING}
    finally:
        go.set()
    assert all(one.finished.wait(SECONDS) for one in others)


def test_what_is_cancelled_stops_when_it_next_says_how_far_it_is_and_can_begin_anew() -> None:
    jobs, running, go = Jobs(), Event(), Event()

    def work(progress: Progress) -> str:
        running.set()
        go.wait(SECONDS)
        progress(0.9, "")
        return "never"

    job = jobs.start("a", work)
    assert running.wait(SECONDS)
    jobs.cancel("a")
    go.set()
    assert job.finished.wait(SECONDS)
    assert (job.state, job.result) == (JobState.CANCELLED, None)
    again = jobs.start("a", lambda progress: "done")
    assert again.finished.wait(SECONDS)
    assert again.result == "done"


def test_a_failure_is_told_and_stops_no_other_job(caplog: pytest.LogCaptureFixture) -> None:
    jobs = Jobs()

    def refuse(progress: Progress) -> None:
        raise JobFault("There is nothing to do.")

    told = jobs.start("told", refuse)
    with caplog.at_level(logging.ERROR):
        broken = jobs.start("broken", lambda progress: 1 / 0)
        after = jobs.start("after", lambda progress: "fine")
        assert after.finished.wait(SECONDS)
    assert (told.state, told.error) == (JobState.FAILED, "There is nothing to do.")
    assert broken.state is JobState.FAILED
    assert "terminal" in broken.error
    assert "ZeroDivisionError" in caplog.text
    assert after.result == "fine"


def test_old_results_are_forgotten() -> None:
    jobs = Jobs()
    for number in range(MOST_KEPT + 5):
        assert jobs.start(str(number), lambda progress: None).finished.wait(SECONDS)
    assert jobs.find("0") is None
    assert jobs.find(str(MOST_KEPT + 4)) is not None
