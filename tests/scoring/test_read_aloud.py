"""Figures as they are read aloud, and which are too lengthy to count."""

from __future__ import annotations

import pytest

from ivr_author.scoring.read_aloud import SIGNS, is_lengthy, read_aloud

WORDS = [
    ("en", "$1,234.50", "one thousand two hundred thirty-four dollars and fifty cents"),
    ("en", "$1", "one dollar"),
    ("en", "$5.00", "five dollars"),
    ("en", "$0.05", "five cents"),
    ("en", "2027", "twenty twenty-seven"),
    ("en", "2,027", "two thousand twenty-seven"),
    ("en", "50%", "fifty percent"),
    ("en", "1.5", "one point five"),
    ("en", "9:30", "nine thirty"),
    ("en", "9:00", "nine"),
    ("en", "15th", "fifteenth"),
    ("en", "B12", "B twelve"),
    ("en", "24/7", "twenty-four seven"),
    ("en", "007", "zero zero seven"),
    ("en", "1-800-555-0100", "one eight zero zero five five five zero one zero zero"),
    ("es", "$1,234.50", "mil doscientos treinta y cuatro dólares con cincuenta centavos"),
    ("es", "2027", "dos mil veintisiete"),
    ("pt", "50%", "cinquenta por cento"),
    ("fr", "1.5", "un virgule cinq"),
    ("ru", "$5.00", "пять долларов"),
]


@pytest.mark.parametrize(("language", "figures", "words"), WORDS)
def test_figures_are_read_as_people_read_them(language: str, figures: str, words: str) -> None:
    assert " ".join(read_aloud(figures, language)) == words


@pytest.mark.parametrize(
    ("word", "lengthy"),
    [
        *(("1-800-555-0100", True), ("12345678", True), ("1/2/2027", True), ("0" * 500, True), ("9" * 16, True)),
        *(("$1,234,567.89", False), ("2027", False), ("9:30", False), ("15th", False), ("10-digit", False)),
        *(("COVID-19", False), ("$5", False), ("100%", False)),
    ],
)
def test_codes_and_phone_numbers_are_lengthy(word: str, lengthy: bool) -> None:
    assert is_lengthy(word) is lengthy


@pytest.mark.parametrize("language", sorted(SIGNS))
@pytest.mark.parametrize(
    "word", ["٣٤", "1²", "3rd", "1.2.3", "$", "1,2", "12:345", "1e9", "-5", "0.0", "$1.234567", "5°"]
)
def test_anything_with_figures_is_read_somehow(language: str, word: str) -> None:
    assert all(read_aloud(word, language))
