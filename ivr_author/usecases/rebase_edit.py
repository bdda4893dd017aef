"""An operation that was meant for an older version of a flow, applied to the one of now where nobody touched the same.

An operation is a meaning, not a text: what counts is whether the values that it changes, or that it was decided by,
still are as whoever asked for it saw them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ivr_author.core.tree import Mapping as TreeMapping
from ivr_author.core.yaml_change import Insert, Path, is_same, node_at, to_value
from ivr_author.core.yaml_write import Value
from ivr_author.flow.content import Flow
from ivr_author.usecases.flow_ops import (
    Add,
    ChangeFlow,
    ChangeNode,
    ChangeWords,
    Connect,
    ConnectExits,
    Duplicate,
    Fields,
    Impossible,
    MoveChoice,
    Op,
    RemoveNode,
    RenameNode,
    Start,
)
from ivr_author.usecases.flow_places import leads_to, place_of_exit, references_to
from ivr_author.usecases.plan_flow_edit import plan


@dataclass(frozen=True, slots=True)
class Clash:
    """A value that somebody else changed and that the operation is about. None: it was, or is, not there."""

    path: Path
    before: Value
    now: Value


@dataclass(frozen=True, slots=True)
class Rebased:
    """The operation with nothing in it that was not meant: what a form sent along as it stood is left out."""

    op: Op
    clashes: tuple[Clash, ...]


def rebase(op: Op, flow: Flow, tree: TreeMapping, now_flow: Flow, now: TreeMapping) -> Rebased | None:
    """What the operation comes to in the flow of now; None where it makes sense there alone, so that nobody meant it.

    One that makes no sense in either stays as it is, for its fault to be told.
    """
    try:
        meant = _without_done(_meant(op, flow, tree), now_flow, now)
        paths = dict.fromkeys(_decided_by(meant, flow, tree))
    except Impossible:
        return None if _is_possible(op, now_flow, now) else Rebased(op, ())
    clashes = [one for path in paths if (one := _clash(path, tree, now)) is not None]
    if isinstance(meant, RemoveNode):
        clashes += _new_references(meant.node, flow, tree, now_flow, now)
    return Rebased(meant, tuple(clashes))


def _is_possible(op: Op, flow: Flow, tree: TreeMapping) -> bool:
    try:
        plan(op, flow, tree)
    except Impossible:
        return False
    return True


def _meant(op: Op, flow: Flow, tree: TreeMapping) -> Op:
    match op:
        case ChangeNode(_, fields):
            return replace(op, fields=_changed(fields, {path[2] for path in _paths(op, flow, tree) if len(path) > 2}))
        case ChangeFlow(fields):
            return replace(op, fields=_changed(fields, {path[0] for path in _paths(op, flow, tree) if path}))
        case ConnectExits(ends):
            return ConnectExits(tuple(one for one in ends if leads_to(flow, tree, one.node, one.exit) != one.to))
        case _:
            return op


def _without_done(op: Op, flow: Flow, tree: TreeMapping) -> Op:
    """Who wants what is there already does not contradict whoever did it."""
    ends = (op,) if isinstance(op, Connect) else op.ends if isinstance(op, ConnectExits) else ()
    left = tuple(one for one in ends if leads_to(flow, tree, one.node, one.exit) != one.to)
    return op if left == ends else ConnectExits(left)


def _changed(fields: Fields, keys: set[str | int]) -> Fields:
    return {key: value for key, value in fields.items() if key in keys}


def _paths(op: Op, flow: Flow, tree: TreeMapping) -> list[Path]:
    """The places that an operation changes in the version that it was meant for."""
    changes = plan(op, flow, tree).changes
    return [(*one.path, one.key) if isinstance(one, Insert) and one.key else one.path for one in changes]


def _decided_by(op: Op, flow: Flow, tree: TreeMapping) -> Iterator[Path]:
    """The places that must be as they were."""
    match op:
        case Connect(node, exit_path) | Add(after_node=node, after_exit=exit_path):
            if node:
                yield ("nodes", node, "type")
            place = place_of_exit(flow.nodes[node], exit_path) if exit_path and node in flow.nodes else None
            if place is not None:
                yield ("nodes", node, *place)
                yield from _deciding(tree, ("nodes", node, *place))
        case ConnectExits(ends):
            for one in ends:
                yield from _decided_by(one, flow, tree)
        case ChangeNode(node, fields):
            yield ("nodes", node, "type")
            yield from (("nodes", node, key) for key in fields)
        case ChangeFlow(fields):
            yield from ((key,) for key in fields)
        case RemoveNode(node) | Duplicate(node):
            yield ("nodes", node)
        case RenameNode(node):
            yield ("nodes", node, "type")
        case Start(node):
            yield from (("start",), ("nodes", node, "type"))
        case MoveChoice(node):
            yield ("nodes", node, "choices")
        case ChangeWords():
            yield from _paths(op, flow, tree)


def _deciding(tree: TreeMapping, path: Path) -> Iterator[Path]:
    """What says which one of a list's exits an exit is (its key, its condition): its number may be another's by now."""
    for index, step in enumerate(path):
        item = node_at(tree, path[: index + 1]) if isinstance(step, int) else None
        if isinstance(item, TreeMapping):
            yield from ((*path[: index + 1], key.text) for key, _ in item if key.text in ("key", "if"))


def _clash(path: Path, tree: TreeMapping, now: TreeMapping) -> Clash | None:
    before, after = node_at(tree, path), node_at(now, path)
    if before is None and after is None:
        return None
    if before is not None and after is not None and is_same(before, after):
        return None
    return Clash(path, None if before is None else to_value(before), None if after is None else to_value(after))


def _new_references(node: str, flow: Flow, tree: TreeMapping, now_flow: Flow, now: TreeMapping) -> list[Clash]:
    """Who leads to a node that is to go, and did not when that was decided."""
    known = set(references_to(flow, tree, node))
    return [Clash(path, None, node) for path in references_to(now_flow, now, node) if path not in known]
