"""Beginning a flow in the browser."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from ivr_author.core.diagnostics import Diagnostic
from ivr_author.core.locale import find_locale
from ivr_author.usecases.begin_flow import Begun, NotBegun, begin_flow
from ivr_author.web.language import gettext
from ivr_author.web.rooms import Room, snapshot, the_studio
from ivr_author.workspace.files import WorkspaceError

blueprint = Blueprint("flow_new", __name__)
ROOM = Room(blueprint, under="flows")


@blueprint.route("/flows/new", methods=["GET", "POST"])
def begin() -> Response | tuple[str, int]:
    """A new flow: its name, its title, and the first words that a caller hears."""
    typed = {name: request.form.get(name, "").strip() for name in ("id", "title", "prompt")}
    unknown = set(request.form) - {*typed, "csrf_token"}
    if unknown:
        what = ", ".join(sorted(unknown))
        abort(400, gettext("This form has fields that are not known here: {what}.").format(what=what))
    faults: Sequence[tuple[str, Diagnostic]] = ()
    code = 200
    if request.method == "POST":
        try:
            done = begin_flow(the_studio().keeper, snapshot().workspace, typed["id"], typed["title"], typed["prompt"])
        except WorkspaceError as failure:
            done = NotBegun((("", failure.diagnostic),))
        if isinstance(done, Begun):
            return redirect(url_for("flow_list.show", flow_id=done.flow_id, saved="1"), 303)
        faults, code = done.faults, 422
    content = snapshot().content
    locale = find_locale(content.settings.source_locale if content else "en")
    return render_template("flow_new.html", typed=typed, refused=faults, source_locale=locale), code
