"""Processes that are kept running: one that dies is replaced, later each time; all are ended in the end."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import pairwise
from multiprocessing.context import SpawnProcess
from pathlib import Path

import pytest

from ivr_author.answering import processes
from tests.answering.standing import BEGUN

SECONDS = 30
KEEP = """\
import logging, sys
from ivr_author.answering import processes
from tests.answering import standing
if __name__ == "__main__":
    logging.basicConfig(format="%(message)s")
    kind, folder, count, stop, steady = sys.argv[1:]
    processes.STEADY_SECONDS = float(steady)
    processes.keep_running(int(count), getattr(standing, kind), (folder,), float(stop))
    print("ended")
"""


@dataclass
class Keeper:
    """A process that keeps others, which write down when they begin."""

    process: subprocess.Popen[str]
    folder: Path

    def begun(self, many: int) -> list[tuple[int, float]]:
        """Those that have begun, with the time, once there are as many."""
        end = time.monotonic() + SECONDS
        while True:
            lines = (self.folder / BEGUN).read_text().splitlines() if (self.folder / BEGUN).exists() else []
            if len(lines) >= many:
                return [(int(number), float(when)) for number, when in map(str.split, lines)]
            assert time.monotonic() < end, lines
            assert self.process.poll() is None, "it has ended"
            time.sleep(0.01)

    def end(self, by: int = signal.SIGTERM) -> tuple[float, str]:
        """Tell it to end: the seconds that took, and what it logged."""
        begun = time.monotonic()
        self.process.send_signal(by)
        said, log = self.process.communicate(timeout=SECONDS)
        assert (self.process.returncode, said) == (0, "ended\n"), log
        return time.monotonic() - begun, log


def group_of(number: int) -> list[str]:
    """What still runs in a group of processes; those that are dead, and wait for somebody to notice, do not."""
    found = []
    for file in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            state, _, group, *_ = file.read_text().rpartition(")")[2].split()
            if int(group) == number and state not in "ZX":
                found.append(file.parent.joinpath("cmdline").read_text())
    return found


@contextmanager
def keeping(folder: Path, kind: str, count: int = 1, stop: float = 20, steady: float = 5) -> Iterator[Keeper]:
    """Keep processes of a kind. Nothing of it is left afterwards, and nothing need be ended by us."""
    script = folder / "keep.py"
    script.write_text(KEEP)
    process = subprocess.Popen(
        [sys.executable, str(script), kind, str(folder), str(count), str(stop), str(steady)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # A group of its own: whoever is left of it is found.
        start_new_session=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    try:
        yield Keeper(process, folder)
        end = time.monotonic() + SECONDS
        while running := group_of(process.pid):
            assert time.monotonic() < end, f"left behind: {running}"
            time.sleep(0.01)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def test_one_that_dies_at_once_is_replaced_later_each_time(tmp_path: Path) -> None:
    with keeping(tmp_path, "dies") as keeper:
        times = [when for _, when in keeper.begun(3)]
        _, log = keeper.end()
    pauses = [later - sooner for sooner, later in pairwise(times)][:2]
    # Besides, a process takes its time to begin.
    assert [pause > least for pause, least in zip(pauses, (0.2, 0.4), strict=True)] == [True] * 2, pauses
    assert log.count("a process that answers has died (3), and is replaced") >= 2


def test_one_that_was_steady_is_replaced_at_once(tmp_path: Path) -> None:
    with keeping(tmp_path, "stays", count=2, steady=0.1) as keeper:
        keeper.begun(2)
        time.sleep(0.1)
        for many in (3, 4):
            killed = keeper.begun(many - 1)[-1][0]
            dead = time.monotonic()
            os.kill(killed, signal.SIGKILL)
            time.sleep(0.15)
            number, when = keeper.begun(many)[-1]
            assert number != killed
            assert when - dead < processes.LONGEST_WAIT
        assert len({number for number, _ in keeper.begun(4)}) == 4
        _, log = keeper.end()
    assert log.count("a process that answers has died (-9), and is replaced") == 2


def test_a_signal_of_a_terminal_ends_all(tmp_path: Path) -> None:
    with keeping(tmp_path, "stays", count=3) as keeper:
        keeper.begun(3)
        took, log = keeper.end(signal.SIGINT)
    assert took < 5
    assert log == ""


def test_a_signal_ends_those_that_have_just_begun_and_those_that_are_due(tmp_path: Path) -> None:
    with keeping(tmp_path, "dies", count=2) as keeper:
        keeper.begun(2)
        took, _ = keeper.end()
    assert took < 5


def test_one_that_does_not_stop_is_killed_and_others_have_their_time(tmp_path: Path) -> None:
    with keeping(tmp_path, "ignores", count=2, stop=0.4) as keeper:
        keeper.begun(2)
        took, log = keeper.end()
    # Both have the same time.
    assert 0.4 <= took < 4
    assert log.count("did not stop within") == 2


def test_one_that_can_not_begin_is_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    tries: list[float] = []

    def start(process: SpawnProcess) -> None:
        tries.append(time.monotonic())
        if len(tries) == 3:
            os.kill(os.getpid(), signal.SIGTERM)
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(SpawnProcess, "start", start)
    before = signal.getsignal(signal.SIGTERM)
    processes.keep_running(1, time.sleep, (tmp_path,), 1)
    assert signal.getsignal(signal.SIGTERM) is before
    pauses = [later - sooner for sooner, later in pairwise(tries)]
    assert [pause >= least for pause, least in zip(pauses, (0.2, 0.4), strict=True)] == [True] * 2, pauses
    assert all(re.fullmatch("a process that answers can't be begun: .*", told) for told in caplog.messages)
    assert len(caplog.messages) == 3
