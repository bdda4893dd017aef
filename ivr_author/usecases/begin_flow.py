"""Begins a new flow: a file with a title, words that a caller hears, and a way to a person or the end of the call."""

from __future__ import annotations

from dataclasses import dataclass

from ivr_author.core.diagnostics import Diagnostic, error
from ivr_author.core.source import Source
from ivr_author.core.yaml_source import read_yaml
from ivr_author.core.yaml_write import Value, block_entry
from ivr_author.flow.fields import ID_HINT
from ivr_author.flow.read import FORMAT, RESERVED_FLOWS, is_id, read_flow
from ivr_author.workspace.files import Conflict
from ivr_author.workspace.keeper import Keeper, Kept
from ivr_author.workspace.layout import flow_path
from ivr_author.workspace.project import Workspace

HEADER = "# yaml-language-server: $schema=schema/flow.schema.json\n"

RESERVED = (*RESERVED_FLOWS, "new")
"""Names that stand for something else in addresses."""


@dataclass(frozen=True, slots=True)
class Begun:
    """The flow is there."""

    flow_id: str
    kept: Kept


@dataclass(frozen=True, slots=True)
class NotBegun:
    """Why not, by the field that is to blame (`id`, `title`, `prompt`)."""

    faults: tuple[tuple[str, Diagnostic], ...]


def begin_flow(keeper: Keeper, workspace: Workspace, flow_id: str, title: str, prompt: str) -> Begun | NotBegun:
    """Make a flow's file. Raises WorkspaceError where it can't be written."""
    path = flow_path(flow_id)
    taken = error("duplicate-name", f"there is a flow `{flow_id}` already", hint="choose another name")
    faults: list[tuple[str, Diagnostic]] = []
    if not is_id(flow_id) or flow_id in RESERVED:
        message = f"a flow can't be called `{flow_id}`" if flow_id else "the flow needs a name"
        faults.append(("id", error("wrong-name", message, hint=ID_HINT)))
    elif path in workspace.sources or (workspace.content is not None and flow_id in workspace.content.unreadable):
        faults.append(("id", taken))
    for field, typed in (("title", title), ("prompt", prompt)):
        if not typed.strip():
            faults.append((field, error("empty-value", "this is empty", hint="write it")))
    if faults:
        return NotBegun(tuple(faults))
    text = text_of_flow(" ".join(title.split()), " ".join(prompt.split()))
    source = Source(path, text)
    tree, found = read_yaml(source)
    if tree is not None:
        found = [*found, *read_flow(flow_id, source, tree)[1]]
    if found:
        return NotBegun(tuple(("", one) for one in found))
    try:
        return Begun(flow_id, keeper.save({path: (text.encode(), None)}, f"Begin flow {flow_id}"))
    except Conflict:
        return NotBegun((("id", taken),))


def text_of_flow(title: str, prompt: str) -> str:
    """A flow that greets and ends: enough to be called, and to go on from."""
    fields: dict[str, Value] = {
        "format": FORMAT,
        "title": title,
        "start": "welcome",
        "nodes": {
            "welcome": {"type": "play", "prompt": prompt, "next": "goodbye"},
            "goodbye": {"type": "hangup"},
        },
    }
    return HEADER + "".join(f"{block_entry(key, value, 0, chr(10))}\n" for key, value in fields.items())
