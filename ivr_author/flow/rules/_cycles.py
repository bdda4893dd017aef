"""Cycles of a graph given as each node's targets. Targets that are no nodes are passed over."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence

Targets = Mapping[str, Sequence[str]]


def components(graph: Targets) -> list[tuple[str, ...]]:
    """The groups of nodes that lead to each other (Tarjan's, without recursion), each in the graph's order."""
    order = {name: place for place, name in enumerate(graph)}
    inside = {name: [to for to in targets if to in graph] for name, targets in graph.items()}
    found: list[tuple[str, ...]] = []
    index: dict[str, int] = {}
    lowest: dict[str, int] = {}
    stack: list[str] = []
    on_stack: set[str] = set()
    for root in graph:
        work = [(root, 0)]
        while work:
            name, place = work.pop()
            if place == 0:
                if name in index:
                    continue
                index[name] = lowest[name] = len(index)
                stack.append(name)
                on_stack.add(name)
            targets = inside[name]
            if place < len(targets):
                work.append((name, place + 1))
                to = targets[place]
                if to not in index:
                    work.append((to, 0))
                elif to in on_stack:
                    lowest[name] = min(lowest[name], index[to])
                continue
            for to in targets:
                if to in on_stack:
                    lowest[name] = min(lowest[name], lowest[to])
            if lowest[name] == index[name]:
                group = _pop_until(name, stack, on_stack)
                if len(group) > 1 or name in targets:
                    found.append(tuple(sorted(group, key=order.__getitem__)))
    return sorted(found, key=lambda group: order[group[0]])


def _pop_until(name: str, stack: list[str], on_stack: set[str]) -> list[str]:
    group = []
    while True:
        last = stack.pop()
        on_stack.discard(last)
        group.append(last)
        if last == name:
            return group


def cycle_through(graph: Targets, group: Sequence[str]) -> tuple[str, ...]:
    """A shortest cycle through the first node of such a group."""
    first, inside = group[0], set(group)
    before: dict[str, str] = {}
    waiting = deque([first])
    while waiting:
        name = waiting.popleft()
        for to in graph[name]:
            if to == first:
                path = [name]
                while path[-1] != first:
                    path.append(before[path[-1]])
                return tuple(reversed(path))
            if to in inside and to not in before:
                before[to] = name
                waiting.append(to)
    raise AssertionError("a group of nodes that lead to each other has a cycle through each")
