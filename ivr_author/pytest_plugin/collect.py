"""`*.calls.yaml` -> tests: one for each call and player. How a failure is shown is left to `report`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from ivr_author.call.script import CallScript
from ivr_author.call.transcript import fold
from ivr_author.core.diagnostics import Diagnostic
from ivr_author.harness.run import Players
from ivr_author.harness.targets import ALL, player_names, players_asked_for
from ivr_author.pytest_plugin.report import CallFailed, CallRepr, ContentFailed
from ivr_author.usecases.run_calls import errors_of, stage_calls
from ivr_author.workspace.find import find_workspace
from ivr_author.workspace.layout import FileKind, flow_path, kind_of
from ivr_author.workspace.project import Workspace, load_workspace


@dataclass(frozen=True)
class Stage:
    """A workspace in one session: read once, compiled once, and emitted once for each target."""

    workspace: Workspace
    players: Players | None

    def errors_in(self, path: str) -> list[Diagnostic]:
        """The errors in a file; those of the whole workspace if it could not be read as such."""
        errors = errors_of(self.workspace.diagnostics)
        if self.players is None:
            return errors
        return [error for error in errors if error.span is not None and error.span.path == path]


_STAGES = pytest.StashKey[dict[Path, Stage]]()


def collect_file(file_path: Path, parent: pytest.Collector, option: str) -> pytest.Collector | None:
    """The collector of a file of call scripts; None for a file that belongs to no workspace."""
    root = find_workspace(file_path.parent)
    if root is None:
        return None
    path = file_path.relative_to(root).as_posix()
    if kind_of(path) is not FileKind.CALLS or path.count("/") != 1:
        return None
    players = players_asked_for(parent.config.getoption(option))
    return CallsFile.from_parent(parent, path=file_path, root=root, players=players)


def check_player(option: str, asked: str) -> None:
    """Refuse the name of a player that there is not."""
    if asked not in (*player_names(), ALL):
        raise pytest.UsageError(f"{option} {asked}: there is {', '.join(player_names())}, or {ALL}")


class CallsFile(pytest.File):
    """The call scripts of a flow."""

    def __init__(self, *, root: Path, players: Sequence[str], **rest: Any) -> None:
        super().__init__(**rest)
        self.root = root
        self.players = players

    def collect(self) -> Iterator[pytest.Item]:
        """Every call on every player; a file that cannot be read whole is a test of its own, which fails."""
        stages = self.config.stash.setdefault(_STAGES, {})
        if self.root not in stages:
            workspace = load_workspace(self.root)
            stages[self.root] = Stage(workspace, stage_calls(workspace))
        stage = stages[self.root]
        path = self.path.relative_to(self.root).as_posix()
        faults = stage.errors_in(path)
        if faults:
            yield ReadingItem.from_parent(self, name="can be read", stage=stage, faults=faults)
        for script in stage.workspace.scripts.get(path, ()):
            for player in self.players:
                name = f"{fold(script.name)}[{player}]"
                yield CallItem.from_parent(self, name=name, stage=stage, script=script, player=player)


class _Item(pytest.Item):
    def __init__(self, *, stage: Stage, **rest: Any) -> None:
        super().__init__(**rest)
        self.stage = stage

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """A fault of the content is shown as such; anything else is ours, and shown as pytest does."""
        if isinstance(excinfo.value, (CallFailed, ContentFailed)):
            return CallRepr(excinfo.value)
        return super().repr_failure(excinfo, style)


class ReadingItem(_Item):
    """A file with errors."""

    def __init__(self, *, faults: Sequence[Diagnostic], **rest: Any) -> None:
        super().__init__(**rest)
        self.faults = faults

    def runtest(self) -> None:
        """Fail with every error."""
        raise ContentFailed(self.faults, self.stage.workspace.sources)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where the first error stands."""
        place = self.faults[0].span
        return self.path, place.line - 1 if place else 0, self.name


class CallItem(_Item):
    """One call on one player."""

    def __init__(self, *, script: CallScript, player: str, **rest: Any) -> None:
        super().__init__(**rest)
        self.script = script
        self.player = player

    def runtest(self) -> None:
        """Play it."""
        players = self.stage.players
        assert players is not None, "there are no scripts without settings"
        faults = self.stage.errors_in(flow_path(self.script.setup.flow))
        faults += errors_of(players.check(self.player))
        if faults:
            raise ContentFailed(faults, self.stage.workspace.sources)
        result = players.run(self.script, self.player)
        if not result.passed:
            raise CallFailed(result, players.program)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where the call begins."""
        return self.path, self.script.span.line - 1, self.name
