"""espeak-ng as a program: its seconds against those of people, and every way in which it can be of no help."""

from __future__ import annotations

import io
import statistics
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import soundfile

from ivr_author.speech.pace import seconds_of
from ivr_author.workspace import espeak
from ivr_author.workspace.espeak import MOST_CHARACTERS, espeak_seconds, has_espeak, speak_with_espeak
from tests.speech.sound_packages import is_installed, read_packages

needs_espeak = pytest.mark.skipif(not has_espeak(), reason="espeak-ng is not installed")


@pytest.fixture(autouse=True)
def forget_program() -> Iterator[None]:
    """What one test pretends is not remembered for the next."""
    yield
    espeak._program.cache_clear()


@needs_espeak
@pytest.mark.skipif(not is_installed(), reason="Debian's asterisk-core-sounds-{en,es,fr,ru} are not installed")
@pytest.mark.parametrize(("locale", "most_percent"), [("en", 11), ("es", 15), ("fr", 10), ("ru", 9)])
def test_the_mean_error_on_recordings_it_was_not_fitted_to(locale: str, most_percent: float) -> None:
    held_out = [one for one in read_packages() if one.is_held_out and one.locale == locale][::4]
    errors = [abs((espeak_seconds(one.text, locale) or 0) / one.seconds - 1) for one in held_out]
    assert len(errors) >= 15
    assert 100 * statistics.mean(errors) < most_percent <= 15


@needs_espeak
@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("ht", "Pou jwenn yon kopi dènye lèt nou te voye ba ou, peze 1."),
        ("vi", "Để nhận bản sao của lá thư gần nhất, nhấn 1."),
        ("pt_BR", "Para receber uma cópia da sua última carta, aperte 1."),
        ("ar", "للحصول على نسخة من آخر رسالة، اضغط 1."),
        ("zh_Hans", "如需索取最近一封信件的副本，请按 1。"),
    ],
)
def test_both_estimates_agree_on_languages_without_measurements(locale: str, text: str) -> None:
    assert espeak_seconds(text, locale) == pytest.approx(seconds_of(text, locale), rel=0.35)


@needs_espeak
def test_the_sound_knows_its_length() -> None:
    raw = speak_with_espeak('--version "$HOME" `id`; [[h@l\'oU]]\n-w /tmp/x', "en")
    assert raw is not None
    samples, rate = soundfile.read(io.BytesIO(raw))
    assert len(samples) / rate * 1.19 == pytest.approx(
        espeak_seconds('--version "$HOME" `id`; [[h@l\'oU]]\n-w /tmp/x', "en")
    )


@pytest.mark.parametrize(
    ("text", "locale"), [("", "en"), ("  ", "en"), ("សួស្តី", "km"), ("x" * (MOST_CHARACTERS + 1), "en")]
)
def test_what_it_cannot_say(text: str, locale: str) -> None:
    assert speak_with_espeak(text, locale) is None
    assert espeak_seconds(text, locale) is None


def pretend(monkeypatch: pytest.MonkeyPatch, answer: Any) -> list[list[str]]:
    """Runs that give this answer, or raise it."""
    commands: list[list[str]] = []

    def run(command: list[str], **options: Any) -> Any:
        commands.append(command)
        assert options["timeout"] > 0
        assert "shell" not in options
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr(espeak.shutil, "which", lambda name: f"/somewhere/{name}")
    monkeypatch.setattr(espeak.subprocess, "run", run)
    espeak._program.cache_clear()
    return commands


@pytest.mark.parametrize(
    "answer",
    [
        OSError("no memory"),
        subprocess.TimeoutExpired("espeak-ng", 20),
        subprocess.CompletedProcess([], 1, b"RIFF" + bytes(100), b"no such voice"),
        subprocess.CompletedProcess([], 0, b"", b""),
        subprocess.CompletedProcess([], 0, b"no sound at all, but quite a long text that is none", b""),
    ],
)
def test_a_failure_is_no_answer(monkeypatch: pytest.MonkeyPatch, answer: Any) -> None:
    pretend(monkeypatch, answer)
    assert espeak_seconds("Hello", "en") is None


def test_a_text_is_never_an_argument(monkeypatch: pytest.MonkeyPatch) -> None:
    commands = pretend(monkeypatch, subprocess.CompletedProcess([], 0, b"RIFF" + bytes(100), b""))
    assert speak_with_espeak("-f /etc/passwd", "fr_CA") is not None
    assert commands == [["/somewhere/espeak-ng", "-v", "fr-fr", "-s", "175", "-b", "1", "--stdin", "--stdout"]]


def test_without_the_program(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    espeak._program.cache_clear()
    assert not has_espeak()
    assert espeak_seconds("Hello", "en") is None
