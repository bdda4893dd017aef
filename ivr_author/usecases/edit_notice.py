"""Saves what a person typed into a notice: its words, line by line as they stood where nobody touched them.

Nothing is saved that brings a new error, that was typed against another version of the file, or, unless the person
agreed to just that, that changes which fields the words use.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ivr_author.core.diagnostics import Diagnostic, new_errors
from ivr_author.core.typed_text import MARK, file_text, form_text
from ivr_author.usecases.draft_notice import (
    FieldChange,
    field_change,
    judge_words,
    outdated_by,
    undeclared_names,
    with_words,
)
from ivr_author.workspace.files import Conflict, read_file, revision
from ivr_author.workspace.keeper import Keeper, Kept
from ivr_author.workspace.layout import notice_template_path
from ivr_author.workspace.project import Workspace


@dataclass(frozen=True, slots=True)
class OpenWords:
    """The words of a notice for a form, with line feeds alone, and the revision of their file."""

    text: str
    revision: str


@dataclass(frozen=True, slots=True)
class SavedWords:
    """The words stand in the file. `outdated`: texts that have to be translated again, by locale."""

    kept: Kept
    changed: bool
    outdated: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RefusedWords:
    """The errors that the words would bring. `undeclared`: names in them that could be declared with the same save."""

    faults: tuple[Diagnostic, ...]
    undeclared: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ToConfirm:
    """The words are fit to be saved; whoever agrees to `change` saves them with its key."""

    change: FieldChange
    outdated: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class OutdatedWords:
    """The file is no longer the one that the words were typed against; `theirs` is what it holds now."""

    theirs: OpenWords | None


def open_notice_words(workspace: Workspace, notice_id: str) -> OpenWords | None:
    """The words as they are on the disk now; None where there is no such file, or no text in it."""
    raw = _read(workspace, notice_id)
    if raw is None:
        return None
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return OpenWords(form_text(text), revision(raw))


def save_notice_words(
    keeper: Keeper, workspace: Workspace, notice_id: str, typed: str, expected_revision: str, agreed: str = ""
) -> SavedWords | RefusedWords | ToConfirm | OutdatedWords:
    """Put new words in place of those of a notice of `workspace` whose declaration can be read.

    `agreed` is the key of the field change that the person has confirmed. Raises WorkspaceError where the file cannot
    be read or written.
    """
    path = notice_template_path(notice_id)
    raw = read_file(workspace.root, path)
    if revision(raw) != expected_revision:
        return OutdatedWords(open_notice_words(workspace, notice_id))
    written = file_text(raw.decode("utf-8", "replace"), typed)
    if written.encode() == raw:
        return SavedWords(Kept({path: expected_revision}), changed=False)
    before = with_words(workspace, notice_id, raw.decode("utf-8", "replace").removeprefix(MARK))
    after = with_words(workspace, notice_id, written.removeprefix(MARK))
    brought = new_errors(judge_words(before, notice_id).faults, judge_words(after, notice_id).faults)
    if brought:
        return RefusedWords(brought, undeclared_names(after, notice_id))
    change = field_change(before.notices.notices[notice_id], after.notices.notices[notice_id])
    outdated = outdated_by(before, after, notice_id)
    if change and agreed != change.key:
        return ToConfirm(change, outdated)
    title = workspace.notices.notices[notice_id].notice.title.value
    try:
        kept = keeper.save(
            {path: (written.encode(), expected_revision)}, f"Change the words of “{title}” ({notice_id})"
        )
    except Conflict:
        return OutdatedWords(open_notice_words(workspace, notice_id))
    return SavedWords(kept, changed=True, outdated=outdated)


def _read(workspace: Workspace, notice_id: str) -> bytes | None:
    path = notice_template_path(notice_id)
    return read_file(workspace.root, path) if path in workspace.sources else None
