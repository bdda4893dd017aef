"""Words of a unit in a locale: what becomes a run, what stays together, which translations can't be used."""

from __future__ import annotations

import pytest

from ivr_author.catalog.lookup import Found, State, Translations
from ivr_author.notice.document import Foreign, Inline, Link, Run, Slot, Words
from ivr_author.notice.model import FieldType
from ivr_author.notice.template.expression import Expression
from ivr_author.notice.template.tree import Filling, Unit
from ivr_author.notice.translate import Translator, parse_words
from tests.notice.outline import TOP

FILLINGS = {
    name: Filling(Expression(name, kind, (name,)), kind)
    for name, kind in {"tty": FieldType.DIGITS, "who": FieldType.NAME, "page": FieldType.URL}.items()
}


def a_unit(text: str, plural: str = "") -> Unit:
    return Unit("bill/words", text, FILLINGS, TOP, plural=plural)


def words(text: str, locale: str) -> list[Inline]:
    return list(parse_words(text, a_unit(text), locale))


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("See 45 CFR 155.430(a)(1).", ["45 CFR 155.430(a)(1)"]),
        ("Call 1-800-555-0100 now", ["1-800-555-0100"]),
        ("Go to www.example.org/pay.", ["www.example.org/pay"]),
        ("Write to help@example.org.", ["help@example.org"]),
        ("It costs $1,234.50, not more", ["$1,234.50"]),
        ("Nothing of the kind in 2026", []),
    ],
)
def test_what_keeps_its_order_is_a_run(text: str, runs: list[str]) -> None:
    assert [one.text for one in words(text, "en") if isinstance(one, Run)] == runs


def test_in_arabic_all_latin_words_and_figures_are_runs() -> None:
    found = words("اقرؤوا (45 CFR 155.430) في Health Connector", "ar")
    assert [one.text for one in found if isinstance(one, Run)] == ["(45 CFR 155.430)", "Health Connector"]


def test_bracket_whose_partner_stands_outside_is_no_part_of_a_run() -> None:
    found = words("اتصلوا (TTY أو هاتف)", "ar")
    assert [one.text for one in found if isinstance(one, Run)] == ["TTY"]


def test_abbreviation_and_its_number_stay_together_in_right_to_left_text() -> None:
    found = words("اتصلوا (TTY: {tty}).", "ar")
    assert found[1:4] == [Words("\u2066TTY:\u00a0"), Slot(0, FieldType.DIGITS, "tty"), Words("\u2069")]
    assert words("Call (TTY: {tty}).", "en") == [Words("Call (TTY: "), Slot(0, FieldType.DIGITS, "tty"), Words(").")]
    # A name has a direction of its own.
    assert Words("\u2069") not in words("TTY: {who}", "ar")


def test_link_to_a_member_s_own_page_is_a_slot() -> None:
    (link,) = words("[here]({page})", "en")
    assert link == Link(Slot(2, FieldType.URL, "page"), (Words("here"),))


@pytest.mark.parametrize("target", ["javascript:alert(1)", "{who}", "/relative"])
def test_link_that_leads_astray_is_only_its_words(target: str) -> None:
    assert not any(isinstance(one, Link) for one in words(f"[here]({target})", "en"))


class Catalog(Translations):
    """One translation for everything."""

    def __init__(self, *forms: str, locale: str = "es", state: State = State.TRANSLATED) -> None:
        super().__init__({}, "en")
        self.found = Found(locale, forms, state)

    def translate(self, address: str, text: str, plural: str, locale: str) -> Found:
        """The same for every text."""
        return self.found


@pytest.mark.parametrize("form", ["Hola {nobody}", "Hola {who", "Hola \ue000"])
def test_translation_that_cannot_be_set_never_reaches_a_member(form: str) -> None:
    wording = Translator(Catalog(form), "es").wording(a_unit("Hello {who}"))
    assert wording.is_missing
    (foreign,) = wording.forms[0]
    assert isinstance(foreign, Foreign)
    assert foreign.locale == "en"


def test_fallback_is_marked_with_its_locale_and_chooses_its_plural() -> None:
    translator = Translator(Catalog("one", "many", locale="en", state=State.MISSING), "ar")
    unit = a_unit("one", "many")
    assert translator.wording(unit).forms[0] == (Foreign("en", (Words("one"),)),)
    assert [translator.form_of(unit, count) for count in (1, 2, 5)] == [0, 1, 1]


def test_plural_form_follows_the_language_of_the_words() -> None:
    translator = Translator(Catalog("0", "1", "2", "few", "many", "other", locale="ar"), "ar")
    assert [translator.form_of(a_unit("one", "many"), count) for count in (0, 1, 2, 3, 11, 100)] == [0, 1, 2, 3, 4, 5]
