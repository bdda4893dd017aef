"""What who types in Source waits for: a flow of 2,000 lines judged in a workspace of 100 flows. Goal: 300 ms."""

from __future__ import annotations

import gc
import statistics
import tempfile
import time
from pathlib import Path

from ivr_author.core.diagnostics import Diagnostic
from ivr_author.usecases.check_source import check_source
from ivr_author.web.app import COLLECTOR_THRESHOLDS
from ivr_author.workspace.project import Workspace, load_workspace
from tests.benchmarks.synthetic import OFFICE, SETTINGS, make_flow

FLOWS, NODES, BIG = 100, 24, 320
ROUNDS = 9
PATH = "flows/main.yaml"


def make_workspace(root: Path) -> Workspace:
    """A workspace of so many flows, one of them long; each of the others is led to by it."""
    queues = "".join(f'  queue_{number}: {{number: "+18005550101"}}\n' for number in range(BIG))
    calendars = root / "flows/calendars"
    calendars.mkdir(parents=True)
    (calendars / "office.yaml").write_text(OFFICE, encoding="utf-8")
    (root / "ivr.yaml").write_text(f"{SETTINGS}queues:\n{queues}", encoding="utf-8")
    for number in range(FLOWS - 1):
        text = make_flow(NODES, number)
        (root / f"flows/flow_{number}.yaml").write_text(text, encoding="utf-8")
    (root / PATH).write_text(make_flow(BIG, 7), encoding="utf-8")
    return load_workspace(root)


def run() -> list[tuple[str, float, str]]:
    """What was measured: name, value, unit. Of the processor alone: nothing here waits for anything else."""
    usual = gc.get_threshold()
    gc.set_threshold(*COLLECTOR_THRESHOLDS)
    try:
        return _measure()
    finally:
        gc.set_threshold(*usual)


def _measure() -> list[tuple[str, float, str]]:
    with tempfile.TemporaryDirectory() as folder:
        workspace = make_workspace(Path(folder))
        text = workspace.sources[PATH].text
        assert workspace.content is not None, "the made-up settings can be read"
        flows = workspace.content.flows.values()
        return [
            ("lines of the flow", text.count("\n"), "lines"),
            ("nodes of the workspace", sum(len(one.nodes) for one in flows), "nodes"),
            ("the first time", _time(workspace, [text]), "ms"),
            ("a word of a prompt, median", _time(workspace, _words(text)), "ms"),
            ("a way onward, median", _time(workspace, _ways(text)), "ms"),
            ("a new node, median", _time(workspace, _nodes(text)), "ms"),
            ("broken syntax, median", _time(workspace, [f"{text}\n{'[' * count}" for count in range(1, ROUNDS)]), "ms"),
        ]


def _words(text: str) -> list[str]:
    return [text.replace("This is menu 0.", f"This is menu 0{'!' * count}") for count in range(1, ROUNDS)]


def _ways(text: str) -> list[str]:
    return [text.replace("next: n1}", f"next: n{count}}}", 1) for count in range(2, ROUNDS + 1)]


def _nodes(text: str) -> list[str]:
    return [f"{text}  more_{count}: {{type: hangup}}\n" for count in range(1, ROUNDS)]


def _time(workspace: Workspace, texts: list[str]) -> float:
    times = []
    found: list[Diagnostic] = []
    for text in texts:
        begin = time.process_time()
        found = check_source(workspace, PATH, text)
        times.append((time.process_time() - begin) * 1000)
    assert found or len(texts) > 1, "the made-up workspace has its faults"
    return statistics.median(times)


if __name__ == "__main__":
    for name, value, unit in run():
        print(f"{name}: {value:.1f} {unit}")
