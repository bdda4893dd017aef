"""The words of the registry's languages: there, consistent, and the same that Unicode's rules for numbers spell."""

from __future__ import annotations

import unicodedata
from dataclasses import fields

import pytest
from unicode_rbnf import RbnfEngine

from ivr_author.core.lexicon import Lexicon, number_words
from ivr_author.core.locale import find_locale, registry_locales

SERVED = ["en", "es", "pt_BR", "pt_PT", "zh_Hans", "zh_Hant", "ht", "vi", "ru", "ar", "km", "ko", "fr", "hi"]
"""The locales that a workspace may require."""

SPELLED_OTHERWISE = {("ar", 11), ("ar", 12)}
"""Forms of Unicode's rules that no text has."""

RBNF = {"pt_BR": "pt", "pt_PT": "pt_PT", "zh_Hans": "zh", "zh_Hant": "yue"}


@pytest.mark.parametrize("tag", SERVED)
def test_a_locale_that_may_be_required_knows_its_keys(tag: str) -> None:
    lexicon = find_locale(tag).lexicon
    assert set(range(32)) | set(range(10, 101, 10)) <= {value for _, value in lexicon.numbers}
    assert lexicon.star
    assert lexicon.pound
    assert lexicon.press
    assert lexicon.negations
    assert lexicon.sentence_ends


@pytest.mark.parametrize("tag", [locale.id for locale in registry_locales()])
def test_words_stand_as_texts_have_them(tag: str) -> None:
    lexicon = find_locale(tag).lexicon
    words = [word for word, _ in lexicon.numbers + lexicon.scales + lexicon.minutes]
    for field in fields(Lexicon):
        value = getattr(lexicon, field.name)
        if isinstance(value, tuple) and field.name not in ("numbers", "scales", "minutes"):
            words.extend(value)
    for word in words:
        assert word == unicodedata.normalize("NFKC", word).lower().strip() != "", word


@pytest.mark.parametrize("tag", [locale.id for locale in registry_locales()])
def test_a_word_has_one_meaning(tag: str) -> None:
    lexicon = find_locale(tag).lexicon
    values: dict[str, int] = {}
    for word, value in lexicon.numbers:
        assert values.setdefault(word, value) == value, word
    assert set(lexicon.doubtful) <= set(values)
    assert not set(values) & (set(lexicon.star) | set(lexicon.pound))
    assert not set(lexicon.star) & set(lexicon.pound)
    assert not set(lexicon.idioms) & set(values)
    assert all("." in word for word in lexicon.abbreviations)


@pytest.mark.parametrize("tag", [tag for tag in SERVED if tag != "ht"])
def test_values_are_those_of_unicode(tag: str) -> None:
    engine = RbnfEngine.for_language(RBNF.get(tag, tag))
    values = dict(find_locale(tag).lexicon.numbers)
    for number in range(32):
        word = engine.format_number(number).text.replace("\u200b", "")
        assert values.get(word) == number or (tag, number) in SPELLED_OTHERWISE, word


def test_numbers_are_made_of_tens_and_units() -> None:
    assert dict(number_words("1 one/a, two", "20 twenty, twenty-first", joins=("-",))) == {
        **dict.fromkeys(("one", "a"), 1),
        "two": 2,
        "twenty": 20,
        "twenty-first": 21,
        "twenty-two": 22,
    }
    assert ("واحد وعشرون", 21) in number_words("1 واحد", "20 عشرون", joins=(" و",), unit_first=True)
