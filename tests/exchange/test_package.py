"""Units as translators get them: their state, their plural forms with the numbers that take them, earlier texts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ivr_author.catalog.lookup import State
from ivr_author.catalog.model import Message, new_catalog
from ivr_author.catalog.states import MarkKind, with_mark
from ivr_author.core.segment import Segment
from ivr_author.core.source import Span
from ivr_author.exchange.package import Unit, lines_of, make_units, plural_forms

AT = Span("flows/main.yaml", 1, 1, 1, 1)
LETTERS = Unit("flows", "a/b", "one letter", "{count} letters", ("x", "y"), max_seconds=2.5)


def units(segment: Segment, *messages: Message, locale: str = "es") -> list[Unit]:
    catalog = replace(new_catalog(locale, "Example"), entries=messages)
    return list(make_units("flows", [segment, segment], catalog, False))


@pytest.mark.parametrize(
    ("locale", "expected"),
    [
        ("es", ["one letter", "{count} letters"]),
        ("vi", ["{count} letters"]),
        ("ht", ["{count} letters", "{count} letters"]),
        ("ru", ["{count} letters"] * 3),
        ("ar", ["{count} letters", "one letter", *["{count} letters"] * 4]),
    ],
)
def test_the_singular_stands_beside_the_form_for_one_alone(locale: str, expected: list[str]) -> None:
    lines = list(lines_of(LETTERS, locale))
    assert [line.source for line in lines] == expected
    assert [line.id for line in lines] == [f"a/b#{form}" for form in range(len(expected))]
    assert [line.target for line in lines][:3] == ["x", "y", ""][: len(expected)]


def test_a_form_says_which_numbers_take_it() -> None:
    assert [form.note for form in plural_forms("ru")] == [
        "Plural form 0 (one): for 1, 21, 31, 41…",
        "Plural form 1 (few): for 2, 3, 4, 22…",
        "Plural form 2 (many): for 0, 5, 6, 7…",
    ]
    assert [form.is_for_one_number for form in plural_forms("ar")] == [True, True, True, False, False, False]
    (line, _) = lines_of(LETTERS, "es")
    assert line.notes == ("At most 2.5 seconds when spoken", "Plural form 0 (one): for 1")


def test_what_is_known_of_a_text_goes_with_it() -> None:
    segment = Segment("a/b", "Hello", AT, comments=("A greeting",), max_seconds=3, max_characters=40)
    (unit,) = units(segment)
    assert unit == Unit("flows", "a/b", "Hello", notes=("A greeting",), max_seconds=3, max_characters=40)


@pytest.mark.parametrize(
    ("message", "state", "previous"),
    [
        (Message("Hello", ("Hola",), "a/b"), State.TRANSLATED, ""),
        (with_mark(Message("Hello", ("Hola",), "a/b"), MarkKind.DRAFT, "machine"), State.DRAFT, ""),
        (with_mark(Message("Hello", ("Hola",), "a/b"), MarkKind.REVIEWED, "Ana", "2026-11-22"), State.REVIEWED, ""),
        (Message("Hello", ("Hola",), "a/b", flags=("fuzzy",), previous_msgid="Hi"), State.FUZZY, "Hi"),
        (Message("Hi", ("Hola",), "a/b"), State.FUZZY, "Hi"),
    ],
)
def test_how_far_a_text_is(message: Message, state: State, previous: str) -> None:
    (unit,) = units(Segment("a/b", "Hello", AT), message)
    assert (unit.forms, unit.state, unit.previous) == (("Hola",), state, previous)


def test_forms_are_as_many_as_the_locale_has() -> None:
    segment = Segment("a/b", "one", AT, "many")
    (unit,) = units(segment, Message("one", ("a", "b"), "a/b", "many"), locale="ru")
    assert (unit.forms, unit.state) == (("a", "b", ""), State.MISSING)
    (unit,) = units(segment, Message("one", ("a", "b", "c"), "a/b", "many"), locale="vi")
    assert unit.forms == ("a",)


def test_the_digest_names_text_and_plural() -> None:
    digests = {
        Unit("flows", "a", source, plural).digest for source, plural in (("a", ""), ("b", ""), ("a", "b"), ("ab", ""))
    }
    assert len(digests) == 4
