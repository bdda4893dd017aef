"""Tells on every page that the workspace is still being checked, and then that it was: a line that asks for itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, render_template
from werkzeug.wrappers import Response

from ivr_author.web.rooms import Room, snapshot

blueprint = Blueprint("checking", __name__)
ROOM = Room(blueprint, under="home")


@blueprint.app_context_processor
def about_check() -> dict[str, Callable[[], bool]]:
    """What pages ask while they are drawn, and not before: an answer may take a moment."""
    return {"is_checking": lambda: snapshot().is_checking}


@blueprint.get("/checking")
def line() -> Any:
    """What the line says once the check has ended; nothing new (204) while it runs."""
    if snapshot().is_checking:
        return Response(status=204)
    return render_template("checking_done.html")
