"""Trees -> flows and bulletins. A node that can't be read doesn't stop the others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, TypeVar

from ivr_author.core.diagnostics import Diagnostic
from ivr_author.core.shelf import load_shelf
from ivr_author.core.source import Source, Span
from ivr_author.core.tree import Mapping as TreeMapping
from ivr_author.core.tree import Node as TreeNode
from ivr_author.core.tree import Scalar
from ivr_author.core.value_types import ValueType
from ivr_author.expression.model import BUILTIN_NAMES, RESERVED_WORDS
from ivr_author.flow import nodes
from ivr_author.flow.content import Bulletin, Flow, Slot
from ivr_author.flow.field_types import Attempts, Seconds
from ivr_author.flow.fields import (
    ID,
    ID_HINT,
    Reader,
    Skip,
    define,
    given,
    nearest,
    read_mapping,
    read_record,
    scalar_text,
)
from ivr_author.flow.model import FlowName, Given, KeyAction, NodeRef, Prompt, ReturnName, Text, Variable, Written
from ivr_author.flow.node import Node, Record
from ivr_author.flow.readability import Readability

NamedT = TypeVar("NamedT")

FORMAT = 1
"""The version of the language that this package reads and writes."""

RESERVED_FLOWS = ("texts", "bulletins")
"""Names that stand at the beginning of other addresses."""

NODE_TYPES: Mapping[str, type[Node]] = {
    kind.TYPE: kind
    for kind in sorted(load_shelf(nodes, "NODE", type(Node)).values(), key=lambda kind: str(kind.TYPE))
    if issubclass(kind, Node)
}
"""Every node type by the name that authors write."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Defaults(Record):
    """What inputs of this flow do unless they say otherwise."""

    WHAT: ClassVar[str] = "`defaults`"

    timeout: Seconds | None = None
    attempts: Attempts | None = None


class FormatVersion(int):
    """The version of the language: 1."""


def _read_format(node: TreeNode, reader: Reader) -> FormatVersion:
    if isinstance(node, Scalar) and node.data == FORMAT and not isinstance(node.data, bool):
        return FormatVersion(FORMAT)
    raise reader.skip("unknown-format", "this format is not known here", node.span, f"write `format: {FORMAT}`")


define(FormatVersion, _read_format, lambda: {"const": FORMAT})


class NodesTree:
    """The nodes of a flow, still as a tree: each is read by its own type."""


def _read_nodes_tree(node: TreeNode, reader: Reader) -> TreeMapping:
    mapping = read_mapping(node, "`nodes`", reader)
    if not mapping.entries:
        raise reader.skip(
            "empty-value", "this flow has no nodes", node.span, "add one, such as `goodbye: {type: hangup}`"
        )
    return mapping


define(NodesTree, _read_nodes_tree, lambda: {"$ref": "#/$defs/Nodes"})


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowFile(Record):
    """A call design: where it starts, its variables, and its nodes."""

    WHAT: ClassVar[str] = "a flow"

    format: FormatVersion
    title: Text
    description: Text | None = None
    start: NodeRef
    defaults: Defaults = Defaults()
    on_failure: NodeRef | None = None
    keys: Mapping[str, KeyAction] | None = None
    variables: Mapping[str, Variable] | None = None
    returns: tuple[ReturnName, ...] = ()
    readability: Readability | None = None
    nodes: NodesTree


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotRecord(Record):
    """A gap in a bulletin's words: what kind of value fills it, one to try it with, and the one of the file itself."""

    WHAT: ClassVar[str] = "a slot"

    type: ValueType
    example: Given | None = None
    value: Given | None = None
    span: Span = given()


@dataclass(frozen=True, slots=True, kw_only=True)
class EmailRecord(Record):
    """A bulletin as an email."""

    WHAT: ClassVar[str] = "an email"

    subject: Written
    body: Written


@dataclass(frozen=True, slots=True, kw_only=True)
class BulletinFile(Record):
    """An emergency message, pre-translated, that `bulletin` nodes speak while it is on."""

    WHAT: ClassVar[str] = "a bulletin"

    format: FormatVersion | None = None
    title: Text
    prompt: Prompt
    on: bool
    from_: datetime | None = None
    until: datetime | None = None
    flows: tuple[FlowName, ...] = ()
    slots: Mapping[str, SlotRecord] | None = None
    text: Written | None = None
    email: EmailRecord | None = None


def read_flow(flow_id: str, source: Source, tree: TreeNode) -> tuple[Flow | None, list[Diagnostic]]:
    """The flow of a file, without the nodes that can't be read, and what is wrong with it."""
    reader = Reader(source)
    if flow_id in RESERVED_FLOWS or not is_id(flow_id):
        reader.fault("wrong-name", f"a flow can't be called `{flow_id}`", tree.span, ID_HINT)
    try:
        file = read_record(FlowFile, tree, "a flow", reader)
    except Skip:
        # The nodes are read all the same, so that one run reports every fault of the file.
        if isinstance(tree, TreeMapping) and isinstance(nodes_tree := tree.get("nodes"), TreeMapping):
            _read_nodes(nodes_tree, reader)
        return None, reader.diagnostics
    assert isinstance(file.nodes, TreeMapping), "the field's type reads a map"
    readable, broken = _read_nodes(file.nodes, reader)
    flow = Flow(
        id=flow_id,
        source=source,
        span=tree.span,
        title=file.title,
        start=file.start,
        nodes=readable,
        broken=frozenset(broken),
        description=file.description,
        timeout=file.defaults.timeout,
        attempts=file.defaults.attempts,
        on_failure=file.on_failure,
        keys=_known_keys(tree, file.keys or {}, reader),
        variables=_named(tree, "variables", file.variables or {}, reader),
        returns=file.returns,
        readability=file.readability,
    )
    return flow, reader.diagnostics


def _read_nodes(mapping: TreeMapping, reader: Reader) -> tuple[dict[str, Node], set[str]]:
    readable: dict[str, Node] = {}
    broken: set[str] = set()
    for key, value in mapping:
        if not is_id(key.text):
            reader.fault("wrong-name", f"a node can't be called `{key.text}`", key.span, ID_HINT)
        try:
            readable[key.text] = _read_node(key.text, value, reader)
        except Skip:
            broken.add(key.text)
    return readable, broken


def _read_node(node_id: str, tree: TreeNode, reader: Reader) -> Node:
    mapping = read_mapping(tree, f"node `{node_id}`", reader)
    kind = mapping.get("type")
    if kind is None:
        raise reader.skip("missing-key", f"node `{node_id}` needs `type`", mapping.span, nearest("", NODE_TYPES))
    name = scalar_text(kind, "a node type", reader)
    if name.text not in NODE_TYPES:
        message = f"there is no node type `{name.text}`"
        raise reader.skip("unknown-node-type", message, name.span, nearest(name.text, NODE_TYPES))
    what = f"node `{node_id}` ({name.text})"
    return read_record(NODE_TYPES[name.text], mapping, what, reader, typed=True, id=node_id, span=mapping.span)


def is_id(name: str) -> bool:
    """Whether a name stands unmangled in every target (`constructor` doesn't in ECMAScript)."""
    return ID.fullmatch(name) is not None and name != "constructor"


def _known_keys(tree: TreeNode, keys: Mapping[str, KeyAction], reader: Reader) -> dict[str, KeyAction]:
    return {
        key: action
        for key, action in keys.items()
        if _check_entry(tree, "keys", key, len(key) == 1 and key in "0123456789*#", "no telephone key", reader)
    }


def _named(tree: TreeNode, place: str, values: Mapping[str, NamedT], reader: Reader) -> dict[str, NamedT]:
    return {
        name: value
        for name, value in values.items()
        if _check_entry(
            tree,
            place,
            name,
            is_id(name) and name not in RESERVED_WORDS and name not in BUILTIN_NAMES,
            f"no name that can be used; {ID_HINT}",
            reader,
        )
    }


def _check_entry(tree: TreeNode, place: str, name: str, good: bool, problem: str, reader: Reader) -> bool:
    if not good:
        mapping = tree.get(place) if isinstance(tree, TreeMapping) else None
        key = mapping.key(name) if isinstance(mapping, TreeMapping) else None
        reader.fault("wrong-name", f"`{name}` is {problem}", key.span if key else tree.span)
    return good


def read_bulletin(bulletin_id: str, source: Source, tree: TreeNode) -> tuple[Bulletin | None, list[Diagnostic]]:
    """The bulletin of a file, and what is wrong with it."""
    reader = Reader(source)
    try:
        file = read_record(BulletinFile, tree, "a bulletin", reader)
    except Skip:
        return None, reader.diagnostics
    if file.from_ is not None and file.until is not None and file.from_ >= file.until:
        reader.fault("wrong-value", "this bulletin ends before it begins", tree.span, "swap `from` and `until`")
    bulletin = Bulletin(
        id=bulletin_id,
        source=source,
        span=tree.span,
        title=file.title,
        prompt=file.prompt,
        on=file.on,
        start=file.from_,
        end=file.until,
        flows=file.flows,
        slots={
            name: Slot(one.type, one.span, one.example, one.value)
            for name, one in _named(tree, "slots", file.slots or {}, reader).items()
        },
        text=file.text,
        subject=file.email.subject if file.email else None,
        body=file.email.body if file.email else None,
    )
    return bulletin, reader.diagnostics
