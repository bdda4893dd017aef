"""The source of a flow, among its tabs; saving and checking it is `source`'s, as for every other file."""

from __future__ import annotations

from flask import Blueprint

from ivr_author.web.flow.page import open_flow
from ivr_author.web.language import gettext
from ivr_author.web.rooms import Room
from ivr_author.web.source_page import open_form, render_form
from ivr_author.workspace.layout import flow_path

blueprint = Blueprint("flow_source", __name__)
ROOM = Room(blueprint, gettext("Source"), "flow_source.show", order=30, under="flows", tab_of="flow")


@blueprint.get("/flows/<flow_id>/source")
def show(flow_id: str) -> str:
    """One flow as text, readable or not."""
    open_flow(flow_id)
    return render_form(open_form(flow_path(flow_id)))
