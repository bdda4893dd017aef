"""Batches of the sample bill: letters a second with one and two processes, memory from first to last, 260,000 letters.

`BATCH_LETTERS=10000` makes as many as the goal names; by default there are 2,000, and 10,000 text messages.
"""

from __future__ import annotations

import csv
import json
import multiprocessing
import os
import re
import resource
import shutil
import statistics
import tempfile
import time
from pathlib import Path

from ivr_author.batch.produce import Progress
from ivr_author.usecases.batch import BatchRequest, run_batch

SAMPLE = Path(__file__).resolve().parent.parent.parent
LETTERS = int(os.environ.get("BATCH_LETTERS", "2000"))
TEXTS = 10_000
MAILING = 260_000
ROUNDS, ROUND_LETTERS = 3, 400
LOCALES = ("en",) * 8 + ("es", "zh_Hans")


class Watch:
    """The time and memory of a run, row by row; starting up is left out of the rate."""

    def __init__(self, step: int) -> None:
        self._step = step
        self._first: tuple[float, int] | None = None
        self._last = (0.0, 0)
        self.memory: list[float] = []

    def __call__(self, progress: Progress) -> None:
        """Look."""
        now = (time.perf_counter(), progress.done)
        if progress.done and self._first is None:
            self._first = now
        self._last = now
        if progress.done >= self._step * (len(self.memory) + 1):
            self.memory.append(memory_of_all())

    @property
    def rate(self) -> float:
        """Rows a second."""
        assert self._first is not None, "something was made"
        return (self._last[1] - self._first[1]) / (self._last[0] - self._first[0])


def memory_of_all() -> float:
    """Resident megabytes of this process and its workers."""
    pids = [os.getpid(), *(child.pid for child in multiprocessing.active_children())]
    found = [re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text()) for pid in pids]
    return sum(int(one[1]) for one in found if one) / 1024


def processor_seconds() -> float:
    """Of this process and of the workers that have ended."""
    used = (resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in used)


def write_members(path: Path, count: int) -> None:
    """Members for the sample notice `premium_bill`."""
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        names = ("name", "address", "case_number", "letter_date", "due_date", "period_start", "period_end")
        writer.writerow((*names, "charges", "tax_credit", "past_due", "amount_due", "people", "locale"))
        for number in range(count):
            amount = f"{100 + number % 900}.{number % 100:02}"
            charges = [{"plan": "Maple Silver 2000", "amount": amount}]
            charges += [{"plan": "Bright Smile Dental", "amount": "61.20"}] if number % 3 == 0 else []
            people = [{"name": f"Robin Sample {number}"}, {"name": f"Zoë O’Connor-Núñez {number}"}][: 1 + number % 2]
            row = (
                *(people[0]["name"], f"{number} Elm Street | Sampleford, MA 01000", 10_000_000 + number),
                *("2026-12-01", "2026-12-23", "2027-01-01", "2027-01-31", json.dumps(charges)),
                *("200.00" if number % 2 else "", "15.00" if number % 5 == 0 else "", amount, json.dumps(people)),
                LOCALES[number % len(LOCALES)],
            )
            writer.writerow(row)


def measure(folder: Path, channel: str, count: int, processes: int, step: int) -> tuple[Watch, dict[str, int]]:
    """One batch, made and thrown away."""
    data, out, watch = folder / "members.csv", folder / "out", Watch(step)
    write_members(data, count)
    result = run_batch(SAMPLE, BatchRequest("premium_bill", channel, data, out, processes=processes), watch)
    assert result.summary is not None, result.diagnostics
    assert result.summary["made"] == count, result.rejected[:3]
    shutil.rmtree(out)
    return watch, dict(result.summary)


def run() -> list[tuple[str, float, str]]:
    """Every figure: name, value, unit."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rates: dict[int, list[float]] = {1: [], 2: []}
        for _round in range(ROUNDS):
            # In turn, so that what else the machine does weighs on both.
            for processes, found in rates.items():
                found.append(measure(folder, "letter", ROUND_LETTERS, processes, ROUND_LETTERS)[0].rate)
        one, two = statistics.median(rates[1]), statistics.median(rates[2])
        before = processor_seconds()
        letters, summary = measure(folder, "letter", LETTERS, 2, 1_000)
        spent = (processor_seconds() - before) / LETTERS
        texts, _ = measure(folder, "sms", TEXTS, 2, 1_000)
    return [
        ("pages a letter", summary["pages"] / summary["made"], ""),
        ("letters, 1 process", one, "a second"),
        ("letters, 2 processes", two, "a second"),
        ("scaling from 1 to 2 processes (goal: at least 1.6)", two / one, "x"),
        (f"{LETTERS:,} letters, 2 processes", letters.rate, "a second"),
        ("  processor time a letter, all processes, starting included", spent * 1_000, "ms"),
        ("  memory of all processes, first thousand", letters.memory[0], "MB"),
        ("  memory of all processes, last thousand", letters.memory[-1], "MB"),
        ("  last to first thousand (goal: within 10 %)", letters.memory[-1] / letters.memory[0], "x"),
        (f"  a mailing of {MAILING:,} letters (goal: under 60)", MAILING / letters.rate / 60, "minutes"),
        ("  by processor time, on two cores with nothing beside", MAILING * spent / 2 / 60, "minutes"),
        (f"{TEXTS:,} text messages, 2 processes", texts.rate, "a second"),
        ("  memory, last to first thousand (goal: within 10 %)", texts.memory[-1] / texts.memory[0], "x"),
    ]


if __name__ == "__main__":
    for name, value, unit in run():
        print(f"{name}: {value:,.2f} {unit}")
