"""Calendars: a year of days at a glance, what a call would hear at a moment, and days that are not as their weekday."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from ivr_author.core.calendar import Interval, parse_interval
from ivr_author.flow.content import CalendarFile
from ivr_author.usecases.edit_shared import Day, calendar_path, remove_day, set_day
from ivr_author.web.calendar_year import KIND_TITLES, day_of, heard_at, hours_text, special_days, uses_of, year_of
from ivr_author.web.language import gettext, weekday_names
from ivr_author.web.links import source_link
from ivr_author.web.numbers import whole_number
from ivr_author.web.rooms import Room, snapshot, the_studio
from ivr_author.web.saving import Trouble, tried
from ivr_author.web.security import shows_expired_forms
from ivr_author.workspace.files import read_file, revision

blueprint = Blueprint("calendars", __name__)
ROOM = Room(blueprint, gettext("Calendars"), "calendars.index", order=70, in_workspace=True)

FIRST_YEAR, LAST_YEAR = 1970, 2200
KINDS = ("holiday", "hours", "shut")


@blueprint.get("/calendars")
def index() -> str:
    """All calendars, and what each says now."""
    shown = snapshot()
    content = shown.content
    now = dt.datetime.now(dt.UTC)
    rows = []
    for file in content.calendars.values() if content else ():
        today = now.astimezone(ZoneInfo(file.calendar.time_zone)).date()
        coming = next((day for day in special_days(file.calendar) if day.date >= today), None)
        rows.append((file, heard_at(file.calendar, now), coming, uses_of(content, file.id) if content else []))
    broken = sorted(path for path in shown.sources if path.startswith("flows/calendars/"))
    known = {calendar_path(file.id) for file, *_ in rows}
    return render_template(
        "calendars.html",
        rows=rows,
        broken=[path for path in broken if path not in known],
        kind_titles=KIND_TITLES,
    )


@blueprint.get("/calendars/<calendar_id>")
def show(calendar_id: str) -> str:
    """One calendar: a year (`year`), a day (`day`), a moment to try (`at`)."""
    return _page(open_calendar(calendar_id), request.args)


@blueprint.post("/calendars/<calendar_id>/days")
@shows_expired_forms
def save_day(calendar_id: str) -> str | tuple[str, int] | Response:
    """Let a day be a holiday, have hours of its own, or be as its weekday again."""
    file = open_calendar(calendar_id)
    typed = {name: request.form.get(name, "").strip() for name in ("date", "kind", "hours", "name", "revision", "do")}
    if set(request.form) - {*typed, "csrf_token"}:
        abort(400, gettext("This form has fields that are not known here. Open the page anew."))
    if g.form_expired:
        return _page(file, {"day": typed["date"]}, typed, expired=True), 403
    day, faults = _read_day(typed)
    troubles: list[Trouble] = []
    if day is not None and not faults:
        studio, workspace = the_studio(), snapshot().workspace
        troubles = tried(
            lambda: (
                remove_day(studio.keeper, workspace, calendar_id, day.date, typed["revision"])
                if typed["do"] == "remove"
                else set_day(studio.keeper, workspace, calendar_id, day, typed["revision"])
            )
        )
        if not troubles:
            return redirect(
                url_for("calendars.show", calendar_id=calendar_id, year=day.date.year, day=day.date, saved=1), 303
            )
    status = troubles[0].status if troubles else 422
    return _page(open_calendar(calendar_id), {"day": typed["date"]}, typed, faults, troubles), status


def open_calendar(calendar_id: str) -> CalendarFile:
    """A calendar that can be read; 404 for any other."""
    shown = snapshot()
    file = shown.content.calendars.get(calendar_id) if shown.content else None
    if file is None:
        if calendar_path(calendar_id) in shown.sources:
            explanation = gettext("The calendar “{calendar}” can't be read. Its problems say what to mend.")
            abort(404, explanation.format(calendar=calendar_id))
        abort(404, gettext("There is no calendar “{calendar}”.").format(calendar=calendar_id))
    return file


def _page(
    file: CalendarFile,
    asked: Mapping[str, str],
    typed: Mapping[str, str] | None = None,
    faults: Mapping[str, str] | None = None,
    troubles: Sequence[Trouble] = (),
    *,
    expired: bool = False,
) -> str:
    shown = snapshot()
    zone = ZoneInfo(file.calendar.time_zone)
    now = dt.datetime.now(zone).replace(second=0, microsecond=0, tzinfo=None)
    day = _date(asked.get("day", "")) or now.date()
    at = _moment(asked.get("at", ""))
    shown_year = whole_number(asked.get("year", ""), FIRST_YEAR, LAST_YEAR) or day.year
    chosen = day_of(file.calendar, day)
    form = typed or {
        "date": day.isoformat(),
        "kind": chosen.kind if chosen.is_special else "holiday",
        "hours": hours_text(chosen.hours),
        "name": chosen.name,
    }
    path = calendar_path(file.id)
    return render_template(
        "calendar.html",
        file=file,
        year=shown_year,
        months=year_of(file.calendar, shown_year),
        specials=[one for one in special_days(file.calendar) if one.date.year == shown_year],
        chosen=chosen,
        form=form,
        faults=faults or {},
        troubles=troubles,
        expired=expired,
        revision=revision(read_file(the_studio().root, path)),
        at=(at or now).isoformat(timespec="minutes"),
        heard=heard_at(file.calendar, at.replace(tzinfo=zone)) if at else "",
        heard_day=day_of(file.calendar, at.date()) if at else None,
        uses=uses_of(shown.content, file.id) if shown.content else [],
        weekdays=weekday_names(),
        weekday_heads=[weekday_names("abbreviated")[index] for index in (6, 0, 1, 2, 3, 4, 5)],
        kind_titles=KIND_TITLES,
        kinds=KINDS,
        hours_text=hours_text,
        source=source_link(path),
        bounds=(FIRST_YEAR, LAST_YEAR),
    )


def _read_day(typed: Mapping[str, str]) -> tuple[Day | None, dict[str, str]]:
    faults: dict[str, str] = {}
    hours: list[Interval] = []
    date = _date(typed["date"])
    if date is None:
        faults["date"] = gettext("Write a day as 2026-12-24.")
    if typed["kind"] not in KINDS and typed["do"] != "remove":
        faults["kind"] = gettext("There is nothing like that to choose.")
    if typed["kind"] == "hours" and typed["do"] != "remove":
        for text in filter(None, (one.strip() for one in typed["hours"].replace(";", ",").split(","))):
            found = parse_interval(text)
            if isinstance(found, str):
                faults["hours"] = found
            else:
                hours.append(found)
        if not hours and "hours" not in faults:
            faults["hours"] = gettext("Write the hours as 8:00-13:00, or choose “Closed for the day”.")
    if date is None:
        return None, faults
    return Day(date, typed["name"], typed["kind"] == "holiday", tuple(sorted(hours))), faults


def _date(text: str) -> dt.date | None:
    try:
        found = dt.date.fromisoformat(text)
    except ValueError:
        return None
    return found if FIRST_YEAR <= found.year <= LAST_YEAR else None


def _moment(text: str) -> dt.datetime | None:
    try:
        found = dt.datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        return None
    return found if FIRST_YEAR <= found.year <= LAST_YEAR else None
