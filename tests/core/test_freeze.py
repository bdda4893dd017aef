"""Freeze windows: where they begin and end, to the minute, over midnight and where clocks change."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from ivr_author.core.calendar import Calendar, Holiday, HoursException, Interval, state_at
from ivr_author.core.freeze import FreezeWindow, freeze_windows

NEW_YORK = "America/New_York"
NEVER: tuple[tuple[Interval, ...], ...] = ((),) * 7


def days(*written: str, zone: str = NEW_YORK) -> Calendar:
    return Calendar(NEVER, (), tuple(HoursException(one, (), f"day {one[-2:]}") for one in written), zone)


def daily(opens: int, closes: int, zone: str = NEW_YORK) -> Calendar:
    return Calendar((((opens, closes),),) * 7, (), (), zone)


def shown(window: FreezeWindow, zone: str = NEW_YORK) -> tuple[str, str]:
    return tuple(f"{one.astimezone(ZoneInfo(zone)):%d %H:%M}" for one in (window.start, window.end))  # type: ignore[return-value]


def windows(calendars: dict[str, Calendar], first: str, last: str) -> tuple[FreezeWindow, ...]:
    begin, end = (datetime.fromisoformat(one).replace(tzinfo=ZoneInfo(NEW_YORK)) for one in (first, last))
    return freeze_windows(calendars, begin, end)


def minutes(first: datetime, last: datetime) -> Iterator[datetime]:
    while first < last:
        yield first
        first += timedelta(minutes=1)


def test_an_exceptional_day_is_frozen_from_midnight_to_midnight() -> None:
    (one,) = windows({"peak": days("2026-12-23")}, "2026-12-01", "2026-12-31")
    assert (shown(one), one.calendars, one.names) == (("23 00:00", "24 00:00"), ("peak",), ("day 23",))
    begin = datetime(2026, 12, 23, 5, tzinfo=UTC)
    second = timedelta(seconds=1)
    assert [one.holds(at) for at in (begin - second, begin, begin + timedelta(days=1) - second)] == [False, True, True]
    assert not one.holds(begin + timedelta(days=1))


def test_days_side_by_side_are_one_window_also_of_two_calendars() -> None:
    calendars = {"peak": days("2026-12-22", "2026-12-24"), "own": days("2026-12-23"), "late": daily(22 * 60, 24 * 60)}
    found = windows(calendars, "2026-12-22T10:00", "2026-12-24T12:00")
    assert [shown(one) for one in found] == [("21 22:00", "25 00:00")]
    assert found[0].calendars == ("late", "peak", "own")
    assert found[0].names == ("day 22", "day 23", "day 24")


def test_holidays_freeze_nothing_and_exceptions_decide_alone() -> None:
    calendar = Calendar(daily(480, 600).weekly, (Holiday("2026-12-24"), Holiday("2026-12-25")), (), NEW_YORK)
    exceptions = (HoursException("2026-12-25", ((0, 60),), "all day"), HoursException("2026-12-25", (), "never heard"))
    both = Calendar(calendar.weekly, calendar.holidays, exceptions, NEW_YORK)
    found = windows({"a": both}, "2026-12-24T00:30", "2026-12-26T00:00")
    assert [(shown(one), one.names) for one in found] == [(("25 00:00", "26 00:00"), ("all day",))]


def test_each_calendar_has_its_own_time_zone() -> None:
    (one,) = windows({"kiritimati": days("2026-12-23", zone="Pacific/Kiritimati")}, "2026-12-01", "2026-12-31")
    assert one.start == datetime(2026, 12, 22, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("opens", "closes", "day", "expected"),
    [
        # Clocks go from 2:00 to 3:00 on March 14, and from 2:00 back to 1:00 on November 7.
        (150, 240, "2027-03-14", ("14 03:00", "14 04:00")),
        (60, 150, "2027-03-14", ("14 01:00", "14 03:00")),
        (60, 90, "2027-11-07", ("07 01:00", "07 01:30")),
        (120, 180, "2027-11-07", ("07 02:00", "07 03:00")),
        (0, 1440, "2027-11-07", ("07 00:00", "08 00:00")),
    ],
)
def test_where_clocks_change(opens: int, closes: int, day: str, expected: tuple[str, str]) -> None:
    hours = ((), (), (), (), (), (), ((opens, closes),))
    calendar = Calendar(hours, (), (), NEW_YORK)
    (one,) = windows({"a": calendar}, f"{day}T00:00", f"{day}T23:00")
    assert shown(one) == expected
    begin = datetime.fromisoformat(f"{day}T00:00").replace(tzinfo=ZoneInfo(NEW_YORK)).astimezone(UTC)
    for at in minutes(begin, begin + timedelta(hours=6)):
        is_open = state_at(calendar, at) == "open"
        # The hour that comes twice is one stretch: more than the calendar says, never less.
        assert one.holds(at) == is_open or (one.holds(at) and day == "2027-11-07")


def test_hours_that_clocks_skip_whole_freeze_nothing() -> None:
    calendar = Calendar(((), (), (), (), (), (), ((125, 170),)), (), (), NEW_YORK)
    assert windows({"a": calendar}, "2027-03-14T00:00", "2027-03-14T23:00") == ()


def test_a_day_that_clocks_skip_midnight_of_begins_when_it_begins() -> None:
    zone = "America/Santiago"  # 2026-09-06 begins at 1:00
    (one,) = freeze_windows(
        {"a": days("2026-09-06", zone=zone)}, datetime(2026, 9, 1, tzinfo=UTC), datetime(2026, 9, 30, tzinfo=UTC)
    )
    assert shown(one, zone) == ("06 01:00", "07 00:00")


def test_nothing_of_other_times() -> None:
    assert windows({"peak": days("2026-12-23")}, "2026-12-24T00:00", "2026-12-31") == ()
    assert windows({"peak": days("2026-12-23")}, "2026-12-20", "2026-12-22T23:59") == ()
    assert windows({}, "2026-12-20", "2026-12-22") == ()
