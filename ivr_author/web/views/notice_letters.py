"""The letters that a notice can become: what each depends on, and which sample members look at it."""

from __future__ import annotations

from flask import Blueprint

from ivr_author.web.language import gettext
from ivr_author.web.notice.page import open_notice
from ivr_author.web.notice.presenters import LETTER_PREFIX, view_texts
from ivr_author.web.rooms import Room

blueprint = Blueprint("notice_letters", __name__)
ROOM = Room(blueprint, gettext("Branches"), "notice_letters.show", order=30, under="notices", tab_of="notice")


@blueprint.get("/notices/<notice_id>/branches")
def show(notice_id: str) -> str:
    """Every kind of letter, text by text."""
    page = open_notice(notice_id)
    return page.render(
        "notice_letters.html",
        texts=view_texts(page.desk, page.notice) if page.file and not page.reason else (),
        letter_prefix=LETTER_PREFIX,
    )
