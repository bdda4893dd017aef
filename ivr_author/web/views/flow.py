"""One flow: its outline, and its nodes with their words in a chosen language."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint, abort, render_template, request

from ivr_author.core.diagnostics import Diagnostic
from ivr_author.core.locale import find_locale
from ivr_author.flow.content import Flow
from ivr_author.flow.node import exits_of
from ivr_author.web.language import gettext
from ivr_author.web.outline import OutlineItem, outline
from ivr_author.web.presenters import FlowPresenter, NodeView, readiness_of
from ivr_author.web.rooms import Room, snapshot
from ivr_author.web.studio import Snapshot

blueprint = Blueprint("flow", __name__)
ROOM = Room(blueprint, under="flows")


MAX_DEPTH = 4
"""Deeper nodes are not set in further: the column is narrow."""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the outline: its head's name, and its nodes in reading order with how far each is set in."""

    head: str
    rows: tuple[tuple[NodeView, int], ...]


@blueprint.get("/flows/<flow_id>")
def show(flow_id: str) -> str:
    """One flow, readable or not."""
    shown = snapshot()
    path = shown.flow_paths().get(flow_id)
    if path is None:
        abort(404, gettext("There is no flow “{flow}”.").format(flow=flow_id))
    faults = shown.faults_of(path)
    flow = shown.content.flows.get(flow_id) if shown.content else None
    if shown.content is None or flow is None:
        return render_template("flow_broken.html", flow_id=flow_id, path=path, faults=faults, sources=shown.sources)
    locales = shown.content.settings.all_locales()
    locale = chosen_locale(locales)
    by_node, elsewhere = _faults_by_node(shown, flow, faults)
    presenter = FlowPresenter(flow, shown.translations, locale, frozenset(shown.content.flows))
    nodes = {node.id: presenter.node(node, by_node.get(node.id, ())) for node in flow.nodes.values()}
    return render_template(
        "flow.html",
        flow=flow,
        path=path,
        faults=faults,
        sources=shown.sources,
        elsewhere=elsewhere,
        by_node=by_node,
        sections=_sections(flow, nodes),
        nodes=nodes,
        presenter=presenter,
        locale=find_locale(locale),
        locales=[find_locale(one) for one in locales],
        readiness={one.locale.id: one for one in readiness_of(shown.stats.get(flow_id, {}))},
        callable=shown.program is not None and flow_id in shown.program.entries,
        saved=request.args.get("saved", ""),
        outdated=request.args.get("outdated", type=int) or 0,
    )


def chosen_locale(locales: Sequence[str]) -> str:
    """The language that words are shown in; the source language unless the address asks for another."""
    asked = request.args.get("locale", "")
    return asked if asked in locales else locales[0]


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
