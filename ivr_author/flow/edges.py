"""Edges: the labelled ways from node to node that a call can take, as they follow from a node's blocks.

`graph` gives them for content, the harness for programs and for calls that were played; the labels are made here alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from ivr_author.expression.model import Compare, names
from ivr_author.flow.lowering import NO_KEY, YES_KEY
from ivr_author.ir.ops import (
    Ask,
    Back,
    BlockId,
    Branch,
    Enter,
    Hangup,
    Hours,
    Input,
    Jump,
    Queue,
    Record,
    Return,
    SetLocale,
    Transfer,
)
from ivr_author.ir.program import Block

END = "end"
"""The target of an edge with which the call, or our part in it, is over."""
BACK = "back"
"""The target of a key that goes back: the menu before this one, whichever that was."""
RETURN = "return"
"""The target of a return: the subflow node that entered; that node's edge says where the call goes on."""

NEXT, ENTER, HANG_UP, USED_UP, OUT_OF_HOURS = "next", "enter", "hang_up", "used_up", "out_of_hours"
NOBODY_ENTERED = "nobody_entered"
NO_BLOCK: BlockId = ""


# Named tuples all three: a search makes thousands of them before it begins, and looks for edges in sets.
class Edge(NamedTuple):
    """One way onward: from a node (`flow/node`), by a label, to a node or to `END`, `BACK` or `RETURN`."""

    source: str
    label: str
    target: str

    def __str__(self) -> str:
        return f"{self.source}: {self.label} -> {self.target}"


class Way(NamedTuple):
    """An edge, the block that decides for it, and the block it arrives at (`NO_BLOCK`: not always the same one)."""

    edge: Edge
    at: BlockId
    to: BlockId


class Exit(NamedTuple):
    """A way out of a block. Without a label it is no edge of its own: it only carries on the one that led here."""

    label: str | None
    to: BlockId


def part_of(block: Block) -> str:
    """What comes after the node in a block's id; empty for the node's first block."""
    return block.id[len(block.node) + 1 :]


def is_first(block: Block) -> bool:
    """Whether a call that comes to this block enters its node."""
    return block.id == block.node


def exits_of_block(block: Block, blocks: Mapping[BlockId, Block]) -> dict[str, Exit]:
    """Every exit that is decided at the block's end, by what decides: `key 1`, `if 2`, `failed`, `hang_up`."""
    end = block.end
    match end:
        case Input():
            return _input_exits(block, end)
        case Branch():
            return _branch_exits(block, end)
        case Hours():
            return _hours_exits(end, blocks)
        case Ask(kind="lookup"):
            found = {"ok": end.ok, "not_found": end.not_found, "failed": end.failed}
        case Ask():
            return {"ok": Exit(NEXT, end.ok), "failed": Exit("failed", end.failed)}
        case Transfer():
            found = {"connected": NO_BLOCK, "busy": end.busy, "no_answer": end.no_answer, "failed": end.failed}
        case Queue():
            found = {"accepted": NO_BLOCK, "full": end.full, "closed": end.closed}
        case Record():
            return {
                "ok": Exit(NEXT, end.ok),
                "failed": Exit("failed", end.failed),
                HANG_UP: Exit(HANG_UP, NO_BLOCK),
            }
        case Enter():
            found = {ENTER: end.to, **end.returns}
        case Return():
            found = {NOBODY_ENTERED: end.otherwise}
        case _:
            return {}
    return {name: Exit(name, to) for name, to in found.items()}


class Exits:
    """The exits of blocks among others, each made out once: a search through a program asks for them again and again.

    A block is known by its id.
    """

    def __init__(self, blocks: Mapping[BlockId, Block]) -> None:
        self.blocks = blocks
        self._found: dict[BlockId, Mapping[str, Exit]] = {}

    def of(self, block: Block) -> Mapping[str, Exit]:
        """As `exits_of_block`."""
        found = self._found.get(block.id)
        if found is None:
            found = self._found[block.id] = exits_of_block(block, self.blocks)
        return found


def speech_exit(address: str) -> str:
    """What decides when a phrase is said; all phrases of a choice are one way onward."""
    return f"speech {address.rpartition('/speech/')[0].rpartition('/')[2]}"


def _input_exits(block: Block, end: Input) -> dict[str, Exit]:
    asked = part_of(block).removesuffix("offer").rstrip("_")
    confirms = asked == "confirm"
    found: dict[str, Exit] = {}
    for key, to in end.keys.items():
        answer = {YES_KEY: "confirmed", NO_KEY: "denied"}.get(key) if confirms else None
        found[f"key {key}"] = Exit(answer or _with(asked, f"key {key}"), to)
    for phrase in end.phrases:
        said = speech_exit(phrase.address)
        found.setdefault(said, Exit(_with(asked, said), phrase.to))
    if end.accepted is not None:
        found["accepted"] = Exit(_with(asked, "accepted"), end.accepted)
    for name, to in (("no_input", end.no_input), ("no_match", end.no_match), (HANG_UP, NO_BLOCK)):
        found[name] = Exit(_with(asked, name), to)
    return found


def _with(asked: str, label: str) -> str:
    return f"{asked} {label}" if asked else label


def _branch_exits(block: Block, end: Branch) -> dict[str, Exit]:
    found: dict[str, Exit] = {}
    read = [names(condition) for condition, _ in end.cases]
    # The counters of attempts are lowering's own; other hidden variables choose between parts of the node.
    hidden = any(read) and all(name.startswith("_") for one in read for name in one)
    for index, (condition, to) in enumerate(end.cases, 1):
        label: str | None = f"if {index}"
        if hidden and read[index - 1]:
            label = _used_up(block) if isinstance(condition, Compare) else None
        found[f"if {index}"] = Exit(label, to)
    found["else"] = Exit(None if hidden else "else", end.otherwise)
    return found


def _used_up(block: Block) -> str:
    part = part_of(block)
    for missed in ("no_input", "no_match", "retry"):
        if part.endswith(missed):
            return _with(part.removesuffix(missed).rstrip("_"), USED_UP)
    return USED_UP


def _hours_exits(end: Hours, blocks: Mapping[BlockId, Block]) -> dict[str, Exit]:
    found = {"open": end.open, "closed": end.closed, "holiday": end.holiday}
    inside = blocks.get(end.open)
    if inside is not None and not is_first(inside) and isinstance(inside.end, Queue):
        # A queue that looks at its own hours first: only being turned away is a way onward.
        return {name: Exit(None if name == "open" else OUT_OF_HOURS, to) for name, to in found.items()}
    return {name: Exit(name, to) for name, to in found.items()}


DECIDES = (Input, Ask, Transfer, Queue, Record, Hours)


def ways_of_node(node: str, exits: Exits) -> tuple[Way, ...]:
    """Every way onward of a node, each once, in a fixed order. Blocks that are not there are first blocks of others."""
    return tuple(dict.fromkeys(_Walk(node, exits).ways()))


class _Walk:
    def __init__(self, node: str, exits: Exits) -> None:
        self.node = node
        self.exits = exits
        self.blocks = exits.blocks
        self.deciding: list[BlockId] = []
        self.found: list[Way] = []

    def ways(self) -> list[Way]:
        if self.node not in self.blocks:
            return []
        self._end(self.blocks[self.node], None, self.node)
        for at in self.deciding:
            for exit_ in self.exits.of(self.blocks[at]).values():
                self._follow(exit_.to, exit_.label, at)
        return self.found

    def _follow(self, block_id: BlockId, label: str | None, at: BlockId) -> None:
        block = self.blocks.get(block_id)
        if block_id == NO_BLOCK:
            self._add(label, END, at, NO_BLOCK)
        elif block is None or is_first(block):
            self._add(label, block_id, at, block_id)
        else:
            self._end(block, label, at)

    def _add(self, label: str | None, target: str, at: BlockId, to: BlockId) -> None:
        self.found.append(Way(Edge(self.node, label or NEXT, target), at, to))

    def _end(self, block: Block, label: str | None, at: BlockId) -> None:
        end = block.end
        match end:
            case Jump(to=to) | SetLocale(to=to):
                self._follow(to, label, at)
            case Hangup():
                self._add(label or ("hangup" if is_first(block) else NEXT), END, at, NO_BLOCK)
            case Back():
                self._add(label, BACK, at, NO_BLOCK)
            case Return():
                self._add("return", RETURN, at, NO_BLOCK)
                self._add(NOBODY_ENTERED, END, at, NO_BLOCK)
            case Branch() | Enter():
                for exit_ in self.exits.of(block).values():
                    self._follow(exit_.to, exit_.label or label, at)
            case _:
                if label is not None:
                    self._add(label, self.node, at, block.id)
                if block.id not in self.deciding:
                    self.deciding.append(block.id)


def edges_of_node(node: str, blocks: Mapping[BlockId, Block]) -> tuple[Edge, ...]:
    """The edges of a node, each once."""
    return tuple(dict.fromkeys(way.edge for way in ways_of_node(node, Exits(blocks))))


def nodes_of(blocks: Iterable[Block]) -> tuple[str, ...]:
    """The nodes that blocks belong to, in their order."""
    return tuple(dict.fromkeys(block.node for block in blocks))
