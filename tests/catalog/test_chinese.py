"""The characters of one Chinese script alone, beside hanzidentifier, which draws them from another dictionary."""

from __future__ import annotations

import hanzidentifier

from ivr_author.catalog.chinese import SIMPLIFIED, TRADITIONAL


def test_no_character_is_of_both() -> None:
    assert not SIMPLIFIED & TRADITIONAL
    assert min(len(SIMPLIFIED), len(TRADITIONAL)) > 2_000


def test_another_dictionary_agrees() -> None:
    assert {hanzidentifier.identify(one) for one in SIMPLIFIED} == {hanzidentifier.SIMPLIFIED}
    assert {hanzidentifier.identify(one) for one in TRADITIONAL} == {hanzidentifier.TRADITIONAL}


def test_common_characters_are_told_apart() -> None:
    assert set("体险账单号码电话请听选择语个进东龙") <= SIMPLIFIED
    assert set("體險單號碼電話請聽選擇語個進東龍") <= TRADITIONAL


def test_what_both_scripts_use_is_in_neither() -> None:
    assert not set("的一是不了人我在有他中大上后里台干只云保言") & (SIMPLIFIED | TRADITIONAL)
