"""Seconds of speech: close to what people take, the same everywhere, names in Latin letters as words."""

from __future__ import annotations

import statistics

import pytest

from ivr_author.core.locale import registry_locales
from ivr_author.speech.pace import ASSUMED, MEASURED, UNKNOWN, is_measured, pace_of, seconds_of
from tests.speech.sound_packages import FOLDERS, is_installed, read_packages, read_table

HELD_OUT = list(read_table())


@pytest.mark.parametrize(("locale", "most_percent"), [("en", 10), ("es", 13), ("fr", 10), ("ru", 7)])
def test_the_mean_error_on_recordings_it_was_not_fitted_to(locale: str, most_percent: float) -> None:
    errors = [abs(seconds_of(one.text, locale) / one.seconds - 1) for one in HELD_OUT if one.locale == locale]
    assert len(errors) > 60
    assert 100 * statistics.mean(errors) < most_percent <= 15


@pytest.mark.parametrize("locale", FOLDERS)
def test_no_bias(locale: str) -> None:
    told = sum(seconds_of(one.text, locale) for one in HELD_OUT if one.locale == locale)
    assert told == pytest.approx(sum(one.seconds for one in HELD_OUT if one.locale == locale), rel=0.06)


@pytest.mark.skipif(not is_installed(), reason="Debian's asterisk-core-sounds-{en,es,fr,ru} are not installed")
def test_the_table_is_what_the_packages_hold() -> None:
    counted = {(one.locale, one.file): (one.counts, one.seconds) for one in read_packages() if one.is_held_out}
    assert {(one.locale, one.file): (one.counts, one.seconds) for one in HELD_OUT} == counted


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("Press 2.", "press 2"),
        ("cafe\u0301", "café"),
        ("Health Connector", "HealthConnector"),
        ("!?", ""),
        ("٣", "3"),
    ],
)
def test_only_letters_figures_and_symbols_take_time(text: str, same: str) -> None:
    assert seconds_of(text, "en") == seconds_of(same, "en")


def test_figures_of_one_number_go_faster_than_numbers_apart() -> None:
    assert seconds_of("2", "en") == pytest.approx(0.77)
    assert seconds_of("711", "en") == pytest.approx(0.77 * 2.2)
    assert seconds_of("7; 1; 1", "en") == pytest.approx(0.77 * 3)
    assert seconds_of("$12.50", "en") == pytest.approx(0.77 * (1 + 3 * 0.6 + 0.4))


@pytest.mark.parametrize("locale", ["zh_Hans", "ar", "ko", "km", "ru"])
def test_latin_names_are_words_in_any_script(locale: str) -> None:
    assert seconds_of("Zoë O’Connor", locale) == pytest.approx(seconds_of("Zoe OConnor", "en"))


def test_other_spellings_of_a_locale_have_its_pace() -> None:
    assert pace_of("es-MX") is MEASURED["es"]
    assert pace_of("pt-BR") is ASSUMED["pt"]
    assert pace_of("sw") is UNKNOWN
    assert is_measured("fr_CA")
    assert not is_measured("ht")


def test_scripts_without_spaces_and_syllables_have_a_pace_of_their_own() -> None:
    assert {locale.id for locale in registry_locales() if not locale.spaced and pace_of(locale.id) is UNKNOWN} == set()
