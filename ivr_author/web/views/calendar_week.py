"""The ordinary weeks of a calendar in rows: a day, and from when to when it is open. A day without a row is closed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import Blueprint, abort, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from ivr_author.core.calendar import WEEKDAYS, Interval, parse_interval
from ivr_author.flow.content import CalendarFile
from ivr_author.usecases.edit_shared import calendar_path
from ivr_author.usecases.edit_week import overlaps, set_week
from ivr_author.web.language import gettext, weekday_names
from ivr_author.web.links import source_link
from ivr_author.web.rooms import Room, snapshot, the_studio
from ivr_author.web.rows import Column, Row, Table, filled, is_row_button, sent_rows, unknown_cells
from ivr_author.web.saving import Trouble, tried
from ivr_author.web.security import shows_expired_forms
from ivr_author.web.views.calendars import open_calendar
from ivr_author.workspace.files import read_file, revision

blueprint = Blueprint("calendar_week", __name__)
ROOM = Room(blueprint, under="calendars")

LIST = "hours"
CELLS = ("day", "from", "to")


@blueprint.get("/calendars/<calendar_id>/week")
def show(calendar_id: str) -> str:
    """The rows as the file has them."""
    file = open_calendar(calendar_id)
    rows = [
        {"day": day, "from": _clock(start), "to": _clock(end)}
        for day, hours in zip(WEEKDAYS, file.calendar.weekly, strict=True)
        for start, end in hours
    ]
    return _page(file, rows, revision(read_file(the_studio().root, calendar_path(calendar_id))))


@blueprint.post("/calendars/<calendar_id>/week")
@shows_expired_forms
def save(calendar_id: str) -> str | tuple[str, int] | Response:
    """Save the rows, or show them again: with one more, with one less, or with what is wrong."""
    file = open_calendar(calendar_id)
    if unknown_cells(request.form, ("revision", "csrf_token"), {LIST: CELLS}) or "revision" not in request.form:
        abort(400, gettext("This form has fields that are not known here. Open the page anew."))
    rows, based = sent_rows(request.form, LIST, CELLS), request.form["revision"]
    if g.form_expired:
        return _page(file, rows, based, expired=True), 403
    if is_row_button(request.form):
        return _page(file, rows, based)
    week, faults = _read(rows)
    if faults:
        return _page(file, rows, based, faults), 422
    troubles = tried(lambda: set_week(the_studio().keeper, snapshot().workspace, calendar_id, week, based))
    if troubles:
        now = revision(read_file(the_studio().root, calendar_path(calendar_id)))
        return _page(open_calendar(calendar_id), rows, now, troubles=troubles), troubles[0].status
    return redirect(url_for("calendars.show", calendar_id=calendar_id, saved=1, _anchor="week"), 303)


def _read(rows: Sequence[Row]) -> tuple[dict[str, list[Interval]], dict[str, str]]:
    week: dict[str, list[Interval]] = {day: [] for day in WEEKDAYS}
    faults: dict[str, str] = {}
    for number, row in filled(rows):
        at = f"{LIST}.{number}"
        if row["day"] not in week:
            faults[f"{at}.day"] = gettext("Choose a day of the week.")
        found = parse_interval(f"{row['from']}-{row['to']}")
        if isinstance(found, str):
            faults[f"{at}.from"] = found
        elif row["day"] in week:
            week[row["day"]].append(found)
    names = dict(zip(WEEKDAYS, weekday_names(), strict=True))
    for day in () if faults else overlaps(week):
        last = max(number for number, row in filled(rows) if row["day"] == day)
        faults[f"{LIST}.{last}.from"] = gettext("The hours of {day} overlap.").format(day=names[day])
    return week, faults


def _page(
    file: CalendarFile,
    rows: Sequence[Row],
    based: str,
    faults: Mapping[str, str] | None = None,
    *,
    troubles: Sequence[Trouble] = (),
    expired: bool = False,
) -> str:
    days = list(zip(WEEKDAYS, weekday_names(), strict=True))
    columns = (
        Column("day", gettext("Day"), days),
        Column("from", gettext("Opens")),
        Column("to", gettext("Closes")),
    )
    return render_template(
        "calendar_week.html",
        file=file,
        table=Table(LIST, gettext("Opening hours"), columns, rows, faults or {}),
        revision=based,
        troubles=troubles,
        expired=expired,
        source=source_link(calendar_path(file.id)),
    )


def _clock(minutes: int) -> str:
    return f"{minutes // 60}:{minutes % 60:02d}"
