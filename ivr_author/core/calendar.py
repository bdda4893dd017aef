"""Opening hours: what a calendar says at an instant, in its time zone; and instants as local dates and times.

Targets without a time zone database get `offset_table`, and `runtime/calendar.js` gives the same answers from it. YAML
calendars are read by `flow`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

State = Literal["open", "closed", "holiday"]
Interval = tuple[int, int]
"""Minutes of the day: open at the first, closed at the second; 1440 is midnight at the day's end."""

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MINUTES_OF_DAY = 24 * 60

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_CLOCK = r"([01]?[0-9]|2[0-4]):([0-5][0-9])"
_INTERVAL = re.compile(rf"\s*{_CLOCK}\s*[-–]\s*{_CLOCK}\s*")


@dataclass(frozen=True, slots=True)
class Holiday:
    """A day on which the calendar says `holiday`, as YYYY-MM-DD."""

    date: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class HoursException:
    """A day with its own hours, which decide alone; without hours it is closed all day."""

    date: str
    hours: tuple[Interval, ...]
    name: str = ""


@dataclass(frozen=True, slots=True)
class Calendar:
    """Hours by the day of the week (seven, from Monday), holidays, and single days with their own hours."""

    weekly: tuple[tuple[Interval, ...], ...]
    holidays: tuple[Holiday, ...] = ()
    exceptions: tuple[HoursException, ...] = ()
    time_zone: str = "UTC"

    def __post_init__(self) -> None:
        if len(self.weekly) != len(WEEKDAYS):
            raise ValueError("a week has seven days")

    def to_json(self) -> dict[str, Any]:
        """What deciding needs, without names, as plain JSON values."""
        return {
            "weekly": [[list(interval) for interval in day] for day in self.weekly],
            "holidays": {holiday.date: True for holiday in self.holidays},
            "exceptions": {
                # Backwards, so that the first of two for one day holds, as in `state_at`.
                day.date: [list(interval) for interval in day.hours]
                for day in reversed(self.exceptions)
            },
            "time_zone": self.time_zone,
        }

    @classmethod
    def from_json(cls, table: Mapping[str, Any]) -> Calendar:
        """The calendar of such a table; the names of its days are not in it."""
        return cls(
            weekly=tuple(tuple((start, end) for start, end in day) for day in table["weekly"]),
            holidays=tuple(Holiday(day) for day in table["holidays"]),
            exceptions=tuple(
                HoursException(day, tuple((start, end) for start, end in hours))
                for day, hours in table["exceptions"].items()
            ),
            time_zone=table["time_zone"],
        )


def parse_interval(text: str) -> Interval | str:
    """`8:00-18:00` as minutes of the day, or what is wrong with it."""
    match = _INTERVAL.fullmatch(text)
    if match is None:
        return f"`{text}` is no stretch of hours; write it as 8:00-18:00"
    start_hour, start_minute, end_hour, end_minute = (int(part) for part in match.groups())
    start, end = start_hour * 60 + start_minute, end_hour * 60 + end_minute
    if max(start, end) > MINUTES_OF_DAY:
        return f"`{text}` goes past 24:00, the end of the day"
    if start >= end:
        return f"`{text}` ends before it begins; split hours over midnight into two days"
    return start, end


def state_at(calendar: Calendar, instant: datetime) -> State:
    """What the calendar says: an exception decides alone, then a holiday, then the day of the week."""
    day, time = local_moment(instant, calendar.time_zone)
    minute = int(time[:2]) * 60 + int(time[3:])
    for exception in calendar.exceptions:
        if exception.date == day:
            return _within(exception.hours, minute)
    if any(holiday.date == day for holiday in calendar.holidays):
        return "holiday"
    return _within(calendar.weekly[date.fromisoformat(day).weekday()], minute)


def _within(hours: tuple[Interval, ...], minute: int) -> State:
    return "open" if any(start <= minute < end for start, end in hours) else "closed"


def local_moment(instant: datetime, zone: str) -> tuple[str, str]:
    """An instant as a clock on the wall shows it there: YYYY-MM-DD and HH:MM."""
    local = _aware(instant).astimezone(ZoneInfo(zone))
    return local.date().isoformat(), f"{local:%H:%M}"


def to_milliseconds(instant: datetime) -> int:
    """An instant in epoch milliseconds, as `Window` has it."""
    since = _aware(instant) - _EPOCH
    return (since.days * 86_400 + since.seconds) * 1000 + since.microseconds // 1000


def from_milliseconds(milliseconds: int) -> datetime:
    """The instant, in UTC."""
    return _EPOCH + timedelta(milliseconds=milliseconds)


def day_start(day: date, zone: str) -> int:
    """The first instant of a local day in epoch milliseconds, also where clocks skip midnight."""
    first = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)).astimezone(UTC)
    # Where clocks skip 00:00, it is read as if they had not, and so lies at the change or after it.
    while (first - timedelta(minutes=1)).astimezone(ZoneInfo(zone)).date() >= day:
        first -= timedelta(minutes=1)
    return to_milliseconds(first)


def is_within(start: int | None, end: int | None, milliseconds: int) -> bool:
    """Whether an instant is at or after the start and before the end; None is open."""
    return (start is None or start <= milliseconds) and (end is None or milliseconds < end)


def is_time_zone(name: str) -> bool:
    """Whether the time zone database knows this name."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


@cache
def offset_table(zone: str, first_year: int, last_year: int) -> tuple[tuple[int, int], ...]:
    """When the zone's distance from UTC changes, as (epoch milliseconds, minutes from then on), oldest first.

    The first entry is the beginning of the first year (in UTC); before it and after the last year the answer may be
    wrong, because governments change these rules: compile again when they do.
    """
    information = ZoneInfo(zone)
    now, end = datetime(first_year, 1, 1, tzinfo=UTC), datetime(last_year + 1, 1, 2, tzinfo=UTC)
    table = [(to_milliseconds(now), _offset(now, information))]
    while now < end:
        later = now + timedelta(days=1)
        if _offset(later, information) != table[-1][1]:
            change = _first_change(now, later, information)
            table.append((to_milliseconds(change), _offset(change, information)))
            now = change
        else:
            now = later
    return tuple(table)


def _first_change(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    offset = _offset(before, zone)
    while after - before > timedelta(seconds=1):
        middle = before + timedelta(seconds=(after - before) // timedelta(seconds=2))
        before, after = (middle, after) if _offset(middle, zone) == offset else (before, middle)
    return after


def _offset(instant: datetime, zone: ZoneInfo) -> int:
    offset = instant.astimezone(zone).utcoffset()
    assert offset is not None, "a zone always has an offset"
    return offset // timedelta(minutes=1)


def _aware(instant: datetime) -> datetime:
    if instant.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return instant
