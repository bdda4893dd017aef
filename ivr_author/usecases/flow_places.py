"""Where the values of a node stand in its YAML: the path of an exit, and of everything that names a node."""

from __future__ import annotations

import types
import typing
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ivr_author.core.source import Span
from ivr_author.core.tree import Mapping as TreeMapping
from ivr_author.core.tree import Node as TreeNode
from ivr_author.core.tree import Scalar, Sequence
from ivr_author.core.yaml_change import Path, node_at
from ivr_author.flow.content import Flow
from ivr_author.flow.fields import RecordField, record_fields
from ivr_author.flow.model import NodeRef
from ivr_author.flow.node import Node


@dataclass(frozen=True, slots=True)
class ExitPlace:
    """A way onward that a node has or may have: its path in listings, its path in the node's YAML, where it leads."""

    path: str
    place: Path
    to: NodeRef | None
    required: bool


def bare_type(python_type: object) -> object:
    """The type of a field without `| None`."""
    if typing.get_origin(python_type) in (types.UnionType, typing.Union):
        return next(one for one in typing.get_args(python_type) if one is not type(None))
    return python_type


def exit_places(node: Node) -> Iterator[ExitPlace]:
    """Every way onward of a node in the order of its fields, those that could be written but are not among them."""
    yield from _of_record(type(node), node, (), ())


def _of_record(kind: type, record: object | None, path: tuple[str, ...], place: Path) -> Iterator[ExitPlace]:
    for one in record_fields(kind):
        value = getattr(record, one.name, None) if record is not None else None
        yield from _of_field(one, value, (*path, one.key), (*place, one.key))


def _of_field(one: RecordField, value: object, path: tuple[str, ...], place: Path) -> Iterator[ExitPlace]:
    kind = bare_type(one.type)
    if kind is NodeRef:
        yield ExitPlace("/".join(path), place, value if isinstance(value, NodeRef) else None, one.required)
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            part = getattr(item, "part", None)
            inner = (*path[:-1], *part(index + 1)) if part is not None else (*path, str(index + 1))
            if getattr(item, "IS_RECORD", False):
                yield from _of_record(type(item), item, inner, (*place, index))
    elif isinstance(value, Mapping):
        for key, item in value.items():
            if isinstance(item, NodeRef):
                yield ExitPlace("/".join((*path, key)), (*place, key), item, required=False)
    elif isinstance(kind, type) and getattr(kind, "IS_RECORD", False):
        yield from _of_record(kind, value, path, place)


def exit_paths(node: Node) -> list[str]:
    """The paths of a node's exits."""
    return [one.path for one in exit_places(node)]


def place_of_exit(node: Node, path: str) -> Path | None:
    """Where in the node's YAML an exit stands, or would; None for one that it can't have."""
    found = next((one.place for one in exit_places(node) if one.path == path), None)
    if found is None and path.startswith("next/") and path.count("/") == 1:
        next_type = next((bare_type(one.type) for one in record_fields(type(node)) if one.key == "next"), None)
        if typing.get_origin(next_type) is Mapping:
            return ("next", path.removeprefix("next/"))
    return found


def leads_to(flow: Flow, tree: TreeMapping, node_id: str, path: str) -> str:
    """Where an exit leads as the file says; empty for one that is not there."""
    node = flow.nodes.get(node_id)
    place = place_of_exit(node, path) if node is not None else None
    found = node_at(tree, ("nodes", node_id, *place)) if place is not None else None
    return found.text if isinstance(found, Scalar) else ""


def place_of(tree: TreeNode, span: Span | None) -> Path:
    """The path of the innermost value that a fault's span lies in."""
    path: Path = ()
    node = tree
    while span is not None:
        inner: tuple[str | int, TreeNode] | None = None
        if isinstance(node, TreeMapping):
            for key, value in node.entries:
                if key.span.start <= span.start < max(value.span.end, key.span.end + 1):
                    inner = key.text, value
        elif isinstance(node, Sequence):
            for index, item in enumerate(node.items):
                if item.span.start <= span.start < max(item.span.end, item.span.start + 1):
                    inner = index, item
        if inner is None:
            break
        path, node = (*path, inner[0]), inner[1]
    return path


def references_to(flow: Flow, tree: TreeMapping, name: str) -> list[Path]:
    """The paths of everything in a flow's file that leads to a node; nodes that can't be read are looked through."""
    found: list[Path] = [(key,) for key in ("start", "on_failure") if _says(node_at(tree, (key,)), name)]
    keys = tree.get("keys")
    if isinstance(keys, TreeMapping):
        found.extend(("keys", key.text) for key, value in keys if _says(value, name) and name not in ("repeat", "back"))
    for node in flow.nodes.values():
        for one in exit_places(node):
            path = ("nodes", node.id, *one.place)
            if one.to is not None and one.to.to == name and _says(node_at(tree, path), name):
                found.append(path)
    nodes = tree.get("nodes")
    for broken in sorted(flow.broken):
        value = nodes.get(broken) if isinstance(nodes, TreeMapping) else None
        if value is not None:
            found.extend(("nodes", broken, *path) for path in _in_broken(value, name))
    return found


def _in_broken(node: TreeNode, name: str, path: Path = ()) -> Iterator[Path]:
    """What looks like an exit: of a node that can't be read nobody knows the fields."""
    if isinstance(node, TreeMapping):
        for key, value in node:
            yield from _in_broken(value, name, (*path, key.text))
    elif isinstance(node, Sequence):
        for index, item in enumerate(node.items):
            yield from _in_broken(item, name, (*path, index))
    elif _says(node, name) and any(one in ("next", "else", "on_failure", "failed") for one in path):
        yield path


def _says(node: TreeNode | None, name: str) -> bool:
    return isinstance(node, Scalar) and node.text == name
