"""One flow in an order that can be read: every node once, under the node that leads to it, in sections.

A node stands under its immediate dominator where that leads straight to it. A node that is reached several ways (a main
menu, a goodbye) heads a section of its own. The canvas will be laid out by the same sections.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Graph = Mapping[str, Sequence[str]]
"""Node -> the nodes that it leads to, in the author's order. Every target is a node of the graph."""


@dataclass(frozen=True, slots=True)
class OutlineItem:
    """A node and those under it."""

    node: str
    below: tuple[OutlineItem, ...] = ()


def outline(graph: Graph, start: str) -> tuple[OutlineItem, ...]:
    """The sections by their heads: the start's first, those that no exit reaches from there last."""
    left = dict.fromkeys(graph)
    sections: list[OutlineItem] = []
    root: str | None = start if start in graph else _next_root(graph, left)
    while root is not None:
        order = _order(graph, root, left)
        for node in order:
            del left[node]
        sections.extend(_sections(graph, order))
        root = _next_root(graph, left)
    return tuple(sections)


def _next_root(graph: Graph, left: Mapping[str, None]) -> str | None:
    """Of the nodes that are left, the first that no other of them leads to; where they go in circles, the first."""
    led_to = {target for node in left for target in graph[node] if target != node}
    return next((node for node in left if node not in led_to), next(iter(left), None))


def _sections(graph: Graph, order: Sequence[str]) -> list[OutlineItem]:
    dominator = _dominators(graph, order)
    below: dict[str, list[str]] = {node: [] for node in order}
    placed = {order[0]}
    for node in order:
        for target in graph[node]:
            if target not in placed and dominator.get(target) == node:
                placed.add(target)
                below[node].append(target)
    return [_item(head, below) for head in order if head == order[0] or head not in placed]


def _item(head: str, below: Mapping[str, Sequence[str]]) -> OutlineItem:
    # From the leaves up, without recursion: a chain of nodes can be as long as the file allows.
    preorder: list[str] = []
    waiting = [head]
    while waiting:
        node = waiting.pop()
        preorder.append(node)
        waiting.extend(reversed(below[node]))
    made: dict[str, OutlineItem] = {}
    for node in reversed(preorder):
        made[node] = OutlineItem(node, tuple(made[one] for one in below[node]))
    return made[head]


def _order(graph: Graph, root: str, left: Mapping[str, None]) -> list[str]:
    """What a node leads to among those that are left, in reverse postorder: it comes first, exits in their order."""
    seen = {root}
    finished: list[str] = []
    stack = [(root, iter(reversed(graph[root])))]
    while stack:
        node, targets = stack[-1]
        for target in targets:
            if target in left and target not in seen:
                seen.add(target)
                stack.append((target, iter(reversed(graph[target]))))
                break
        else:
            finished.append(node)
            stack.pop()
    return finished[::-1]


def _dominators(graph: Graph, order: Sequence[str]) -> dict[str, str]:
    """The immediate dominator of each node from the first one's view, after Cooper, Harvey and Kennedy."""
    number = {node: index for index, node in enumerate(order)}
    leading: dict[str, list[str]] = {node: [] for node in order}
    for node in order:
        for target in graph[node]:
            if target in number:
                leading[target].append(node)
    dominator = {order[0]: order[0]}

    def meet(one: str, other: str) -> str:
        while one != other:
            while number[one] > number[other]:
                one = dominator[one]
            while number[other] > number[one]:
                other = dominator[other]
        return one

    changed = True
    while changed:
        changed = False
        for node in order[1:]:
            known = [before for before in leading[node] if before in dominator]
            found = known[0]
            for before in known[1:]:
                found = meet(before, found)
            if dominator.get(node) != found:
                dominator[node] = found
                changed = True
    return dominator
