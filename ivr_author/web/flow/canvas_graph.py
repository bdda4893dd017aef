"""What the canvas adds to the graph of a flow: where nodes stand, where somebody put them, what call scripts reach."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from ivr_author.flow.content import Flow
from ivr_author.flow.node import exits_of
from ivr_author.usecases.coverage import reached
from ivr_author.usecases.positions import Positions, open_positions
from ivr_author.web.flow.canvas_layout import CanvasLayout, lay_out
from ivr_author.web.flow.page import FlowPage


def layout_of(flow: Flow) -> CanvasLayout:
    """The layout of a flow's readable nodes; each way onward that the author wrote is a row of its card."""
    exits = {node.id: [ref for _, ref in exits_of(node)] for node in flow.nodes.values()}
    graph = {
        node: list(dict.fromkeys(ref.to for ref in refs if ref.flow is None and ref.to in flow.nodes))
        for node, refs in exits.items()
    }
    # Keys that work at any time, and what happens after the last attempt: no exit of a node, but calls get there.
    always = [action.to.to for action in flow.keys.values()] + ([flow.on_failure.to] if flow.on_failure else [])
    return lay_out(graph, flow.start.to, {node: len(refs) for node, refs in exits.items()}, always)


def positions_of(page: FlowPage) -> Positions:
    """The nodes that somebody moved, read from the disk: moving one must not have the workspace read anew."""
    known: Collection[str] = [*page.flow.nodes, *page.flow.broken] if page.flow else []
    return open_positions(page.shown.workspace.root, page.flow_id, known)


def places_of(page: FlowPage) -> dict[str, Any]:
    """`layout` and `positions` of the graph."""
    assert page.flow is not None, "a flow that can't be read has no graph"
    moved = {node: list(place) for node, place in positions_of(page).nodes.items()}
    return {"layout": layout_of(page.flow).as_json(), "positions": moved}


def coverage_of(page: FlowPage) -> dict[str, dict[str, Any]]:
    """What the call scripts reach of each node; empty while the flow is being checked, or where it has errors."""
    flow = page.flow
    program = page.shown.program if not page.shown.is_checking else None
    if flow is None or program is None or flow.id not in program.entries:
        return {}
    scripts = [script for listed in page.shown.workspace.scripts.values() for script in listed]
    found = reached(program, scripts)
    return {
        node.id: {"reached": found.node(flow.id, node.id), "exits": found.exits(flow.id, node)}
        for node in flow.nodes.values()
    }
