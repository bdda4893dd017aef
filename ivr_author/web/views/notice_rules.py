"""The rules that a notice is held to: which hold, which are broken and where, and what is excused from its grade."""

from __future__ import annotations

from flask import Blueprint

from ivr_author.usecases.notice_rules import rule_sheet
from ivr_author.usecases.reading_grade import today_in
from ivr_author.web.language import gettext
from ivr_author.web.notice_page import open_notice
from ivr_author.web.rooms import Room

blueprint = Blueprint("notice_rules", __name__)
ROOM = Room(blueprint, gettext("Rules"), "notice_rules.show", order=40, under="notices", tab_of="notice")


@blueprint.get("/notices/<notice_id>/rules")
def show(notice_id: str) -> str:
    """Every rule with how the notice stands to it."""
    page = open_notice(notice_id)
    settings = page.shown.content.settings if page.shown.content else None
    return page.render(
        "notice_rules.html",
        sheet=rule_sheet(page.workspace, notice_id) if page.file else None,
        today=today_in(settings.time_zone if settings else "UTC"),
        workspace_grade=settings.grade_at_most if settings else None,
    )
