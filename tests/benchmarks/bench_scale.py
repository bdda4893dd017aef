"""Check, compile, covering calls and pages at one, ten and a hundred times the content: linear or better, with a plot.

At one time a flow of 42 nodes in twelve languages stands beside the sample's flows, at a hundred times a hundred.
Covering calls grow with the nodes of one flow, since a call is looked for in one. Growth is by the steps of the program
that comes of it: a node of the sample holds fewer than a made-up one. Times are processor time.
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
from matplotlib.ticker import FuncFormatter

from ivr_author.compiler import compile_program
from ivr_author.harness.paths import covering_calls
from ivr_author.ir.program import Program
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
"""Steps of the program, and seconds."""
Measured = tuple[str, int, int, float]
"""What was done, to how many nodes, of how many steps, in how many seconds."""
ROUNDS = 3
"""The fastest counts; of checks, which take half a minute, there is one."""
NAME_HEIGHT = 1.25
"""How many times as many seconds a name takes up in the plot."""
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
            for name, nodes, steps, seconds in chain(_of_workspace(Path(folder), times), _of_covering(times)):
                found.setdefault(name, []).append((steps, seconds))
                yield f"{name}, {times} x ({nodes:,} nodes)", seconds * 1000, "ms"
    for name, points in found.items():
        yield (
            f"{name}: growth from {TIMES[-2]} x to {TIMES[-1]} x (goal: {MOST}; linear: 1)",
            _exponent(points),
            "power",
        )
    _draw(found)
    print(f"  a plot: {PLOT}", file=sys.stderr)


def _of_workspace(folder: Path, times: int) -> Iterator[Measured]:
    of_sample = [one for one in (SAMPLE / "flows").glob("*.yaml") if not one.name.endswith(".calls.yaml")]
    root = make_workspace(folder, len(of_sample) + times)
    workspace = load_workspace(root)
    content, translations = workspace.content, workspace.translations()
    assert content is not None, "what was made up can be read"
    nodes = sum(len(flow.nodes) for flow in content.flows.values())
    steps = _steps(compile_program(content, translations))
    yield "check in all languages", nodes, steps, _cpu(lambda: check_workspace(root))
    yield "compile", nodes, steps, _fastest(lambda: compile_program(content, translations))
    app = create_app(root)
    client = app.test_client()
    app.extensions["ivr_studio"].snapshot().running.result()
    flow = f"department_{len(of_sample):03d}"
    for name, address in PAGES.items():
        path = address.format(flow=flow)
        assert client.get(path, base_url=BASE).status_code == 200, path
        yield f"page: {name}", nodes, steps, _fastest(partial(client.get, path, base_url=BASE))


def _of_covering(times: int) -> Iterator[Measured]:
    nodes = COVERED_NODES * times
    program = make_program(nodes)
    yield "covering calls", nodes, _steps(program), _fastest(lambda: covering_calls(program, "main"))


def _steps(program: Program) -> int:
    """What is said and done in all blocks; the end of each counts as one."""
    return sum(len(block.steps) + 1 for block in program.blocks.values())


def _fastest(do: Callable[[], object]) -> float:
    return min(_cpu(do) for _ in range(ROUNDS))


def _cpu(do: Callable[[], object]) -> float:
    """Seconds of this process, whatever else the machine does."""
    since = time.process_time()
    do()
    return time.process_time() - since


def _exponent(points: list[Point]) -> float:
    (less, before), (more, after) = points[-2:]
    return math.log(after / before) / math.log(more / less)


def _draw(found: dict[str, list[Point]]) -> None:
    """Both axes logarithmic: what is linear is parallel to the grey line. Each line ends with its name."""
    figure = Figure(figsize=(10, 6), layout="constrained")
    axes = figure.subplots()
    height = 0.0
    for name, points in sorted(found.items(), key=lambda one: one[1][-1][1]):
        axes.plot([steps for steps, _ in points], [seconds for _, seconds in points], marker="o")
        steps, seconds = points[-1]
        # Names that end close together stand one above the other.
        height = max(seconds, height * NAME_HEIGHT)
        axes.annotate(f"   {name}: {_exponent(points):.2f}", (steps, height), va="center", fontsize="small")
    steps, seconds = found["compile"][0]
    axes.plot([steps, steps * 10], [seconds, seconds * 10], color="0.6", linestyle="--")
    axes.annotate("  linear: 1", (steps * 10, seconds * 10), color="0.4", va="center", fontsize="small")
    axes.set(xscale="log", yscale="log", xlabel="steps of the program", ylabel="seconds of processor time")
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.10g}"))
        axis.set_tick_params(which="minor", labelleft=False, labelbottom=False)
    axes.set_title("One, ten and a hundred times the content, and the power by which each grows")
    axes.grid(visible=True, alpha=0.3)
    axes.margins(x=0.02)
    # Room for the names at the ends of the lines.
    axes.set_xlim(right=max(points[-1][0] for points in found.values()) * 8)
    PLOT.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(PLOT)


if __name__ == "__main__":
    for told, value, unit in run():
        print(f"{told}: {value:.2f} {unit}")
