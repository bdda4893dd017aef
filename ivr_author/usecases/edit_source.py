"""Opens a content file as text and saves it as it was typed, whatever it says: the one way to mend a broken file.

A text that brings new errors is saved only by who insists on it. Line ends and marks stay as they were.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ivr_author.core.diagnostics import Diagnostic, error, new_errors
from ivr_author.core.limits import MAX_FILE_BYTES
from ivr_author.core.source import Source, Span
from ivr_author.core.text_input import check_size, file_too_large
from ivr_author.core.typed_text import file_text, form_text
from ivr_author.core.yaml_source import read_yaml
from ivr_author.flow.read import read_flow
from ivr_author.usecases.caller_errors import errors_in_callers
from ivr_author.usecases.check_source import check_source
from ivr_author.workspace.files import WorkspaceError, list_files, read_file, revision
from ivr_author.workspace.keeper import Keeper, Kept
from ivr_author.workspace.layout import KINDS, FileKind, kind_of, path_in_workspace, stem
from ivr_author.workspace.project import Workspace

EDITED_KINDS = frozenset(FileKind) - {FileKind.CANVAS}
"""What is edited as text: all that people write. Where somebody put the cards of a canvas is the canvas's own."""


@dataclass(frozen=True, slots=True)
class OpenSource:
    """A content file for a form: its text with line feeds alone, its revision, and `held`, what it holds."""

    path: str
    kind: FileKind
    text: str
    revision: str
    held: str


@dataclass(frozen=True, slots=True)
class SavedSource:
    """The text stands in the file; `changed` is false where it stood there already."""

    kept: Kept
    revision: str
    changed: bool


@dataclass(frozen=True, slots=True)
class RefusedSource:
    """The errors that the text would bring. `is_final`: it can't be saved at all."""

    faults: tuple[Diagnostic, ...]
    is_final: bool = False


def edited_kind(path: str) -> FileKind | None:
    """What a file is, if it is one that is edited as text and stands where its kind stands."""
    kind = kind_of(path)
    return kind if kind in EDITED_KINDS and path_in_workspace(path) == path else None


def list_sources(root: Path) -> list[tuple[str, FileKind]]:
    """Every file that is edited as text, by path."""
    paths, _ = list_files(root, [pattern for pattern, _ in KINDS])
    return [(path, kind) for path in paths if (kind := edited_kind(path)) is not None]


def open_source(root: Path, path: str) -> OpenSource:
    """A content file as the disk has it now. Raises WorkspaceError where there is none or it is no text."""
    kind = edited_kind(path)
    if kind is None:
        raise WorkspaceError(error("file-missing", "there is no such file among the content", Span(path, 1, 1, 1, 1)))
    raw = read_file(root, path)
    try:
        held = raw.decode("utf-8")
    except UnicodeDecodeError as failure:
        hint = "save it as UTF-8 with the program that wrote it"
        raise WorkspaceError(error("not-utf-8", "the file is not UTF-8", Span(path, 1, 1, 1, 1), hint)) from failure
    return OpenSource(path, kind, form_text(held), revision(raw), held)


def save_source(
    keeper: Keeper,
    workspace: Workspace,
    path: str,
    typed: str,
    expected_revision: str,
    message: str = "",
    *,
    insists: bool = False,
) -> SavedSource | RefusedSource:
    """Put a text in place of a content file's. `message` says what was changed, `insists` allows new errors.

    Raises Conflict where the file is of another revision by now, WorkspaceError where it can't be read or written.
    """
    opened = open_source(workspace.root, path)
    text = form_text(typed)
    too_large = check_size(Source(path, text))
    if too_large:
        return RefusedSource(tuple(too_large), is_final=True)
    written = file_text(opened.held, typed).encode("utf-8", "replace")
    if len(written) > MAX_FILE_BYTES:
        return RefusedSource((file_too_large(path, len(written)),), is_final=True)
    if written == opened.held.encode() and opened.revision == expected_revision:
        return SavedSource(Kept({path: opened.revision}), opened.revision, changed=False)
    if not insists:
        brought = new_errors(check_source(workspace, path, opened.text), check_source(workspace, path, text))
        brought += _errors_elsewhere(workspace, opened.kind, path, text)
        if brought:
            return RefusedSource(brought)
    title = " ".join(message.split())[:200] or f"Edit {path}"
    kept = keeper.save({path: (written, expected_revision)}, title)
    return SavedSource(kept, kept.revisions[path], changed=True)


def _errors_elsewhere(workspace: Workspace, kind: FileKind, path: str, text: str) -> tuple[Diagnostic, ...]:
    """The errors that other flows would get by a flow's text."""
    source = Source(path, text)
    tree = read_yaml(source)[0] if kind is FileKind.FLOW else None
    flow = read_flow(stem(path), source, tree)[0] if tree is not None else None
    return errors_in_callers(workspace, flow) if flow is not None else ()
