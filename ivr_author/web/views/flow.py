"""A flow as a canvas: cards and wires, where nodes are added, connected, moved and played."""

from __future__ import annotations

from flask import Blueprint

from ivr_author.web.flow.canvas_graph import positions_of
from ivr_author.web.flow.graph import graph_of
from ivr_author.web.flow.page import open_flow
from ivr_author.web.language import gettext
from ivr_author.web.rooms import Room
from ivr_author.workspace.files import revision

blueprint = Blueprint("flow", __name__)
ROOM = Room(blueprint, gettext("Canvas"), "flow.show", order=10, under="flows", tab_of="flow")


@blueprint.get("/flows/<flow_id>")
def show(flow_id: str) -> str:
    """One flow, readable or not."""
    page = open_flow(flow_id)
    if page.flow is None:
        return page.show_broken()
    source = page.shown.sources[page.path]
    graph = graph_of(page, revision(source.text.encode()))
    return page.render("flow_canvas.html", graph=graph, canvas_faults=positions_of(page).faults)
