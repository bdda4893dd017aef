"""Every distinct letter of a notice: listed, rendered in all locales and channels, compared with another revision."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ivr_author.core.diagnostics import Diagnostic
from ivr_author.core.source import Source
from ivr_author.notice.branches import Branch, Branches, channels_by_text, find_branches
from ivr_author.notice.channel import CannotRender, Rendering
from ivr_author.notice.channel_shelf import CHANNELS
from ivr_author.notice.model import Raw
from ivr_author.notice.render import Renderer
from ivr_author.notice.writing.plain_words import words_of
from ivr_author.usecases.render import faults_of_notice, open_renderer, part_names, require_notice
from ivr_author.usecases.unknown import UnknownName
from ivr_author.workspace.files import write_files
from ivr_author.workspace.project import Workspace, load_workspace
from ivr_author.workspace.revision import open_revision


@dataclass(frozen=True, slots=True)
class Letters:
    """The letters of a notice for the channels that share their words."""

    channels: tuple[str, ...]
    found: Branches


@dataclass(frozen=True, slots=True)
class BranchList:
    """All letters of a notice; none where `diagnostics` say why."""

    notice: str
    letters: tuple[Letters, ...]
    diagnostics: tuple[Diagnostic, ...]
    sources: Mapping[str, Source]
    renderer: Renderer | None
    locales: tuple[str, ...]

    @property
    def is_complete(self) -> bool:
        """Whether these are all, and each can be made for its example member."""
        return bool(self.letters) and all(one.found.is_complete and not one.found.failures for one in self.letters)


@dataclass(frozen=True, slots=True)
class RenderedBranch:
    """One letter by one channel in one locale, for its example member; `problem` where it can't be made."""

    branch: Branch
    channel: str
    locale: str
    rendering: Rendering | None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class LetterChange:
    """What another revision makes of the same member: `changed` words, `layout` alone, `added`, `removed`.

    `difference` are lines as `diff -u` gives them, of the words in reading order.
    """

    kind: str
    branch: Branch
    channel: str
    locale: str
    difference: tuple[str, ...] = ()


def list_branches(root: Path, notice_id: str) -> BranchList:
    """Every letter that a notice can become. Raises `UnknownName`."""
    return _list(load_workspace(root), notice_id)


def _list(workspace: Workspace, notice_id: str) -> BranchList:
    if workspace.content is None:
        return BranchList(notice_id, (), workspace.diagnostics, workspace.sources, None, ())
    file = require_notice(workspace, notice_id)
    renderer = None if file is None else open_renderer(workspace, file)
    if file is None or renderer is None:
        return BranchList(notice_id, (), faults_of_notice(workspace, notice_id), workspace.sources, None, ())
    letters = tuple(
        Letters(channels, find_branches(file, renderer.letterhead, first))
        for first, channels in channels_by_text(file).items()
    )
    locales = tuple(workspace.content.settings.all_locales())
    return BranchList(notice_id, letters, (), workspace.sources, renderer, locales)


def render_branches(
    listed: BranchList, channels: Sequence[str] = (), locales: Sequence[str] = ()
) -> Iterator[RenderedBranch]:
    """Each letter by each channel (of `channels`, if any) in each locale, one after the other."""
    for one in listed.letters:
        for channel in one.channels:
            if channels and channel not in channels:
                continue
            for locale in locales or listed.locales:
                for branch in one.found.branches:
                    yield _render(listed, branch, channel, locale)


def _render(listed: BranchList, branch: Branch, channel: str, locale: str) -> RenderedBranch:
    assert listed.renderer is not None, "there are letters only with a renderer"
    try:
        rendering = listed.renderer.render(channel, locale, branch.values, branch.id)
    except CannotRender as fault:
        return RenderedBranch(branch, channel, locale, None, str(fault))
    return RenderedBranch(branch, channel, locale, rendering)


def write_branches(
    listed: BranchList, out: Path, channels: Sequence[str] = (), locales: Sequence[str] = ()
) -> tuple[int, list[str]]:
    """Write each letter as `out/<locale>/<channel>/<id>...`; the number of files, and what could not be made."""
    written, problems = 0, []
    for one in render_branches(listed, channels, locales):
        if one.rendering is None:
            problems.append(f"{one.channel}, {one.locale}, {one.branch.id}: {one.problem}")
            continue
        names = part_names(one.channel, one.branch.id)
        folder = f"{one.locale}/{one.channel}"
        write_files(out, {f"{folder}/{names[part]}": raw for part, raw in one.rendering.parts.items()})
        written += len(one.rendering.parts)
    return written, problems


def compare_branches(
    root: Path, listed: BranchList, named: str, channels: Sequence[str] = (), locales: Sequence[str] = ()
) -> list[LetterChange]:
    """What changed against another revision (a folder, or a commit of git), member by member.

    The example members of both revisions are rendered by both, so a condition that is new or gone is met. Raises
    `WorkspaceError` for what is no revision, `UnknownName` for a notice that it has and can't render.
    """
    with open_revision(root, named) as folder:
        workspace = load_workspace(folder)
        is_new = not workspace.notices.has_notice(listed.notice)
        before = None if is_new else _list(workspace, listed.notice)
        if before is not None and before.renderer is None:
            raise UnknownName(f"readable notice in {named}", listed.notice, workspace.notices.notices)
        return list(_compare(before, listed, channels, locales))


def _compare(
    before: BranchList | None, now: BranchList, channels: Sequence[str], locales: Sequence[str]
) -> Iterator[LetterChange]:
    for channel in CHANNELS:
        if channels and channel not in channels:
            continue
        ours, theirs = _branches_of(now, channel), _branches_of(before, channel)
        seen: set[object] = set()
        for branch in [*ours, *theirs]:
            for locale in locales or now.locales:
                old = _made(before, channel, locale, branch.values)
                new = _made(now, channel, locale, branch.values)
                pair = (locale, old and old[0], new and new[0])
                if pair in seen:
                    continue
                seen.add(pair)
                change = _change(branch, channel, locale, old, new)
                if change is not None:
                    yield change


def _branches_of(listed: BranchList | None, channel: str) -> Sequence[Branch]:
    for one in listed.letters if listed else ():
        if channel in one.channels:
            return one.found.branches
    return ()


def _made(
    listed: BranchList | None, channel: str, locale: str, values: Mapping[str, Raw]
) -> tuple[str, Mapping[str, bytes]] | None:
    """The words and the files that a revision makes for a member; None where it makes none."""
    if listed is None or listed.renderer is None or channel not in listed.renderer.notice.channels:
        return None
    if locale not in listed.locales:
        return None
    mine = {name: raw for name, raw in values.items() if name in listed.renderer.notice.fields}
    try:
        document, member = listed.renderer.document(channel, locale, mine)
        parts = listed.renderer.render(channel, locale, mine).parts
    except CannotRender:
        return None
    return words_of(document, member), parts


def _change(
    branch: Branch,
    channel: str,
    locale: str,
    old: tuple[str, Mapping[str, bytes]] | None,
    new: tuple[str, Mapping[str, bytes]] | None,
) -> LetterChange | None:
    if old == new:
        return None
    if old is None or new is None:
        return LetterChange("added" if old is None else "removed", branch, channel, locale)
    if old[0] == new[0]:
        return LetterChange("layout", branch, channel, locale)
    lines = list(difflib.unified_diff(old[0].splitlines(), new[0].splitlines(), "before", "now", "", "", 0, ""))
    return LetterChange("changed", branch, channel, locale, tuple(lines[2:]))
