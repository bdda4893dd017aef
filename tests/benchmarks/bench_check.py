"""Checks and compiles the sample workspace: reading, the graph, the rules, the catalogs, the targets."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from itertools import chain
from pathlib import Path

from ivr_author.compiler import compile_program
from ivr_author.flow.rule import check_flows
from ivr_author.flow.subject import Subject
from ivr_author.usecases.check import check_workspace
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
        ("check the sample, all in all", milliseconds(lambda: check_workspace(SAMPLE)), "ms"),
    ]


if __name__ == "__main__":
    for name, value, unit in run():
        print(f"{name}: {value:.1f} {unit}")
