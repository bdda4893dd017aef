"""Where somebody put the nodes of a flow on its canvas, as `flows/canvas/<flow>.yaml` keeps it.

All other nodes stand where they are laid. A place counts from the corner of the node's section, so that it stays right
when other sections grow. The file says nothing about calls: `check` does not read it, and a broken one only means that
nothing counts as moved.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ivr_author.core.diagnostics import Diagnostic, error, note
from ivr_author.core.source import Source
from ivr_author.core.tree import Mapping as TreeMapping
from ivr_author.core.tree import Node as TreeNode
from ivr_author.core.tree import Scalar, Sequence
from ivr_author.core.yaml_source import read_yaml
from ivr_author.workspace.files import WorkspaceError, read_file, read_source, revision
from ivr_author.workspace.keeper import Keeper, Kept
from ivr_author.workspace.layout import canvas_path

Place = tuple[int, int]

FARTHEST = 100_000
"""Pixels from the section's corner, in each direction."""

HEADER = "# Nodes that were moved on the canvas, in pixels from the corner of their section. “Tidy up” empties this.\n"

RULES = {
    "bad-position": "A place on the canvas is not two whole numbers",
    "bad-canvas": "A file of places on the canvas has another shape than `nodes: {begin: [0, 40]}`",
    "moved-unknown-node": "A place on the canvas is kept for a node that the flow does not have",
}
"""Every rule id that this module can report, with its description."""


@dataclass(frozen=True, slots=True)
class Positions:
    """The nodes that were moved, the revision of the file (None: there is none), and what is wrong with it."""

    nodes: Mapping[str, Place] = field(default_factory=dict)
    revision: str | None = None
    faults: tuple[Diagnostic, ...] = ()

    @property
    def is_broken(self) -> bool:
        """Whether something in the file could not be understood, and would be lost if it were written anew."""
        return any(fault.rule != "moved-unknown-node" for fault in self.faults)


class CannotMove(Exception):
    """A place cannot be kept; `diagnostics` say why."""

    def __init__(self, diagnostics: tuple[Diagnostic, ...]) -> None:
        super().__init__("; ".join(one.message for one in diagnostics))
        self.diagnostics = diagnostics


def open_positions(root: Path, flow_id: str, known: Collection[str]) -> Positions:
    """What the disk says of a flow's nodes (`known`: their ids). Whatever the file holds, this answers."""
    path = canvas_path(flow_id)
    try:
        raw = read_file(root, path)
    except WorkspaceError as failure:
        missing = failure.diagnostic.rule == "file-missing"
        return Positions(faults=() if missing else (failure.diagnostic,))
    source, faults = read_source(root, path)
    if source is None:
        return Positions({}, revision(raw), tuple(faults))
    nodes, more = read_positions(source, known)
    return Positions(nodes, revision(raw), tuple(more))


def read_positions(source: Source, known: Collection[str]) -> tuple[dict[str, Place], list[Diagnostic]]:
    """The places in a text, and what is wrong with it. Places of nodes that are not there are left out with a note."""
    tree, faults = read_yaml(source)
    if tree is None:
        return {}, list(faults)
    found: dict[str, Place] = {}
    listed = tree.get("nodes") if isinstance(tree, TreeMapping) else None
    if not isinstance(listed, TreeMapping):
        if isinstance(listed, Scalar) and listed.data is None:
            return {}, list(faults)
        hint = "write `nodes: {begin: [0, 40]}`, or choose “Tidy up”, which writes it anew"
        return {}, [*faults, error("bad-canvas", "this is no list of places on the canvas", tree.span, hint)]
    assert isinstance(tree, TreeMapping), "it has `nodes`"
    others = (key for key, _ in tree if key.text != "nodes")
    faults = [*faults, *(error("bad-canvas", f"`{key.text}` means nothing here", key.span) for key in others)]
    for key, value in listed:
        place = _place(value)
        if place is None:
            hint = f"two whole numbers, from {-FARTHEST} to {FARTHEST}, as in `[0, 40]`"
            faults.append(error("bad-position", f"`{key.text}` has no place: two numbers are needed", value.span, hint))
        elif key.text not in known:
            faults.append(note("moved-unknown-node", f"there is no node `{key.text}`; its place is left out", key.span))
        else:
            found[key.text] = place
    return found, faults


def _place(value: TreeNode) -> Place | None:
    if not isinstance(value, Sequence) or len(value.items) != 2:
        return None
    across, down = (item.data if isinstance(item, Scalar) else None for item in value.items)
    if type(across) is not int or type(down) is not int or max(abs(across), abs(down)) > FARTHEST:
        return None
    return across, down


def write_positions(nodes: Mapping[str, Place]) -> bytes:
    """The file for some places, by the nodes' names, so that two people who move different nodes can be merged."""
    lines = [f"  {node}: [{x}, {y}]\n" for node, (x, y) in sorted(nodes.items())]
    return f"{HEADER}nodes:{'' if lines else ' {}'}\n{''.join(lines)}".encode()


def move_nodes(
    keeper: Keeper, root: Path, flow_id: str, moved: Mapping[str, Place], known: Collection[str]
) -> tuple[Kept, str]:
    """Keep where nodes were put; returns what that came to, and its words for History.

    Raises CannotMove where a node or a place is none or the file is broken, `Conflict` and `WorkspaceError` as saving.
    """
    faults = [error("moved-unknown-node", f"there is no node `{node}`") for node in moved if node not in known]
    far = [node for node, place in moved.items() if max(map(abs, place)) > FARTHEST]
    faults.extend(error("bad-position", f"`{node}` is too far away") for node in far)
    held = open_positions(root, flow_id, known)
    if held.is_broken:
        faults.extend(held.faults)
    if faults:
        raise CannotMove(tuple(faults))
    names = ", ".join(list(moved)[:3]) + (" and others" if len(moved) > 3 else "")
    message = f"Move {names} on the canvas of {flow_id}"
    raw = write_positions({**held.nodes, **moved})
    return keeper.save({canvas_path(flow_id): (raw, held.revision)}, message), message


def tidy_up(keeper: Keeper, root: Path, flow_id: str) -> tuple[Kept | None, str]:
    """Let every node stand where it is laid again; None where no node had been moved."""
    held = open_positions(root, flow_id, ())
    message = f"Tidy up the canvas of {flow_id}"
    if held.revision is None or (not held.nodes and not held.faults):
        return None, message
    return keeper.save({canvas_path(flow_id): (write_positions({}), held.revision)}, message), message


def follow(
    root: Path, flow_id: str, known: Collection[str], renamed: Mapping[str, str | None]
) -> dict[str, tuple[bytes, str | None]]:
    """What to save along with nodes that get other names (None: removed); empty where none of them was moved."""
    held = open_positions(root, flow_id, known)
    if held.is_broken or not any(node in held.nodes for node in renamed):
        return {}
    names = {node: renamed.get(node, node) for node in held.nodes}
    kept = {name: held.nodes[node] for node, name in names.items() if name is not None}
    return {canvas_path(flow_id): (write_positions(kept), held.revision)}
