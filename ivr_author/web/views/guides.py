"""Guides: a task from start to end for each kind of person, as docs/ has them. Help lists them."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

from flask import Blueprint, abort, render_template, url_for
from markupsafe import Markup

from ivr_author.web.language import gettext
from ivr_author.web.prose import title_of, to_html
from ivr_author.web.rooms import Room

blueprint = Blueprint("guides", __name__)
ROOM = Room(blueprint)

GUIDES = ("content_editor", "translator", "telephony_engineer", "qa", "operations", "running")
"""The names of the guides, in the order in which Help lists them."""

_FOLDER = files("ivr_author").joinpath("docs")
_TO_GUIDE = re.compile(r'href="([a-z_]+)\.md"')


@blueprint.get("/help/guides/<guide>")
def show(guide: str) -> str:
    """One guide."""
    if guide not in GUIDES:
        abort(404, gettext("There is no guide “{guide}”.").format(guide=guide))
    text = read_guide(guide)
    html = _TO_GUIDE.sub(lambda match: f'href="{url_for("guides.show", guide=match[1])}"', str(to_html(text)))
    # It was Markdown of our own, rendered with HTML switched off.
    return render_template("guide.html", title=title_of(text), steps=Markup(html), guide=guide)  # noqa: S704 - above


@cache
def read_guide(guide: str) -> str:
    """The text of a guide."""
    return _FOLDER.joinpath(f"{guide}.md").read_text(encoding="utf-8")


def guide_titles() -> dict[str, str]:
    """The title of each guide."""
    return {guide: title_of(read_guide(guide)) for guide in GUIDES}
