"""Sample members: made-up people whom notices are tried on, in a list and each in a form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import Blueprint, abort, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from ivr_author.core.locale import find_locale
from ivr_author.flow.fields import ID_HINT
from ivr_author.flow.read import is_id
from ivr_author.usecases.edit_members import remove_member, save_member
from ivr_author.usecases.show_members import Members, MemberSheet, open_members
from ivr_author.web.language import gettext
from ivr_author.web.links import source_link
from ivr_author.web.member_form import MemberForm, edit_of, form_of, typed_form, unknown_fields
from ivr_author.web.rooms import Room, snapshot, the_studio
from ivr_author.web.saving import Trouble, tried
from ivr_author.web.security import shows_expired_forms
from ivr_author.workspace.files import WorkspaceError
from ivr_author.workspace.layout import MEMBERS

blueprint = Blueprint("members", __name__)
ROOM = Room(blueprint, gettext("Sample members"), "members.index", order=60, in_workspace=True)

NEW = "new"


@blueprint.get("/members")
def index() -> str:
    """All of them."""
    members = _members()
    notices = snapshot().workspace.notices.notices
    return render_template("members.html", members=members, notices=notices, path=MEMBERS)


@blueprint.get("/members/new")
def begin() -> str:
    """The form of a new one; with `like`, what that one has."""
    members = _members()
    like = members.sheets.get(request.args.get("like", ""))
    form = form_of(like, members.shapes)
    if like is not None:
        form = MemberForm("", like.note, like.locale, like.bare, form.widgets)
    return _page(None, form, members.revision)


@blueprint.get("/members/<member_id>")
def show(member_id: str) -> str:
    """One in its form."""
    members = _members()
    sheet = _sheet(members, member_id)
    return _page(sheet, form_of(sheet, members.shapes), members.revision)


@blueprint.post("/members/new")
@blueprint.post("/members/<member_id>")
@shows_expired_forms
def save(member_id: str = "") -> str | tuple[str, int] | Response:
    """Add, change or remove one."""
    members = _members()
    sheet = _sheet(members, member_id) if member_id else None
    blank = form_of(sheet, members.shapes)
    if unknown_fields(request.form, blank):
        abort(400, gettext("This form has fields that are not known here. Open the page anew."))
    revision = request.form.get("revision", "")
    form = typed_form(request.form, blank)
    if g.form_expired:
        return _page(sheet, form, revision, expired=True), 403
    studio, workspace = the_studio(), snapshot().workspace
    if member_id and request.form.get("do") == "remove":
        troubles = tried(lambda: remove_member(studio.keeper, workspace, member_id, revision))
        if not troubles:
            return redirect(url_for("members.index"), 303)
        return _page(sheet, form, members.revision, troubles=troubles), troubles[0].status
    faults = _faults(form, members, member_id)
    if faults:
        return _page(sheet, form, revision, faults), 422
    troubles = tried(lambda: save_member(studio.keeper, workspace, member_id, edit_of(form, sheet), revision))
    if troubles:
        # The next save is made against what is shown now.
        return _page(sheet, form, members.revision, troubles=troubles), troubles[0].status
    return redirect(url_for("members.show", member_id=form.id, saved=1), 303)


def _members() -> Members:
    try:
        return open_members(snapshot().workspace)
    except WorkspaceError:
        return Members("")


def _sheet(members: Members, member_id: str) -> MemberSheet:
    sheet = members.sheets.get(member_id)
    if sheet is None:
        abort(404, gettext("There is no sample member “{member}”.").format(member=member_id))
    return sheet


def _faults(form: MemberForm, members: Members, member_id: str) -> dict[str, str]:
    faults = {}
    if not is_id(form.id):
        faults["id"] = ID_HINT
    elif form.id == NEW or (form.id != member_id and form.id in members.sheets):
        faults["id"] = gettext("There is a member of this name already.")
    return faults


def _page(
    sheet: MemberSheet | None,
    form: MemberForm,
    revision: str,
    faults: Mapping[str, str] | None = None,
    *,
    troubles: Sequence[Trouble] = (),
    expired: bool = False,
) -> str:
    shown = snapshot()
    notices = shown.workspace.notices.notices
    locales = shown.content.settings.all_locales() if shown.content else ("en",)
    return render_template(
        "member.html",
        sheet=sheet,
        form=form,
        revision=revision,
        faults=faults or {},
        troubles=troubles,
        expired=expired,
        notices=notices,
        locales=[find_locale(one) for one in locales],
        source=source_link(MEMBERS),
    )
