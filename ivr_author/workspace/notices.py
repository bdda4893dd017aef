"""Loads the notices of a workspace, with what they share; a fault in one never stops the others."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import TypeVar

from ivr_author.core.diagnostics import Diagnostic, error
from ivr_author.core.memo import Memo
from ivr_author.core.shelf import shelf_names
from ivr_author.core.source import Source, Span
from ivr_author.core.tree import Node as TreeNode
from ivr_author.notice import channels
from ivr_author.notice.content import NoticeContent, NoticeFile
from ivr_author.notice.declaration.read import read_notice
from ivr_author.notice.declaration.read_shared import read_assistance, read_letterhead, read_members
from ivr_author.notice.declaration.samples import Members
from ivr_author.notice.model import AssistanceLine, Letterhead, Notice
from ivr_author.notice.template.read import read_template
from ivr_author.notice.template.tree import Template
from ivr_author.workspace.files import list_files
from ivr_author.workspace.layout import (
    LANGUAGE_ASSISTANCE,
    LETTERHEAD,
    MEMBERS,
    NOTICE_TEMPLATES,
    NOTICES,
    NOTICES_FOLDER,
    SNIPPETS,
    SNIPPETS_SUFFIX,
    notice_id_of,
    notice_path,
    notice_template_path,
)
from ivr_author.workspace.loader import Loader

Made = TypeVar("Made")

CHANNEL_NAMES = shelf_names(channels)
"""The channels that a notice can name. They are not loaded here: setting a letter takes a typesetter."""

MOST_KEPT = 1_000
"""Notices whose words are read again only when something that they are made of was changed."""

_words_read: Memo[tuple[Template | None, list[Diagnostic]]] = Memo(MOST_KEPT)


def has_notices(root: Path) -> bool:
    """Whether this workspace keeps notices, be it none so far; schemas alone are for whoever begins one."""
    return bool(list_files(root, (f"{NOTICES_FOLDER}/*.yaml", NOTICES, NOTICE_TEMPLATES))[0])


def channels_of_notices(content: NoticeContent) -> dict[str, frozenset[str]]:
    """The channels of each notice, for flows that send them; none for a notice that could not be read."""
    readable = {name: frozenset(file.notice.channels) for name, file in content.notices.items()}
    return {**{name: frozenset() for name in content.unreadable}, **readable}


def load_notices(loader: Loader) -> NoticeContent:
    """Every notice that can be read. Its words are read only where what they are filled with is known."""
    letterhead = _load_letterhead(loader)
    members = _load_members(loader)
    snippets = _load_snippets(loader)
    notices: dict[str, NoticeFile] = {}
    unreadable: set[str] = set()
    declared = {notice_id_of(path) for path in loader.files(NOTICES)}
    worded = {notice_id_of(path) for path in loader.files(NOTICE_TEMPLATES)}
    for notice_id in sorted((declared | worded) - {""}):
        notice = _load_notice(loader, notice_id, members) if notice_id in declared else None
        if notice_id not in declared:
            hint = f"write {notice_path(notice_id)}; a template alone does not say what it is filled with"
            _missing(
                loader, notice_template_path(notice_id), f"notice `{notice_id}` has words, but no notice.yaml", hint
            )
        if notice is None:
            unreadable.add(notice_id)
        else:
            notices[notice_id] = _load_words(loader, notice, notice_id in worded, snippets, letterhead)
    if letterhead is None and notices and not loader.files(LETTERHEAD):
        first = next(iter(notices.values())).notice
        hint = f"write {LETTERHEAD} with `organisation`, `address` and `phone`"
        _missing(loader, first.source.path, "nothing says who writes the notices", hint)
    return NoticeContent(letterhead, notices, snippets, frozenset(unreadable))


def _load_letterhead(loader: Loader) -> Letterhead | None:
    lines: tuple[AssistanceLine, ...] = ()
    loaded = loader.tree(LANGUAGE_ASSISTANCE) if loader.files(LANGUAGE_ASSISTANCE) else None
    if loaded is not None:
        lines, faults = _read_once(loader, LANGUAGE_ASSISTANCE, loaded, read_assistance)
        loader.note(faults)
    loaded = loader.tree(LETTERHEAD) if loader.files(LETTERHEAD) else None
    if loaded is None:
        return None
    letterhead, faults = _read_once(loader, LETTERHEAD, loaded, read_letterhead)
    loader.note(faults)
    return None if letterhead is None else replace(letterhead, assistance=lines)


def _load_members(loader: Loader) -> Members:
    loaded = loader.tree(MEMBERS) if loader.files(MEMBERS) else None
    if loaded is None:
        return {}
    members, faults = _read_once(loader, MEMBERS, loaded, read_members)
    loader.note(faults)
    return members


def _read_once(
    loader: Loader, path: str, loaded: tuple[Source, TreeNode], read: Callable[[Source, TreeNode], Made]
) -> Made:
    return loader.once("content", path, loaded, lambda: read(*loaded))


def _load_snippets(loader: Loader) -> dict[str, Source]:
    snippets = {}
    for path in loader.files(SNIPPETS):
        source = _words(loader, path)
        if source is not None:
            snippets[PurePosixPath(path).name.removesuffix(SNIPPETS_SUFFIX)] = source
    return snippets


def _load_notice(loader: Loader, notice_id: str, members: Members) -> Notice | None:
    loaded = loader.tree(notice_path(notice_id))
    if loaded is None:
        return None
    given = (*loaded, members)
    notice, faults = loader.once(
        "content", notice_path(notice_id), given, lambda: read_notice(notice_id, *loaded, members, CHANNEL_NAMES)
    )
    loader.note(faults)
    return notice


def _load_words(
    loader: Loader, notice: Notice, has_words: bool, snippets: Mapping[str, Source], letterhead: Letterhead | None
) -> NoticeFile:
    path = notice_template_path(notice.id)
    source = _words(loader, path) if has_words else None
    if source is None:
        if not has_words:
            _missing(loader, notice.source.path, f"notice `{notice.id}` has no words", f"write them to {path}")
        return NoticeFile(notice, None, Source(path, ""))
    # Without a letterhead its names are known all the same: that it is missing is told once, not at every use.
    known = letterhead or Letterhead(source, notice.span, "", (), "")
    given = (notice, source, dict(snippets), known)
    template, faults = _words_read.get(notice.id, given, lambda: read_template(notice, source, snippets, known))
    loader.note(faults)
    return NoticeFile(notice, template, source)


def _words(loader: Loader, path: str) -> Source | None:
    source = loader.text(path)
    if source is not None and source.text.startswith("\ufeff"):
        # The mark of some editors would keep a heading on the first line from being one.
        source = loader.sources[path] = Source(path, source.text[1:])
    return source


def _missing(loader: Loader, path: str, message: str, hint: str) -> None:
    loader.note([error("file-missing", message, Span(path, 1, 1, 1, 1), hint)])
