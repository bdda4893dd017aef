"""Pseudo words keep all that a translation must keep, have no plain letter, and are told from what was never one."""

from __future__ import annotations

import re
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr_author.catalog.lookup import State
from ivr_author.catalog.model import Catalog, Message
from ivr_author.catalog.pseudo import (
    PSEUDO_LOCALES,
    PseudoTranslations,
    is_cut_off,
    plain_words,
    pseudo_forms,
    pseudo_text,
)
from ivr_author.core.locale import find_locale, registry_locales
from ivr_author.core.placeholders import parse_placeholders, placeholder_names
from ivr_author.core.plurals import choose_form

PLAIN = re.compile("[A-Za-z]")


@pytest.mark.parametrize(
    ("text", "accented", "mirrored"),
    [
        ("Press {key}.", "[Þŕéšš {key}. öñé]", "[پرعسس {key}.]"),
        ("{organisation}: {{hi}}", "[{organisation}: {{ĥî}}]", "[{organisation}: {{هي}}]"),
        ("**Pay** now", "[**Þáý** ñöŵ öñé]", "[**پاش** نوح]"),
        ("[Our _site_]({url})", "[[Öûŕ _šîţé_]({url}) öñé]", "[[وثر _سيتع_]({url})]"),
        ("[Go](https://a.org/b_(c))!", "[[Ĝö](https://a.org/b_(c))!]", "[[جو](https://a.org/b_(c))!]"),
        ("At www.a.org or a@b.org.", "[Áţ www.a.org öŕ a@b.org. öñé]", "[ات www.a.org ور a@b.org.]"),
        ("a&nbsp;b", "[á&nbsp;ƀ]", "[ا&nbsp;ب]"),
        (" star\n", " [šţáŕ]\n", " [ستار]\n"),
        ("711", "[711]", "[711]"),
        ("", "", ""),
        ("  ", "  ", "  "),
    ],
)
def test_what_is_no_word_stays_as_it_is(text: str, accented: str, mirrored: str) -> None:
    assert (pseudo_text(text, "en_XA"), pseudo_text(text, "ar_XB")) == (accented, mirrored)


def test_an_accented_text_is_about_two_fifths_longer() -> None:
    for text in ("To hear this again, press nine.", "Thank you for calling. " * 8):
        assert 1.38 < len(pseudo_text(text, "en_XA")) / len(text) < 1.6
    assert len(pseudo_text("Thank you", "ar_XB")) == len("[Thank you]")


@given(st.text(st.sampled_from(string.printable + "é中{}[]*_"), max_size=60))
def test_placeholders_and_braces_survive_in_any_text(text: str) -> None:
    for locale in PSEUDO_LOCALES:
        made = pseudo_text(text, locale)
        assert placeholder_names(made) == placeholder_names(text)
        assert len(parse_placeholders(made)[1]) == len(parse_placeholders(text)[1])
        assert is_cut_off(made) == is_cut_off(text)


@given(st.text(string.ascii_letters + " ,.'", min_size=1, max_size=40))
def test_pseudo_words_have_no_plain_letter(text: str) -> None:
    for locale in PSEUDO_LOCALES:
        made = pseudo_text(text, locale)
        assert plain_words(made, ()) == ()
        if "." not in text:
            assert not PLAIN.search(made)


@pytest.mark.parametrize("locale", ["en_XA", "ar_XB", "ru", "zh_Hans"])
def test_plural_forms_are_those_of_the_locale(locale: str) -> None:
    forms = pseudo_forms("{n} paper", "{n} papers", locale)
    known = find_locale(locale)
    assert len(forms) == known.plural_count
    one = choose_form(known.plural_expression, 1, known.plural_count)
    if known.plural_count > 1:
        assert forms[one] == pseudo_text("{n} paper", locale)
    assert all(form == pseudo_text("{n} papers", locale) for place, form in enumerate(forms) if place != one)


def test_only_pseudo_locales_are_made_up_unless_all_are() -> None:
    catalog = Catalog("es", entries=(Message("Hello", ("Hola",), "a/b"),))
    some = PseudoTranslations({"es": catalog}, "en")
    assert some.translate("a/b", "Hello", "", "es").forms == ("Hola",)
    assert some.translate("a/b", "Hello", "", "en").forms == ("Hello",)
    found = some.translate("a/b", "Hello", "", "en_XA")
    assert (found.locale, found.forms, found.state) == ("en_XA", ("[Ĥéļļö]",), State.TRANSLATED)
    every = PseudoTranslations({"es": catalog}, "en", everywhere=True)
    assert [every.translate("a/b", "Hello", "", one).forms[0] for one in ("en", "es", "ar")] == [
        "[Ĥéļļö]",
        "[Ĥéļļö]",
        "[هعللو]",
    ]


@pytest.mark.parametrize(
    ("text", "known", "found"),
    [
        ("[Ĥéļļö] Press 1, or wait. [Öñé]", (), ("Press 1, or wait",)),
        ("[Ĥéļļö Robin Sample öñé]", ("Robin Sample",), ()),
        ("[Ĥéļļö Robin Sampler öñé]", ("Robin Sample",), ("Robin Sampler",)),
        ("[Ĥéļļö Robin]", ("robin",), ("Robin",)),
        ("Name: O'Neil-Núñez", ("O'Neil-Núñez",), ("Name",)),
        ("[Ĝö ţö] www.example.org, pay.example.org/a or help@example.org", (), ("or",)),
        ("https://a.example/Open?x=Yes mailto:a@b.org", (), ()),
        ("[مرحبا] Open now", (), ("Open now",)),
        ("Açcéñţ of José", ("José",), ("of",)),
        ("1 2 3", (), ()),
    ],
)
def test_words_that_were_never_looked_up_are_told_from_values(text: str, known: object, found: object) -> None:
    assert plain_words(text, known) == found  # type: ignore[arg-type]


def test_what_lost_a_bracket_is_cut_off() -> None:
    assert is_cut_off("[Ĥéļ")
    assert not is_cut_off("[Ĥéļ] [Ñöŵ]")


def test_both_are_locales_like_others_with_voices_and_tags_of_their_own() -> None:
    others = [one for one in registry_locales() if one.id not in PSEUDO_LOCALES]
    for tag in PSEUDO_LOCALES:
        locale = find_locale(tag)
        assert locale.in_registry
        assert locale.fallback == ()
        assert locale.voices[0] not in {one.voices[0] for one in others if one.voices}
        assert locale.voicexml_lang not in {one.voicexml_lang for one in others}
    assert (find_locale("en_XA").direction, find_locale("ar_XB").direction) == ("ltr", "rtl")
