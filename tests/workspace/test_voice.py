"""Voices for the phone: by the program or the wheel, never with a text as an argument, kept where there is room."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from ivr_author.workspace import espeak
from ivr_author.workspace.espeak import VoiceState, has_espeak, speak, voice_key, voice_state
from ivr_author.workspace.voice_cache import VoiceCache

has_wheel = find_spec(espeak.WHEEL) is not None
needs_wheel = pytest.mark.skipif(not has_wheel, reason="espeakng-loader is not installed")


@pytest.fixture(autouse=True)
def forget_machine() -> Iterator[None]:
    """What one test pretends is not remembered for the next."""
    yield
    espeak._program.cache_clear()
    espeak._has_wheel.cache_clear()


@pytest.fixture
def no_program(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(espeak.shutil, "which", lambda name: None)
    espeak._program.cache_clear()


@pytest.fixture
def no_wheel(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(espeak, "find_spec", lambda name: None)
    espeak._has_wheel.cache_clear()


def seconds(raw: bytes | None) -> float:
    assert raw is not None
    return (len(raw) - 44) / 2 / 22_050


@needs_wheel
def test_the_wheel_speaks_where_there_is_no_program(no_program: None) -> None:
    assert not has_espeak()
    assert voice_state("ht") is VoiceState.SPOKEN
    assert 2 < seconds(speak("Pou jwenn yon kopi dènye lèt nou te voye ba ou, peze 1.", "ht")) < 8
    assert seconds(speak("Bonjour, madame.", "fr")) > 0.5, "a voice that was renamed"


@needs_wheel
def test_the_library_is_loaded_by_a_process_of_its_own() -> None:
    told = subprocess.run(
        [sys.executable, "-c", "import sys, ivr_author.web.app; print('espeakng_loader' in sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.strip() == "False"


def test_chinese_is_not_read_as_english(monkeypatch: pytest.MonkeyPatch) -> None:
    """The program's `cmn` reads pinyin with English sounds, for half as long again."""
    assert {espeak.VOICES["zh"].name, espeak.VOICES["cmn"].name} == {"cmn-latn-pinyin"}


@pytest.mark.parametrize("text", ["-f /etc/passwd", "--path=x", '"; rm -rf / #', "$(id)", "[[h@l'oU]] <speak>"])
def test_a_text_is_never_an_argument(monkeypatch: pytest.MonkeyPatch, no_program: None, text: str) -> None:
    seen: list[tuple[list[str], bytes]] = []

    def run(command: list[str], *, input: bytes, **options: Any) -> Any:  # noqa: A002 - as subprocess names it
        seen.append((command, input))
        assert options["timeout"] > 0
        assert "shell" not in options
        return subprocess.CompletedProcess(command, 0, b"RIFF" + bytes(100), b"")

    monkeypatch.setattr(espeak.subprocess, "run", run)
    monkeypatch.setattr(espeak, "find_spec", lambda name: object())
    espeak._has_wheel.cache_clear()
    assert speak(text, "es") is not None
    [(command, given)] = seen
    assert command[:2] == [sys.executable, "-I"]
    assert Path(command[2]).name == "espeak_worker.py"
    assert command[3:] == ["-v", "es-419", "-s", "127", "-b", "1", "--stdin", "--stdout"]
    assert given.decode() == text.replace("[[", "[ [")


def test_states(no_program: None, no_wheel: None) -> None:
    assert voice_state("ht") is VoiceState.NO_PROGRAM
    assert voice_state("km") is VoiceState.NO_VOICE
    assert voice_state("ja") is VoiceState.NO_VOICE, "kanji are read as “Chinese letter”"
    assert speak("Bonjou", "ht") is None
    assert voice_key("Bonjou", "ht") == ""


@pytest.mark.skipif(not has_wheel and not has_espeak(), reason="no espeak-ng")
def test_arabic_is_warned_of_and_a_key_names_voice_pace_and_text() -> None:
    assert voice_state("ar") is VoiceState.GUESSED
    assert voice_state("en") is VoiceState.SPOKEN
    keys = {voice_key("Hello", "en"), voice_key("Hello", "es"), voice_key("Hello.", "en")}
    assert len(keys) == 3
    assert voice_key("Hello", "en") in keys
    assert all(len(one) == 32 and one.isalnum() for one in keys)


def test_what_was_said_is_kept_and_the_oldest_forgotten(tmp_path: Path) -> None:
    cache = VoiceCache(tmp_path, most_bytes=250)
    assert cache.get("a" * 32) is None
    for name in "abc":
        cache.put(name * 32, name.encode() * 100)
    assert cache.get("a" * 32) is None
    assert cache.get("b" * 32) == b"b" * 100
    assert cache.get("c" * 32) == b"c" * 100
    assert (tmp_path / ".ivr_author" / ".gitignore").read_text() == "*\n"


def test_a_cache_that_cannot_be_written_is_none(tmp_path: Path) -> None:
    (tmp_path / ".ivr_author").mkdir()
    (tmp_path / ".ivr_author" / "voice").write_text("a file in its place")
    cache = VoiceCache(tmp_path)
    cache.put("a" * 32, b"sound")
    assert cache.get("a" * 32) is None
