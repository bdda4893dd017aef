"""Covering calls for made-up flows of 50, 200 and 1,000 nodes: greedy against one shortest call for each edge."""

from __future__ import annotations

import time
from collections import defaultdict, deque

from ivr_author.harness.paths import Covering, covering_calls
from ivr_author.harness.reachable import edges_of_program
from ivr_author.ir.program import Program
from tests.benchmarks.synthetic import make_program

SIZES = (50, 200, 1_000)


def one_call_per_edge(program: Program) -> tuple[int, int]:
    """The other side: for each edge one shortest call to it, on the bare graph without retries; calls and steps."""
    edges = edges_of_program(program, "main")
    onward: dict[str, list[str]] = defaultdict(list)
    for edge in edges:
        onward[edge.source].append(edge.target)
    start = program.blocks[program.entries["main"]].node
    steps = {start: 0}
    queue = deque([start])
    while queue:
        node = queue.popleft()
        for target in onward[node]:
            if target not in steps:
                steps[target] = steps[node] + 1
                queue.append(target)
    return len(edges), sum(steps[edge.source] + 1 for edge in edges if edge.source in steps)


def timed(program: Program, rounds: int) -> tuple[Covering, float]:
    """The best of several rounds, in seconds of this process's own time, so that other load hardly counts."""
    best = float("inf")
    for _ in range(rounds):
        begun = time.process_time()
        found = covering_calls(program, "main", "edges")
        best = min(best, time.process_time() - begun)
    return found, best


def run() -> list[tuple[str, float, str]]:
    """Seconds, calls and steps of both sides."""
    results: list[tuple[str, float, str]] = []
    for size in SIZES:
        program = make_program(size)
        found, seconds = timed(program, 5 if size < 1_000 else 1)
        begun = time.process_time()
        calls, steps = one_call_per_edge(program)
        plain = time.process_time() - begun
        named = f"{size:,} nodes, {found.total:,} edges"
        results += [
            (f"covering calls, greedy: {named}", seconds, "s"),
            (f"  of them covered: {named}", float(found.covered), "edges"),
            (f"  calls: {named}", float(len(found.calls)), "calls"),
            (f"  ways passed: {named}", float(sum(len(call.edges) for call in found.calls)), "edges"),
            (f"one shortest call per edge: {named}", plain, "s"),
            (f"  calls: {named}", float(calls), "calls"),
            (f"  ways passed: {named}", float(steps), "edges"),
        ]
    program = make_program(50)
    begun = time.process_time()
    pairs = covering_calls(program, "main", "edge-pairs")
    results.append((f"covering calls for {pairs.total:,} edge pairs, 50 nodes", time.process_time() - begun, "s"))
    results.append(("  calls", float(len(pairs.calls)), "calls"))
    return results


if __name__ == "__main__":
    for name, value, unit in run():
        print(f"{name:<62}{value:>12,.3f} {unit}")
