"""Check, compile, covering calls and pages at one, ten and a hundred times the content: linear or better, with a plot.

At one time a flow of 42 nodes in twelve languages stands beside the sample's flows, at a hundred times a hundred.
Covering calls grow with the nodes of one flow, since a call is looked for in one. Growth is by the nodes that are
really there. Times are processor time.
"""

from __future__ import annotations

import gc
import logging
import math
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from itertools import chain
from pathlib import Path

from matplotlib.figure import Figure

from ivr_author.compiler import compile_program
from ivr_author.harness.paths import covering_calls
from ivr_author.usecases.check import check_workspace
from ivr_author.web.app import COLLECTOR_THRESHOLDS, create_app
from ivr_author.workspace.project import load_workspace
from tests.benchmarks.big_workspace import SAMPLE, make_workspace
from tests.benchmarks.synthetic import make_program

TIMES = (1, 10, 100)
COVERED_NODES = 12
"""Of the flow that calls cover at one time; at a hundred it has 1,200."""
PAGES = {"home": "/", "flows": "/flows", "list": "/flows/{flow}/list", "problems": "/problems"}
BASE = "http://127.0.0.1:8000"
PLOT = SAMPLE / "build" / "benchmarks" / "scale.svg"
Point = tuple[int, float]
"""Nodes, and seconds."""
MOST = 1.15
"""The exponent of growth that still counts as linear: 10 times the content in 14 times the time."""


def run() -> Iterator[tuple[str, float, str]]:
    """What was measured: name, value, unit; for each thing the exponent by which it grows."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    gc.set_threshold(*COLLECTOR_THRESHOLDS)
    # What a process learns once (languages, lexicons, rules) is no part of the content.
    with tempfile.TemporaryDirectory() as folder:
        check_workspace(make_workspace(Path(folder), 1))
    found: dict[str, list[Point]] = {}
    for times in TIMES:
        with tempfile.TemporaryDirectory() as folder:
            for name, nodes, seconds in chain(_of_workspace(Path(folder), times), _of_covering(times)):
                found.setdefault(name, []).append((nodes, seconds))
                yield f"{name}, {times} x ({nodes:,} nodes)", seconds * 1000, "ms"
    for name, points in found.items():
        yield (
            f"{name}: growth from {TIMES[-2]} x to {TIMES[-1]} x (goal: {MOST}; linear: 1)",
            _exponent(points),
            "power",
        )
    _draw(found)
    print(f"  a plot: {PLOT}", file=sys.stderr)


def _of_workspace(folder: Path, times: int) -> Iterator[tuple[str, int, float]]:
    of_sample = [one for one in (SAMPLE / "flows").glob("*.yaml") if not one.name.endswith(".calls.yaml")]
    root = make_workspace(folder, len(of_sample) + times)
    workspace = load_workspace(root)
    content, translations = workspace.content, workspace.translations()
    assert content is not None, "what was made up can be read"
    nodes = sum(len(flow.nodes) for flow in content.flows.values())
    yield "check in all languages", nodes, _cpu(lambda: check_workspace(root))
    yield "compile", nodes, _cpu(lambda: compile_program(content, translations))
    app = create_app(root)
    client = app.test_client()
    app.extensions["ivr_studio"].snapshot().running.result()
    flow = f"department_{len(of_sample):03d}"
    for name, address in PAGES.items():
        path = address.format(flow=flow)
        assert client.get(path, base_url=BASE).status_code == 200, path
        yield f"page: {name}", nodes, min(_cpu(partial(client.get, path, base_url=BASE)) for _ in range(3))


def _of_covering(times: int) -> Iterator[tuple[str, int, float]]:
    nodes = COVERED_NODES * times
    program = make_program(nodes)
    yield "covering calls", nodes, min(_cpu(lambda: covering_calls(program, "main")) for _ in range(3))


def _cpu(do: Callable[[], object]) -> float:
    """Seconds of this process, whatever else the machine does."""
    since = time.process_time()
    do()
    return time.process_time() - since


def _exponent(points: list[Point]) -> float:
    (less, before), (more, after) = points[-2:]
    return math.log(after / before) / math.log(more / less)


def _draw(found: dict[str, list[Point]]) -> None:
    """Both axes logarithmic: what is linear is parallel to the grey line."""
    figure = Figure(figsize=(9, 6), layout="constrained")
    axes = figure.subplots()
    for name, points in found.items():
        label = f"{name}: {_exponent(points):.2f}"
        axes.plot([nodes for nodes, _ in points], [seconds for _, seconds in points], marker="o", label=label)
    nodes, seconds = found["compile"][0]
    axes.plot([nodes, nodes * 10], [seconds, seconds * 10], color="0.6", linestyle="--", label="linear: 1")
    axes.set(xscale="log", yscale="log", xlabel="nodes", ylabel="seconds of processor time")
    axes.grid(visible=True, alpha=0.3)
    axes.legend(fontsize="small")
    PLOT.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(PLOT)


if __name__ == "__main__":
    for told, value, unit in run():
        print(f"{told}: {value:.2f} {unit}")
