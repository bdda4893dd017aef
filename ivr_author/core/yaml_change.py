"""Changes of a YAML tree as values, and what a tree is after one. How a text comes to say so is left to `yaml_edit`."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping as MappingValue
from dataclasses import dataclass

from ivr_author.core.source import Span
from ivr_author.core.tree import Data, Mapping, Node, Scalar, Sequence
from ivr_author.core.yaml_write import Bare, Value, scalar_text

Path = tuple[str | int, ...]
"""Keys of maps and indexes of lists, from the root."""

NOWHERE = Span("", 0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Set:
    """The value at a path becomes another one."""

    path: Path
    value: Value


@dataclass(frozen=True, slots=True)
class Insert:
    """A new entry of the map or list at a path, before its `at`th; `key` is for maps."""

    path: Path
    at: int
    value: Value
    key: str = ""


@dataclass(frozen=True, slots=True)
class Remove:
    """The entry at a path is taken out with the comment lines that belong to it."""

    path: Path


@dataclass(frozen=True, slots=True)
class Rename:
    """The entry at a path gets another key."""

    path: Path
    key: str


@dataclass(frozen=True, slots=True)
class Arrange:
    """The entries of the map or list at a path come in another order: the old indexes, in their new order."""

    path: Path
    order: tuple[int, ...]


Change = Set | Insert | Remove | Rename | Arrange


def to_tree(value: Value) -> Node:
    """A value as a tree without places."""
    if isinstance(value, MappingValue):
        return Mapping(NOWHERE, tuple((_key(key), to_tree(one)) for key, one in value.items()))
    if isinstance(value, Bare):
        return Scalar(NOWHERE, str(value), _ANY)
    if isinstance(value, str):
        return Scalar(NOWHERE, value, value, quoted=True)
    if value is None or isinstance(value, int | float):
        return Scalar(NOWHERE, scalar_text(value), value)
    return Sequence(NOWHERE, tuple(to_tree(one) for one in value))


def to_value(node: Node) -> Value:
    """What a tree holds, to be written anew."""
    if isinstance(node, Mapping):
        return {key.text: to_value(one) for key, one in node.entries}
    if isinstance(node, Sequence):
        return [to_value(one) for one in node.items]
    if isinstance(node.data, str):
        return node.text
    return None if node.data is None else Bare(node.text)


_ANY: Data = float("inf") * 0
"""The data of a scalar whose letters alone count; no file has it, since `.nan` is read as another object."""


def _key(text: str) -> Scalar:
    return Scalar(NOWHERE, text, text)


def is_same(expected: Node, found: Node) -> bool:
    """Whether two trees say the same, wherever they stand."""
    if expected is found:
        return True
    if isinstance(expected, Scalar):
        if expected.data is None:
            return isinstance(found, Scalar) and found.data is None
        return (
            isinstance(found, Scalar)
            and expected.text == found.text
            and (expected.data is _ANY or _is_same_data(expected.data, found.data))
        )
    if isinstance(expected, Sequence):
        return (
            isinstance(found, Sequence)
            and len(expected.items) == len(found.items)
            and all(is_same(one, other) for one, other in zip(expected.items, found.items, strict=True))
        )
    return (
        isinstance(found, Mapping)
        and len(expected.entries) == len(found.entries)
        and all(
            entry is other or (entry[0].text == other[0].text and is_same(entry[1], other[1]))
            for entry, other in zip(expected.entries, found.entries, strict=True)
        )
    )


def _is_same_data(one: Data, other: Data) -> bool:
    return type(one) is type(other) and (one == other or one != one)


def node_at(tree: Node, path: Path) -> Node | None:
    """The value at a path."""
    node: Node | None = tree
    for step in path:
        if isinstance(node, Mapping) and isinstance(step, str):
            node = node.get(step)
        elif isinstance(node, Sequence) and isinstance(step, int) and 0 <= step < len(node.items):
            node = node.items[step]
        else:
            return None
    return node


def index_of(mapping: Mapping, key: str | int) -> int:
    """The place of a key among a map's entries; -1 where it has none."""
    return next((index for index, (one, _) in enumerate(mapping.entries) if one.text == key), -1)


def applied(tree: Node, change: Change) -> Node | None:
    """The tree after a change; the tree itself where nothing changes, None where it can't be made."""
    match change:
        case Set(path, value):
            return _at(tree, path, lambda old: _set(old, value))
        case Insert(path, at, value, key):
            return _at(tree, path, lambda old: _inserted(old, at, value, key))
        case Remove(path):
            return _at(tree, path[:-1], lambda old: _removed(old, path[-1])) if path else None
        case Rename(path, key):
            return _at(tree, path[:-1], lambda old: _renamed(old, path[-1], key)) if path else None
        case Arrange(path, order):
            return _at(tree, path, lambda old: _arranged(old, order))


def with_entries(tree: Node, path: Path, first: int, count: int, entries: tuple[tuple[Scalar, Node], ...]) -> Node:
    """The tree with other entries in place of `count` of a map's, from the `first`."""

    def put(old: Node) -> Node | None:
        if not isinstance(old, Mapping):
            return None
        return Mapping(old.span, (*old.entries[:first], *entries, *old.entries[first + count :]))

    changed = _at(tree, path, put)
    assert changed is not None, "the path was walked before"
    return changed


def _at(node: Node, path: Path, change: Callable[[Node], Node | None]) -> Node | None:
    if not path:
        return change(node)
    step, rest = path[0], path[1:]
    if isinstance(node, Mapping):
        index = index_of(node, step)
        if index < 0:
            return None
        key, old = node.entries[index]
        new = _at(old, rest, change)
        if new is None or new is old:
            return None if new is None else node
        return Mapping(node.span, (*node.entries[:index], (key, new), *node.entries[index + 1 :]))
    if isinstance(node, Sequence) and isinstance(step, int) and 0 <= step < len(node.items):
        new = _at(node.items[step], rest, change)
        if new is None or new is node.items[step]:
            return None if new is None else node
        return Sequence(node.span, (*node.items[:step], new, *node.items[step + 1 :]))
    return None


def _set(old: Node, value: Value) -> Node:
    new = to_tree(value)
    return old if is_same(new, old) else new


def _inserted(old: Node, at: int, value: Value, key: str) -> Node | None:
    new = to_tree(value)
    if isinstance(old, Mapping):
        if old.key(key) is not None or not 0 <= at <= len(old.entries):
            return None
        return Mapping(old.span, (*old.entries[:at], (_key(key), new), *old.entries[at:]))
    if isinstance(old, Sequence) and 0 <= at <= len(old.items):
        return Sequence(old.span, (*old.items[:at], new, *old.items[at:]))
    return None


def _removed(old: Node, step: str | int) -> Node | None:
    if isinstance(old, Mapping):
        index = index_of(old, step)
        return None if index < 0 else Mapping(old.span, (*old.entries[:index], *old.entries[index + 1 :]))
    if isinstance(old, Sequence) and isinstance(step, int) and 0 <= step < len(old.items):
        return Sequence(old.span, (*old.items[:step], *old.items[step + 1 :]))
    return None


def _renamed(old: Node, step: str | int, key: str) -> Node | None:
    if not isinstance(old, Mapping) or (old.key(key) is not None and key != step):
        return None
    index = index_of(old, step)
    if index < 0:
        return None
    if key == step:
        return old
    return Mapping(old.span, (*old.entries[:index], (_key(key), old.entries[index][1]), *old.entries[index + 1 :]))


def _arranged(old: Node, order: tuple[int, ...]) -> Node | None:
    length = len(old.entries) if isinstance(old, Mapping) else len(old.items) if isinstance(old, Sequence) else -1
    if sorted(order) != list(range(length)):
        return None
    if list(order) == sorted(order):
        return old
    if isinstance(old, Mapping):
        return Mapping(old.span, tuple(old.entries[index] for index in order))
    assert isinstance(old, Sequence), "scalars have no order"
    return Sequence(old.span, tuple(old.items[index] for index in order))
