"""`paths`: calls that cover a flow, as a call script, and what of the flow the hand-written scripts reach."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ivr_author.core.diagnostics import Diagnostic
from ivr_author.core.source import Source
from ivr_author.harness.coverage import FlowCoverage, coverage
from ivr_author.harness.paths import Covering, CoverKind, covering_calls
from ivr_author.harness.write_script import write_calls
from ivr_author.usecases.check import NoticeChecks, check_workspace
from ivr_author.usecases.required import require_flow, require_locale
from ivr_author.usecases.run_calls import errors_of
from ivr_author.workspace.files import WorkspaceError, read_file, write_file

MARK = "# Written by `ivr-author paths`: change the flow, and write it again."
"""The first line of a generated script; only such a file is written over."""


ALL = "all"
"""Asks for every locale."""


class NotOurs(ValueError):
    """A generated script would overwrite somebody's own work."""


@dataclass(frozen=True, slots=True)
class PathsResult:
    """The covering calls of each locale with the script that holds them all, and what hand-written calls reach.

    Without calls, `diagnostics` say which errors keep the flow from being played.
    """

    coverings: Mapping[str, Covering]
    script: str
    by_hand: FlowCoverage | None
    diagnostics: tuple[Diagnostic, ...]
    sources: Mapping[str, Source]


def find_paths(root: Path, flow: str, cover: CoverKind = "edges", locale: str = "") -> PathsResult:
    """Covering calls of a flow in a locale (default: the source locale), or in `all` of them."""
    checked = check_workspace(root, targets=(), notices=NoticeChecks.NONE)
    content, program = checked.workspace.content, checked.program
    if content is not None:
        require_flow(content, flow)
        if locale not in ("", ALL):
            require_locale(content, locale)
    if program is None or flow not in program.entries:
        return PathsResult({}, "", None, tuple(errors_of(checked.diagnostics)), checked.sources)
    chosen = program.all_locales() if locale == ALL else (locale or program.source_locale,)
    coverings = {one: covering_calls(program, flow, cover, one) for one in chosen}
    calls = [call for covering in coverings.values() for call in covering.calls]
    scripts = [script for group in checked.workspace.scripts.values() for script in group]
    by_hand = next(one for one in coverage(program, scripts).flows if one.flow == flow)
    return PathsResult(coverings, f"{MARK}\n{write_calls(calls, program)}", by_hand, (), checked.sources)


def write_paths(result: PathsResult, out: Path) -> None:
    """Write the script to a file. Raises `NotOurs` for a file that we did not write."""
    try:
        is_ours = read_file(out.parent, out.name).startswith(MARK.encode())
    except WorkspaceError as failure:
        if failure.diagnostic.rule != "file-missing":
            raise
        is_ours = True
    if not is_ours:
        raise NotOurs(
            f"{out.as_posix()} was not written by `ivr-author paths`, so it stays as it is; name another file"
        )
    write_file(out.parent, out.name, result.script.encode())
