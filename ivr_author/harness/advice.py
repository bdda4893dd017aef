"""What a search for covering calls is told of its program: what no call can pass and why, and what decides about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from ivr_author.expression.write import to_text
from ivr_author.flow.edges import Edge, Way
from ivr_author.harness.machine import Machine
from ivr_author.harness.novelty import Places
from ivr_author.harness.possible import Possible
from ivr_author.harness.relevance import reads
from ivr_author.harness.stretches import Values
from ivr_author.ir.ops import BlockId, Branch, Enter, Hours, Input
from ivr_author.ir.program import Block

Pair = tuple[Edge, Edge]
Item = str | Edge | Pair
"""A node (`flow/node`), an edge, or an edge followed by another."""


@dataclass
class ProgramAdvice:
    """As `planning.Advice` says, for calls that begin at a block with these values; `items` are known by numbers."""

    machine: Machine
    ways: Sequence[Way]
    items: Mapping[Item, int]
    entry: BlockId
    values: Values

    def impossible(self, missing: set[int]) -> set[int]:
        """What of this no call can pass, as far as that follows from the times and values with which calls come."""
        possible = Possible(self.machine)
        possible.follow(self.entry, self.values)
        never = self.never(possible)

        def is_proven(item: Item) -> bool:
            if isinstance(item, str):
                return item not in possible.blocks
            return item in never if isinstance(item, Edge) else not never.isdisjoint(item)

        return {number for item, number in self.items.items() if number in missing and is_proven(item)}

    def deciders(self, missing: set[int]) -> Places:
        """The values that are read where something of this begins, and those that they are made of."""
        nodes = {node for item, number in self.items.items() if number in missing for node in _sources(item)}
        names = self.machine.relevance.made_of(
            name
            for block in self.machine.blocks.values()
            if block.node in nodes and isinstance(block.end, Branch)
            for condition, _ in block.end.cases
            for name in reads(condition)
        )

        @cache
        def places(block: BlockId) -> Sequence[int]:
            seen, _ = self.machine.leaps.seen_at(block)
            return [place for place, name in enumerate(seen) if name in names]

        return places

    def never(self, possible: Possible | None = None) -> set[Edge]:
        """Edges for which nobody could do anything at their own place, so that no search has to show it.

        Where it is known what is `possible`, also those of places to which no call comes, or not like that.
        """
        offered: dict[BlockId, tuple[set[str | None], set[str | None]]] = {}
        passable = set()
        for way in self.ways:
            if way.at not in offered:
                offered[way.at] = self._offered(self.machine.blocks[way.at], possible)
            labels, likely = offered[way.at]
            if way.edge.label not in labels:
                # It is decided further on; but nobody comes so far who does not come here.
                if possible is None or way.at in possible.blocks:
                    passable.add(way.edge)
            elif way.edge.label in likely:
                passable.add(way.edge)
        return {way.edge for way in self.ways} - passable

    def _offered(self, block: Block, possible: Possible | None) -> tuple[set[str | None], set[str | None]]:
        """The labels of a block's exits, and of those that something could lead to."""
        exits_here = self.machine.exits.of(block)
        labels = {one.label for one in exits_here.values()}
        if possible is not None and block.id not in possible.blocks:
            return labels, set()
        if possible is not None and block.id in possible.labels:
            return labels, possible.labels[block.id]
        if isinstance(block.end, Hours):
            states = {instant.states[block.end.calendar] for instant in self.machine.instants}
            return labels, {one.label for name, one in exits_here.items() if name in states}
        choices = self.machine.choices_of(block)
        return labels, ({choice.exit.label for choice in choices} if choices else labels)

    def reason(self, edge: Edge) -> str:
        """Why no call passes an edge of a node that calls come to."""
        way = next(one for one in self.ways if one.edge == edge)
        block = self.machine.blocks[way.at]
        end = block.end
        match end:
            case Branch(cases=cases) if edge.label.startswith("if "):
                condition = to_text(cases[int(edge.label[3:]) - 1][0])
                return f"no value that was tried makes `{condition}` the first condition to hold here"
            case Branch():
                return "with every value that was tried one of the conditions holds"
            case Hours(calendar=calendar):
                return f"at no time that was tried does calendar `{calendar}` say so here"
            case Input() if "key" in edge.label:
                return "the key is an entry by itself, or ends one, so it never leads this way"
            case Input() if "speech" in edge.label:
                return "its phrases are heard as another choice before it"
            case Input() if edge.label.endswith("no_match"):
                return "every entry leads somewhere"
            case Enter():
                return "no call that was tried comes back by this name"
            case _:
                return "no call that was tried goes this way"


def _sources(item: Item) -> tuple[str, ...]:
    """The nodes at which it is decided whether a call passes something."""
    if isinstance(item, str):
        return (item,)
    return (item.source,) if isinstance(item, Edge) else (item[0].source, item[1].source)
