"""Hours through holidays, exceptions and both changes of the clock."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from ivr_author.core.calendar import (
    Calendar,
    Holiday,
    HoursException,
    day_start,
    from_milliseconds,
    is_time_zone,
    is_within,
    local_moment,
    offset_table,
    parse_interval,
    state_at,
    to_milliseconds,
)

NEW_YORK = "America/New_York"
WORKDAY = ((8 * 60, 18 * 60),)
OFFICE = Calendar(
    weekly=(*[WORKDAY] * 5, (), ((0, 90), (120, 180))),
    holidays=(Holiday("2026-12-25", "Christmas Day"), Holiday("2026-12-23")),
    exceptions=(
        HoursException("2026-12-23", ((480, 1200),), "Payment deadline"),
        HoursException("2026-12-26", ((600, 1440),)),
        HoursException("2026-12-28", ()),
    ),
    time_zone=NEW_YORK,
)


@pytest.mark.parametrize(
    ("moment", "state"),
    [
        ("2026-12-22T07:59:59-05:00", "closed"),
        ("2026-12-22T08:00:00-05:00", "open"),
        ("2026-12-22T17:59:59-05:00", "open"),
        ("2026-12-22T18:00:00-05:00", "closed"),
        ("2026-12-23T18:30:00-05:00", "open"),  # the exception decides, though it is a holiday too
        ("2026-12-23T20:00:00-05:00", "closed"),
        ("2026-12-25T12:00:00-05:00", "holiday"),
        ("2026-12-25T03:00:00-05:00", "holiday"),
        ("2026-12-26T23:59:59-05:00", "open"),  # a Saturday with hours until 24:00
        ("2026-12-27T02:00:00-05:00", "open"),
        ("2026-12-28T12:00:00-05:00", "closed"),  # a Monday without hours
        ("2026-12-22T13:00:00+00:00", "open"),
    ],
)
def test_what_the_calendar_says(moment: str, state: str) -> None:
    assert state_at(OFFICE, datetime.fromisoformat(moment)) == state


@pytest.mark.parametrize(
    ("moment", "state"),
    [
        ("2026-03-06T12:59:00+00:00", "closed"),  # winter: 7:59
        ("2026-03-06T13:00:00+00:00", "open"),
        ("2026-03-09T11:59:00+00:00", "closed"),  # summer since the day before: 7:59
        ("2026-03-09T12:00:00+00:00", "open"),
        ("2026-03-08T06:29:00+00:00", "open"),  # Sunday 1:29
        ("2026-03-08T06:30:00+00:00", "closed"),
        ("2026-03-08T07:00:00+00:00", "closed"),  # 2:00 does not exist, it is 3:00
        ("2026-11-01T05:29:00+00:00", "open"),  # 1:29, the first time
        ("2026-11-01T05:30:00+00:00", "closed"),
        ("2026-11-01T06:00:00+00:00", "open"),  # 1:00, the second time
        ("2026-11-01T06:30:00+00:00", "closed"),
        ("2026-11-01T07:00:00+00:00", "open"),  # 2:00
    ],
)
def test_hours_are_those_of_the_wall_clock_when_it_changes(moment: str, state: str) -> None:
    assert state_at(OFFICE, datetime.fromisoformat(moment)) == state


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        state_at(OFFICE, datetime(2026, 12, 22, 12, 0))  # noqa: DTZ001


def test_a_week_has_seven_days() -> None:
    with pytest.raises(ValueError, match="seven"):
        Calendar(weekly=(WORKDAY,))


def test_local_moment() -> None:
    instant = datetime.fromisoformat("2027-01-01T04:59:59+00:00")
    assert local_moment(instant, NEW_YORK) == ("2026-12-31", "23:59")
    assert local_moment(instant, "Asia/Kathmandu") == ("2027-01-01", "10:44")


@pytest.mark.parametrize(
    ("text", "interval"),
    [
        ("8:00-18:00", (480, 1080)),
        ("08:30 - 9:00", (510, 540)),
        ("0:00-24:00", (0, 1440)),
        ("23:00–24:00", (1380, 1440)),
    ],
)
def test_intervals(text: str, interval: tuple[int, int]) -> None:
    assert parse_interval(text) == interval


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("8-18", "write it as"),
        ("8:00", "write it as"),
        ("25:00-26:00", "write it as"),
        ("8:60-9:00", "write it as"),
        ("8:00-24:30", "past 24:00"),
        ("22:00-6:00", "split"),
        ("8:00-8:00", "before it begins"),
        ("24:00-24:00", "before it begins"),
        ("", "write it as"),
    ],
)
def test_what_is_no_interval_says_why(text: str, fault: str) -> None:
    explained = parse_interval(text)
    assert isinstance(explained, str)
    assert fault in explained


def test_a_calendar_is_plain_json() -> None:
    again = Calendar.from_json(json.loads(json.dumps(OFFICE.to_json())))
    assert again.to_json() == OFFICE.to_json()
    assert state_at(again, datetime.fromisoformat("2026-12-23T18:30:00-05:00")) == "open"


def test_of_two_exceptions_for_a_day_the_first_holds_everywhere() -> None:
    twice = Calendar(((),) * 7, (), (HoursException("2026-12-23", WORKDAY), HoursException("2026-12-23", ())))
    noon = datetime(2026, 12, 23, 12, tzinfo=UTC)
    assert state_at(twice, noon) == state_at(Calendar.from_json(twice.to_json()), noon) == "open"


def test_offsets_of_new_york() -> None:
    table = offset_table(NEW_YORK, 2026, 2027)
    assert [(from_milliseconds(at).isoformat(), minutes) for at, minutes in table] == [
        ("2026-01-01T00:00:00+00:00", -300),
        ("2026-03-08T07:00:00+00:00", -240),
        ("2026-11-01T06:00:00+00:00", -300),
        ("2027-03-14T07:00:00+00:00", -240),
        ("2027-11-07T06:00:00+00:00", -300),
    ]


@pytest.mark.parametrize("zone", ["America/Phoenix", "UTC", "Asia/Kathmandu"])
def test_a_zone_that_never_changes_has_one_offset(zone: str) -> None:
    assert len(offset_table(zone, 2026, 2031)) == 1


@pytest.mark.parametrize(
    "zone", [NEW_YORK, "Australia/Lord_Howe", "Africa/Casablanca", "America/Santiago", "Africa/Cairo"]
)
def test_offsets_are_those_of_the_zone_on_every_hour(zone: str) -> None:
    table = offset_table(zone, 2026, 2031)
    instant = datetime(2026, 1, 1, tzinfo=UTC)
    while instant.year < 2032:
        known = [minutes for at, minutes in table if at <= to_milliseconds(instant)][-1]
        assert timedelta(minutes=known) == instant.astimezone(ZoneInfo(zone)).utcoffset()
        instant += timedelta(hours=5, minutes=30)


@pytest.mark.parametrize(
    ("day", "zone", "first"),
    [
        ("2026-12-23", NEW_YORK, "2026-12-23T05:00:00+00:00"),
        ("2026-07-01", NEW_YORK, "2026-07-01T04:00:00+00:00"),
        ("2026-09-06", "America/Santiago", "2026-09-06T04:00:00+00:00"),  # clocks go from 0:00 to 1:00
        ("2026-04-24", "Africa/Cairo", "2026-04-23T22:00:00+00:00"),
    ],
)
def test_the_first_instant_of_a_day(day: str, zone: str, first: str) -> None:
    start = from_milliseconds(day_start(date.fromisoformat(day), zone))
    assert start.isoformat() == first
    assert local_moment(start, zone)[0] == day
    assert local_moment(start - timedelta(seconds=1), zone)[0] < day


def test_windows_begin_at_their_start_and_end_before_their_end() -> None:
    assert [is_within(10, 20, instant) for instant in (9, 10, 19, 20)] == [False, True, True, False]
    assert is_within(None, 20, 0)
    assert is_within(10, None, 10)


@pytest.mark.parametrize(("name", "known"), [(NEW_YORK, True), ("Mars/Olympus", False), ("", False), ("../etc", False)])
def test_time_zone_names(name: str, known: bool) -> None:
    assert is_time_zone(name) is known
