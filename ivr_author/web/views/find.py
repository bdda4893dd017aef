"""Find, and help: the two pages that keys open from every other one."""

from __future__ import annotations

from flask import Blueprint, current_app, render_template, request

from ivr_author.usecases.check import all_rules
from ivr_author.usecases.search import Kind, SearchIndex, index_workspace
from ivr_author.web.access import visible_locales
from ivr_author.web.language import gettext
from ivr_author.web.links import hit_link
from ivr_author.web.rooms import Room, snapshot
from ivr_author.web.studio import Snapshot
from ivr_author.web.views.guides import guide_titles

blueprint = Blueprint("find", __name__)
ROOM = Room(blueprint)

KIND_TITLES = {
    Kind.FLOW: gettext("Flow"),
    Kind.NOTICE: gettext("Notice"),
    Kind.NODE: gettext("Node"),
    Kind.CALENDAR: gettext("Calendar"),
    Kind.SERVICE: gettext("Service"),
    Kind.MEMBER: gettext("Sample member"),
    Kind.WORDS: gettext("Words"),
    Kind.RULE: gettext("Rule"),
    Kind.FILE: gettext("File"),
}


@blueprint.get("/find")
def index() -> str:
    """What holds the words that are looked for; as a fragment for the dialog, else as a page."""
    query = request.args.get("q", "").strip()
    shown = snapshot()
    found = _index(shown).find(query) if query else ()
    source = shown.content.settings.source_locale if shown.content else "en"
    hits = [(hit, hit_link(shown, hit)) for hit in found if hit.locale in ("", source) or visible_locales([hit.locale])]
    template = "find_hits.html" if request.headers.get("HX-Request") else "find.html"
    return render_template(template, query=query, hits=hits, kind_titles=KIND_TITLES)


@blueprint.get("/help")
def help_page() -> str:
    """What the keys do, and what the words of the studio mean."""
    return render_template("help.html", guides=guide_titles())


def _index(shown: Snapshot) -> SearchIndex:
    """The index of this state of the workspace; the last one is kept."""
    held = current_app.extensions.get("ivr_find")
    if held is None or held[0] is not shown:
        texts = {f"notice {one}": tuple(shown.notices.segments(one)) for one in shown.notices.ids}
        held = (shown, index_workspace(shown.workspace, {**shown.segments_by_group, **texts}, all_rules()))
        current_app.extensions["ivr_find"] = held
    index = held[1]
    assert isinstance(index, SearchIndex), "nobody else puts one there"
    return index
