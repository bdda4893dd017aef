"""The fields of a notice: what it is filled with, where each is used, and how that is changed."""

from __future__ import annotations

from flask import Blueprint

from ivr_author.web.language import gettext
from ivr_author.web.notice_page import open_notice
from ivr_author.web.rooms import Room

blueprint = Blueprint("notice_fields", __name__)
ROOM = Room(blueprint, gettext("Fields"), "notice_fields.show", order=20, under="notices", tab_of="notice")


@blueprint.get("/notices/<notice_id>/fields")
def show(notice_id: str) -> str:
    """Every field."""
    page = open_notice(notice_id)
    return page.render("notice_fields.html")
