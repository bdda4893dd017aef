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
    order, reached = _order(graph, start)
    dominator = _dominators(graph, order[:reached])
    below: dict[str, list[str]] = {node: [] for node in order}
    placed = {order[0]} if order else set()
    for node in order:
        for target in graph[node]:
            if target not in placed and dominator.get(target) == node:
                placed.add(target)
                below[node].append(target)
    heads = [node for index, node in enumerate(order) if index == 0 or node not in placed]
    return tuple(_item(head, below) for head in heads)


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


def _order(graph: Graph, start: str) -> tuple[list[str], int]:
    """All nodes in reverse postorder, and how many of them the start reaches; they come first."""
    order: list[str] = []
    seen: set[str] = set()
    reached = 0
    for root in [*([start] if start in graph else []), *graph]:
        if root in seen:
            continue
        seen.add(root)
        finished: list[str] = []
        stack = [(root, iter(reversed(graph[root])))]
        while stack:
            node, targets = stack[-1]
            for target in targets:
                if target not in seen:
                    seen.add(target)
                    stack.append((target, iter(reversed(graph[target]))))
                    break
            else:
                finished.append(node)
                stack.pop()
        order.extend(reversed(finished))
        if root == start:
            reached = len(order)
    return order, reached


def _dominators(graph: Graph, order: Sequence[str]) -> dict[str, str]:
    """The immediate dominator of each node, after Cooper, Harvey and Kennedy."""
    if not order:
        return {}
    number = {node: index for index, node in enumerate(order)}
    leading: dict[str, list[str]] = {node: [] for node in order}
    for node in order:
        for target in graph[node]:
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
