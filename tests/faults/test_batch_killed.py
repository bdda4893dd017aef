"""A batch that is killed ten times, at any call and with its workers: every member gets one letter all the same."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from ivr_author.usecases.batch import BatchRequest, run_batch
from tests.batch.bills import make_bills, manifest_of, tree_of, write_members
from tests.tally import IS_FULL, tally, times

REPOSITORY = Path(__file__).resolve().parents[2]
KILLS = 10
COMMAND = "from ivr_author.cli.main import main; main()"


def each_once(out: Path, count: int) -> list[str]:
    """What is wrong: every member is in the manifest once, in order, with files of their own that are all there is."""
    lines = manifest_of(out)
    keys = [one["key"] for one in lines]
    files = Counter(file["path"] for one in lines for file in one["files"])
    there = {path for path in tree_of(out) if path not in ("manifest.jsonl", "manifest.json", "rejected.csv")}
    faults = [] if keys == [str(100_000 + number) for number in range(count)] else [f"members {keys}"]
    faults += [f"{path} is of several" for path, several in files.items() if several > 1]
    return faults + [f"{path} is nobody's, or is missing" for path in there ^ set(files)]


def quiet(root: Path, data: Path, channel: str, out: Path) -> dict[str, str]:
    """The same batch, undisturbed."""
    assert run_batch(root, BatchRequest("bill", channel, data, out, processes=1), lambda _progress: None).summary
    return tree_of(out)


@pytest.mark.parametrize("channel", ["letter", "sms"])
def test_at_any_call(channel: str, fast_folder: Path) -> None:
    count = {"letter": times(12, 150), "sms": times(100, 1_500)}[channel]
    folder = fast_folder / channel
    root, data, out = make_bills(folder / "bills"), write_members(folder / "members.csv", count), folder / "out"
    command = [sys.executable, "-m", "tests.faults.batch_killer", root, data, out, folder / "aside", channel]
    out.mkdir()
    command += [str(KILLS), str(count // 8), "5"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, cwd=REPOSITORY)
    assert done.returncode == 0, done.stderr
    *killed, end = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(killed) == KILLS, "each of them was"
    summary: Any = json.loads(end["told"])["summary"]
    assert (summary["made"], summary["rejected"]) == (count, 0)
    assert each_once(out, count) == []
    assert tree_of(out) == quiet(root, data, channel, folder / "quiet")
    tally(f"batches killed ({channel})", KILLS, members=count, doubled=0, missing=0)


@pytest.mark.skipif(not IS_FULL, reason="in the full run; tests/usecases/test_batch.py kills it twice")
def test_with_its_workers(tmp_path: Path) -> None:
    """The command itself, its processes along with it, at any moment."""
    count, kills = 2_500, KILLS
    root, data, out = make_bills(tmp_path / "bills"), write_members(tmp_path / "members.csv", count), tmp_path / "out"
    command = [sys.executable, "-c", COMMAND, "-C", str(root), "batch", "bill", "--channel", "sms", "--processes", "2"]
    command += ["--data", str(data), "--out", str(out)]
    chance, killed = random.Random(11), 0
    nothing = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    journal = out / "journal.jsonl"
    while killed < kills:
        before = journal.stat().st_size if journal.exists() else 0
        with subprocess.Popen(command, env=environment, start_new_session=True, **nothing) as process:  # type: ignore[call-overload]
            deadline = time.monotonic() + 60
            # Every third before it has begun to go on.
            while process.poll() is None and time.monotonic() < deadline and killed % 3:
                if journal.exists() and journal.stat().st_size > before:
                    break
                time.sleep(0.001)
            time.sleep(chance.random() * 0.02)
            if process.poll() is not None:
                break
            os.killpg(process.pid, signal.SIGKILL)
            killed += 1
    assert killed == kills, "it had ended before"
    last = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert last.returncode == 0, last.stderr
    assert each_once(out, count) == []
    assert tree_of(out) == quiet(root, data, "sms", tmp_path / "quiet")
    tally("batches killed (sms, with two workers)", killed, members=count, doubled=0, missing=0)
