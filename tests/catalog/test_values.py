"""What texts say as values: one value in the writing of many languages has one reading."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ivr_author.catalog.differences import MOST_COMPARED, compare_values
from ivr_author.catalog.values import Kind, read_number, values_of
from ivr_author.core.locale import find_locale, registry_locales
from ivr_author.core.spoken import speak, speech_format
from ivr_author.core.value_types import ValueType
from ivr_author.core.written import write_value

LOCALES = [locale.id for locale in registry_locales()]
SERVED = ["en", "es", "pt_BR", "pt_PT", "zh_Hans", "zh_Hant", "ht", "vi", "ru", "ar", "km", "ko", "fr", "hi"]


def readings(text: str, locale: str) -> list[tuple[Kind, set[str]]]:
    return [(one.kind, set(one.readings)) for one in values_of(text, locale)]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        *(("1234", "1234"), ("1,234", "1234"), ("1.234", "1234"), ("1,234.50", "1234.5"), ("1.234,50", "1234.5")),
        *(("1 234,50", "1234.5"), ("1,234,567", "1234567"), ("1.234.567,8", "1234567.8"), ("0.125", "0.125")),
        *(("12,5", "12.5"), ("007", "7"), ("1.2.3", "1.2.3"), ("3.00", "3"), ("1.000,00", "1000")),
    ],
)
def test_numbers_have_one_spelling(written: str, value: str) -> None:
    assert read_number(written) == value


@pytest.mark.parametrize("tag", SERVED)
def test_what_we_speak_and_print_is_read_back(tag: str) -> None:
    form = speech_format(tag)
    for number in ("2027-01-01", "2026-11-05", "2027-12-31"):
        for say in (speak, write_value):
            found = readings(f"({say(number, ValueType.DATE, form)})", tag)
            assert (Kind.DATE, {number[5:]}) in found, (say(number, ValueType.DATE, form), found)
            assert (Kind.DATE, {number[:4]}) in found
    assert readings(speak(1234.5, ValueType.MONEY, form), tag) == [(Kind.AMOUNT, {"1234.5"})]
    assert readings(speak(1234.5, ValueType.NUMBER, form), tag) == [(Kind.NUMBER, {"1234.5"})]
    assert readings(write_value("+18005550100", ValueType.PHONE, form), tag) == [(Kind.PHONE, {"8005550100"})]
    for time in ("08:00", "20:30", "12:15"):
        found = readings(speak(time, ValueType.TIME, form), tag)
        assert [kind for kind, _ in found] == [Kind.TIME]
        assert time in found[0][1]


@pytest.mark.parametrize("tag", SERVED)
def test_a_number_word_is_the_figure(tag: str) -> None:
    for word, value in find_locale(tag).lexicon.numbers:
        found = values_of(f"- {word} -", tag)
        assert [(one.kind, set(one.readings)) for one in found] == [(Kind.WORD, {str(value)})], word


def test_a_word_that_may_mean_something_else_is_doubtful_until_a_noun_for_figures_follows() -> None:
    assert [one.is_doubtful for one in values_of("một năm", "vi")] == [True, True]
    assert [one.is_doubtful for one in values_of("năm chữ số", "vi")] == [False]
    assert [one.is_doubtful for one in values_of("nèf chif", "ht")] == [False]
    assert [one.is_doubtful for one in values_of("una opción", "es")] == [True]
    assert values_of("One of us, no one", "en") == ()
    assert readings("周一到星期五", "zh_Hans") == [(Kind.WEEKDAY, {"1"}), (Kind.WEEKDAY, {"5"})]


def test_each_kind_is_read_once() -> None:
    text = "Call 1-800-555-0100 by 8 p.m. on May 3, 2027, about the $5 (33%) of 45 CFR 155.230(c): www.example.org."
    assert readings(text, "en") == [
        (Kind.LINK, {"example.org"}),
        (Kind.CITATION, {"45 cfr 155.230(c)"}),
        (Kind.PHONE, {"8005550100"}),
        (Kind.DATE, {"05-03"}),
        (Kind.DATE, {"2027"}),
        (Kind.TIME, {"20:00"}),
        (Kind.AMOUNT, {"5"}),
        (Kind.PERCENT, {"33"}),
    ]


def test_figures_of_any_script_are_figures() -> None:
    for text in ("٦٠", "६०", "៦០", "６０", "๖๐", "၆၀"):
        assert readings(text, "en") == [(Kind.NUMBER, {"60"})]


def test_placeholders_and_what_is_in_them_say_nothing() -> None:
    assert values_of("{line2} %{mode1} {a}{b}", "en") == ()
    assert readings("{{5}}", "en") == [(Kind.NUMBER, {"5"})]


def test_a_date_in_figures_may_be_read_both_ways() -> None:
    assert readings("11/05/2026", "en")[0] == (Kind.DATE, {"11-05", "05-11"})
    assert readings("11/25/2026", "en")[0] == (Kind.DATE, {"11-25"})
    assert readings("2026-11-05", "en")[0] == (Kind.DATE, {"11-05"})
    assert [one.is_doubtful for one in values_of("24/7", "en")] == [True, True]
    assert [kind for kind, _ in readings("7/24", "en")] == [Kind.NUMBER, Kind.NUMBER]


def differences(source: str, text: str, locale: str, other: str = "") -> list[str]:
    return [one.message for one in compare_values(source, "en", text, locale, other)]


def test_what_is_told_once_or_twice_is_no_difference() -> None:
    assert differences("3 days, or 3 days", "3 días", "es") == []
    assert differences("3 days", "3 días, sí: 3 días", "es") == []


def test_number_words_count_only_against_each_other() -> None:
    assert differences("two weeks", "أسبوعين", "ar") == []
    assert differences("for both", "para los dos", "es") == []
    assert differences("two weeks", "tres semanas", "es") == ["says tres for two"]
    assert differences("2 weeks", "أسبوعين", "ar") == ["lacks 2"]


def test_a_day_may_be_told_beside_another_of_its_month_only() -> None:
    assert differences("November 5 to 7", "del 5 al 7 de noviembre", "es") == []
    assert differences("November 5", "el 5 de este mes", "es") == ["says 5 for november 5"]


def test_one_value_for_another_is_told_as_such_across_kinds() -> None:
    assert differences("It costs $50.", "Cuesta 15.", "es") == ["says 15 for $50"]
    assert differences("8 a.m.", "a las 9 de la mañana", "es") == ["says 9 de la mañana for 8 a.m."]


@given(st.text(max_size=80), st.sampled_from(LOCALES))
@settings(max_examples=300)
def test_any_text_is_read_and_is_like_itself(text: str, locale: str) -> None:
    for one in values_of(text, locale):
        assert one.readings
    assert compare_values(text, locale, text, locale) == ()


@pytest.mark.parametrize("piece", ["1 ", "1-", "1e", "二十", "press 1 ", "a.", "45 cfr (", "(", "1" * 40])
def test_no_text_takes_long(piece: str) -> None:
    text = piece * (100_000 // len(piece))
    for locale in ("en", "zh_Hans"):
        values_of(text, locale)
        assert len(compare_values(text, locale, f"{text} 7", locale)) <= 2 * MOST_COMPARED
