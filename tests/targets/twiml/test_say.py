"""Long speech is cut so that Twilio takes it, where a voice may pause, and loses nothing."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr_author.targets.twiml.limits import MAX_ENCODED_CHARACTERS, MAX_POLLY_CHARACTERS
from ivr_author.targets.twiml.say import HOLE, character_limit, split_speech

CHINESE = "您的保险费将于本月二十三日到期，请按时缴费。" * 60


def joined(text: str, limit: int = MAX_POLLY_CHARACTERS) -> str:
    whole = ""
    for piece in split_speech(text, limit):
        whole += piece.text if piece.goes_on or not whole else f" {piece.text}"
    return whole


def test_short_text_is_one_piece() -> None:
    assert [piece.text for piece in split_speech("Please  hold.\n", 3000)] == ["Please hold."]


def test_nothing_is_no_piece() -> None:
    assert list(split_speech(" \n", 3000)) == []


def test_text_is_cut_at_a_sentence_end() -> None:
    text = "Your bill is late. " * 400
    pieces = [piece.text for piece in split_speech(text, MAX_POLLY_CHARACTERS)]
    assert len(pieces) > 2
    assert all(piece.endswith("late.") for piece in pieces)
    assert joined(text) == text.strip()


def test_text_without_sentences_is_cut_at_a_space() -> None:
    pieces = [piece.text for piece in split_speech("word " * 2000, MAX_POLLY_CHARACTERS)]
    assert all(set(piece.split()) == {"word"} for piece in pieces)


def test_chinese_is_cut_after_a_full_stop_and_goes_on_without_a_space() -> None:
    pieces = list(split_speech(CHINESE, MAX_POLLY_CHARACTERS))
    assert len(pieces) == 3
    assert all(piece.text.endswith("。") for piece in pieces)
    assert [piece.goes_on for piece in pieces] == [False, True, True]
    assert joined(CHINESE) == CHINESE


def test_no_mark_is_cut_off_its_letter() -> None:
    text = "ខ្មែរ" * 300
    for piece in split_speech(text, MAX_POLLY_CHARACTERS):
        assert piece.text[0] == "ខ" or piece.text[0] in "មែរ"
    assert joined(text) == text


def test_only_google_and_basic_voices_have_room_for_more() -> None:
    assert character_limit("Polly.Joanna-Neural") == 3000
    assert character_limit("Google.vi-VN-Standard-A") == 4096


@pytest.mark.parametrize("value", ["", "x" * 100])
def test_room_is_kept_for_values(value: str) -> None:
    text = f"You owe {HOLE} dollars. " * 200
    for piece in split_speech(text, MAX_POLLY_CHARACTERS):
        spoken = piece.text.replace(HOLE, value)
        assert len(spoken) <= MAX_POLLY_CHARACTERS
        assert len(quote(spoken)) <= MAX_ENCODED_CHARACTERS


@given(
    st.lists(st.sampled_from(["a", "word", ". ", " ", "。", "中文", "é", "😀", "! ", "⟦", HOLE]), max_size=400),
    st.integers(200, 400),
)
def test_pieces_fit_and_nothing_is_lost(parts: list[str], limit: int) -> None:
    text = "".join(parts) * 5
    for piece in split_speech(text, limit):
        assert 0 < len(piece.text) <= limit
        assert len(quote(piece.text.replace(HOLE, ""))) <= MAX_ENCODED_CHARACTERS
        assert piece.text == piece.text.strip()
    assert joined(text, limit) == " ".join(text.split())
