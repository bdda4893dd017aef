"""Sample calendars: made-up people whom notices are tried on, in a list and each in a form."""

from __future__ import annotations

from flask import Blueprint

from ivr_author.web.language import gettext
from ivr_author.web.rooms import Room

blueprint = Blueprint("calendars", __name__)
ROOM = Room(blueprint, gettext("Sample calendars"), "calendars.index", order=70, in_workspace=True)


@blueprint.get("/calendars")
def index() -> str:
    """All of them."""
    return ""


@blueprint.get("/calendars/<calendar_id>")
def show(calendar_id: str) -> str:
    """One."""
    return calendar_id
