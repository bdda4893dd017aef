"""The runner on real processes, some of which are killed: all results in order, each once, and the guilty found."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from ivr_author.batch import runner
from ivr_author.batch.local import LocalPool
from ivr_author.batch.runner import CannotRun, Outcome, Runner
from tests.batch.fake_work import always_dies, dies_of_company, double

Numbered = Outcome[Any, Any]


@dataclass(frozen=True)
class Items:
    """A chunk."""

    items: tuple[Any, ...]


def chunks_of(items: list[Any], size: int) -> list[Items]:
    return [Items(tuple(items[start : start + size])) for start in range(0, len(items), size)]


def run(items: list[Any], size: int = 5) -> list[Numbered]:
    with LocalPool(double, 2) as pool:
        return list(Runner(pool).run(chunks_of(items, size)))


def results_of(outcomes: list[Numbered]) -> list[Any]:
    return [result for outcome in outcomes for result in outcome.result or ()]


class InThisProcess:
    """A pool without processes."""

    workers = 2

    def __init__(self) -> None:
        self.unblocked = 0

    def submit(self, items: tuple[Any, ...]) -> Future[list[Any]]:
        """Done at once; what hangs is never done."""
        future: Future[list[Any]] = Future()
        if "hang" not in items:
            try:
                future.set_result(double(items))
            except ValueError as fault:
                future.set_exception(fault)
        return future

    def unblock(self) -> None:
        """Count it."""
        self.unblocked += 1


def test_results_come_in_the_order_of_the_chunks() -> None:
    outcomes = run(["slow 0.3", *range(40)], size=1)
    assert results_of(outcomes) == ["slow 0.3", *range(0, 80, 2)]
    assert not any(outcome.failures for outcome in outcomes)


def test_a_chunk_without_items_needs_no_worker() -> None:
    outcomes = list(Runner(InThisProcess()).run([Items(()), Items((1,)), Items(())]))
    assert [outcome.result for outcome in outcomes] == [None, [2], None]


def test_only_a_few_chunks_are_taken_ahead() -> None:
    taken = 0

    def endless() -> Iterator[Items]:
        nonlocal taken
        while True:
            taken += 1
            yield Items((taken,))

    outcomes = Runner(InThisProcess()).run(endless())
    for expected in range(1, 200):
        assert next(outcomes).result == [2 * expected]
        assert taken - expected <= 2 * InThisProcess.workers + 2


def test_an_item_that_kills_workers_is_found_and_the_rest_goes_on() -> None:
    items: list[Any] = list(range(30))
    items[13] = "kill"
    outcomes = run(items)
    assert results_of(outcomes) == [2 * number for number in range(30) if number != 13]
    assert [(place, dict(outcome.failures)) for place, outcome in enumerate(outcomes) if outcome.failures] == [
        (2, {3: "the worker that had it died"})
    ]


def test_an_item_that_our_own_code_fails_at_is_found() -> None:
    items: list[Any] = list(range(30))
    items[4] = items[29] = "fail"
    outcomes = list(Runner(InThisProcess()).run(chunks_of(items, 5)))
    assert len(results_of(outcomes)) == 28
    reason = "ivr-author itself failed: ValueError: a fault of ours"
    assert [dict(outcome.failures) for outcome in outcomes if outcome.failures] == [{4: reason}, {4: reason}]


def test_an_item_that_never_ends_is_found() -> None:
    pool = InThisProcess()
    outcomes = list(Runner(pool, stall_seconds=0.05).run(chunks_of([1, "hang", 2, 3], 3)))
    assert results_of(outcomes) == [2, 4, 6]
    assert dict(outcomes[0].failures) == {1: "it did not end within 0.05 seconds"}
    assert pool.unblocked > 1


def test_processes_that_hang_are_ended() -> None:
    with LocalPool(double, 1) as pool:
        hanging = pool.submit(("hang",))
        time.sleep(0.5)
        pool.unblock()
        assert pool.submit((1,)).result(timeout=30) == [2]
        assert hanging.exception(timeout=30) is not None


def test_an_item_that_is_only_unlucky_is_not_blamed(tmp_path: Path) -> None:
    # Once in company, once as a chunk alone, once as half of it, once all alone; then it lives.
    unlucky = f"unlucky 4 {tmp_path / 'killed'}"
    with LocalPool(double, 1) as pool:
        outcomes = list(Runner(pool).run([Items((1, unlucky, 2))]))
    assert results_of(outcomes) == [2, unlucky, 4]
    assert (tmp_path / "killed").stat().st_size == 4


def test_a_worker_that_is_killed_from_outside_costs_nothing() -> None:
    others = set(multiprocessing.active_children())
    killed: list[int] = []

    def kill_one() -> None:
        deadline = time.monotonic() + 20
        while not killed and time.monotonic() < deadline:
            # Long enough for a worker to have taken work.
            time.sleep(0.8)
            for child in set(multiprocessing.active_children()) - others:
                with suppress(ProcessLookupError):
                    os.kill(child.pid or 0, signal.SIGKILL)
                    killed.append(child.pid or 0)
                    return

    killer = threading.Thread(target=kill_one)
    killer.start()
    outcomes = run([item for number in range(60) for item in (number, "slow 0.05")], size=4)
    killer.join()
    assert killed
    assert results_of(outcomes) == [item for number in range(60) for item in (2 * number, "slow 0.05")]
    assert not any(outcome.failures for outcome in outcomes)


def test_workers_that_cannot_live_are_not_blamed_on_items() -> None:
    with LocalPool(always_dies, 1) as pool, pytest.raises(CannotRun, match="before they have anything to do"):
        list(Runner(pool).run([Items((1, 2))]))


def test_items_that_only_fail_together_are_not_blamed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "ROUNDS", 2)
    with LocalPool(dies_of_company, 1) as pool, pytest.raises(CannotRun, match="2 items together"):
        list(Runner(pool).run([Items((1, 2))]))


def test_a_fault_in_everything_stops_the_run() -> None:
    with pytest.raises(CannotRun, match="10 members failed one after the other, the last because ivr-author itself"):
        list(Runner(InThisProcess()).run(chunks_of([1, 2, *["fail"] * 50], 5)))


def test_what_the_machine_does_not_allow_is_said_at_once() -> None:
    class Refusing(InThisProcess):
        def submit(self, items: tuple[Any, ...]) -> Future[list[Any]]:
            future: Future[list[Any]] = Future()
            future.set_exception(CannotRun("other fonts"))
            return future

    with pytest.raises(CannotRun, match="other fonts"):
        list(Runner(Refusing()).run([Items((1, 2))]))


def test_workers_that_are_gone_stop_the_run() -> None:
    class Lost(InThisProcess):
        def submit(self, items: tuple[Any, ...]) -> Future[list[Any]]:
            future: Future[list[Any]] = Future()
            future.cancel()
            future.set_running_or_notify_cancel()
            return future

    with pytest.raises(CannotRun, match="the workers are gone"):
        list(Runner(Lost()).run([Items((1,))]))


PARENT = """
import multiprocessing, time
from tests.batch.fake_work import double
from ivr_author.batch.local import LocalPool
if __name__ == "__main__":
    with LocalPool(double, 2) as pool:
        [one.result() for one in [pool.submit(("slow 0.5",)) for _ in range(2)]]
        print(*(child.pid for child in multiprocessing.active_children()), flush=True)
        time.sleep(60)
"""


def test_workers_do_not_outlive_a_parent_that_is_killed(tmp_path: Path, repository: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(PARENT)
    environment = {**os.environ, "PYTHONPATH": str(repository)}
    # Its errors are a complaint of Python's about semaphores: it was not asked before it was killed.
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    with subprocess.Popen([sys.executable, str(script)], **pipes, text=True, env=environment) as parent:
        assert parent.stdout is not None
        workers = [int(pid) for pid in parent.stdout.readline().split()]
        assert len(workers) == 2
        parent.kill()
    deadline = time.monotonic() + 10
    while any(is_alive(pid) for pid in workers) and time.monotonic() < deadline:
        time.sleep(0.05)
    left = [pid for pid in workers if is_alive(pid)]
    for pid in left:
        os.kill(pid, signal.SIGKILL)
    assert left == []


def is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"
