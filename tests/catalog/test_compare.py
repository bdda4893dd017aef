"""What two texts have in common where it counts."""

from __future__ import annotations

import pytest

from ivr_author.catalog.compare import compare_placeholders, numbers_in, words_in


@pytest.mark.parametrize(
    ("source", "translation", "missing", "extra"),
    [
        ("Pay {balance} by {due_date}.", "Antes del {due_date}, pague {balance}.", (), ()),
        ("Pay {balance}.", "Pague {balanza}.", ("balance",), ("balanza",)),
        ("Pay {balance}.", "Pague.", ("balance",), ()),
        ("Pay {balance}.", "Pague {balance} y {balance}.", (), ("balance",)),
        ("Pay {{balance}}.", "Pague {balance}.", (), ("balance",)),
        ("No hole.", "Sin {{hueco}}.", (), ()),
    ],
)
def test_placeholders_are_compared_by_name_and_number(
    source: str, translation: str, missing: tuple[str, ...], extra: tuple[str, ...]
) -> None:
    differences = compare_placeholders(source, translation)
    assert (differences.missing, differences.extra) == (missing, extra)
    assert bool(differences) == bool(missing or extra)


def test_a_broken_brace_in_a_translation_is_a_difference() -> None:
    differences = compare_placeholders("Pay {balance}.", "Pague {balance} } ya.")
    assert [fault.offset for fault in differences.faults] == [16]
    assert differences


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Press 1, or call 1-800-555-0100.", ("1", "1-800-555-0100")),
        ("Press two, then pound.", ("#", "2")),
        ("اضغط ٣", ("3",)),
        ("按２", ("2",)),
        ("$1,234.50 by 8:00", ("1,234.50", "8:00")),
        ("{line_2} has none", ()),
        ("Someone is stone deaf", ()),
        ("Presione *.", ("*",)),
    ],
)
def test_numbers_and_keys_are_found_in_digits_and_words(text: str, numbers: tuple[str, ...]) -> None:
    assert numbers_in(text) == numbers


def test_words_are_words_also_where_no_spaces_are() -> None:
    assert words_in("Don't wait: {caller.number}!") == ["don't", "wait", "{caller.number}"]
    assert words_in("请按{key}") == ["请", "按", "{key}"]
