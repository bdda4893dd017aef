"""Values as each locale speaks them: the table, and what must hold whatever comes in."""

from __future__ import annotations

import json
import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr_author.core.locale import registry_locales
from ivr_author.core.spoken import SpeechFormat, speak, speech_format
from ivr_author.core.value_types import Value, ValueType

LOCALES = [locale.id for locale in registry_locales()]
OTHERS = ["th", "ja", "fa", "de", "uk", "sw", "ne", "ti", "xx", "und", "es_PR", "fr_CA"]

DATES = {
    "en": ("December 23, 2026", "January 1, 2027"),
    "es": ("23 de diciembre de 2026", "1 de enero de 2027"),
    "pt_BR": ("23 de dezembro de 2026", "1º de janeiro de 2027"),
    "zh_Hans": ("2026年12月23日", "2027年1月1日"),
    "zh_Hant": ("2026年12月23日", "2027年1月1日"),
    "ht": ("23 desanm 2026", "premye janvye 2027"),
    "vi": ("ngày 23 tháng 12 năm 2026", "ngày 1 tháng 1 năm 2027"),
    "ru": ("23 декабря 2026 года", "1 января 2027 года"),
    "ar": ("23 ديسمبر 2026", "1 يناير 2027"),
    "fr": ("23 décembre 2026", "1er janvier 2027"),
    "ko": ("2026년 12월 23일", "2027년 1월 1일"),
    "pl": ("23 grudnia 2026 roku", "1 stycznia 2027 roku"),
    "tl": ("Disyembre 23, 2026", "Enero 1, 2027"),
    "hmn": ("Lub Kaum Ob Hlis Ntuj tim 23, 2026", "Lub Ib Hlis Ntuj tim 1, 2027"),
    "fa": ("23 دسامبر 2026", "1 ژانویهٔ 2027"),
    "xx": ("2026-12-23", "2027-1-1"),
}
TIMES = {
    "en": ("12:05 AM", "8:00 AM", "12:00 PM", "6:30 PM"),
    "es": ("12:05 a.m.", "8:00 a.m.", "12:00 p.m.", "6:30 p.m."),
    "ht": ("12:05 AM", "8:00 AM", "12:00 PM", "6:30 PM"),
    "ar": ("12:05 صباحًا", "8:00 صباحًا", "12:00 مساءً", "6:30 مساءً"),
    "so": ("12:05 subaxnimo", "8:00 subaxnimo", "12:00 galabnimo", "6:30 galabnimo"),
    **dict.fromkeys(("pt_BR", "zh_Hans", "vi", "ru", "fr", "xx"), ("0:05", "8:00", "12:00", "18:30")),
}


def say(value: Value, kind: str, tag: str = "en") -> str:
    return speak(value, ValueType(kind), speech_format(tag))


@pytest.mark.parametrize("tag", DATES)
def test_dates_have_month_names_in_the_locales_own_order(tag: str) -> None:
    assert (say("2026-12-23", "date", tag), say("2027-01-01", "date", tag)) == DATES[tag]


def test_haitian_creole_months_are_not_the_french_ones_of_cldr() -> None:
    spoken = [say(f"2026-{month:02d}-15", "date", "ht").split()[1] for month in range(1, 13)]
    assert " ".join(spoken) == "janvye fevriye mas avril me jen jiyè out septanm oktòb novanm desanm"


@pytest.mark.parametrize("tag", TIMES)
def test_times(tag: str) -> None:
    assert tuple(say(time, "time", tag) for time in ("00:05", "08:00", "12:00", "18:30")) == TIMES[tag]


@pytest.mark.parametrize("tag", [*LOCALES, *OTHERS])
def test_amounts_and_numbers_are_us_style_everywhere(tag: str) -> None:
    assert say(1234.5, "money", tag) == "$1,234.50"
    assert say(1234567.25, "number", tag) == "1,234,567.25"
    assert say(-5.0, "money", tag).endswith("$5.00")
    assert say(-5.0, "money", tag) != "$5.00"


@pytest.mark.parametrize(
    ("amount", "spoken"),
    [
        (0.0, "$0.00"),
        (-0.0, "$0.00"),
        (-0.001, "$0.00"),
        (0.005, "$0.01"),
        (120.55, "$120.55"),
        (999.995, "$1,000.00"),
        (1e6, "$1,000,000.00"),
        (-12.3, "minus $12.30"),
        (9_999_999_999_999.99, "$9,999,999,999,999.99"),
        (1e13, ""),
        (1e300, ""),
        (math.inf, ""),
        (math.nan, ""),
        (None, ""),
    ],
)
def test_money_is_rounded_half_up_and_never_wrong(amount: Value, spoken: str) -> None:
    assert say(amount, "money") == spoken


@pytest.mark.parametrize(
    ("number", "spoken"),
    [
        (3.0, "3"),
        (-0.0, "0"),
        (0.1, "0.1"),
        (0.30000000000000004, "0.3"),
        (1 / 128, "0.007813"),
        (0.9999999, "1"),
        (-0.0000001, "0"),
        (-1500.25, "minus 1,500.25"),
        (999_999_999_999_999.0, "999,999,999,999,999"),
        (1e15, ""),
        (-math.inf, ""),
        (math.nan, ""),
    ],
)
def test_numbers_have_six_decimals_at_most(number: Value, spoken: str) -> None:
    assert say(number, "number") == spoken


@pytest.mark.parametrize(
    ("phone", "spoken"),
    [
        ("+18005550100", "8 0 0, 5 5 5, 0 1 0 0"),
        ("8005550100", "8 0 0, 5 5 5, 0 1 0 0"),
        ("1 (800) 555-0100", "8 0 0, 5 5 5, 0 1 0 0"),
        ("+442079460123", "+ 4 4 2, 0 7 9, 4 6 0, 1 2 3"),
        ("+5511987654321", "+ 5 5 1, 1 9 8, 7 6 5, 4 3 2 1"),
        ("5550100", "5 5 5, 0 1 0 0"),
        ("911", "9 1 1"),
        ("sip:agents@example.org", "sip:agents@example.org"),
        ("anonymous", "anonymous"),
        ("", ""),
    ],
)
def test_phone_numbers_are_read_figure_by_figure_in_groups(phone: str, spoken: str) -> None:
    assert say(phone, "phone") == spoken


def test_digits_are_read_one_by_one() -> None:
    assert say("12345678", "digits") == "1 2 3 4 5 6 7 8"
    assert say("none", "digits") == "none"


def test_keys_texts_and_names_stay_as_they_are_on_one_line() -> None:
    assert say("2", "key") == "2"
    assert say("  Ana\u202f María\n\tLópez\u200f ", "name") == "Ana María López"
    assert say("می\u200cخواهم", "text") == "می\u200cخواهم"  # a joiner is part of the word


@pytest.mark.parametrize("tag", [*LOCALES, *OTHERS])
def test_yes_and_no_differ(tag: str) -> None:
    assert say(True, "boolean", tag) != say(False, "boolean", tag)


@pytest.mark.parametrize(
    ("value", "kind"), [("2026-02-30", "date"), ("20261223", "date"), ("25:00", "time"), ("x", "money")]
)
def test_what_does_not_fit_its_type_is_spoken_as_it_is(value: str, kind: str) -> None:
    assert say(value, kind) == value


@pytest.mark.parametrize("tag", [*LOCALES, *OTHERS])
def test_every_format_has_each_slot_once_and_only_plain_spaces(tag: str) -> None:
    form = speech_format(tag)
    slots = re.findall(r"\{\w+\}", form.date)
    assert sorted(slots) in (["{day}", "{month_number}", "{year}"], ["{day}", "{month}", "{year}"])
    slots = re.findall(r"\{\w+\}", form.time)
    assert sorted(slots) in (["{hour24}", "{minute}"], ["{hour12}", "{minute}", "{period}"])
    assert form.minus.count("{value}") == form.money.count("{value}") == 1
    assert len(set(form.months)) == 12
    text = json.dumps(form.to_json(), ensure_ascii=False)
    assert not re.search("[\u00a0\u202f\u200e\u200f\u2007\u2009\t\n]", text)
    assert SpeechFormat.from_json(json.loads(text)) == form


@given(
    st.one_of(st.none(), st.booleans(), st.floats(), st.text(max_size=20), st.dates().map(str), st.times().map(str)),
    st.sampled_from(list(ValueType)),
    st.sampled_from(LOCALES),
)
def test_whatever_comes_in_one_clean_line_comes_out(value: Value, kind: ValueType, tag: str) -> None:
    spoken = speak(value, kind, speech_format(tag))
    assert spoken == " ".join(spoken.split(" "))
    assert not re.search("[\x00-\x1f\x7f\u00a0\u202f\u200e\u200f]", spoken)
    assert "{" not in spoken or (isinstance(value, str) and "{" in value)
