"""`test`: the call scripts of a workspace, played on the players that are asked for."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ivr_author.call.script import CallScript
from ivr_author.core.diagnostics import Diagnostic, Severity, sort_diagnostics
from ivr_author.core.source import Source
from ivr_author.harness.run import CallResult, Players
from ivr_author.harness.targets import load_targets
from ivr_author.ir.program import Program
from ivr_author.usecases.program import program_of
from ivr_author.usecases.unknown import UnknownName
from ivr_author.workspace.layout import FileKind, calls_path, is_below, kind_of, stem, workspace_path
from ivr_author.workspace.project import Workspace, load_workspace


@dataclass(frozen=True, slots=True)
class CallRun:
    """Every call that was played, player by player, with the errors of the workspace and each player's seconds.

    `program` is None if ivr.yaml could not be read: then no call could be played.
    """

    results: tuple[CallResult, ...]
    diagnostics: tuple[Diagnostic, ...]
    sources: Mapping[str, Source]
    program: Program | None = None
    seconds: Mapping[str, float] = field(default_factory=dict)

    @property
    def failed(self) -> tuple[CallResult, ...]:
        """The calls that did not pass."""
        return tuple(result for result in self.results if not result.passed)


def run_calls(root: Path, players: Sequence[str], paths: Sequence[str] = ()) -> CallRun:
    """Play the scripts of some files and folders (default: all); a flow's file stands for its scripts."""
    workspace = load_workspace(root)
    scripts = _chosen(workspace, paths)
    stage = stage_calls(workspace)
    errors = errors_of(workspace.diagnostics)
    if stage is None:
        return CallRun((), tuple(errors), workspace.sources)
    results: list[CallResult] = []
    seconds = {}
    for player in players:
        errors += errors_of(stage.check(player))
        if stage.can_play(player):
            begun = time.perf_counter()
            results.extend(stage.run(script, player) for script in scripts)
            seconds[player] = time.perf_counter() - begun
    return CallRun(tuple(results), tuple(sort_diagnostics(errors)), workspace.sources, stage.program, seconds)


def stage_calls(workspace: Workspace) -> Players | None:
    """The players of a workspace's program, as far as its files can be read; None without a usable ivr.yaml."""
    if workspace.content is None:
        return None
    return Players(program_of(workspace, workspace.content), load_targets())


def errors_of(diagnostics: Sequence[Diagnostic]) -> list[Diagnostic]:
    """The errors among them: a test says what is broken, and leaves advice to `check`."""
    return [fault for fault in diagnostics if fault.severity is Severity.ERROR]


def _chosen(workspace: Workspace, paths: Sequence[str]) -> list[CallScript]:
    if not paths:
        return [script for scripts in workspace.scripts.values() for script in scripts]
    chosen: dict[str, None] = {}
    for given in paths:
        wanted = workspace_path(given, workspace.root)
        if kind_of(wanted) is FileKind.FLOW:
            wanted = calls_path(stem(wanted))
        below = [path for path in workspace.scripts if is_below(path, wanted)]
        # What could not be read is there all the same; the errors say more than that it has no calls.
        is_broken = any(one.span is not None and is_below(one.span.path, wanted) for one in workspace.diagnostics)
        if not below and not is_broken and workspace.content is not None:
            raise UnknownName("file or folder with call scripts", given, workspace.scripts)
        chosen.update(dict.fromkeys(below))
    return [script for path in chosen for script in workspace.scripts[path]]
