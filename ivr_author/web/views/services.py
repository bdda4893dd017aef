"""Sample services: made-up people whom notices are tried on, in a list and each in a form."""

from __future__ import annotations

from flask import Blueprint

from ivr_author.web.language import gettext
from ivr_author.web.rooms import Room

blueprint = Blueprint("services", __name__)
ROOM = Room(blueprint, gettext("Sample services"), "services.index", order=65, in_workspace=True)


@blueprint.get("/services")
def index() -> str:
    """All of them."""
    return ""


@blueprint.get("/services/<service_id>")
def show(service_id: str) -> str:
    """One."""
    return service_id
