"""Which keys a text tells: by placeholder, figure, word or name, before or after the verb, in any script."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ivr_author.catalog.keys import compare_keys, keys_of
from ivr_author.core.locale import find_locale, registry_locales

KEY = (("key", "2"), ("language", "español"))
LOCALES = [locale.id for locale in registry_locales()]


@pytest.mark.parametrize(
    ("locale", "text", "told"),
    [
        ("en", "To pay, press {key}. Or push the 3 key, or dial star.", "23*"),
        ("en", "Press one of the keys. Enter two digits. Press any key.", ""),
        ("en", "Dial 1-800-555-0100, dial 711, press 2,3.", ""),
        ("en", "Press 2, or 3.", "23"),
        ("es", "Oprima el dos, presione la tecla número 3, pulse la estrella, marque {key}.", "23*2"),
        ("es", "Oprima una tecla. Digite dos dígitos.", ""),
        ("pt_BR", "Tecle {key}, aperte três, tecle jogo da velha.", "23#"),
        ("fr", "Appuyez sur la touche étoile, faites le 3, tapez deux.", "*32"),
        ("ht", "Peze dyèz, peze 0, peze twa.", "#03"),
        ("vi", "Xin bấm {key}, bấm phím sao, nhấn số hai, bấm hai mươi.", "2*2"),
        ("ru", "Нажмите два, нажмите на клавишу с цифрой 3, нажмите решётку.", "23#"),
        ("ar", "اضغطوا على {key}، واضغط على الرقم ثلاثة، ثم اضغطوا على علامة المربع.", "23#"),
        ("zh_Hans", "请按二，请按 3，请按{key}，再按星号键，按数字键四。", "232*4"),
        ("zh_Hans", "按照规定，按1月计算，输入八位数。", ""),
        ("zh_Hant", "請按二，按井號鍵。", "2#"),
        ("ko", "1번을 누르세요. 별표를 눌러 주십시오. 이번을 누르세요.", "1*2"),
        ("hi", "1 दबाएँ। दो दबाएं। स्टार दबाएँ।", "12*"),
        ("km", "សូមចុចលេខ ២ ចុចសញ្ញាផ្កាយ ចុចបី", "2*3"),
        ("am", "1ን ይጫኑ", "1"),
        ("en", "Press 1 or 2, and for 3 options press star or pound.", "12*#"),
        ("es", "Oprima el 1 o el 2 para facturas.", "12"),
        ("zh_Hans", "请按 1 或 2，编号是八位数。", "12"),
    ],
)
def test_keys_are_told(locale: str, text: str, told: str) -> None:
    assert "".join(keys_of(text, locale, KEY).told) == told


def test_a_placeholder_is_a_key_wherever_it_stands() -> None:
    assert keys_of("{language}: {key}", "es", KEY).told == ("2",)
    assert keys_of("{language}: {other}", "es", KEY).told == ()


def test_a_verb_without_a_key_that_we_know() -> None:
    assert keys_of("Oprima cuadradillo.", "es").has_unknown
    assert not keys_of("Oprima el .", "es").has_unknown
    assert not keys_of("Marque {number}.", "es").has_unknown
    assert not keys_of("Oprima el 2.", "es").has_unknown


def test_a_name_alone_is_its_key() -> None:
    assert keys_of("star", "en").told == ("*",)
    assert keys_of("井号键", "zh_Hans").told == ("#",)
    assert compare_keys(keys_of("star", "en"), keys_of("cuadradillo", "es")).has_unknown


def test_what_is_only_mentioned_is_not_held_against_a_text() -> None:
    source = keys_of("Enter dollars, then star, then cents. Press pound.", "en")
    told = keys_of("请先输入美元，再按星号键，然后输入美分，请按井号键。", "zh_Hans")
    assert source.told == ("#",)
    assert told.told == ("*", "#")
    assert not compare_keys(source, told)
    assert compare_keys(keys_of("Press pound.", "en"), told).added == ("*",)


@given(st.text(max_size=80), st.sampled_from(LOCALES))
@settings(max_examples=300)
def test_any_text_tells_the_keys_of_itself(text: str, locale: str) -> None:
    keys = keys_of(text, locale)
    assert not compare_keys(keys, keys)
    assert set(keys.told) <= keys.mentioned


@pytest.mark.parametrize("locale", ["es", "ht", "pt_BR", "ru", "vi", "zh_Hans", "ar", "km", "fr"])
def test_every_number_word_tells_its_key_after_every_verb(locale: str) -> None:
    lexicon = find_locale(locale).lexicon
    gap = " " if find_locale(locale).spaced else ""
    for word, value in lexicon.numbers:
        for verb in lexicon.press:
            told = keys_of(f"{verb}{gap}{word}.", locale).told
            assert told == ((str(value),) if value < 10 else ()), (verb, word)
