"""The rules that a notice is held to: which hold, which are broken and where, and what is excused from its grade."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, abort, g, redirect, request, url_for
from werkzeug.wrappers import Response

from ivr_author.core.diagnostics import Diagnostic, error
from ivr_author.flow.readability import MAX_GRADE
from ivr_author.usecases.declare_notice import NotDeclared, WaiverForm, declaration_revision, set_readability
from ivr_author.usecases.notice_rules import rule_sheet
from ivr_author.web.language import gettext
from ivr_author.web.notice.page import NoticePage, open_notice
from ivr_author.web.numbers import whole_number
from ivr_author.web.rooms import Room, the_studio
from ivr_author.web.security import shows_expired_forms
from ivr_author.workspace.files import WorkspaceError

blueprint = Blueprint("notice_rules", __name__)
ROOM = Room(blueprint, gettext("Rules"), "notice_rules.show", order=40, under="notices", tab_of="notice")

_WAIVER_FIELDS = ("text", "reason", "by", "until")
EMPTY = WaiverForm("", "", "")


@dataclass(frozen=True, slots=True)
class Tried:
    """A form that was not saved: what was typed, and why."""

    grade: str
    waivers: Sequence[WaiverForm]
    faults: tuple[Diagnostic, ...] = ()
    is_outdated: bool = False
    expired: bool = False


@blueprint.get("/notices/<notice_id>/rules")
def show(notice_id: str) -> str:
    """Every rule with how the notice stands to it."""
    return _show(open_notice(notice_id))


@blueprint.post("/notices/<notice_id>/rules")
@shows_expired_forms
def save(notice_id: str) -> Response | tuple[str, int]:
    """Set the grade and the waivers."""
    page = open_notice(notice_id)
    if page.file is None:
        abort(409, gettext("This notice can't be shown before its problems are mended."))
    if set(request.form) - {"revision", "grade", "csrf_token", *_WAIVER_FIELDS} or "revision" not in request.form:
        abort(400, gettext("This form has fields that are not known here. Open the page anew."))
    typed = Tried(request.form.get("grade", "").strip(), _waivers())
    if g.form_expired:
        return _show(page, Tried(typed.grade, typed.waivers, expired=True)), 403
    grade = whole_number(typed.grade, 1, MAX_GRADE)
    if typed.grade and grade is None:
        message = gettext("“{typed}” is no school grade").format(typed=typed.grade[:20])
        hint = gettext("write a whole number from 1 to {most}").format(most=MAX_GRADE)
        return _show(page, Tried(typed.grade, typed.waivers, (error("wrong-value", message, hint=hint),))), 422
    try:
        result = set_readability(
            the_studio().keeper, page.shown.workspace, notice_id, grade, typed.waivers, request.form["revision"]
        )
    except WorkspaceError as failure:
        return _show(page, Tried(typed.grade, typed.waivers, (failure.diagnostic,))), 500
    if isinstance(result, NotDeclared):
        tried = Tried(typed.grade, typed.waivers, result.faults, is_outdated=result.is_outdated)
        return _show(page, tried), 409 if result.is_outdated else 422
    return redirect(url_for("notice_rules.show", notice_id=notice_id, _anchor="readability"), 303)


def _waivers() -> list[WaiverForm]:
    columns = [request.form.getlist(name) for name in _WAIVER_FIELDS]
    if len({len(column) for column in columns}) > 1:
        # A row without one of its fields is no reason to take all the waivers away.
        abort(400, gettext("A part of this form is missing. Open the page anew."))
    rows = zip(*columns, strict=True)
    made = [WaiverForm(*(cell.strip() for cell in row)) for row in rows]
    return [one for one in made if one.reason or one.by]


def _show(page: NoticePage, tried: Tried | None = None) -> str:
    if page.file is None:
        return page.render("notice_rules.html", sheet=None)
    settings = page.shown.content.settings if page.shown.content else None
    given = page.notice.readability
    held = [
        WaiverForm(one.text.value if one.text else "", one.reason.value, one.by.value, str(one.until or ""))
        for one in (given.waivers if given else ())
    ]
    try:
        revision = declaration_revision(page.shown.workspace, page.notice_id)
    except WorkspaceError:
        revision = ""
    return page.render(
        "notice_rules.html",
        sheet=rule_sheet(page.workspace, page.notice_id),
        workspace_grade=settings.grade_at_most if settings else None,
        revision=revision,
        tried_readability=tried,
        grade=tried.grade if tried else (page.notice.grade_at_most or ""),
        waivers=[*(tried.waivers if tried else held), EMPTY],
        addresses=[one.address for one in page.shown.notices.segments(page.notice_id)],
    )
