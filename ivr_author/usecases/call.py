"""`call`: the calls of a script file, played to one flow for their transcripts; or a line on which a person calls."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from ivr_author.call.script import CallScript
from ivr_author.call.world import CallSetup
from ivr_author.core.diagnostics import Diagnostic, has_errors
from ivr_author.core.source import Source
from ivr_author.core.yaml_source import read_yaml
from ivr_author.flow.content import Content
from ivr_author.harness.run import CallResult
from ivr_author.harness.targets import REFERENCE
from ivr_author.ir.program import Program
from ivr_author.ir.target import Artifact, Target
from ivr_author.usecases.required import require_flow, require_locale
from ivr_author.usecases.run_calls import errors_of, stage_calls
from ivr_author.usecases.simulate import WorldAnswers
from ivr_author.workspace.files import read_source
from ivr_author.workspace.layout import flow_path
from ivr_author.workspace.project import Workspace, load_workspace, read_calls
from ivr_author.workspace.pseudo import if_pseudo


@dataclass(frozen=True, slots=True)
class ScriptedCalls:
    """The calls as they went, or the errors that kept them from being played."""

    results: tuple[CallResult, ...]
    diagnostics: tuple[Diagnostic, ...]
    sources: Mapping[str, Source]
    program: Program | None = None


@dataclass(frozen=True, slots=True)
class OpenLine:
    """All that it takes to call a flow: its program, how the call begins, what the outside answers, the target if any.

    `setup` is None where errors keep the flow from being called.
    """

    program: Program | None
    setup: CallSetup | None
    answers: WorldAnswers
    target: tuple[Target, Artifact] | None
    diagnostics: tuple[Diagnostic, ...]
    sources: Mapping[str, Source]


def open_line(root: Path, flow: str, player: str, at: datetime, locale: str | None = None) -> OpenLine:
    """A line to a flow at a moment in time, without an offset in the workspace's own time zone.

    Services give their first example answer; without one they fail.
    """
    workspace = if_pseudo(load_workspace(root), locale)
    stage = stage_calls(workspace)
    content = workspace.content
    if stage is None or content is None:
        return OpenLine(None, None, WorldAnswers(), None, tuple(errors_of(workspace.diagnostics)), workspace.sources)
    require_flow(content, flow)
    if locale is not None:
        require_locale(content, locale)
    faults = [*_faults_of_flow(workspace, flow), *errors_of(stage.check(player))]
    if faults or flow not in stage.program.entries:
        return OpenLine(None, None, WorldAnswers(), None, tuple(faults), workspace.sources)
    number = next((one for one in stage.program.numbers.values() if one.flow == flow), None)
    zone = ZoneInfo(content.settings.time_zone)
    at = at.replace(tzinfo=zone) if at.tzinfo is None else at.astimezone(zone)
    setup = CallSetup(flow, at, locale=locale or (number.locale if number else None))
    if number is not None:
        setup = replace(setup, called=number.number)
    examples = {name: one.examples[:1] for name, one in content.settings.services.items() if one.examples}
    target = None if player == REFERENCE else (stage.targets[player], stage.artifact(player))
    return OpenLine(stage.program, setup, WorldAnswers(lookups=examples), target, (), workspace.sources)


def play_script(root: Path, flow: str, script: Path, player: str, locale: str | None = None) -> ScriptedCalls:
    """Play every call of a script file, which may lie anywhere, to a flow; `locale` is the one calls begin in."""
    workspace = if_pseudo(load_workspace(root), locale)
    stage = stage_calls(workspace)
    if stage is None or workspace.content is None:
        return ScriptedCalls((), tuple(errors_of(workspace.diagnostics)), workspace.sources)
    require_flow(workspace.content, flow)
    if locale is not None:
        require_locale(workspace.content, locale)
    scripts, faults, sources = _read(workspace, workspace.content, flow, script)
    faults = [*_faults_of_flow(workspace, flow), *faults, *stage.check(player)]
    if has_errors(faults):
        return ScriptedCalls((), tuple(errors_of(faults)), sources)
    if locale is not None:
        scripts = [replace(one, setup=replace(one.setup, locale=locale)) for one in scripts]
    return ScriptedCalls(tuple(stage.run(one, player) for one in scripts), (), sources, stage.program)


def _faults_of_flow(workspace: Workspace, flow: str) -> list[Diagnostic]:
    path = flow_path(flow)
    return [one for one in errors_of(workspace.diagnostics) if one.span is not None and one.span.path == path]


def _read(
    workspace: Workspace, content: Content, flow: str, script: Path
) -> tuple[Sequence[CallScript], list[Diagnostic], Mapping[str, Source]]:
    source, faults = read_source(script.parent, script.name)
    if source is None:
        return (), faults, workspace.sources
    source = Source(script.as_posix(), source.text)
    sources = {**workspace.sources, source.path: source}
    tree, faults = read_yaml(source)
    if tree is None:
        return (), faults, sources
    scripts, more = read_calls(content.settings, flow, source, tree)
    return scripts, [*faults, *more], sources
