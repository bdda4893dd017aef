"""What an operation on a flow changes in its file: the changes of the tree, and how History tells of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ivr_author.core.diagnostics import Diagnostic, error
from ivr_author.core.tree import Mapping as TreeMapping
from ivr_author.core.tree import Node as TreeNode
from ivr_author.core.tree import Sequence as TreeSequence
from ivr_author.core.yaml_change import (
    Arrange,
    Change,
    Insert,
    Path,
    Remove,
    Rename,
    Set,
    index_of,
    node_at,
    to_value,
)
from ivr_author.core.yaml_diff import differences
from ivr_author.core.yaml_write import Value
from ivr_author.flow.content import Flow
from ivr_author.flow.fields import ID_HINT, nearest, record_fields
from ivr_author.flow.model import NodeRef
from ivr_author.flow.node import Node, exit_label
from ivr_author.flow.read import NODE_TYPES, FlowFile, is_id
from ivr_author.usecases.edit import words_in_flow
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
    Plan,
    RemoveNode,
    RenameNode,
    Start,
)
from ivr_author.usecases.flow_places import exit_paths, leads_to, place_of, place_of_exit, references_to
from ivr_author.usecases.typed_values import settled


def plan(op: Op, flow: Flow, tree: TreeMapping) -> Plan:
    """What an operation changes in a flow and its tree. Raises `Impossible`."""
    match op:
        case Connect():
            return _connect(op, flow, tree)
        case ConnectExits():
            return _connect_exits(op, flow, tree)
        case Add():
            return _add(op, flow, tree)
        case RemoveNode():
            return _remove(op, flow, tree)
        case RenameNode(node, to):
            _check_name(flow, to, "to", allowed=node)
            _node_tree(flow, tree, node)
            changes = [Set(path, to) for path in references_to(flow, tree, node)]
            changes_ = (*changes, *_waivers(tree, flow.id, node, to), Rename(("nodes", node), to))
            return Plan(changes_, f"Rename {flow.id}/{node} to {to}", to, renamed=(node, to))
        case ChangeNode(node, fields):
            old = _node_tree(flow, tree, node)
            kind = NODE_TYPES.get(str(fields.get("type") or _type_of(old)))
            wanted = _with_fields(old, {key: settled(old.get(key), one) for key, one in fields.items()}, kind)
            changed = tuple(differences(old, wanted, ("nodes", node)))
            return Plan(changed, f"Change {flow.id}/{node}{_what_of(changed)}", node)
        case Duplicate(node, to):
            name = to or free_name(flow, tree, node)
            _check_name(flow, name, "to")
            copied = to_value(_node_tree(flow, tree, node))
            at = index_of(_nodes(tree), node) + 1
            return Plan((Insert(("nodes",), at, copied, name),), f"Add {flow.id}/{name}, a copy of {node}", name)
        case Start(node):
            _check_target(flow, node, "node")
            return Plan((Set(("start",), node),), f"Begin {flow.id} at {node}", node)
        case MoveChoice():
            return _move_choice(op, flow, tree)
        case ChangeWords(address):
            return _change_words(op, flow, tree, address)
        case ChangeFlow(fields):
            wanted = _with_fields(tree, {key: settled(tree.get(key), one) for key, one in fields.items()}, FlowFile)
            changed = tuple(differences(tree, wanted))
            return Plan(changed, f"Change the settings of {flow.id}{_what_of(changed, 0)}")


def free_name(flow: Flow, tree: TreeNode, wish: str) -> str:
    """A node name like the wished one that no node has yet."""
    nodes = tree.get("nodes") if isinstance(tree, TreeMapping) else None
    taken = {key.text for key, _ in nodes} if isinstance(nodes, TreeMapping) else set(flow.nodes)
    stem = wish.rstrip("0123456789").rstrip("_")[:36] or "node"
    if wish not in taken:
        return wish
    return next(name for number in range(2, 10_000) if (name := f"{stem}_{number}"[:40]) not in taken)


def _connect(op: Connect, flow: Flow, tree: TreeMapping) -> Plan:
    _check_target(flow, op.to, "to")
    node = _node(flow, op.node)
    place = place_of_exit(node, op.exit)
    if place is None:
        known = exit_paths(node)
        raise Impossible(
            "exit", error("wrong-value", f"`{op.node}` has no exit `{op.exit}`", hint=nearest(op.exit, known))
        )
    path: Path = ("nodes", op.node, *place)
    label = exit_label(tuple(op.exit.split("/")))
    message = f"Connect {flow.id}/{op.node}{'' if label == 'next' else f' {label}'} to {op.to}"
    if not op.to:
        return Plan((Remove(path),), f"Disconnect {flow.id}/{op.node} {label}", op.node)
    return Plan(tuple(_put(tree, path, op.to, type(node))), message, op.node)


def _connect_exits(op: ConnectExits, flow: Flow, tree: TreeMapping) -> Plan:
    plans: list[Plan] = []
    for one in op.ends:
        try:
            if leads_to(flow, tree, one.node, one.exit) != one.to:
                plans.append(_connect(one, flow, tree))
        except Impossible as impossible:
            raise Impossible(f"{one.node}/{one.exit}", impossible.fault) from impossible
    if not plans:
        return Plan((), f"Nothing to change in {flow.id}", op.ends[0].node if op.ends else "")
    message = plans[0].message + (f", and {len(plans) - 1} more" if len(plans) > 1 else "")
    return Plan(tuple(change for one in plans for change in one.changes), message, plans[0].node)


def _put(tree: TreeNode, path: Path, value: Value, record: type) -> Iterator[Change]:
    """Set a value that may not be there yet, nor what it stands in."""
    if node_at(tree, path) is not None:
        yield Set(path, value)
        return
    parent = node_at(tree, path[:-1])
    if isinstance(parent, TreeMapping):
        key = str(path[-1])
        order = [one.key for one in record_fields(record)] if len(path) == 3 else []
        yield Insert(path[:-1], _place_for(parent, key, order), value, key)
    else:
        yield from _put(tree, path[:-1], {str(path[-1]): value}, record)


def _place_for(mapping: TreeMapping, key: str, order: list[str]) -> int:
    """Where a key goes among those that are there, so that they stand as the language lists them."""
    if key not in order:
        return len(mapping.entries)
    before = {"type", *order[: order.index(key)]}
    places = [index for index, (one, _) in enumerate(mapping.entries) if one.text in before]
    return max(places, default=-1) + 1


def _with_fields(old: TreeMapping, fields: Fields, record: type | None) -> dict[str, Value]:
    order = [one.key for one in record_fields(record)] if record is not None else []
    held = to_value(old)
    assert isinstance(held, Mapping), "a map gives a map"
    wanted = [(key, fields.get(key, value)) for key, value in held.items()]
    for key, value in fields.items():
        if key not in held:
            present = TreeMapping(old.span, tuple((k, v) for k, v in old.entries))
            names = [name for name, _ in wanted]
            before = {"type", *order[: order.index(key)]} if key in order else set(names)
            at = max((index for index, name in enumerate(names) if name in before), default=-1) + 1
            wanted.insert(at if present.entries else 0, (key, value))
    return {key: value for key, value in wanted if value is not None}


def _add(op: Add, flow: Flow, tree: TreeMapping) -> Plan:
    kind = NODE_TYPES.get(op.type)
    if kind is None:
        message = f"there is no node type `{op.type}`"
        raise Impossible("type", error("unknown-node-type", message, hint=nearest(op.type, NODE_TYPES)))
    _check_name(flow, op.id, "id")
    nodes = _nodes(tree)
    fields: dict[str, Value] = {key: value for key, value in op.fields.items() if value is not None}
    changes: list[Change] = []
    message = f"Add {op.type} node {flow.id}/{op.id}"
    at = len(nodes.entries)
    if op.after_node:
        after = _node(flow, op.after_node)
        at = index_of(nodes, op.after_node) + 1
        if op.after_exit:
            place = place_of_exit(after, op.after_exit)
            if place is None:
                fault = error("wrong-value", f"`{op.after_node}` has no exit `{op.after_exit}`")
                raise Impossible("after_exit", fault)
            path: Path = ("nodes", op.after_node, *place)
            onward = node_at(tree, path)
            if onward is not None and not fields.get("next") and not fields.get("else"):
                fields = _leading_on(fields, kind, to_value(onward))
            changes.extend(_put(tree, path, op.id, type(after)))
            label = exit_label(tuple(op.after_exit.split("/")))
            message += f" after {op.after_node}{'' if label == 'next' else f' {label}'}"
    order = [one.key for one in record_fields(kind)]
    value: dict[str, Value] = {
        "type": op.type,
        **{key: fields[key] for key in sorted(fields, key=lambda k: _rank(order, k))},
    }
    changes.append(Insert(("nodes",), at, value, op.id))
    return Plan(tuple(changes), message, op.id)


def _rank(order: list[str], key: str) -> int:
    return order.index(key) if key in order else len(order)


def _leading_on(fields: Fields, kind: type[Node], onward: Value) -> dict[str, Value]:
    """The fields with every way onward that the type needs leading to where the exit before led."""
    more: dict[str, Value] = {}
    for one in record_fields(kind):
        if one.required and one.type is NodeRef:
            more[one.key] = onward
        elif one.key == "next" and one.required and isinstance(one.type, type):
            more[one.key] = {inner.key: onward for inner in record_fields(one.type) if inner.required}
    return {**fields, **more}


def _remove(op: RemoveNode, flow: Flow, tree: TreeMapping) -> Plan:
    nodes = _nodes(tree)
    if nodes.key(op.node) is None:
        raise Impossible("node", _no_node(flow, op.node))
    if op.lead_to:
        _check_target(flow, op.lead_to, "lead_to")
        if op.lead_to == op.node:
            raise Impossible("lead_to", error("wrong-value", "nothing can lead to a node that is removed"))
    inside = ("nodes", op.node)
    paths = [path for path in references_to(flow, tree, op.node) if path[:2] != inside]
    if op.lead_to:
        changes: list[Change] = [Set(path, op.lead_to) for path in paths]
    else:
        needed = [path for path in paths if _is_needed(flow, path)]
        if needed:
            message = f"`{needed[0][1] if needed[0][0] == 'nodes' else needed[0][0]}` needs a way onward in its place"
            raise Impossible("lead_to", error("missing-key", message, hint="say where it leads now"))
        changes = [Remove(path) for path in paths]
    if len(nodes.entries) == 1:
        raise Impossible("node", error("empty-value", "this is the flow's only node", hint="add another one first"))
    changes.append(Remove(inside))
    onward = f", lead on to {op.lead_to}" if paths and op.lead_to else ""
    return Plan(tuple(changes), f"Remove {flow.id}/{op.node}{onward}", removed=op.node)


def _is_needed(flow: Flow, path: Path) -> bool:
    """Whether the reference at a path can't simply be left out."""
    if path[0] != "nodes":
        return path[0] == "start"
    if len(path) == 3:
        node = flow.nodes[str(path[1])]
        return any(one.key == path[2] and one.required for one in record_fields(type(node)))
    if len(path) == 4 and path[2] == "next":
        kind = next(one.type for one in record_fields(type(flow.nodes[str(path[1])])) if one.key == "next")
        return isinstance(kind, type) and any(one.key == path[3] and one.required for one in record_fields(kind))
    return True


def _move_choice(op: MoveChoice, flow: Flow, tree: TreeMapping) -> Plan:
    _node_tree(flow, tree, op.node)
    path: Path = ("nodes", op.node, "choices")
    choices = node_at(tree, path)
    count = len(choices.items) if isinstance(choices, TreeSequence) else 0
    if not 1 <= op.choice <= count or not 0 <= op.to <= count:
        raise Impossible("choice", error("wrong-value", f"`{op.node}` has no such choice", hint=f"there are {count}"))
    if op.to == 0:
        if count == 1:
            raise Impossible("choice", error("empty-value", "a menu needs a choice", hint="remove the node instead"))
        return Plan((Remove((*path, op.choice - 1)),), f"Remove choice {op.choice} of {flow.id}/{op.node}", op.node)
    order = [index for index in range(count) if index != op.choice - 1]
    order.insert(op.to - 1, op.choice - 1)
    return Plan((Arrange(path, tuple(order)),), f"Move choice {op.choice} of {flow.id}/{op.node}", op.node)


def _change_words(op: ChangeWords, flow: Flow, tree: TreeMapping, address: str) -> Plan:
    words = words_in_flow(flow, address)
    if words is None or words.node is None:
        fault = error("file-missing", f"there are no words at {address}", hint="choose a prompt of the flow")
        raise Impossible("address", fault)
    changes: list[Change] = []
    for field, scalar, typed in (("text", words.text, op.text), ("plural", words.plural, op.plural)):
        if scalar is None or typed is None:
            continue
        if not typed.strip():
            raise Impossible(field, error("empty-value", "there are no words", hint="write what the caller hears"))
        changes.append(Set(place_of(tree, scalar.span), settled(scalar, typed)))
    return Plan(tuple(changes), f"Change the words of {address}", words.node.id)


def _waivers(tree: TreeMapping, flow: str, old: str, new: str) -> Iterator[Change]:
    """The addresses in `readability: {waivers: ...}` follow a node's name."""
    waivers = node_at(tree, ("readability", "waivers"))
    for index in range(len(waivers.items) if isinstance(waivers, TreeSequence) else 0):
        text = node_at(tree, ("readability", "waivers", index, "text"))
        written = str(to_value(text)) if text is not None else ""
        if written.startswith(f"{flow}/{old}/"):
            yield Set(("readability", "waivers", index, "text"), f"{flow}/{new}/{written.split('/', 2)[2]}")


def _what_of(changes: tuple[Change, ...], skip: int = 2) -> str:
    """The keys that changes are about, for the message: ` prompt, next`."""
    keys = dict.fromkeys(
        str((*one.path, one.key)[skip] if isinstance(one, Insert) else one.path[skip])
        for one in changes
        if len(one.path) + isinstance(one, Insert) > skip
    )
    return f": {', '.join(keys)}" if keys else ""


def _nodes(tree: TreeMapping) -> TreeMapping:
    nodes = tree.get("nodes")
    if not isinstance(nodes, TreeMapping):
        raise Impossible("", error("missing-key", "this flow has no nodes", hint="mend it in Source"))
    return nodes


def _node(flow: Flow, node_id: str) -> Node:
    node = flow.nodes.get(node_id)
    if node is None:
        raise Impossible("node", _no_node(flow, node_id))
    return node


def _node_tree(flow: Flow, tree: TreeMapping, node_id: str) -> TreeMapping:
    found = _nodes(tree).get(node_id)
    if found is None:
        raise Impossible("node", _no_node(flow, node_id))
    if not isinstance(found, TreeMapping):
        raise Impossible("node", error("wrong-shape", f"`{node_id}` can't be read", hint="mend it in Source"))
    return found


def _no_node(flow: Flow, node_id: str) -> Diagnostic:
    return error("dangling-reference", f"there is no node `{node_id}`", hint=nearest(node_id, flow.nodes))


def _type_of(tree: TreeMapping) -> str:
    found = tree.get("type")
    return str(to_value(found)) if found is not None else ""


def _check_name(flow: Flow, name: str, field: str, allowed: str = "") -> None:
    if not is_id(name):
        message = f"a node can't be called `{name}`" if name else "the node needs a name"
        raise Impossible(field, error("wrong-name", message, hint=ID_HINT))
    if flow.has_node(name) and name != allowed:
        raise Impossible(
            field, error("duplicate-name", f"there is a node `{name}` already", hint="choose another name")
        )


def _check_target(flow: Flow, to: str, field: str) -> None:
    """Nodes of this flow are known here; whether another flow is there is a rule's to say."""
    if to and not to.startswith("flow:") and not flow.has_node(to):
        raise Impossible(field, _no_node(flow, to))
