"""The registry against CLDR and the vendor's lists, and every spelling of a locale's name."""

from __future__ import annotations

import json
from gettext import c2py
from pathlib import Path

import pytest
from babel import Locale as CldrLocale
from babel import UnknownLocaleError
from hypothesis import given
from hypothesis import strategies as st

from ivr_author.core.locale import find_locale, is_valid_tag, language_name, parse_tag, registry_locales
from ivr_author.core.locale_profile import Locale

REGISTRY = pytest.mark.parametrize("locale", registry_locales(), ids=lambda locale: locale.id)
REQUIRED = """
    en es pt_BR zh_Hans ht vi ru ar zh_Hant km ko fr hi pt_PT pl el gu so hmn am tl om my lo
"""


@pytest.mark.parametrize(
    ("tag", "name"),
    [
        ("en", "en"),
        ("pt-BR", "pt_BR"),
        ("pt_BR", "pt_BR"),
        ("PT_br", "pt_BR"),
        ("zh-hans", "zh_Hans"),
        ("zh_HANT_tw", "zh_Hant_TW"),
        ("es-419", "es_419"),
        ("hmn", "hmn"),
    ],
)
def test_a_tag_in_any_spelling_has_one_name(tag: str, name: str) -> None:
    assert parse_tag(tag) == name
    assert is_valid_tag(tag)


@pytest.mark.parametrize(
    "tag", ["", "e", "english", "../es", "es/..", "es_", "es__US", "pt-BR ", "es\n", "éo", "en_٤١٩"]
)
def test_what_is_no_tag_is_refused(tag: str) -> None:
    assert parse_tag(tag) is None
    assert not is_valid_tag(tag)


def test_every_required_locale_is_in_the_registry() -> None:
    assert set(REQUIRED.split()) <= {locale.id for locale in registry_locales()}


def test_no_name_or_alias_is_claimed_twice() -> None:
    names = [name for locale in registry_locales() for name in (locale.id, *locale.aliases)]
    assert len(names) == len(set(names))
    assert all(parse_tag(name) == name for name in names)


@REGISTRY
def test_a_locale_stands_in_the_file_of_its_name(locale: Locale, repository: Path) -> None:
    assert (repository / "ivr_author" / "core" / "locales" / f"{locale.id.lower()}.py").is_file()


@REGISTRY
def test_a_registry_locale_is_found_under_its_id_and_its_tag(locale: Locale) -> None:
    assert find_locale(locale.id) is locale
    assert find_locale(locale.tag).id in (locale.id, parse_tag(locale.tag))
    assert locale.in_registry
    assert locale.voicexml_lang


@REGISTRY
def test_direction_is_that_of_cldr(locale: Locale) -> None:
    expected = "rtl" if locale.cldr and CldrLocale.parse(locale.cldr).character_order == "right-to-left" else "ltr"
    assert locale.direction == expected


@REGISTRY
def test_plural_forms_are_those_of_cldr_in_its_order(locale: Locale) -> None:
    choose = c2py(locale.plural_expression)
    assert {int(choose(number)) for number in range(200)} == set(range(locale.plural_count))
    if not locale.cldr:
        return
    rule = CldrLocale.parse(locale.cldr).plural_form
    categories = [name for name in ("zero", "one", "two", "few", "many", "other") if name in rule.tags | {"other"}]
    # Whole numbers never reach "other" in Slavic languages, nor "many" (a million) in Romance ones below a million.
    reached = {rule(number) for number in range(200)}
    categories = [name for name in categories if name in reached]
    assert [categories[int(choose(number))] for number in range(200)] == [rule(number) for number in range(200)]


def test_haitian_creole_counts_zero_and_one_alike() -> None:
    assert find_locale("ht").plural_header == "nplurals=2; plural=(n > 1);"


@REGISTRY
def test_a_locale_without_a_voice_may_only_borrow_one_that_speaks(locale: Locale) -> None:
    assert bool(locale.twilio_say) == bool(locale.voices)
    assert locale.twilio_say in {"", *(voice.language for voice in locale.voices[:1])}
    if locale.stand_in:
        assert not locale.twilio_say
        assert find_locale(locale.stand_in).voices


@pytest.mark.parametrize(
    ("tag", "chain"),
    [
        ("en", ()),
        ("pt_BR", ("pt",)),
        ("es_PR", ("es",)),
        ("zh_CN", ("zh_Hans", "zh")),
        ("zh_HK", ("zh_Hant",)),
        ("zh_Hant", ()),
        ("zh_TW", ("zh_Hant",)),
        ("sr_Latn_ME", ("sr_Latn", "sr")),
        ("xx_YY", ("xx",)),
    ],
)
def test_fallback_chain(tag: str, chain: tuple[str, ...]) -> None:
    assert find_locale(tag).fallback == chain


def test_a_region_is_spoken_as_its_language_under_its_own_name() -> None:
    locale = find_locale("es-pr")
    assert (locale.id, locale.tag, locale.twilio_say, locale.cldr) == ("es_PR", "es-PR", "es-US", "es_US")


def test_cldr_fills_in_what_the_registry_lacks() -> None:
    locale = find_locale("fa")
    assert (locale.english_name, locale.endonym, locale.direction, locale.in_registry) == (
        "Persian",
        "فارسی",
        "rtl",
        False,
    )
    assert not find_locale("th").spaced


@pytest.mark.parametrize("tag", ["xx", "xx_YY", "", "no tag at all"])
def test_an_unknown_locale_is_neutral(tag: str) -> None:
    locale = find_locale(tag)
    assert locale.id == (parse_tag(tag) or "und")
    assert (locale.cldr, locale.plural_count, locale.direction) == ("", 2, "ltr")


@given(st.one_of(st.text(max_size=12), st.from_regex(r"\A[a-z]{2,3}(_[A-Z][a-z]{3})?(_[A-Z]{2})?\Z")))
def test_finding_a_locale_never_fails(tag: str) -> None:
    locale = find_locale(tag)
    assert is_valid_tag(locale.id)
    assert c2py(locale.plural_expression)(1) < locale.plural_count


def test_hmong_is_known_though_cldr_lacks_it() -> None:
    with pytest.raises(UnknownLocaleError):
        CldrLocale.parse("hmn")
    assert find_locale("hmn").endonym == "Hmoob"


def test_the_vendor_has_every_voice_and_tag_that_we_name(repository: Path) -> None:
    facts = repository.parent / "shared" / "validators" / "language-support.json"
    if not facts.exists():
        pytest.skip("../shared/validators is not here")
    languages = json.loads(facts.read_text(encoding="utf-8"))["languages"]
    known = {
        kind: {name for language in languages for name in language[kind]}
        for kind in ("twilio_say_language", "twilio_gather_language", "twilio_polly_voices", "twilio_google_voices")
    }
    voices = [voice for locale in registry_locales() for voice in locale.voices]
    assert {voice.name for voice in voices} == known["twilio_polly_voices"] | known["twilio_google_voices"]
    assert {voice.language for voice in voices} <= known["twilio_say_language"]
    tags = {locale.twilio_gather for locale in registry_locales()} - {""}
    assert tags <= known["twilio_gather_language"]
    silent = {parse_tag(language["key"]) for language in languages if not language["twilio_say_language"]}
    assert all(not find_locale(name).twilio_say for name in silent if name)


def test_a_language_is_named_in_another() -> None:
    assert language_name("ht", "en") == "Haitian Creole"
    assert language_name("km", "es") == "jemer"
    assert language_name("zh_Hans", "en_GB") == find_locale("zh_Hans").english_name
    # CLDR knows no such language, and no such other one.
    assert language_name("hmn", "es") == find_locale("hmn").english_name
    assert language_name("km", "xx") == "Khmer"
