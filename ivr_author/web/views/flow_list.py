"""A flow as a list: its outline, and its nodes with their words in a chosen language."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint, request

from ivr_author.core.diagnostics import Diagnostic
from ivr_author.flow.content import Flow
from ivr_author.flow.node import exits_of
from ivr_author.web.flow_page import open_flow
from ivr_author.web.language import gettext
from ivr_author.web.outline import OutlineItem, outline
from ivr_author.web.presenters import FlowPresenter, NodeView
from ivr_author.web.rooms import Room
from ivr_author.web.studio import Snapshot

blueprint = Blueprint("flow_list", __name__)
ROOM = Room(blueprint, gettext("List"), "flow_list.show", order=20, under="flows", tab_of="flow")

MAX_DEPTH = 4
"""Deeper nodes are not set in further: the column is narrow."""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the outline: its head's name, and its nodes in reading order with how far each is set in."""

    head: str
    rows: tuple[tuple[NodeView, int], ...]


@blueprint.get("/flows/<flow_id>/list")
def show(flow_id: str) -> str:
    """One flow, readable or not."""
    page = open_flow(flow_id)
    flow = page.flow
    if flow is None:
        return page.show_broken()
    shown = page.shown
    by_node, elsewhere = _faults_by_node(shown, flow, page.faults)
    presenter = FlowPresenter(flow, shown.translations, page.locale.id, page.flow_ids)
    nodes = {node.id: presenter.node(node, by_node.get(node.id, ())) for node in flow.nodes.values()}
    return page.render(
        "flow_list.html",
        elsewhere=elsewhere,
        by_node=by_node,
        sections=_sections(flow, nodes),
        nodes=nodes,
        presenter=presenter,
        saved=request.args.get("saved", ""),
        outdated=request.args.get("outdated", type=int) or 0,
    )


def _faults_by_node(
    shown: Snapshot, flow: Flow, faults: Sequence[Diagnostic]
) -> tuple[Mapping[str, list[Diagnostic]], list[Diagnostic]]:
    by_node: dict[str, list[Diagnostic]] = defaultdict(list)
    elsewhere = []
    for fault in faults:
        node = shown.place_of(fault.span).node
        if flow.has_node(node):
            by_node[node].append(fault)
        else:
            elsewhere.append(fault)
    return by_node, elsewhere


def _sections(flow: Flow, nodes: Mapping[str, NodeView]) -> list[Section]:
    graph = {
        node.id: list(dict.fromkeys(ref.to for _, ref in exits_of(node) if ref.to in flow.nodes))
        for node in flow.nodes.values()
    }
    return [Section(item.node, tuple(_rows(item, nodes))) for item in outline(graph, flow.start.to)]


def _rows(head: OutlineItem, nodes: Mapping[str, NodeView]) -> Iterator[tuple[NodeView, int]]:
    waiting = [(head, 0)]
    while waiting:
        item, depth = waiting.pop()
        yield nodes[item.node], min(depth, MAX_DEPTH)
        # An only child goes on at the same depth, so that a long chain stays a straight line.
        below = depth + 1 if len(item.below) > 1 or item is head else depth
        waiting.extend((one, below) for one in reversed(item.below))
