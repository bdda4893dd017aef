"""`changes`: what callers and members hear differently since another revision of the workspace."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from ivr_author.changes.calls import compare_calls
from ivr_author.changes.compare import Side, compare_contents, compare_languages
from ivr_author.changes.model import Report
from ivr_author.changes.paths import compare_paths, renames_of
from ivr_author.core.diagnostics import Diagnostic, error
from ivr_author.core.source import Source
from ivr_author.flow.content import Content, Flow
from ivr_author.flow.reached import flows_reached
from ivr_author.ir.program import Program
from ivr_author.usecases.program import program_of
from ivr_author.usecases.recordings import spoken_locales
from ivr_author.usecases.run_calls import errors_of
from ivr_author.workspace.files import WorkspaceError
from ivr_author.workspace.layout import FileKind, kind_of, stem
from ivr_author.workspace.project import Workspace, load_workspace
from ivr_author.workspace.revision import Revision, list_revisions, open_revision

Progress = Callable[[float, str], None]
"""How much is done, from 0 to 1, and what is being done now."""

RULES = {"revision-unreadable": "A revision to compare with has no usable ivr.yaml, or files that can't be read"}


@dataclass(frozen=True, slots=True)
class Changes:
    """The report, what it compares with (`since`, as named), and the texts of now to show places in."""

    since: str
    report: Report
    sources: Mapping[str, Source]


def default_revision(root: Path) -> str:
    """What to compare with if nobody says: the last tag, else the commit before the last; empty without any."""
    return default_of(list_revisions(root))


def default_of(revisions: tuple[Revision, ...]) -> str:
    """The same, of a list of revisions."""
    if not revisions:
        return ""
    commits = [one for one in revisions if not one.is_tag]
    return revisions[0].name if revisions[0].is_tag else commits[min(1, len(commits) - 1)].name


def find_changes(root: Path, since: str = "") -> Changes:
    """What changed since a revision (a folder, or a commit of git). Raises `WorkspaceError` for what is none."""
    named = since or default_revision(root)
    if not named:
        message = "there is no earlier revision to compare with: this workspace is not under git, or has no commit"
        raise WorkspaceError(error("revision-not-found", message, hint="name a folder with `--since`"))
    now = load_workspace(root)
    return Changes(named, compare_since(root, now, named, folders=True), now.sources)


def compare_since(
    root: Path, now: Workspace, since: str, progress: Progress | None = None, *, folders: bool = False
) -> Report:
    """A workspace as it was read, held against a commit, or with `folders` a folder. Raises `WorkspaceError`."""
    tell = progress or _say_nothing
    tell(0.05, "")
    with open_revision(root, since, folders=folders) as folder:
        before = load_workspace(folder)
        # While the revision is there: sounds and takes are read from it when they are needed.
        return compare_workspaces(before, now, since, tell)


def compare_workspaces(before: Workspace, now: Workspace, since: str = "", progress: Progress | None = None) -> Report:
    """How two workspaces differ for those who call, and for those who get notices."""
    tell = progress or _say_nothing
    faults = (*_faults_of(before, since), *errors_of(now.diagnostics))
    if before.content is None or now.content is None:
        return Report(diagnostics=faults)
    tell(0.2, "")
    called = {script.setup.flow for side in (before, now) for group in side.scripts.values() for script in group}
    called |= _with_other_ways(before, now, before.content, now.content)
    old_program, program = _program_of(before, before.content, called), _program_of(now, now.content, called)
    old_side, side = _side(before, old_program), _side(now, program)
    assert old_side is not None, "both have content"
    assert side is not None, "both have content"
    tell(0.4, "")
    groups = compare_contents(old_side, side)
    tell(0.6, "")
    languages = compare_languages(old_side, side)
    tell(0.65, "")
    calls = compare_calls(old_program, program, before.scripts, now.scripts)
    renames = renames_of(before.content, now.content)
    paths = compare_paths(old_program, program, renames, lambda share, flow: tell(0.7 + 0.3 * share, flow))
    return Report(groups, languages, calls, paths, faults)


def _faults_of(before: Workspace, since: str) -> list[Diagnostic]:
    """The errors of the other revision, as faults of it: their places are not in the files of today."""
    errors = errors_of(before.diagnostics)
    if not errors:
        return []
    first = errors[0]
    place = f"{first.span}: " if first.span else ""
    more = f", and {len(errors) - 1} more" if len(errors) > 1 else ""
    message = f"`{since}` has errors, so what they are in is left out: {place}{first.message}{more}"
    return [error("revision-unreadable", message, hint="compare with another revision")]


def _with_other_ways(before: Workspace, now: Workspace, old: Content, content: Content) -> set[str]:
    """The flows in which calls may go another way, and those that numbers reach, at which callers begin."""
    texts = [{path: source.text for path, source in one.sources.items()} for one in (before, now)]
    changed = {path for path in texts[0].keys() | texts[1].keys() if texts[0].get(path) != texts[1].get(path)}
    kinds = {kind_of(path) for path in changed}
    if not kinds.isdisjoint((FileKind.SETTINGS, FileKind.CALENDAR)):
        return {*old.flows, *content.flows}
    flows = {stem(path) for path in changed if kind_of(path) is FileKind.FLOW}
    numbers = {one.flow.value for side in (old, content) for one in side.settings.numbers.values()}
    return flows | numbers if flows else set()


def _program_of(workspace: Workspace, content: Content, called: Collection[str]) -> Program:
    """What calls are played on: the flows that scripts call, with those that they lead to; all, if any is recorded."""
    if workspace.takes:
        return program_of(workspace, content)
    flows: dict[str, Flow] = {}
    for name in sorted(called):
        if name in content.flows and name not in flows:
            flows.update(flows_reached(content, name))
    return program_of(workspace, replace(content, flows=flows))


def _side(workspace: Workspace, program: Program) -> Side | None:
    content = workspace.content
    if content is None:
        return None
    recorded, outdated = {}, {}
    if workspace.takes:
        for locale, one in spoken_locales(workspace, program, content.settings.all_locales()).items():
            recorded[locale] = frozenset(place.address for digest in one.taken for place in one.recordable[digest])
            outdated[locale] = frozenset(place.address for digest in one.stale for place in one.recordable[digest])
    return Side(
        content,
        workspace.catalogs,
        workspace.notices,
        workspace.notice_catalogs,
        workspace.scripts,
        recorded,
        outdated,
    )


def _say_nothing(_share: float, _words: str) -> None:
    pass
