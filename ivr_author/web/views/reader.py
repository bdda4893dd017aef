"""The reader's own choices: language of the studio, light or dark, role, keys; kept in a cookie of their browser."""

from __future__ import annotations

from flask import Blueprint, current_app, redirect, request
from werkzeug.wrappers import Response

from ivr_author.web.forms import own_page, take_only
from ivr_author.web.reader import reader
from ivr_author.web.rooms import Room

blueprint = Blueprint("reader", __name__)
ROOM = Room(blueprint, under="home")


@blueprint.post("/reader")
def choose() -> Response:
    """Keep what the form names, and show the page again that it stood on."""
    take_only("next", "language", "theme", "role", "keys")
    answer = current_app.make_response(redirect(own_page(request.form.get("next", "")), 303))
    reader().with_choices(request.form.to_dict()).keep(answer)
    return answer
