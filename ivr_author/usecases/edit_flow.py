"""Edits a flow: an operation becomes changes of its text, which is read again by the same reader, judged and saved.

Nothing is saved that does not read, that brings new errors, or that was meant for an older version of the file. What
names a node elsewhere (call scripts, translations, places on the canvas) follows in the same save.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from ivr_author.core.diagnostics import Diagnostic, Severity, error, new_errors
from ivr_author.core.source import Source, Span
from ivr_author.core.text_input import read_bytes_as_source
from ivr_author.core.tree import Mapping as TreeMapping
from ivr_author.core.tree import Node as TreeNode
from ivr_author.core.yaml_change import Path
from ivr_author.core.yaml_edit import CannotEdit, edit_yaml
from ivr_author.core.yaml_source import read_yaml
from ivr_author.flow.content import Flow
from ivr_author.flow.read import read_flow
from ivr_author.usecases.caller_errors import errors_in_callers
from ivr_author.usecases.check_source import check_flow
from ivr_author.usecases.flow_followers import follow_names, moved_addresses
from ivr_author.usecases.flow_ops import ChangeWords, Impossible, Op, Plan
from ivr_author.usecases.flow_places import place_of
from ivr_author.usecases.history import LastChange, base_text, last_change
from ivr_author.usecases.plan_flow_edit import plan
from ivr_author.usecases.positions import follow
from ivr_author.usecases.rebase_edit import Clash, rebase, unseen_clashes
from ivr_author.workspace.files import Conflict, read_file, revision
from ivr_author.workspace.keeper import Changes, Keeper, Kept
from ivr_author.workspace.layout import flow_path
from ivr_author.workspace.project import Workspace

MOST_TRIES = 5
"""So often somebody else may save between an edit's reading of a file and its own save."""

_MISSING = re.compile(r"add `(\w+):.*`")


@dataclass(frozen=True, slots=True)
class EditedFlow:
    """The operation stands in the file; `changed` is false where it said so already. `node`: what it was about.

    `beside`: what somebody else changed in the file since it was seen, and what was kept.
    """

    flow: Flow
    tree: TreeMapping
    revision: str
    message: str
    node: str
    kept: Kept
    changed: bool
    beside: LastChange | None = None


@dataclass(frozen=True, slots=True)
class RefusedEdit:
    """Why nothing was saved: each fault with its path in the file (`nodes`, `pay_menu`, `next`), or the field.

    `asks`: they are errors that other flows would get alone; who insists on it may save all the same.
    """

    faults: tuple[tuple[Path, Diagnostic], ...]
    asks: bool = False


@dataclass(frozen=True, slots=True)
class OutdatedEdit:
    """The file is no longer of the revision that the operation was meant for, and what it is about was changed.

    `meant`: the operation with what was changed by it alone; None where nobody knows the version it was meant for, or
    where it makes no sense there. `wanted`: what History would say of it. `is_possible`: whether it could be done in
    the version of now, over what was changed. `by`: who changed the file last.
    """

    revision: str
    theirs: str
    meant: Op | None = None
    clashes: tuple[Clash, ...] = ()
    by: LastChange | None = None
    wanted: str = ""
    is_possible: bool = False


@dataclass(frozen=True, slots=True)
class OpenFlow:
    """A flow as the disk has it now."""

    source: Source
    revision: str
    tree: TreeMapping | None
    flow: Flow | None
    faults: tuple[Diagnostic, ...]


def open_flow_file(workspace: Workspace, flow_id: str) -> OpenFlow:
    """A flow's file, read now. Raises WorkspaceError where there is none."""
    path = flow_path(flow_id)
    raw = read_file(workspace.root, path)
    source, faults = read_bytes_as_source(path, raw)
    if source is None:
        return OpenFlow(Source(path, ""), revision(raw), None, None, tuple(faults))
    tree, flow, found = _read(source, flow_id)
    return OpenFlow(source, revision(raw), tree, flow, found)


@lru_cache(maxsize=4)
def _read(source: Source, flow_id: str) -> tuple[TreeMapping | None, Flow | None, tuple[Diagnostic, ...]]:
    tree, faults = read_yaml(source)
    if not isinstance(tree, TreeMapping):
        return None, None, tuple(faults)
    flow, more = read_flow(flow_id, source, tree)
    return tree, flow, (*faults, *more)


def edit_flow(
    keeper: Keeper, workspace: Workspace, flow_id: str, op: Op, expected_revision: str, *, insists: bool = False
) -> EditedFlow | RefusedEdit | OutdatedEdit:
    """Do something to a flow of a workspace. Raises WorkspaceError where the file can't be read or written.

    The file on the disk counts, not the one that was read; the rest of the workspace is what it is judged in. What was
    meant for another version of it is done all the same where that version is known and nobody touched the same.
    `insists` allows new errors in other flows, those that lead into this one.
    """
    for _ in range(MOST_TRIES):
        opened = open_flow_file(workspace, flow_id)
        meant, beside = op, None
        if opened.revision != expected_revision:
            found = _rebase(workspace, flow_id, op, expected_revision, opened)
            if isinstance(found, OutdatedEdit):
                return found
            meant, beside = found, last_change(workspace.root, opened.source.path) or LastChange(None)
        done = _edit(keeper, workspace, flow_id, meant, opened, insists=insists)
        # Somebody else can have saved since it was opened: then it is held against what they made of it.
        if not isinstance(done, OutdatedEdit) or done.revision == opened.revision:
            break
    return replace(done, beside=beside) if isinstance(done, EditedFlow) and beside is not None else done


def outdated_edit(workspace: Workspace, flow_id: str, op: Op, expected_revision: str) -> OutdatedEdit | None:
    """What an operation that was meant for a version of a flow clashes with now; None where it could be done.

    Raises WorkspaceError where the file can't be read. Nothing is saved.
    """
    opened = open_flow_file(workspace, flow_id)
    if opened.revision == expected_revision:
        return None
    found = _rebase(workspace, flow_id, op, expected_revision, opened)
    return found if isinstance(found, OutdatedEdit) else None


def flow_as_seen(workspace: Workspace, flow_id: str, seen_revision: str) -> tuple[TreeMapping, Flow] | None:
    """A flow of the version that somebody saw, if git has it and it can be read."""
    path = flow_path(flow_id)
    raw = base_text(workspace.root, path, seen_revision)
    source = read_bytes_as_source(path, raw)[0] if raw is not None else None
    tree, flow, _ = _read(source, flow_id) if source is not None else (None, None, ())
    return (tree, flow) if tree is not None and flow is not None else None


def _rebase(workspace: Workspace, flow_id: str, op: Op, expected_revision: str, opened: OpenFlow) -> Op | OutdatedEdit:
    outdated = OutdatedEdit(opened.revision, opened.source.text)
    if opened.tree is None or opened.flow is None:
        return outdated
    seen = flow_as_seen(workspace, flow_id, expected_revision)
    found = rebase(op, seen[1], seen[0], opened.flow, opened.tree) if seen is not None else None
    if found is not None and not found.clashes:
        return found.op
    wanted = _message_in(op, opened.flow, opened.tree)
    by = last_change(workspace.root, opened.source.path)
    outdated = replace(outdated, by=by, wanted=wanted or "", is_possible=wanted is not None)
    if found is None:
        return replace(outdated, clashes=unseen_clashes(op, opened.flow, opened.tree))
    return replace(outdated, meant=found.op, clashes=found.clashes, wanted=found.wanted)


def _message_in(op: Op, flow: Flow, tree: TreeMapping) -> str | None:
    """What History would say of an operation; None where it is not possible."""
    try:
        return plan(op, flow, tree).message
    except Impossible:
        return None


def _edit(
    keeper: Keeper, workspace: Workspace, flow_id: str, op: Op, opened: OpenFlow, *, insists: bool
) -> EditedFlow | RefusedEdit | OutdatedEdit:
    if opened.tree is None or opened.flow is None:
        hint = "mend it in Source first"
        return RefusedEdit((((), error("flow-unreadable", "this flow can't be read", opened.faults[0].span, hint)),))
    try:
        planned = plan(op, opened.flow, opened.tree)
        edited = edit_yaml(opened.source, planned.changes, opened.tree)
    except Impossible as impossible:
        return RefusedEdit((((impossible.field,), impossible.fault),))
    except CannotEdit as cannot:
        span = Span(opened.source.path, 1, 1, 1, 1)
        return RefusedEdit((((), error("cannot-be-written", str(cannot), span, "change it in Source")),))
    if edited.source.text == opened.source.text:
        kept = Kept({opened.source.path: opened.revision})
        message = planned.message
        return EditedFlow(opened.flow, opened.tree, opened.revision, message, planned.node, kept, changed=False)
    assert isinstance(edited.tree, TreeMapping), "edits leave the root a map"
    flow, _ = read_flow(flow_id, edited.source, edited.tree)
    brought = _brought(workspace, opened, edited.source, edited.tree, planned)
    if brought or flow is None:
        return RefusedEdit(tuple((_place_of(edited.tree, one), one) for one in brought))
    # Words alone are no matter of other flows.
    elsewhere = () if insists or isinstance(op, ChangeWords) else errors_in_callers(workspace, flow)
    if elsewhere:
        return RefusedEdit(tuple(((), one) for one in elsewhere), asks=True)
    files: dict[str, tuple[bytes | None, str | None]] = {
        opened.source.path: (edited.source.text.encode(), opened.revision),
        **_followers(workspace, opened.flow, flow, planned),
    }
    try:
        kept = keeper.save(files, planned.message)
    except Conflict:
        now = open_flow_file(workspace, flow_id)
        return OutdatedEdit(now.revision, now.source.text)
    return EditedFlow(
        flow, edited.tree, kept.revisions[opened.source.path], planned.message, planned.node, kept, changed=True
    )


def _place_of(tree: TreeNode, fault: Diagnostic) -> Path:
    """Where a fault stands; of a key that is missing, where it would."""
    place = place_of(tree, fault.span)
    missing = _MISSING.fullmatch(fault.hint) if fault.rule == "missing-key" else None
    return (*place[:-1], missing.group(1)) if missing and place else place


def _brought(
    workspace: Workspace, opened: OpenFlow, source: Source, tree: TreeNode, planned: Plan
) -> tuple[Diagnostic, ...]:
    assert opened.tree is not None, "it was read"
    after = list(check_flow(workspace, source, tree))
    if not any(one.severity is Severity.ERROR for one in after):
        return ()
    return new_errors(_renamed(check_flow(workspace, opened.source, opened.tree), planned), after)


def _renamed(faults: Iterable[Diagnostic], planned: Plan) -> Iterable[Diagnostic]:
    """What was wrong with a node is so under its new name."""
    for one in faults:
        if planned.renamed is None:
            yield one
        else:
            old, new = planned.renamed
            message = one.message.replace(f"`{old}`", f"`{new}`").replace(f"/{old}`", f"/{new}`")
            yield Diagnostic(one.rule, message, one.span, one.severity, one.hint)


def _followers(workspace: Workspace, before: Flow, after: Flow, planned: Plan) -> Changes:
    """Other files that follow the edit: what names a node by its old name, translations by their old address."""
    names: dict[str, str | None] = {planned.removed: None} if planned.removed else {}
    if planned.renamed is not None:
        names[planned.renamed[0]] = planned.renamed[1]
    files = dict(follow_names(workspace, before.id, names, moved_addresses(before, after, planned.renamed)))
    if names:
        files.update(follow(workspace.root, before.id, [*before.nodes, *before.broken], names))
    return files
