"""A notice in its other languages: how far each is, and its texts beside their translations."""

from __future__ import annotations

from flask import Blueprint, request

from ivr_author.core.locale import find_locale
from ivr_author.web.access import visible_locales
from ivr_author.web.language import gettext
from ivr_author.web.notice.page import open_notice
from ivr_author.web.notice.presenters import view_translations
from ivr_author.web.rooms import Room

blueprint = Blueprint("notice_languages", __name__)
ROOM = Room(blueprint, gettext("Languages"), "notice_languages.show", order=50, under="notices", tab_of="notice")


@blueprint.get("/notices/<notice_id>/languages")
def show(notice_id: str) -> str:
    """All languages, and the texts of the one that is asked for."""
    page = open_notice(notice_id)
    known = page.shown.notices.stats.get(notice_id, {})
    stats = {name: known[name] for name in visible_locales(list(known))}
    asked = request.args.get("locale", "")
    # Who comes without a language is shown the one with the most to do.
    worst = min(stats, key=lambda name: stats[name].percent, default="")
    locale = asked if asked in stats else worst
    rows = view_translations(page.shown, notice_id, locale) if locale and page.file else ()
    only_open = request.args.get("only") == "open"
    return page.render(
        "notice_languages.html",
        stats=[(find_locale(name), one) for name, one in stats.items()],
        locale=find_locale(locale) if locale else None,
        rows=[one for one in rows if not only_open or not one.state.is_used or one.faults],
        total=len(rows),
        only_open=only_open,
    )
