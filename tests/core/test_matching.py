"""Phrases found in what callers say."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr_author.core.matching import matches


@pytest.mark.parametrize(
    ("utterance", "phrase"),
    [
        ("billing", "billing"),
        ("I want to talk about my BILLING, please.", "billing"),
        ("pay my bill!", "Pay my bill"),
        ("pay... my bill", "pay my bill"),
        ("quiero pagar mi PRIMA", "pagar mi prima"),
        ("ajuda, facturación", "Facturación"),
        (unicodedata.normalize("NFD", "facturación"), unicodedata.normalize("NFC", "Facturación")),
        ("ΟΔΌΣ", "οδός"),
        ("STRASSE", "straße"),
        ("m ap peye bòdwo mwen", "peye"),
        ("m'ap peye", "ap peye"),
        ("tôi muốn thanh toán hóa đơn", "thanh toán"),
        ("я хочу ОПЛАТИТЬ счёт", "оплатить счёт"),
        ("أريد دفع الفاتورة", "دفع الفاتورة"),
        ("मुझे बिल भरना है", "बिल"),
        ("press 2", "2"),
    ],
)
def test_whole_words_in_any_case_are_found(utterance: str, phrase: str) -> None:
    assert matches(utterance, phrase)


@pytest.mark.parametrize(
    ("utterance", "phrase"),
    [
        ("billings", "billing"),
        ("repay", "pay"),
        ("my bill pay", "pay my bill"),
        ("", "billing"),
        ("billing", ""),
        ("?!", "..."),
        ("factura", "facturación"),
        ("ano", "año"),
        ("किताब", "त"),  # a vowel sign does not end a word
    ],
)
def test_parts_of_words_are_not(utterance: str, phrase: str) -> None:
    assert not matches(utterance, phrase)


@pytest.mark.parametrize(
    ("utterance", "phrase"),
    [
        ("我想缴费，谢谢", "缴费"),
        ("缴 费", "缴费"),
        ("我要查账单。", "账单"),
        ("ខ្ញុំចង់បង់ប្រាក់", "បង់ប្រាក់"),
        ("bill 账单", "Bill"),
    ],
)
def test_scripts_without_spaces_are_searched_for_the_part(utterance: str, phrase: str) -> None:
    assert matches(utterance, phrase)
    assert not matches("谢谢", phrase)


@given(st.text(), st.text(), st.text())
def test_a_phrase_is_found_between_any_other_words(before: str, phrase: str, after: str) -> None:
    has_words = any(unicodedata.category(character)[0] in "LN" for character in phrase)
    if has_words:
        assert matches(f"{before}. {phrase} ({after}", phrase.upper() if phrase.isascii() else phrase)


def test_russian_dots_make_no_difference() -> None:
    assert matches("мой счет", "счёт")
    assert matches("мой счёт", "счет")


def test_latin_words_among_characters_are_whole_words() -> None:
    assert matches("我要查app账单", "app")
    assert not matches("我要查apps账单", "app")
    assert matches("用app", "用 APP")
