"""Checks and compiles the sample workspace: reading, the graph, the rules, the catalogs, the targets."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from itertools import chain
from pathlib import Path

from ivr_author.compiler import compile_program
from ivr_author.flow.rule import check_flows
from ivr_author.flow.subject import Subject
from ivr_author.usecases.check import NoticeChecks, check_workspace
from ivr_author.workspace.project import load_workspace

SAMPLE = Path(__file__).resolve().parents[2]
ROUNDS = 5


def milliseconds(action: Callable[[], object]) -> float:
    """The median of some rounds, after one to warm up."""
    action()
    times = []
    for _ in range(ROUNDS):
        begin = time.perf_counter()
        action()
        times.append((time.perf_counter() - begin) * 1000)
    return statistics.median(times)


def run() -> list[tuple[str, float, str]]:
    """What was measured: name, value, unit."""
    workspace = load_workspace(SAMPLE)
    content = workspace.content
    assert content is not None, "the sample can be read"
    scripts = tuple(chain.from_iterable(workspace.scripts.values()))
    translations = workspace.translations()
    return [
        ("flows of the sample", len(content.flows), "flows"),
        ("nodes of the sample", sum(len(flow.nodes) for flow in content.flows.values()), "nodes"),
        ("load the sample", milliseconds(lambda: load_workspace(SAMPLE)), "ms"),
        ("flow rules on the sample", milliseconds(lambda: list(check_flows(Subject(content, scripts)))), "ms"),
        ("compile the sample", milliseconds(lambda: compile_program(content, translations)), "ms"),
        ("check the sample in all locales, the first time", _first_check(), "ms"),
        ("check the sample in all locales, warm", milliseconds(lambda: check_workspace(SAMPLE)), "ms"),
        ("the same with letters set as pages, warm", milliseconds(_check_with_letters), "ms"),
    ]


def _first_check() -> float:
    """In a process of its own: what somebody waits for who opens the studio."""
    begun = "import time; begin = time.perf_counter()"
    checked = "from ivr_author.usecases.check import check_workspace; from pathlib import Path"
    program = f"{begun}; {checked}; check_workspace(Path({str(SAMPLE)!r})); print(time.perf_counter() - begin)"
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    return float(done.stdout) * 1000


def _check_with_letters() -> None:
    check_workspace(SAMPLE, notices=NoticeChecks.ALL)


if __name__ == "__main__":
    for name, value, unit in run():
        print(f"{name}: {value:.1f} {unit}")
