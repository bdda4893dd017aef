"""A call must not go round without ever waiting for the caller (language.md, rule 8)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ivr_author.core.diagnostics import Severity
from ivr_author.core.rule import Fault, Rule
from ivr_author.flow.graph import NodeWays
from ivr_author.flow.nodes.assign import Assign
from ivr_author.flow.nodes.branch import Branch
from ivr_author.flow.nodes.lookup import Lookup
from ivr_author.flow.rules._cycles import components, cycle_through
from ivr_author.flow.subject import Subject

Quiet = dict[str, tuple[str, ...]]


def check(subject: Subject) -> Iterator[Fault]:
    """Loops over all flows and subflows, but not those that a branch leaves once a variable has changed."""
    quiet = _quiet_edges(subject)
    for component in components(quiet):
        for loop in _unguarded(subject, quiet, component):
            cycle = cycle_through(quiet, loop)
            shown = " -> ".join(f"`{name}`" for name in (*cycle, cycle[0]))
            hint = "wait for the caller on the way, with a menu or collect, or count the rounds and leave by a branch"
            yield Fault(
                f"the call goes round without waiting for the caller: {shown}", subject.node(cycle[0]).span, hint
            )


def _unguarded(subject: Subject, quiet: Quiet, component: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The loops of a component that no branch leaves; nothing changes in one where nothing is set."""
    inside = set(component)
    changes = any(isinstance(subject.node(name), Assign | Lookup) for name in component)
    guards = {
        name
        for name in component
        if isinstance(subject.node(name), Branch) and any(to not in inside for to in quiet[name])
    }
    if not changes or not guards:
        yield component
        return
    left = {name: tuple(to for to in quiet[name] if to in inside - guards) for name in component if name not in guards}
    yield from components(left)


def _quiet_edges(subject: Subject) -> Quiet:
    """Where each node leads without an answer of the caller. A subflow leads on only by names that it reaches so."""
    nodes = subject.graph.nodes
    waits = {name for name in nodes if subject.node(name).WAITS}
    returns: dict[str, set[str]] = {}
    while True:
        quiet = {
            name: () if name in waits else tuple(sorted(_targets(one, nodes, returns))) for name, one in nodes.items()
        }
        entered = {one.enters for one in nodes.values() if one.enters}
        found = {start: _names_reached(start, quiet, nodes) for start in entered}
        if found == returns:
            return quiet
        returns = found


def _targets(node: NodeWays, nodes: Mapping[str, NodeWays], returns: Mapping[str, set[str]]) -> set[str]:
    targets = {edge.target for edge in node.edges if not node.enters or edge.label in returns.get(node.enters, ())}
    if node.enters:
        targets.add(node.enters)
    # Leaving the flows altogether counts too: a branch that does so is a guard.
    return {to if to in nodes else "" for to in targets}


def _names_reached(start: str, quiet: Quiet, nodes: Mapping[str, NodeWays]) -> set[str]:
    flow = start.partition("/")[0]
    found: set[str] = set()
    waiting = [start]
    while waiting:
        name = waiting.pop()
        if name not in found and name.startswith(f"{flow}/"):
            found.add(name)
            waiting.extend(quiet[name])
    return {nodes[name].returns for name in found if nodes[name].returns}


RULE = Rule("endless-loop", Severity.ERROR, "A call can go round without ever waiting for the caller", check)
