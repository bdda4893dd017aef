"""What two texts have in common where it counts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr_author.catalog.compare import (
    RunKind,
    compare_placeholders,
    numbers_in,
    parts_that_differ,
    show_difference,
    unchangeable_parts,
    word_difference,
    words_in,
)


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
        ("Twenty-five days, a hundred dollars", ("100", "20", "5")),
        ("Presione *.", ("*",)),
    ],
)
def test_numbers_and_keys_are_found_in_digits_and_words(text: str, numbers: tuple[str, ...]) -> None:
    assert numbers_in(text) == numbers


def test_words_are_words_also_where_no_spaces_are() -> None:
    assert words_in("Don't wait: {caller.number}!") == ["don't", "wait", "{caller.number}"]
    assert words_in("请按{key}") == ["请", "按", "{key}"]
    assert words_in("请按2键") == ["请", "按", "2", "键"]


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("Press two.", "Press three.", "Press [-two-]{+three+}."),
        ("Press 1-800-555-0100.", "Press 1-800-555-0101.", "Press [-1-800-555-0100-]{+1-800-555-0101+}."),
        ("Hello.", "Hello there.", "Hello{+ there+}."),
        ("Please hold the line.", "Please wait a moment.", "Please [-hold the line-]{+wait a moment+}."),
        ("Pay {balance} now.", "Pay {amount} now.", "Pay [-{balance}-]{+{amount}+} now."),
        ("请按二。", "请按三。", "请按[-二-]{+三+}。"),
        ("请按2键", "请按3键", "请按[-2-]{+3+}键"),
        ("สวัสดีครับ", "สวัสดีค่ะ", "สวัสดี[-ครับ-]{+ค่ะ+}"),
        ("ចុចលេខពីរ", "ចុចលេខបី", "ចុចលេខ[-ពីរ-]{+បី+}"),
        ("اضغط على اثنين.", "اضغط على ثلاثة.", "اضغط على [-اثنين-]{+ثلاثة+}."),
        ("Same.", "Same.", "Same."),
        ("", "New.", "{+New.+}"),
        ("Old.", "", "[-Old.-]"),
        ("", "", ""),
        ("Two\nlines", "Two\nrows", "Two [-lines-]{+rows+}"),
    ],
)
def test_words_that_differ_are_shown_in_their_place(old: str, new: str, shown: str) -> None:
    assert show_difference(word_difference(old, new)) == shown


def test_what_is_kept_is_cut_short_where_it_is_long() -> None:
    before, after = "one " * 30, " two" * 30
    shown = show_difference(word_difference(f"{before}x{after} y", f"{before}z{after} w"), around=9)
    assert shown == "… one one [-x-]{+z+} two two … two two [-y-]{+w+}"


texts = st.text(st.sampled_from("ab 2.,{x}\n请按វខ្្ំée\u0301ก็"), max_size=60)


@given(texts, texts)
def test_a_difference_holds_both_texts(old: str, new: str) -> None:
    runs = word_difference(old, new)
    assert "".join(run.text for run in runs if run.kind is not RunKind.ADDED) == old
    assert "".join(run.text for run in runs if run.kind is not RunKind.REMOVED) == new
    assert all(run.text for run in runs)
    if old == new:
        assert all(run.kind is RunKind.KEPT for run in runs)


def test_two_very_long_texts_are_not_compared_word_by_word() -> None:
    old, new = "a b " * 9_000, "b c " * 9_000
    assert [run.kind for run in word_difference(old, new)] == [RunKind.REMOVED, RunKind.ADDED]
    assert [run.kind for run in word_difference(old, old)] == [RunKind.KEPT]


@pytest.mark.parametrize(
    ("one", "other", "differs"),
    [
        (("Hello.", None), ("Good day.", None), ""),
        (("Press 2.", None), ("Press two.", ""), ""),
        (("Press 2.", None), ("Press 3.", None), "the numbers or keys differ: `2` became `3`"),
        (("In thirty days.", None), ("In sixty days.", None), "the numbers or keys differ: `30` became `60`"),
        (("Press *.", None), ("Press it.", None), "the numbers or keys differ: `*` became nothing"),
        (("{a} is {b}", None), ("{b} is {b}", None), "the placeholders differ: `{a}` became `{b}`"),
        (
            ("{n} bill", "{n} bills"),
            ("{n} bill", None),
            "the placeholders of the plural differ: `{n}` became nothing",
        ),
    ],
)
def test_what_must_not_change_is_told(one: tuple[str, str | None], other: tuple[str, str | None], differs: str) -> None:
    assert parts_that_differ(*one, *other) == differs
    assert (unchangeable_parts(*one) == unchangeable_parts(*other)) == (not differs)
