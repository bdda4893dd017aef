"""The versions of one notice: of its words and of what it declares."""

from __future__ import annotations

from flask import Blueprint

from ivr_author.web.language import gettext
from ivr_author.web.notice.page import open_notice
from ivr_author.web.rooms import Room
from ivr_author.web.views.history import versions_of
from ivr_author.workspace.layout import notice_path, notice_template_path

blueprint = Blueprint("notice_history", __name__)
ROOM = Room(blueprint, gettext("History"), "notice_history.show", order=60, under="notices", tab_of="notice")


@blueprint.get("/notices/<notice_id>/history")
def show(notice_id: str) -> str:
    """The versions of a notice's files, whether it can be read or not."""
    page = open_notice(notice_id)
    return page.render("notice_history.html", **versions_of([notice_template_path(notice_id), notice_path(notice_id)]))
