"""A new notice: what it is called, what it is for, and by which channels it goes."""

from __future__ import annotations

from flask import Blueprint, abort, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from ivr_author.core.diagnostics import Diagnostic
from ivr_author.usecases.new_notice import NewNotice, NotBegun, begin_notice
from ivr_author.web.language import gettext
from ivr_author.web.notice.presenters import CHANNEL_TITLES
from ivr_author.web.rooms import Room, snapshot, the_studio
from ivr_author.web.security import shows_expired_forms
from ivr_author.workspace.files import WorkspaceError

blueprint = Blueprint("notice_new", __name__)
ROOM = Room(blueprint, under="notices")

_FIELDS = {"id", "title", "purpose", "owner", "channels", "csrf_token"}


@blueprint.get("/notices/new")
def show() -> str:
    """The form."""
    return _form(NewNotice("", "", "", "", ("letter", "email")))


@blueprint.post("/notices/new")
@shows_expired_forms
def save() -> str | tuple[str, int] | Response:
    """Begin the notice, or say what is wrong."""
    if set(request.form) - _FIELDS:
        abort(400, gettext("This form has fields that are not known here. Open the page anew."))
    texts = {name: " ".join(request.form.get(name, "").split()) for name in ("id", "title", "purpose", "owner")}
    chosen = tuple(name for name in CHANNEL_TITLES if name in request.form.getlist("channels"))
    new = NewNotice(**texts, channels=chosen)
    if g.form_expired:
        return _form(new, expired=True), 403
    try:
        result = begin_notice(the_studio().keeper, snapshot().workspace, new)
    except WorkspaceError as failure:
        return _form(new, (("", failure.diagnostic),)), 500
    if isinstance(result, NotBegun):
        return _form(new, result.faults), 422
    return redirect(url_for("notices.show", notice_id=new.id), 303)


def _form(new: NewNotice, faults: tuple[tuple[str, Diagnostic], ...] = (), *, expired: bool = False) -> str:
    return render_template("notice_new.html", new=new, faults=faults, expired=expired, channel_titles=CHANNEL_TITLES)
