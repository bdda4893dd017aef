"""A calendar as a year of days: what each is, in words and as a class, and why; where it is used in calls."""

from __future__ import annotations

import calendar as gregorian
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from ivr_author.core.calendar import Calendar, Interval, state_at
from ivr_author.flow.content import Content
from ivr_author.flow.model import CalendarName
from ivr_author.flow.node import leaves
from ivr_author.web.language import gettext, month_names

KIND_TITLES = {
    "open": gettext("Open"),
    "closed": gettext("Closed"),
    "holiday": gettext("Holiday"),
    "hours": gettext("Special hours"),
    "shut": gettext("Closed for the day"),
}
"""What a day can be: as its weekday (open, closed), a holiday, a day with hours of its own, or one without any."""


@dataclass(frozen=True, slots=True)
class DayView:
    """One day: its kind, the hours that hold, the name that the calendar gives it."""

    date: dt.date
    kind: str
    hours: tuple[Interval, ...] = ()
    name: str = ""

    @property
    def is_special(self) -> bool:
        """Whether it is not as its weekday."""
        return self.kind not in ("open", "closed")


@dataclass(frozen=True, slots=True)
class Month:
    """A month in weeks from Sunday, as calendars in the United States hang; None fills up the first and the last."""

    name: str
    weeks: Sequence[Sequence[DayView | None]]


@dataclass(frozen=True, slots=True)
class Use:
    """A node or queue that asks a calendar. `flow` is empty for a queue."""

    flow: str
    name: str


def day_of(calendar: Calendar, day: dt.date) -> DayView:
    """What a day is. An exception decides alone, then a holiday, then the weekday, as in a call."""
    text = day.isoformat()
    for exception in calendar.exceptions:
        if exception.date == text:
            return DayView(day, "hours" if exception.hours else "shut", exception.hours, exception.name)
    for holiday in calendar.holidays:
        if holiday.date == text:
            return DayView(day, "holiday", (), holiday.name)
    hours = calendar.weekly[day.weekday()]
    return DayView(day, "open" if hours else "closed", hours)


def year_of(calendar: Calendar, year: int) -> list[Month]:
    """The twelve months."""
    weeks = gregorian.Calendar(firstweekday=6)
    return [
        Month(
            name,
            [
                [day_of(calendar, day) if day.month == number else None for day in week]
                for week in weeks.monthdatescalendar(year, number)
            ],
        )
        for number, name in enumerate(month_names(), 1)
    ]


def special_days(calendar: Calendar) -> list[DayView]:
    """Every day that is not as its weekday, each once, by date."""
    named = {one.date for one in calendar.holidays} | {one.date for one in calendar.exceptions}
    return [day_of(calendar, dt.date.fromisoformat(text)) for text in sorted(named)]


def heard_at(calendar: Calendar, moment: dt.datetime) -> str:
    """What a call hears: `open`, `closed` or `holiday`."""
    return state_at(calendar, moment)


def uses_of(content: Content, calendar_id: str) -> list[Use]:
    """The nodes and queues that ask a calendar."""
    nodes = [
        Use(flow.id, node.id)
        for flow in content.flows.values()
        for node in flow.nodes.values()
        if any(isinstance(leaf.value, CalendarName) and leaf.value.value == calendar_id for leaf in leaves(node))
    ]
    queues = [
        Use("", name)
        for name, queue in content.settings.queues.items()
        if queue.calendar and queue.calendar.value == calendar_id
    ]
    return nodes + queues


def hours_text(hours: Sequence[Interval]) -> str:
    """Stretches of hours as the file has them: 8:00-12:00, 13:00-18:00."""
    return ", ".join(f"{start // 60}:{start % 60:02d}-{end // 60}:{end % 60:02d}" for start, end in hours)
