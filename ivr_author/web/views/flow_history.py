"""The versions of one flow, which can be seen whether the flow can be read or not."""

from __future__ import annotations

from flask import Blueprint

from ivr_author.web.flow.page import open_flow
from ivr_author.web.language import gettext
from ivr_author.web.rooms import Room
from ivr_author.web.views.history import versions_of

blueprint = Blueprint("flow_history", __name__)
ROOM = Room(blueprint, gettext("History"), "flow_history.show", order=50, under="flows", tab_of="flow")


@blueprint.get("/flows/<flow_id>/history")
def show(flow_id: str) -> str:
    """The versions of a flow's file."""
    page = open_flow(flow_id)
    return page.render("flow_history.html", **versions_of([page.path]))
