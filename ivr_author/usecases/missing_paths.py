"""Calls for what no call script of a flow reaches: generated, to be looked at on the phone, and kept where they fit."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from ivr_author.flow.edges import Edge
from ivr_author.harness.paths import GeneratedCall, covering_calls
from ivr_author.harness.reachable import edges_of_program
from ivr_author.harness.write_script import write_calls
from ivr_author.ir.program import Program


@dataclass(frozen=True, slots=True)
class FoundPath:
    """A call and the edges of the flow that it passes before any other of the paths does."""

    number: int
    call: GeneratedCall
    edges: tuple[Edge, ...]


@dataclass(frozen=True, slots=True)
class FoundPaths:
    """Calls for the missing edges of a flow, and why no call passes the others. `asked` are the edges sought."""

    paths: tuple[FoundPath, ...]
    reasons: dict[Edge, str]
    asked: frozenset[Edge]

    def open_paths(self, missing: Collection[Edge]) -> tuple[FoundPath, ...]:
        """The paths that pass something which is still missing."""
        return tuple(one for one in self.paths if not set(missing).isdisjoint(one.edges))


def find_missing_paths(program: Program, flow: str, missing: Collection[Edge], locale: str) -> FoundPaths:
    """Few calls, begun in a locale, that together pass each of these edges which calls can pass."""
    wanted = frozenset(missing)
    passed = [edge for edge in edges_of_program(program, flow) if edge not in wanted]
    covering = covering_calls(program, flow, "edges", locale, passed)
    paths = [
        FoundPath(number, call, tuple(item for item in call.covers if isinstance(item, Edge)))
        for number, call in enumerate(covering.calls, 1)
    ]
    reasons = {one.item: one.reason for one in covering.missing if isinstance(one.item, Edge)}
    return FoundPaths(tuple(paths), reasons, wanted)


def write_paths(program: Program, paths: Collection[FoundPath]) -> str:
    """The paths as call scripts, named by what they reach."""
    return write_calls([one.call for one in paths], program, numbered=False)
