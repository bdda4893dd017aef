"""What calls to a flow may come to, whatever its conditions say: blocks, and the ways onward of their nodes."""

from __future__ import annotations

from collections.abc import Mapping

from ivr_author.flow.edges import NOBODY_ENTERED, Edge, Exits, Way, nodes_of, ways_of_node
from ivr_author.ir.ops import BlockId, Jump, exits
from ivr_author.ir.program import Block, Program


def reachable_blocks(program: Program, flow: str) -> dict[BlockId, Block]:
    """The blocks that calls to a flow may come to, whatever the conditions, in the program's order."""
    found: set[BlockId] = set()
    waiting = [program.entries[flow]]
    while waiting:
        block_id = waiting.pop()
        if block_id not in found:
            found.add(block_id)
            waiting.extend(to for _, to in exits(program.blocks[block_id].end))
    return {block_id: block for block_id, block in program.blocks.items() if block_id in found}


def ways_among(program: Program, flow: str, exits: Exits) -> tuple[Way, ...]:
    """The ways onward of every node, for the exits of the blocks that calls to a flow may come to.

    That nobody entered a flow is left out where it is only ever entered as a subflow.
    """
    blocks = exits.blocks
    direct = {flow, *(program.flow_of(to) for to in _left_for(blocks))}
    return tuple(
        way
        for node in nodes_of(blocks.values())
        for way in ways_of_node(node, exits)
        if way.edge.label != NOBODY_ENTERED or program.flow_of(node) in direct
    )


def edges_of_program(program: Program, flow: str) -> tuple[Edge, ...]:
    """The edges of every node that calls to a flow may come to, each once."""
    ways = ways_among(program, flow, Exits(reachable_blocks(program, flow)))
    return tuple(dict.fromkeys(way.edge for way in ways))


def _left_for(blocks: Mapping[BlockId, Block]) -> list[BlockId]:
    return [block.end.to for block in blocks.values() if isinstance(block.end, Jump) and block.end.leaves_subflow]
