"""Adds calls to the call scripts of a flow: the rest of the file stays to the byte, and no name is taken twice."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import chain, count

from ivr_author.core.diagnostics import Diagnostic, error, new_errors
from ivr_author.core.source import Source, Span
from ivr_author.core.text_input import has_control_character, read_bytes_as_source
from ivr_author.core.tree import Mapping, Node, Scalar, Sequence
from ivr_author.core.yaml_change import Insert, Set, to_value
from ivr_author.core.yaml_edit import CannotEdit, edit_yaml
from ivr_author.core.yaml_source import read_yaml
from ivr_author.workspace.files import Conflict, WorkspaceError, read_file, revision
from ivr_author.workspace.keeper import Keeper, Kept
from ivr_author.workspace.layout import calls_path
from ivr_author.workspace.project import Workspace, read_calls

MAX_NAME_CHARACTERS = 120

MOST_TRIES = 4
"""A file that changes between reading and saving as often as that is somebody's who writes it without end."""

RULES = {
    "call-name": "A call that is to be kept has no usable name",
    "calls-unchangeable": "A file of call scripts is so written that no call can be added to it",
}
"""What can be said beside the faults that reading the file finds."""


@dataclass(frozen=True, slots=True)
class KeptCalls:
    """The names under which calls were kept, and the save; or, with nothing saved, what is wrong."""

    names: tuple[str, ...] = ()
    kept: Kept | None = None
    faults: tuple[Diagnostic, ...] = ()


def keep_call(keeper: Keeper, workspace: Workspace, flow: str, written: str) -> KeptCalls:
    """Add the one call of a file of call scripts, under the name that it has there."""
    return _keep(keeper, workspace, flow, written, renames=False)


def keep_generated_calls(keeper: Keeper, workspace: Workspace, flow: str, written: str) -> KeptCalls:
    """Add all calls of a file of call scripts; a name that is taken gets a number."""
    return _keep(keeper, workspace, flow, written, renames=True)


def _keep(keeper: Keeper, workspace: Workspace, flow: str, written: str, *, renames: bool) -> KeptCalls:
    for _ in range(MOST_TRIES):
        try:
            return _try_to_keep(keeper, workspace, flow, written, renames=renames)
        except Conflict:
            # Somebody added to the file just now. Calls do not touch each other: what was read is out of date, no more.
            continue
        except WorkspaceError as failure:
            return KeptCalls(faults=(failure.diagnostic,))
    told = f"`{calls_path(flow)}` is changed by somebody else all the time"
    place = Span(calls_path(flow), 1, 1, 1, 1)
    return KeptCalls(faults=(error("calls-unchangeable", told, place, "try again when it rests"),))


def _try_to_keep(keeper: Keeper, workspace: Workspace, flow: str, written: str, *, renames: bool) -> KeptCalls:
    path = calls_path(flow)
    try:
        raw: bytes | None = read_file(workspace.root, path)
    except WorkspaceError as failure:
        if failure.diagnostic.rule != "file-missing":
            return KeptCalls(faults=(failure.diagnostic,))
        raw = None
    before, faults = read_bytes_as_source(path, raw, len(raw)) if raw else (Source(path, ""), [])
    if before is None:
        return KeptCalls(faults=tuple(faults))
    tree, _ = read_yaml(before)
    taken = {_name(one) for one in _calls(tree)}
    new = [one for one in _calls(read_yaml(Source(path, written))[0]) if isinstance(one, Mapping)]
    if renames:
        names = _free_names(list(map(_name, new)), taken)
        new = [_named(one, name) for one, name in zip(new, names, strict=True)]
    wrong = [fault for one in new if (fault := _fault_of_name(_name(one), taken, path)) is not None]
    if wrong or not new:
        return KeptCalls(faults=tuple(wrong))
    try:
        text = _added(before, tree, new, written)
    except CannotEdit as reason:
        hint = "download the call and put it into the file by hand"
        told = f"`{path}` can't be added to: {reason}"
        return KeptCalls(faults=(error("calls-unchangeable", told, Span(path, 1, 1, 1, 1), hint),))
    after = _faults_of_text(workspace, flow, Source(path, text))
    brought = new_errors(_faults_of_text(workspace, flow, before), after)
    if brought:
        return KeptCalls(faults=brought)
    kept_names = tuple(_name(one) for one in new)
    told = f"Keep the call “{kept_names[0]}” of {flow}" if len(new) == 1 else f"Keep {len(new)} calls of {flow}"
    kept = keeper.save({path: (text.encode(), None if raw is None else revision(raw))}, told)
    return KeptCalls(kept_names, kept)


def _added(before: Source, tree: Node | None, new: list[Mapping], written: str) -> str:
    if not before.text.strip():
        return written
    if not isinstance(tree, Mapping):
        raise CannotEdit("it is no list of calls")
    held = tree.get("calls")
    values = [to_value(one) for one in new]
    if not isinstance(held, Sequence):
        raise CannotEdit("it has no list of calls")
    if not held.items:
        return edit_yaml(before, [Set(("calls",), values)], tree).source.text
    first = len(held.items)
    inserts = [Insert(("calls",), first + index, value) for index, value in enumerate(values)]
    return edit_yaml(before, inserts, tree).source.text


def _calls(tree: Node | None) -> tuple[Node, ...]:
    calls = tree.get("calls") if isinstance(tree, Mapping) else None
    return calls.items if isinstance(calls, Sequence) else ()


def _name(call: Node) -> str:
    name = call.get("name") if isinstance(call, Mapping) else None
    return name.text if isinstance(name, Scalar) else ""


def _free_names(wanted: list[str], taken: set[str]) -> list[str]:
    """The names, with a number where somebody has them."""
    names: list[str] = []
    for name in wanted:
        numbered = chain([name], (f"{name} ({number})" for number in count(2)))
        names.append(next(one for one in numbered if one not in taken and one not in names))
    return names


def _named(call: Mapping, name: str) -> Mapping:
    """The call under another name."""
    entries = tuple(
        (key, replace(value, text=name, data=name) if key.text == "name" and isinstance(value, Scalar) else value)
        for key, value in call.entries
    )
    return replace(call, entries=entries)


def _fault_of_name(name: str, taken: set[str], path: str) -> Diagnostic | None:
    place = Span(path, 1, 1, 1, 1)
    if not name.strip() or len(name) > MAX_NAME_CHARACTERS or has_control_character(name):
        hint = "say in a few words what the caller wants: Pays a bill in Kreyòl"
        return error("call-name", "the call needs a name of one line, not too long", place, hint)
    if name in taken:
        return error("duplicate-name", f"there is a call named `{name}` already", place, "name each call once")
    taken.add(name)
    return None


def _faults_of_text(workspace: Workspace, flow: str, source: Source) -> list[Diagnostic]:
    tree, faults = read_yaml(source)
    if tree is not None and workspace.content is not None:
        faults = [*faults, *read_calls(workspace.content.settings, flow, source, tree)[1]]
    return faults
