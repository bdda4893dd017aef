"""Numbers in words: counts as counts, phone numbers and codes figure by figure, in any script."""

from __future__ import annotations

import pytest

from ivr_author.speech.spelling import spell_numbers


@pytest.mark.parametrize(
    ("text", "locale", "words"),
    [
        ("Press 2.", "en", [("2", "two")]),
        ("Oprima 2, o 2 otra vez.", "es", [("2", "dos")]),
        ("Appuyez sur 21.", "fr", [("21", "vingt-et-un")]),
        ("Нажмите 21.", "ru", [("21", "двадцать один")]),
        ("请按 12。", "zh_Hans", [("12", "十二")]),
        ("Nhấn 5.", "vi", [("5", "năm")]),
        ("ចុច 2", "km", [("2", "ពីរ")]),
        ("Peze 2.", "ht", [("2", "de")]),
        ("Within 1,234 days", "en", [("1,234", "one thousand two hundred thirty-four")]),
        ("$12.50", "en", [("12", "twelve"), ("50", "fifty")]),
        ("TTY: 711", "en", [("711", "seven one one")]),
        ("1-800-555-0100", "en", [("1-800-555-0100", "one eight zero zero five five five zero one zero zero")]),
        ("(617) 555-0142", "ht", [("(617) 555-0142", "sis youn sèt senk senk senk zewo youn kat de")]),
        ("code 0415", "en", [("0415", "zero four one five")]),
        ("case 12345", "en", [("12345", "one two three four five")]),
        ("7115 1,000", "en", [("7115", "seven thousand one hundred fifteen"), ("1,000", "one thousand")]),
        ("8 0 0", "en", [("8 0 0", "eight zero zero")]),
        ("٢", "ar", [("٢", "إثنان")]),
        ("Press 1. 2 is for help.", "en", [("1", "one"), ("2", "two")]),
        ("no numbers", "en", []),
        ("Peze 4321.", "ht", []),
        ("2", "mi", []),
    ],
)
def test_numbers(text: str, locale: str, words: list[tuple[str, str]]) -> None:
    assert list(spell_numbers(text, locale)) == words


def test_a_region_speaks_as_its_language_and_taiwan_writes_traditional() -> None:
    assert spell_numbers("10000", "es_PR") == spell_numbers("10000", "es")
    assert spell_numbers("8,000", "zh_TW") == (("8,000", "八千"),)
    assert spell_numbers("4", "tl")[0][1]
