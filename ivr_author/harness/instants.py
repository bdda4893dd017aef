"""Call times worth trying: one instant for each combination of what calendars say, and of seasons and bulletins."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from ivr_author.core.calendar import (
    Calendar,
    State,
    from_milliseconds,
    is_within,
    local_moment,
    state_at,
    to_milliseconds,
)
from ivr_author.flow.read_script import DEFAULT_AT
from ivr_author.ir.ops import Window

MAX_INSTANTS = 48
"""Call times tried; each is one bit of a mask, and combinations of many calendars grow with the product."""

_DAYS_OF_A_CALENDAR = 8
_TIMES_OF_A_DAY = ("10:00", "00:30", "20:30")


@dataclass(frozen=True, slots=True)
class Instant:
    """A time at which a call may begin, what calendars say then, and which windows it lies in."""

    at: datetime
    date: str
    time: str
    states: Mapping[str, State]
    windows: tuple[bool, ...] = ()


def call_times(
    calendars: Mapping[str, Calendar],
    windows: Sequence[Window],
    time_zone: str,
    dates: Iterable[str] = (),
    times: Iterable[str] = (),
) -> tuple[Instant, ...]:
    """The ordinary Tuesday of call scripts first, then instants that differ in something; in a fixed order.

    `dates` and `times` are values that conditions compare with.
    """
    found: dict[object, Instant] = {}

    def add(candidates: Iterable[datetime], *, seasons: bool = False, clock: bool = False) -> None:
        for moment in candidates:
            if len(found) >= MAX_INSTANTS:
                return
            one = _instant(moment, calendars, windows, time_zone)
            key: tuple[object, ...] = tuple(one.states.values())
            if seasons:
                key = (key, one.windows)
            if clock:
                key = (key, one.date, one.time)
            found.setdefault(key, one)

    default = DEFAULT_AT.astimezone(ZoneInfo(time_zone))
    add([default])
    day, time = local_moment(default, time_zone)
    if calendars:
        add(_around_calendars(calendars, default.date(), time_zone))
    add((_local(one, time, time_zone) for one in dates), clock=True)
    add((_local(day, one, time_zone) for one in times), clock=True)
    add(_around_windows(windows, time_zone), seasons=True)
    return _without_repeats(found.values())


def _without_repeats(instants: Iterable[Instant]) -> tuple[Instant, ...]:
    return tuple({one.at: one for one in instants}.values())


def _instant(moment: datetime, calendars: Mapping[str, Calendar], windows: Sequence[Window], time_zone: str) -> Instant:
    day, time = local_moment(moment, time_zone)
    began = to_milliseconds(moment)
    return Instant(
        at=moment,
        date=day,
        time=time,
        states={name: state_at(calendar, moment) for name, calendar in calendars.items()},
        windows=tuple(is_within(window.start, window.end, began) for window in windows),
    )


def _around_calendars(calendars: Mapping[str, Calendar], first: date, time_zone: str) -> Iterator[datetime]:
    times = dict.fromkeys(_TIMES_OF_A_DAY)
    days = dict.fromkeys((first + timedelta(days=ahead)).isoformat() for ahead in range(7))
    for calendar in calendars.values():
        intervals = [interval for day in calendar.weekly for interval in day]
        intervals += [interval for exception in calendar.exceptions for interval in exception.hours]
        for start, end in intervals:
            times.update(dict.fromkeys(_clock(minute) for minute in (start, start - 1, end - 1, end)))
        special = [*(one.date for one in calendar.holidays), *(one.date for one in calendar.exceptions)]
        later = sorted(day for day in special if day >= first.isoformat()) or sorted(special)
        days.update(dict.fromkeys(later[:_DAYS_OF_A_CALENDAR]))
    for time in list(times)[:12]:
        yield from (_local(day, time, time_zone) for day in days)


def _clock(minute: int) -> str:
    minute %= 24 * 60
    return f"{minute // 60:02d}:{minute % 60:02d}"


def _around_windows(windows: Sequence[Window], time_zone: str) -> Iterator[datetime]:
    for window in windows:
        for edge, ahead in ((window.start, 0), (window.end, -60_000)):
            if edge is not None:
                moment = from_milliseconds(edge + ahead).astimezone(ZoneInfo(time_zone))
                day = moment.date().isoformat()
                yield _local(day, "10:00", time_zone)
                yield moment


def _local(day: str, time: str, time_zone: str) -> datetime:
    moment = datetime.fromisoformat(f"{day}T{time}:00").replace(tzinfo=ZoneInfo(time_zone))
    # There and back, so that a time skipped by the clocks becomes one that exists.
    return moment.astimezone(UTC).astimezone(ZoneInfo(time_zone))
