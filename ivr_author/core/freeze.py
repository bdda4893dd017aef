"""Freeze windows: stretches of time in which nothing goes out to callers, as calendars name them.

A calendar that is named freezes while it is open, and on each of its exceptional days from midnight to midnight.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from ivr_author.core.calendar import MINUTES_OF_DAY, Calendar, Interval

_MINUTE = timedelta(minutes=1)
_DAY = timedelta(days=1)
_WHOLE_DAY: tuple[Interval, ...] = ((0, MINUTES_OF_DAY),)


@dataclass(frozen=True, slots=True)
class FreezeWindow:
    """From `start` to before `end`, in UTC; the calendars that ask for it, and what they call its days."""

    start: datetime
    end: datetime
    calendars: tuple[str, ...]
    names: tuple[str, ...] = ()

    def holds(self, instant: datetime) -> bool:
        """Whether an instant lies in it."""
        return self.start <= instant < self.end


def freeze_windows(calendars: Mapping[str, Calendar], first: datetime, last: datetime) -> tuple[FreezeWindow, ...]:
    """The windows that touch a stretch of time, in order. What adjoins is one window, also over midnight."""
    stretches = sorted(
        (one for name, calendar in calendars.items() for one in _stretches(name, calendar, first, last)),
        key=lambda one: (one.start, one.end, one.calendars),
    )
    merged: list[FreezeWindow] = []
    for one in stretches:
        if merged and one.start <= merged[-1].end:
            merged[-1] = _joined(merged[-1], one)
        else:
            merged.append(one)
    return tuple(one for one in merged if one.end > first and one.start <= last)


def _joined(before: FreezeWindow, after: FreezeWindow) -> FreezeWindow:
    calendars = tuple(dict.fromkeys((*before.calendars, *after.calendars)))
    names = tuple(dict.fromkeys((*before.names, *after.names)))
    return FreezeWindow(before.start, max(before.end, after.end), calendars, names)


def _stretches(name: str, calendar: Calendar, first: datetime, last: datetime) -> Iterator[FreezeWindow]:
    zone = ZoneInfo(calendar.time_zone)
    # In reverse, so that the first of two for one day holds, as everywhere.
    own_days = {one.date: one.name for one in reversed(calendar.exceptions)}
    holidays = {one.date for one in calendar.holidays}
    # A day more on both sides: what began yesterday may go on, and it may be tomorrow there already.
    day, end = first.astimezone(zone).date() - _DAY, last.astimezone(zone).date() + _DAY
    while day <= end:
        written = day.isoformat()
        hours: tuple[Interval, ...] = () if written in holidays else calendar.weekly[day.weekday()]
        names: tuple[str, ...] = ()
        if written in own_days:
            hours, names = _WHOLE_DAY, tuple(one for one in (own_days[written],) if one)
        for opens, closes in hours:
            start, stop = _instant(day, opens, zone, fold=0), _instant(day, closes, zone, fold=1)
            if start < stop:
                yield FreezeWindow(start, stop, (name,), names)
        day += _DAY


def _instant(day: date, minute: int, zone: ZoneInfo, *, fold: int) -> datetime:
    """The instant at which the clock on the wall shows a minute of a day, or has just skipped it.

    Where clocks show it twice, `fold` says which of both: a window begins at the first and ends at the second.
    """
    shown = datetime.combine(day, time()) + timedelta(minutes=minute)
    instant = shown.replace(tzinfo=zone, fold=fold).astimezone(UTC)
    if instant.astimezone(zone).replace(tzinfo=None) != shown:
        # Clocks skipped it: read by the hour before the change it lies after the change, which is what is wanted.
        instant = shown.replace(tzinfo=zone, fold=0).astimezone(UTC)
        while (instant - _MINUTE).astimezone(zone).replace(tzinfo=None) >= shown:
            instant -= _MINUTE
    return instant
