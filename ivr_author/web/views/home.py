"""Home: what needs you."""

from __future__ import annotations

from flask import Blueprint, render_template

from ivr_author.web.language import gettext
from ivr_author.web.rooms import Room

blueprint = Blueprint("home", __name__)
ROOM = Room(blueprint, gettext("Home"), "home.index", order=1)


@blueprint.get("/")
def index() -> str:
    """Where a day begins."""
    return render_template("home.html")
