"""The ECMAScript functions give the same answers as the Python ones, whatever comes in."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, get_args

import pytest
import quickjs
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ivr_author.core.calendar import (
    Calendar,
    Holiday,
    HoursException,
    from_milliseconds,
    is_within,
    local_moment,
    offset_table,
    state_at,
    to_milliseconds,
)
from ivr_author.core.dates import is_date
from ivr_author.core.entry import EntryKind, EntrySpec, classify_entry
from ivr_author.core.locale import registry_locales
from ivr_author.core.locale_profile import Locale
from ivr_author.core.plurals import choose_form
from ivr_author.core.runtime import SCRIPTS, runtime_script
from ivr_author.core.spoken import speak, speech_format
from ivr_author.core.value_types import Value, ValueType

LOCALES = [*(locale.id for locale in registry_locales()), "fa", "th", "xx"]
ZONES = [
    "America/New_York",
    "America/Phoenix",
    "America/Puerto_Rico",
    "Europe/London",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",  # half an hour of summer time
    "America/Santiago",  # changes at midnight
    "Africa/Casablanca",  # changes around Ramadan
]
TABLES = {zone: offset_table(zone, 2026, 2031) for zone in ZONES}

Call = Callable[..., Any]


def engine() -> Call:
    context = quickjs.Context()
    context.eval(runtime_script())
    context.eval("function call(name, args) { return JSON.stringify(ivr[name].apply(ivr, JSON.parse(args))); }")
    function = context.get("call")
    return lambda name, *args: json.loads(function(name, json.dumps(args)))


CALL = engine()

NUMBERS = st.one_of(
    st.floats(allow_nan=False, allow_infinity=False),
    st.floats(-1e6, 1e6),
    st.integers(-(10**16), 10**16).map(float),
    st.integers(-(10**9), 10**9).map(lambda number: number / 100),
    st.integers(-(10**9), 10**9).map(lambda number: number / 128 / 1000),
    st.integers(-(10**6), 10**6).map(lambda number: number / 1000 + 0.0005),
)
DATES = st.one_of(
    st.dates().map(str),
    st.builds("{:04d}-{:02d}-{:02d}".format, st.integers(0, 9999), st.integers(0, 14), st.integers(0, 33)),
)
PHONES = st.one_of(
    st.from_regex(r"\A\+?[0-9]{1,20}\Z", alphabet="+0123456789"), st.text("+0123456789 ()-.", max_size=20)
)
TEXTS = st.one_of(st.text(max_size=30), st.text("a1é \u00a0\u200f\u202f\u3000\x00\x1f😀$%{}", max_size=12))
VALUES = {
    ValueType.NUMBER: NUMBERS,
    ValueType.MONEY: NUMBERS,
    ValueType.DATE: DATES,
    ValueType.TIME: st.times().map(lambda time: time.strftime("%H:%M")),
    ValueType.PHONE: PHONES,
    ValueType.DIGITS: st.text("0123456789*#", max_size=20),
    ValueType.BOOLEAN: st.booleans(),
}
WITH_VALUES = {
    kind: st.tuples(st.just(kind), st.one_of(VALUES.get(kind, TEXTS), TEXTS, NUMBERS, st.none())) for kind in ValueType
}
KINDS_AND_VALUES = st.sampled_from(list(ValueType)).flatmap(WITH_VALUES.__getitem__)


@settings(max_examples=600)
@given(KINDS_AND_VALUES, st.sampled_from(LOCALES))
@example((ValueType.MONEY, 1.005), "en")
@example((ValueType.MONEY, -0.005), "en")
@example((ValueType.NUMBER, 1 / 128), "es")
@example((ValueType.NUMBER, 999_999.9999999), "ru")
@example((ValueType.DATE, "0000-01-01"), "en")
@example((ValueType.TEXT, "\ufeff a😀\u2028b "), "en")
def test_values_are_spoken_alike(case: tuple[ValueType, Value], tag: str) -> None:
    kind, value = case
    form = speech_format(tag)
    assert CALL("speak", value, kind.value, form.to_json()) == speak(value, kind, form)


@pytest.mark.parametrize("tag", LOCALES)
def test_every_day_and_hour_is_spoken_alike_in_every_locale(tag: str) -> None:
    form = speech_format(tag)
    for month in range(1, 13):
        for day in (1, 2, 28, 31):
            text = f"2028-{month:02d}-{day:02d}"
            assert CALL("speak", text, "date", form.to_json()) == speak(text, ValueType.DATE, form)
    for hour in range(25):
        text = f"{hour:02d}:05"
        assert CALL("speak", text, "time", form.to_json()) == speak(text, ValueType.TIME, form)


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "undefined", "-0"])
@pytest.mark.parametrize("kind", ["number", "money"])
def test_what_json_cannot_carry_is_safe_too(number: str, kind: str) -> None:
    context = quickjs.Context()
    context.eval(runtime_script())
    form = json.dumps(speech_format("en").to_json())
    zero = {"number": "0", "money": "$0.00"}[kind] if number == "-0" else ""
    assert context.eval(f"ivr.speak({number}, '{kind}', {form})") == zero


@given(DATES)
@example("2000-02-29")
@example("2100-02-29")
@example("2028-02-29")
@example("2027-02-29")
@example("0000-02-29")
@example("2026-02-28\n")
def test_days_exist_alike(text: str) -> None:
    assert CALL("is_date", text) == is_date(text)


@pytest.mark.parametrize("begin", ["", "+", "1", "+1", "+44"])
def test_phone_numbers_of_every_length_are_spoken_alike(begin: str) -> None:
    form = speech_format("en")
    for length in range(20):
        number = begin + "23456789012345678901"[:length]
        assert CALL("speak", number, "phone", form.to_json()) == speak(number, ValueType.PHONE, form)


SPECS = st.builds(
    lambda kind, low, more, keys, numeric: EntrySpec(kind, low, low + more, "#", frozenset(keys), numeric),
    st.sampled_from(get_args(EntryKind)),
    st.integers(1, 8),
    st.integers(0, 12),
    st.sets(st.sampled_from("0129*#")),
    st.booleans(),
)
ENTRIES = st.one_of(
    st.text("0123456789*#", max_size=20),
    st.text("0123456789", min_size=8, max_size=8),
    st.dates().map(lambda day: f"{day:%m%d}{day.year:04d}"),
    st.builds("{}*{}".format, st.integers(0, 10**14), st.text("0123456789", max_size=3)),
    st.builds("{}*{}".format, st.text("0123456789", max_size=3), st.text("0123456789", max_size=3)),
    st.sampled_from("0123456789*#"),
)


@settings(max_examples=600)
@given(ENTRIES, st.booleans(), SPECS)
def test_entries_come_to_the_same(keys: str, terminated: bool, spec: EntrySpec) -> None:
    result = classify_entry(keys, terminated, spec)
    expected = {"outcome": result.outcome, "key": result.key, "value": result.value}
    found = CALL("classify_entry", keys, terminated, spec.to_json())
    assert found == expected
    assert isinstance(found["value"], bool) == isinstance(result.value, bool)


# Minutes before and after the moment that is asked about, so that the edges of opening hours are met.
EDGES = st.one_of(st.integers(-2, 2), st.integers(-1440, 1440))
STRETCHES = st.lists(st.tuples(EDGES, EDGES), max_size=3)
CHANGES = [(zone, at) for zone in ZONES for at, _ in TABLES[zone][1:]]
AROUND_A_CHANGE = st.tuples(st.sampled_from(CHANGES), st.integers(-7_200_000, 7_200_000)).map(
    lambda case: (case[0][0], case[0][1] + case[1])
)
ANY_TIME = st.tuples(
    st.sampled_from(ZONES),
    st.integers(to_milliseconds(datetime(2026, 1, 1, tzinfo=UTC)), to_milliseconds(datetime(2031, 12, 31, tzinfo=UTC))),
)


@settings(max_examples=600)
@given(
    st.one_of(AROUND_A_CHANGE, ANY_TIME),
    st.lists(STRETCHES, min_size=8, max_size=8),
    st.integers(-1, 1),
    st.integers(-1, 1),
)
def test_calendars_say_the_same(
    case: tuple[str, int], stretches: list[list[tuple[int, int]]], holiday: int, exception: int
) -> None:
    zone, milliseconds = case
    instant = from_milliseconds(milliseconds)
    day, time = local_moment(instant, zone)
    minute = int(time[:2]) * 60 + int(time[3:])

    def clip(edge: int) -> int:
        return min(max(minute + edge, 0), 1440)

    def near(days: int) -> str:
        return local_moment(instant + timedelta(days=days), zone)[0]

    *weekly, hours = [tuple((clip(start), clip(end)) for start, end in pairs) for pairs in stretches]
    holidays, exceptions = (Holiday(near(holiday)),), (HoursException(near(exception), hours),)
    calendar = Calendar(tuple(weekly), holidays, exceptions, zone)
    assert CALL("local_moment", TABLES[zone], milliseconds) == {"date": day, "time": time}
    assert CALL("calendar_state", calendar.to_json(), TABLES[zone], milliseconds) == state_at(calendar, instant)


@given(*[st.one_of(st.none(), st.integers(0, 9))] * 2, st.integers(0, 9))
def test_windows_are_the_same(start: int | None, end: int | None, instant: int) -> None:
    assert CALL("is_within", start, end, instant) == is_within(start, end, instant)


COUNTS = st.one_of(
    NUMBERS, st.integers(-300, 300).map(float), st.integers(0, 300).map(str), TEXTS, st.none(), st.booleans()
)


@cache
def picker(rule: str) -> Call:
    context = quickjs.Context()
    context.eval(runtime_script())
    context.eval(
        f"function pick(n) {{ return {rule}; }}"
        "function choose(count, forms) { return ivr.choose_form(pick, JSON.parse(count), forms); }"
    )
    choose: Call = context.get("choose")
    return choose


@settings(max_examples=600)
@given(COUNTS, st.sampled_from(registry_locales()))
def test_counts_take_the_same_form(count: Value, locale: Locale) -> None:
    rule, forms = locale.plural_expression, locale.plural_count
    assert picker(rule)(json.dumps(count), forms) == choose_form(rule, count, forms)


def test_the_scripts_are_ecmascript_5_and_may_stand_in_cdata() -> None:
    script = runtime_script()
    assert "]]>" not in script
    code = re.sub(r"/\*.*?\*/", "", script, flags=re.DOTALL)
    assert not re.search(r"=>|`|\b(let|const|class|async|yield|of|import|export)\b|\.\.\.|//", code)
    assert not re.search(r"\b(window|document|console|Intl|JSON|padStart|includes|startsWith|repeat|Map|Set)\b", code)
    assert script.isascii()
    assert len(script) < 16_000


def test_all_scripts_are_shipped(repository: Path) -> None:
    folder = repository / "ivr_author" / "core" / "runtime"
    assert sorted(path.name for path in folder.glob("*.js")) == sorted(SCRIPTS)


def test_the_platforms_own_time_zone_does_not_matter() -> None:
    # Only the UTC getters of Date may be used: the others would follow the platform's clock.
    assert not re.search(r"\.get(?!UTC)[A-Z]\w*\(", runtime_script())
