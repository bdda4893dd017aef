"""Given weights: which scripts callers follow how often, which number they call, and what share takes which way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from ivr_author.call.script import CallScript
from ivr_author.core.diagnostics import Diagnostic
from ivr_author.core.source import Source, Span
from ivr_author.core.tree import Node as TreeNode
from ivr_author.core.yaml_source import read_yaml
from ivr_author.flow.fields import Reader, Skip, define, nearest, read_mapping, read_record
from ivr_author.flow.node import Record
from ivr_author.flow.read import FormatVersion
from ivr_author.ir.ops import Queue
from ivr_author.ir.program import Program
from ivr_author.rehearsal.arrivals import read_share
from ivr_author.rehearsal.ways import ways_of


@dataclass(frozen=True, slots=True)
class Shares:
    """Shares by name, each with the place of its name; they need not come to any sum."""

    shares: Mapping[str, float] = field(default_factory=dict)
    spans: Mapping[str, Span] = field(default_factory=dict)


class SharesByNode(dict[str, Shares]):
    """Shares of ways by the node, `flow/node`; `spans` are the places of the nodes' names."""

    def __init__(self, shares: Mapping[str, Shares], spans: Mapping[str, Span]) -> None:
        super().__init__(shares)
        self.spans = spans


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights(Record):
    """A file of weights. Where it is silent, call scripts tell what callers do."""

    WHAT: ClassVar[str] = "a file of weights"

    format: FormatVersion | None = None
    source: str = ""
    scripts: Shares | None = None
    numbers: Shares | None = None
    choices: SharesByNode | None = None


def read_weights(
    source: Source, program: Program, scripts: Iterable[CallScript]
) -> tuple[Weights | None, list[Diagnostic]]:
    """The weights of a file; what it names must be there."""
    tree, faults = read_yaml(source)
    if tree is None or faults:
        return None, faults
    reader = Reader(source)
    try:
        weights = read_record(Weights, tree, Weights.WHAT, reader)
    except Skip:
        return None, reader.diagnostics
    if weights.scripts is not None:
        _require(weights.scripts, "call script", {one.name for one in scripts}, reader)
    if weights.numbers is not None:
        _require(weights.numbers, "number", program.numbers, reader)
    for node, shares in (weights.choices or {}).items():
        assert weights.choices is not None, "it has nodes"
        _check_node(node, shares, weights.choices.spans[node], program, reader)
    return (None if reader.diagnostics else weights), reader.diagnostics


def _require(shares: Shares, what: str, known: Iterable[str], reader: Reader) -> None:
    names = set(known)
    for name, span in shares.spans.items():
        if name not in names:
            reader.fault("unknown-reference", f"there is no {what} `{name}`", span, nearest(name, names))


def _check_node(node: str, shares: Shares, span: Span, program: Program, reader: Reader) -> None:
    blocks = [block for block in program.blocks.values() if block.node == node]
    waiting = {block.node for block in program.blocks.values() if ways_of(block)}
    if any(isinstance(block.end, Queue) for block in blocks):
        hint = "agents, hours and the size of the queue do; leave the node out"
        reader.fault("wrong-value", f"no shares decide what becomes of the queue at `{node}`", span, hint)
        return
    if node not in waiting:
        what = "waits for nobody" if blocks else "is no node"
        reader.fault("unknown-reference", f"`{node}` {what}", span, nearest(node, waiting))
        return
    ways = {way for block in blocks for way in ways_of(block)}
    _require(shares, f"way at `{node}`:", ways, reader)


def _shares(node: TreeNode, reader: Reader) -> Shares:
    shares: dict[str, float] = {}
    spans: dict[str, Span] = {}
    complete = True
    for key, value in read_mapping(node, "shares", reader):
        share = read_share(value)
        if share is None:
            reader.fault("wrong-value", "a share is a number, 0 or more", value.span, "shares need not come to 100")
            complete = False
            continue
        shares[key.text], spans[key.text] = share, key.span
    if complete and not any(shares.values()):
        reader.fault("wrong-value", "nothing here has a share", node.span, "give one of them more than 0")
        complete = False
    if not complete:
        raise Skip
    return Shares(shares, spans)


def _shares_by_node(node: TreeNode, reader: Reader) -> SharesByNode:
    found: dict[str, Shares] = {}
    spans: dict[str, Span] = {}
    complete = True
    for key, value in read_mapping(node, "`choices`", reader):
        try:
            found[key.text], spans[key.text] = _shares(value, reader), key.span
        except Skip:
            complete = False
    if not complete:
        raise Skip
    return SharesByNode(found, spans)


define(Shares, _shares, lambda: {"type": "object", "additionalProperties": {"type": "number", "minimum": 0}})
define(SharesByNode, _shares_by_node, lambda: {"type": "object"})
