"""What every node type has, and what is derived from the types of its fields: exits, prompts, names, expressions."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar

from ivr_author.core.source import Span
from ivr_author.flow.fields import given, record_fields
from ivr_author.flow.model import NodeRef, PhraseText, Prompt, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One place in a call design. A node type is a subclass, alone in its file of `nodes/`; it is `Lowerable` too."""

    TYPE: ClassVar[str]
    WAITS: ClassVar[bool] = False
    """Whether the caller is waited for."""

    id: str = given()
    span: Span = given()
    notes: Text | None = None


@dataclass(frozen=True, slots=True)
class Leaf:
    """A value somewhere inside a node: `path` as in the YAML, with a choice's key instead of its index."""

    path: tuple[str, ...]
    value: object


def leaves(node: Node) -> Iterator[Leaf]:
    """Every value of a node, in the order of its fields; records inside are walked, prompts are not."""
    yield from _record_leaves(node, ())


def _record_leaves(record: object, path: tuple[str, ...]) -> Iterator[Leaf]:
    for one in record_fields(type(record)):
        yield from _value_leaves(getattr(record, one.name), (*path, one.key))


def _value_leaves(value: object, path: tuple[str, ...]) -> Iterator[Leaf]:
    if value is None:
        return
    if isinstance(value, tuple):
        for index, item in enumerate(value, 1):
            part = getattr(item, "part", None)
            inner = (*path[:-1], *part(index)) if part is not None else (*path, str(index))
            yield from _value_leaves(item, inner)
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _value_leaves(item, (*path, key))
    elif _is_record(value):
        yield from _record_leaves(value, path)
    else:
        yield Leaf(path, value)


def _is_record(value: object) -> bool:
    return dataclasses.is_dataclass(value) and getattr(value, "IS_RECORD", False)


def exits_of(node: Node) -> Iterator[tuple[str, NodeRef]]:
    """Each way onward that the author wrote, with its label: `next`, `open`, `key 1`, `if 2`, `failed`."""
    for leaf in leaves(node):
        if isinstance(leaf.value, NodeRef):
            yield exit_label(leaf.path), leaf.value


def exit_label(path: tuple[str, ...]) -> str:
    """How a way onward is called in listings, problems and coverage."""
    named = [part for part in path if part != "next"] or ["next"]
    return {"choice": "key", "branch": "if"}.get(named[0], named[0]) + "".join(f" {part}" for part in named[1:])


def prompts_of(node: Node) -> Iterator[tuple[str, Prompt]]:
    """Each prompt with its place in the node: `prompt`, `choice/1/say`, `confirm`."""
    for leaf in leaves(node):
        if isinstance(leaf.value, Prompt):
            yield "/".join(leaf.path), leaf.value


def phrases_of(node: Node) -> Iterator[tuple[str, PhraseText]]:
    """Each phrase a caller may say with its place in the node: `choice/1/speech/2`."""
    for leaf in leaves(node):
        if isinstance(leaf.value, PhraseText):
            yield "/".join(leaf.path), leaf.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A group of fields inside a node, such as a choice."""

    IS_RECORD: ClassVar[bool] = True
