"""An operation that was meant for an older version of a flow, applied to the one of now where nobody touched the same.

An operation is a meaning, not a text: what counts is whether the values that it changes, or that it was decided by,
still are as whoever asked for it saw them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ivr_author.core.tree import Mapping as TreeMapping
from ivr_author.core.tree import Node as TreeNode
from ivr_author.core.tree import Scalar, Sequence
from ivr_author.core.yaml_change import Insert, Path, applied, is_same, node_at, to_value
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
    """A value that somebody else changed and that the operation is about. None: it was, or is, not there.

    `mine`: what the operation makes of it in the version that it was meant for.
    """

    path: Path
    before: Value
    now: Value
    mine: Value = None


@dataclass(frozen=True, slots=True)
class Rebased:
    """The operation with nothing in it that was not meant: what a form sent along as it stood is left out.

    `wanted`: what History would say of it.
    """

    op: Op
    clashes: tuple[Clash, ...] = ()
    wanted: str = ""


def rebase(op: Op, flow: Flow, tree: TreeMapping, now_flow: Flow, now: TreeMapping) -> Rebased | None:
    """What the operation comes to in the flow of now; None where it makes sense there alone, so that nobody meant it.

    One that makes no sense in either stays as it is, for its fault to be told. What somebody else did alike is done.
    """
    try:
        meant = _without_done(_meant(op, flow, tree), now_flow, now)
        planned = plan(meant, flow, tree)
        paths = tuple(dict.fromkeys(_decided_by(meant, flow, tree, now)))
    except Impossible:
        return None if _is_possible(op, now_flow, now) else Rebased(op)
    mine: TreeNode = tree
    for change in planned.changes:
        mine = applied(mine, change) or mine
    clashes = [one for path in paths if (one := _clash(path, tree, now, mine)) is not None]
    if isinstance(meant, RemoveNode):
        clashes += _new_references(meant, flow, tree, now_flow, now)
    if clashes and all(_is_alike(node_at(mine, path), node_at(now, path)) for path in paths):
        return Rebased(ConnectExits(()), (), planned.message)
    whole = [_whole(one, tree, now, mine) for one in clashes]
    return Rebased(meant, tuple({one.path: one for one in whole}.values()), planned.message)


def unseen_clashes(op: Op, now_flow: Flow, now: TreeMapping) -> tuple[Clash, ...]:
    """What an operation would change in the flow of now, where nobody knows the version that it was meant for."""
    try:
        changes = plan(op, now_flow, now).changes
        paths = {path[:3] for path in _paths(op, now_flow, now)}
    except Impossible:
        return ()
    mine: TreeNode = now
    for change in changes:
        mine = applied(mine, change) or mine
    # What they had before is not known: what the file says now is compared with what was wanted.
    found = (_clash(path, mine, now, mine) for path in sorted(paths, key=str))
    return tuple(replace(one, before=one.now) for one in found if one is not None)


def _is_possible(op: Op, flow: Flow, tree: TreeMapping) -> bool:
    try:
        plan(op, flow, tree)
    except Impossible:
        return False
    return True


def _meant(op: Op, flow: Flow, tree: TreeMapping) -> Op:
    match op:
        case ChangeNode() | ChangeFlow():
            return _with_changed_alone(op, flow, tree)
        case ConnectExits(ends):
            return ConnectExits(tuple(one for one in ends if leads_to(flow, tree, one.node, one.exit) != one.to))
        case _:
            return op


def _without_done(op: Op, now_flow: Flow, now: TreeMapping) -> Op:
    """Who wants what is there already does not contradict whoever did it."""
    if isinstance(op, ChangeNode | ChangeFlow):
        return _with_changed_alone(op, now_flow, now) if _is_possible(op, now_flow, now) else op
    ends = (op,) if isinstance(op, Connect) else op.ends if isinstance(op, ConnectExits) else ()
    left = tuple(one for one in ends if leads_to(now_flow, now, one.node, one.exit) != one.to)
    return op if left == ends else ConnectExits(left)


def _with_changed_alone(op: ChangeNode | ChangeFlow, flow: Flow, tree: TreeMapping) -> ChangeNode | ChangeFlow:
    """Without the fields that say what this version says."""
    at = 2 if isinstance(op, ChangeNode) else 0
    return replace(op, fields=_changed(op.fields, {path[at] for path in _paths(op, flow, tree) if len(path) > at}))


def _changed(fields: Fields, keys: set[str | int]) -> Fields:
    return {key: value for key, value in fields.items() if key in keys}


def _paths(op: Op, flow: Flow, tree: TreeMapping) -> list[Path]:
    """The places that an operation changes in the version that it was meant for."""
    changes = plan(op, flow, tree).changes
    return [(*one.path, one.key) if isinstance(one, Insert) and one.key else one.path for one in changes]


def _decided_by(op: Op, flow: Flow, tree: TreeMapping, now: TreeMapping) -> Iterator[Path]:
    """The places that must be as they were."""
    match op:
        case Connect(node, exit_path) | Add(after_node=node, after_exit=exit_path):
            if node:
                yield ("nodes", node, "type")
            place = place_of_exit(flow.nodes[node], exit_path) if exit_path and node in flow.nodes else None
            if place is not None:
                yield ("nodes", node, *place)
                yield from _deciding(tree, ("nodes", node, *place))
            if isinstance(op, Add):
                yield ("nodes", op.id)
        case ConnectExits(ends):
            for one in ends:
                yield from _decided_by(one, flow, tree, now)
        case ChangeNode(node, fields):
            yield ("nodes", node, "type")
            yield from (("nodes", node, key) for key in fields)
        case ChangeFlow(fields):
            yield from ((key,) for key in fields)
        case RemoveNode(node):
            yield ("nodes", node)
            if node_at(now, ("nodes", node)) is None:
                # Taken out already: it counts where those who led to it were led.
                yield from (path for path in references_to(flow, tree, node) if path[:2] != ("nodes", node))
        case Duplicate(node, to):
            yield ("nodes", node)
            if to:
                yield ("nodes", to)
        case RenameNode(node, to):
            yield from (("nodes", node, "type"), ("nodes", to))
        case Start(node):
            yield from (("start",), ("nodes", node, "type"))
        case MoveChoice(node):
            path = ("nodes", node, "choices")
            if not _are_same_choices(op, node_at(tree, path), node_at(now, path)):
                yield path
        case ChangeWords():
            yield from _paths(op, flow, tree)


def _are_same_choices(op: MoveChoice, before: TreeNode | None, now: TreeNode | None) -> bool:
    """Whether the numbers of an operation mean the same choices: others may have got other words, or come after."""
    old, new = _items(before), _items(now)
    keys = [_key_of(one) for one in old]
    if keys != [_key_of(one) for one in new[: len(old)]]:
        return False
    # What is taken out must be what was seen.
    return op.to != 0 or not 1 <= op.choice <= len(old) or is_same(old[op.choice - 1], new[op.choice - 1])


def _items(node: TreeNode | None) -> tuple[TreeNode, ...]:
    return node.items if isinstance(node, Sequence) else ()


def _key_of(choice: TreeNode) -> str:
    key = choice.get("key") if isinstance(choice, TreeMapping) else None
    return key.text if isinstance(key, Scalar) else ""


def _deciding(tree: TreeMapping, path: Path) -> Iterator[Path]:
    """What says which one of a list's exits an exit is (its key, its condition): its number may be another's by now."""
    for index, step in enumerate(path):
        item = node_at(tree, path[: index + 1]) if isinstance(step, int) else None
        if isinstance(item, TreeMapping):
            yield from ((*path[: index + 1], key.text) for key, _ in item if key.text in ("key", "if"))


def _clash(path: Path, tree: TreeNode, now: TreeNode, mine: TreeNode) -> Clash | None:
    before, after = node_at(tree, path), node_at(now, path)
    if _is_alike(before, after):
        return None
    return Clash(path, _value(before), _value(after), _value(node_at(mine, path)))


def _is_alike(one: TreeNode | None, other: TreeNode | None) -> bool:
    return one is other or (one is not None and other is not None and is_same(one, other))


def _value(node: TreeNode | None) -> Value:
    return None if node is None else to_value(node)


def _whole(clash: Clash, tree: TreeMapping, now: TreeMapping, mine: TreeNode) -> Clash:
    """Of a node that is gone the whole: a part of it tells nobody what was lost."""
    node = clash.path[:2]
    if node[:1] == ("nodes",) and node_at(tree, node) is not None and node_at(now, node) is None:
        return _clash(node, tree, now, mine) or clash
    return clash


def _new_references(op: RemoveNode, flow: Flow, tree: TreeMapping, now_flow: Flow, now: TreeMapping) -> Iterator[Clash]:
    """Who leads to a node that is to go, and did not when that was decided."""
    known = set(references_to(flow, tree, op.node))
    for path in references_to(now_flow, now, op.node):
        if path not in known:
            yield Clash(path, _value(node_at(tree, path)), op.node, op.lead_to or None)
