"""Where the cards of a flow stand on its canvas: one tree for each section of the outline, no wire crossed.

A card is a head of fixed height and one row for each exit, so places are known before anything is drawn: canvas,
outline and exported pictures agree. Stacking the sections is left to the page, where any of them can be folded.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ivr_author.web.flow.outline import Graph, OutlineItem, outline

WIDTH = 240
HEAD = 52
ROW = 24
COLUMN_GAP = 96
ROW_GAP = 28

SIZES = {"width": WIDTH, "head": HEAD, "row": ROW, "column_gap": COLUMN_GAP, "row_gap": ROW_GAP}
"""The same figures for the scripts, in CSS pixels."""


@dataclass(frozen=True, slots=True)
class CanvasSection:
    """A section with its own origin at its head's corner; sizes and places in CSS pixels."""

    head: str
    width: int
    height: int
    unreachable: bool
    nodes: Mapping[str, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class CanvasLayout:
    """All sections in their order, and of each node that does not head one, the node that it stands beside."""

    sections: tuple[CanvasSection, ...]
    parents: Mapping[str, str]

    def as_json(self) -> dict[str, Any]:
        """As the page's scripts read it."""
        return {
            "sizes": SIZES,
            "sections": [
                {
                    "head": one.head,
                    "width": one.width,
                    "height": one.height,
                    "unreachable": one.unreachable,
                    "nodes": {node: list(place) for node, place in one.nodes.items()},
                }
                for one in self.sections
            ],
            "parents": dict(self.parents),
        }


def lay_out(graph: Graph, start: str, rows: Mapping[str, int], always: Iterable[str] = ()) -> CanvasLayout:
    """The layout of a flow; the same flow always gets the same one.

    `rows` counts the exits of each node. `always` are the nodes that a call can get to from anywhere.
    """
    reached = _reached(graph, [start, *always])
    sections = []
    parents: dict[str, str] = {}
    for head in outline(graph, start):
        places, height = _place(head, rows)
        width = max(x for x, _ in places.values()) + WIDTH
        sections.append(CanvasSection(head.node, width, height, head.node not in reached, places))
        parents.update(_parents(head))
    return CanvasLayout(tuple(sections), parents)


def card_height(rows: int) -> int:
    """The height of a card with so many exits."""
    return HEAD + ROW * rows


def _reached(graph: Graph, roots: Iterable[str]) -> set[str]:
    reached = graph.keys() & set(roots)
    waiting = list(reached)
    while waiting:
        found = set(graph[waiting.pop()]) - reached
        reached |= found
        waiting.extend(found)
    return reached


def _parents(head: OutlineItem) -> dict[str, str]:
    found: dict[str, str] = {}
    waiting = [head]
    while waiting:
        item = waiting.pop()
        found.update((below.node, item.node) for below in item.below)
        waiting.extend(item.below)
    return found


def _place(head: OutlineItem, rows: Mapping[str, int]) -> tuple[dict[str, tuple[int, int]], int]:
    """A card is as high as its first child, and below all that came before in its column; so wires keep their order.

    A chain of first children is put in place together: it begins where the lowest of their columns is free.
    """
    places: dict[str, tuple[int, int]] = {}
    free: list[int] = []
    height = 0
    waiting: list[tuple[OutlineItem, int]] = [(head, 0)]
    while waiting:
        item, column = waiting.pop()
        chain = _first_children(item)
        free.extend([0] * (column + len(chain) - len(free)))
        top = max(free[column : column + len(chain)])
        others: list[tuple[OutlineItem, int]] = []
        for depth, one in enumerate(chain, column):
            places[one.node] = depth * (WIDTH + COLUMN_GAP), top
            bottom = top + card_height(rows.get(one.node, 0))
            free[depth] = bottom + ROW_GAP
            height = max(height, bottom)
            others.extend((below, depth + 1) for below in reversed(one.below[1:]))
        # The deepest are placed first: they stand nearest to the chain.
        waiting.extend(others)
    return places, height


def _first_children(item: OutlineItem) -> Sequence[OutlineItem]:
    chain = [item]
    while chain[-1].below:
        chain.append(chain[-1].below[0])
    return chain
