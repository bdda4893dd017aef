"""What a line sounds like on a telephone: its length and level, where its sound comes from; recordings stay as made."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from ivr_author.ir.program import Program
from ivr_author.speech.audio import measure, read_sound
from ivr_author.speech.pace import seconds_of
from ivr_author.speech.recording import Recording, index_recordings, text_digest
from ivr_author.speech.telephone import RATE, pack_wav
from ivr_author.usecases import hear
from ivr_author.usecases.hear import PAUSE_SECONDS, SoundSource, hear_line, is_recorded, seconds_of_line
from ivr_author.usecases.program import program_of
from ivr_author.workspace.espeak import VoiceState, voice_state
from ivr_author.workspace.project import load_workspace

TEXTS = {
    "en": "How can we help you today? To ask about a bill, press 1.",
    "es": "¿En qué podemos ayudarle hoy? Para preguntar por una factura, oprima 1.",
    "ht": "Kisa ou ta renmen fè? Pou peye nan telefòn, peze 1.",
    "ar": "للحصول على نسخة من آخر رسالة أرسلناها إليك، اضغط 1.",
    "zh_Hans": "如需索取最近一封信件的副本，请按 1。如需帮助，请按 2。",
}
needs_voice = pytest.mark.skipif(voice_state("en") is VoiceState.NO_PROGRAM, reason="no espeak-ng on this machine")


@pytest.fixture(scope="module")
def program(repository: Path) -> Program:
    workspace = load_workspace(repository)
    assert workspace.content is not None
    return program_of(workspace, workspace.content)


@needs_voice
@pytest.mark.parametrize("locale", TEXTS)
def test_a_voice_is_as_loud_and_as_long_as_a_recording(program: Program, tmp_path: Path, locale: str) -> None:
    text = TEXTS[locale]
    heard = hear_line(tmp_path, program, locale, [text])
    assert heard.sources == (SoundSource.VOICE,)
    sound = read_sound(heard.wav)
    assert sound.is_for_telephones
    found = measure(sound)
    assert found.level == pytest.approx(-20, abs=1), "neither silent nor louder than recordings"
    assert not found.is_clipped
    assert found.speech_seconds == pytest.approx(seconds_of(text, locale), rel=0.3)


@needs_voice
def test_a_line_is_made_once(program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = hear_line(tmp_path, program, "en", ["Goodbye."])
    monkeypatch.setattr(hear, "speak", lambda text, locale: pytest.fail("spoken again"))
    assert hear_line(tmp_path, program, "en", ["Goodbye."]) == first


def test_without_a_voice_there_is_silence_of_the_same_length(program: Program, tmp_path: Path) -> None:
    text = "ដើម្បីទទួលបានច្បាប់ចម្លង សូមចុច 1"
    heard = hear_line(tmp_path, program, "km", [text, text])
    assert heard.sources == (SoundSource.SILENCE, SoundSource.SILENCE)
    sound = read_sound(heard.wav)
    assert measure(sound).level is None
    assert sound.seconds == pytest.approx(2 * seconds_of(text, "km") + PAUSE_SECONDS, abs=0.01)
    assert sound.seconds == pytest.approx(seconds_of_line(program, "km", [text, text]), abs=0.01)


def test_a_recording_is_heard_as_it_is_and_between_others(program: Program, tmp_path: Path) -> None:
    recorded = pack_wav(b"\x10\x90" * RATE)
    path = "locales/km/audio/hello.wav"
    take = Recording("km", "Hello", text_digest("Hello"), path, 2.0)
    with_take = dataclasses.replace(program, recordings=index_recordings([take]), sounds={path: recorded})
    assert hear_line(tmp_path, with_take, "km", ["Hello"]).wav == recorded
    assert is_recorded(with_take, "km", ["Hello"])
    assert not is_recorded(with_take, "km", ["Hello", "there"])
    mixed = hear_line(tmp_path, with_take, "km", ["Hello", "there"])
    assert mixed.sources == (SoundSource.RECORDING, SoundSource.SILENCE)
    assert b"\x10\x90" * RATE in mixed.wav
    gone = dataclasses.replace(with_take, sounds={})
    assert hear_line(tmp_path, gone, "km", ["Hello"]).sources == (SoundSource.SILENCE,)


def test_a_voice_that_gives_no_sound_is_none(program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hear, "voice_key", lambda text, locale: "k" * 32)
    for raw in (None, b"RIFF no sound"):
        monkeypatch.setattr(hear, "speak", lambda text, locale, raw=raw: raw)
        assert hear_line(tmp_path, program, "en", ["Hello."]).sources == (SoundSource.SILENCE,)


def test_nothing_at_all_is_still_a_file(program: Program, tmp_path: Path) -> None:
    assert read_sound(hear_line(tmp_path, program, "km", ["…"]).wav).seconds > 0
