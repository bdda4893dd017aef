"""A peak day of 60,000 calls, rehearsed with reading, compiling, the second run and the page."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TypeVar

from ivr_author.rehearsal.erlang import agents_for_answers
from ivr_author.rehearsal.page import write_rehearsal
from ivr_author.usecases.rehearse import RehearsalRequest, prepare, rehearse

SAMPLE = Path(__file__).resolve().parent.parent.parent
CALLS, AGENTS = 60_000, 300
GOAL_SECONDS = 20.0

T = TypeVar("T")


def timed(work: Callable[[], T]) -> tuple[T, float]:
    """What came of it, and the processor seconds that it took."""
    start = time.process_time()
    return work(), time.process_time() - start


def run() -> list[tuple[str, float, str]]:
    """Every figure: name, value, unit."""
    weights = Path("rehearsals/peak_day.yaml")
    request = RehearsalRequest("main", date(2026, 12, 23), CALLS, AGENTS, "twilio", weights=weights)
    _, preparing = timed(lambda: prepare(SAMPLE, request))
    result, whole = timed(lambda: rehearse(SAMPLE, request))
    assert result.rehearsal is not None, result.diagnostics
    rehearsal = result.rehearsal
    page, drawing = timed(lambda: write_rehearsal(rehearsal))
    _, staffing = timed(lambda: agents_for_answers(5114 / 3600, 420, 0.8, 20))
    return [
        (f"{CALLS:,} calls: read, compiled, and walked through the flow", preparing, "CPU s"),
        (f"{CALLS:,} calls: all of that, and the day twice (goal: under {GOAL_SECONDS:.0f})", whole, "CPU s"),
        ("  calls a second in a day alone", 2 * len(rehearsal.record.attempts) / max(whole - preparing, 1e-9), ""),
        ("the page with its plots", drawing, "CPU s"),
        ("  its size", len(page.encode()) / 1000, "kB"),
        ("agents of a peak hour by Erlang C", staffing * 1000, "CPU ms"),
    ]


if __name__ == "__main__":
    for name, value, unit in run():
        print(f"{name}: {value:,.2f} {unit}")
