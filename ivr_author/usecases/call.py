"""`call --script`: the calls of a script file, played to one flow, for their transcripts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ivr_author.call.script import CallScript
from ivr_author.core.diagnostics import Diagnostic, has_errors
from ivr_author.core.source import Source
from ivr_author.core.yaml_source import read_yaml
from ivr_author.flow.content import Content
from ivr_author.harness.run import CallResult
from ivr_author.ir.program import Program
from ivr_author.usecases.run_calls import errors_of, stage_calls
from ivr_author.usecases.unknown import require_flow, require_locale
from ivr_author.workspace.files import read_source
from ivr_author.workspace.layout import flow_path
from ivr_author.workspace.project import Workspace, load_workspace, read_calls


@dataclass(frozen=True, slots=True)
class ScriptedCalls:
    """The calls as they went, or the errors that kept them from being played."""

    results: tuple[CallResult, ...]
    diagnostics: tuple[Diagnostic, ...]
    sources: Mapping[str, Source]
    program: Program | None = None


def play_script(root: Path, flow: str, script: Path, player: str, locale: str | None = None) -> ScriptedCalls:
    """Play every call of a script file, which may lie anywhere, to a flow; `locale` is the one calls begin in."""
    workspace = load_workspace(root)
    stage = stage_calls(workspace)
    if stage is None or workspace.content is None:
        return ScriptedCalls((), tuple(errors_of(workspace.diagnostics)), workspace.sources)
    require_flow(workspace.content, flow)
    if locale is not None:
        require_locale(workspace.content, locale)
    scripts, faults, sources = _read(workspace, workspace.content, flow, script)
    own = flow_path(flow)
    faults = [*(one for one in workspace.diagnostics if one.span and one.span.path == own), *faults]
    faults += stage.check(player)
    if has_errors(faults):
        return ScriptedCalls((), tuple(errors_of(faults)), sources)
    if locale is not None:
        scripts = [replace(one, setup=replace(one.setup, locale=locale)) for one in scripts]
    return ScriptedCalls(tuple(stage.run(one, player) for one in scripts), (), sources, stage.program)


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
