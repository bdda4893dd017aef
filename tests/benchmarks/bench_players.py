"""The sample calls through each player: the reference, and what was emitted for each target."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from ivr_author import targets
from ivr_author.call.line import Line
from ivr_author.call.script import CallScript
from ivr_author.compiler import compile_program
from ivr_author.core.shelf import load_shelf
from ivr_author.ir.play import play
from ivr_author.workspace.project import load_workspace

ROOT = Path(__file__).resolve().parent.parent.parent
ROUNDS = 3


def run() -> list[tuple[str, float, str]]:
    """Figures as (name, value, unit). A step is one thing the caller does, or one node that the call passes."""
    workspace = load_workspace(ROOT)
    assert workspace.content is not None, "the sample workspace can be read"
    program = compile_program(workspace.content, workspace.translations())
    scripts = [script for scripts in workspace.scripts.values() for script in scripts]
    players: dict[str, Callable[[CallScript, Line], object]] = {
        "reference": lambda script, line: play(program, script.setup, line)
    }
    figures = []
    for name, target in load_shelf(targets, "TARGET").items():
        begun = time.perf_counter()
        artifact = target.emit(program)  # type: ignore[attr-defined]
        figures.append((f"{name}: emit the sample workspace", (time.perf_counter() - begun) * 1000, "ms"))
        players[name] = lambda script, line, target=target, artifact=artifact: target.play(artifact, script.setup, line)
    for name, player in players.items():
        figures.extend(_measure(name, player, scripts))
    return figures


def _measure(
    name: str, player: Callable[[CallScript, Line], object], scripts: list[CallScript]
) -> list[tuple[str, float, str]]:
    best, steps = float("inf"), 0
    for _ in range(ROUNDS):
        steps = 0
        begun = time.perf_counter()
        for script in scripts:
            line = Line(script.caller(), script.world())
            player(script, line)
            steps += len(script.steps) + len(line.transcript().nodes)
        best = min(best, time.perf_counter() - begun)
    return [
        (f"{name}: steps of {len(scripts)} sample calls", steps / best, "steps/s"),
        (f"{name}: sample calls", len(scripts) / best, "calls/s"),
    ]
