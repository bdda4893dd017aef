"""Sample members: made-up people whom notices are tried on, in a list and each in a form."""

from __future__ import annotations

from flask import Blueprint

from ivr_author.web.language import gettext
from ivr_author.web.rooms import Room

blueprint = Blueprint("members", __name__)
ROOM = Room(blueprint, gettext("Sample members"), "members.index", order=60, in_workspace=True)


@blueprint.get("/members")
def index() -> str:
    """All of them."""
    return ""


@blueprint.get("/members/<member_id>")
def show(member_id: str) -> str:
    """One."""
    return member_id
