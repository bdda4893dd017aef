"""What makes two texts one recording, and where it is looked up."""

from __future__ import annotations

import unicodedata

import pytest

from ivr_author.speech.recording import Recording, index_recordings, is_file_name, text_digest


def take(locale: str, text: str, name: str = "a.wav") -> Recording:
    return Recording(locale, text, text_digest(text), f"locales/{locale}/audio/{name}", 1.0)


def test_white_space_and_composition_change_nothing() -> None:
    text = "Pou peman, peze 2.\nMèsi."
    assert text_digest(unicodedata.normalize("NFD", text).replace(" ", "  ")) == text_digest(text)


@pytest.mark.parametrize("other", ["Pou peman, peze 3.", "pou peman, peze 2.", "Pou peman peze 2."])
def test_words_figures_and_marks_make_another_text(other: str) -> None:
    assert text_digest(other) != text_digest("Pou peman, peze 2.")


def test_a_recording_serves_its_locale_and_its_words() -> None:
    recordings = index_recordings([take("ht", "Bonjou."), take("es", "Hola.")])
    assert recordings.find("ht", " Bonjou. ") == take("ht", "Bonjou.")
    assert recordings.find("ht", "Bonswa.") is None
    assert recordings.find("es", "Bonjou.") is None
    assert recordings.of("es") == (take("es", "Hola."),)


@pytest.mark.parametrize("name", ["main.greeting.prompt.wav", "_a-1.wav", "9.wav"])
def test_file_names(name: str) -> None:
    assert is_file_name(name)


@pytest.mark.parametrize("name", ["", ".wav", "a.mp3", "../a.wav", "a/b.wav", "ò.wav", "a b.wav", "a" * 120 + ".wav"])
def test_no_file_names(name: str) -> None:
    assert not is_file_name(name)
