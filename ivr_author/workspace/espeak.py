"""espeak-ng, where it is installed: what a text sounds like and how long it takes. It is run, never imported (GPL).

As a program of the machine, else as the library in the package `espeakng-loader`, which a process of its own loads.
"""

from __future__ import annotations

import hashlib
import shutil
import struct
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from threading import BoundedSemaphore

from ivr_author.core.locale import find_locale

PROGRAM = "espeak-ng"
WHEEL = "espeakng_loader"

MOST_CHARACTERS = 5_000
"""Minutes of speech; no prompt is as long."""

_WORDS_A_MINUTE = 175
_TIME_LIMIT_SECONDS = 20
_HEADER_BYTES = 44
_AT_ONCE = BoundedSemaphore(2)
"""However many listen: speaking must not take the machine from those who work on it."""

_RENAMED = {"fr-fr": "fr"}
"""What a voice of 1.51 is called since 1.52."""


@dataclass(frozen=True, slots=True)
class EspeakVoice:
    """A voice, and how much longer people take than it does.

    `guesses_vowels`: the script leaves vowels out, and the voice does not put them back.
    """

    name: str
    factor: float = 1.2
    guesses_vowels: bool = False


VOICES: Mapping[str, EspeakVoice] = {
    # The factors of these four are medians over one half of the recordings that `speech.pace` is fitted to; on the
    # other half the mean error is 8, 13, 6 and 6 %.
    "en": EspeakVoice("en-us", 1.19),
    "es": EspeakVoice("es-419", 1.38),
    "fr": EspeakVoice("fr-fr", 1.19),
    "ru": EspeakVoice("ru", 1.08),
    # The factor of all others is the mean of these; what the Chinese voices take is about what people do.
    "am": EspeakVoice("am"),
    "ar": EspeakVoice("ar", guesses_vowels=True),
    # `cmn` of 1.51 reads pinyin as if it were English, and takes half as long again.
    "cmn": EspeakVoice("cmn-latn-pinyin", 1.0),
    "el": EspeakVoice("el"),
    "fa": EspeakVoice("fa", guesses_vowels=True),
    "gu": EspeakVoice("gu"),
    "hi": EspeakVoice("hi"),
    "ht": EspeakVoice("ht"),
    "it": EspeakVoice("it"),
    "ko": EspeakVoice("ko"),
    "pl": EspeakVoice("pl"),
    "pt": EspeakVoice("pt-br"),
    "pt_PT": EspeakVoice("pt"),
    "vi": EspeakVoice("vi"),
    "yue": EspeakVoice("yue"),
    "zh": EspeakVoice("cmn-latn-pinyin", 1.0),
}
"""By language, or by locale where a region has a voice of its own. Khmer, Lao, Somali, Hmong and Tagalog have none, and
that of Japanese says "Chinese letter" for every kanji."""


class VoiceState(StrEnum):
    """Whether a language can be heard here: with a voice, one that guesses vowels, none, or without espeak-ng."""

    SPOKEN = "spoken"
    GUESSED = "guessed"
    NO_VOICE = "no voice"
    NO_PROGRAM = "no program"


def voice_state(locale: str) -> VoiceState:
    """Whether a language can be heard on this machine."""
    voice = _voice(locale)
    if voice is None:
        return VoiceState.NO_VOICE
    if _program() is None and not _has_wheel():
        return VoiceState.NO_PROGRAM
    return VoiceState.GUESSED if voice.guesses_vowels else VoiceState.SPOKEN


def voice_key(text: str, locale: str) -> str:
    """Names the sound that `speak` makes of a text; empty where it makes none."""
    voice = _voice(locale)
    if voice is None or voice_state(locale) is VoiceState.NO_PROGRAM:
        return ""
    made_by = PROGRAM if _program() is not None else WHEEL
    named = "\0".join((made_by, voice.name, str(_as_people_speak(voice)), text))
    return hashlib.sha256(named.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def speak(text: str, locale: str) -> bytes | None:
    """A text as a WAV file, as fast as people speak; None where espeak-ng or a voice is missing, or fails."""
    voice = _voice(locale)
    if voice is None:
        return None
    program = _program()
    with _AT_ONCE:
        if program is not None:
            return _run([program], voice.name, _as_people_speak(voice), text)
        if _has_wheel():
            worker = Path(__file__).with_name("espeak_worker.py")
            name = _RENAMED.get(voice.name, voice.name)
            return _run([sys.executable, "-I", str(worker)], name, _as_people_speak(voice), text)
    return None


def _as_people_speak(voice: EspeakVoice) -> int:
    return round(_WORDS_A_MINUTE / voice.factor)


def has_espeak() -> bool:
    """Whether the program is there."""
    return _program() is not None


def speak_with_espeak(text: str, locale: str) -> bytes | None:
    """A text as a WAV file, at the voice's own pace; None without the program or a voice, or where it fails."""
    program, voice = _program(), _voice(locale)
    return None if program is None or voice is None else _run([program], voice.name, _WORDS_A_MINUTE, text)


def _run(command: Sequence[str], voice: str, rate: int, text: str) -> bytes | None:
    if not text.strip() or len(text) > MOST_CHARACTERS:
        return None
    whole = [*command, "-v", voice, "-s", str(rate), "-b", "1", "--stdin", "--stdout"]
    # Between double brackets it would read phonemes.
    given = text.replace("[[", "[ [").encode("utf-8", "replace")
    try:
        done = subprocess.run(  # noqa: S603 - no shell, and the text is no argument
            whole, input=given, capture_output=True, check=False, timeout=_TIME_LIMIT_SECONDS
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    if done.returncode != 0 or len(done.stdout) <= _HEADER_BYTES or not done.stdout.startswith(b"RIFF"):
        return None
    return _with_length(done.stdout)


def espeak_seconds(text: str, locale: str) -> float | None:
    """How long a person takes to say a text, told from how long the program takes; None where it can't tell."""
    raw, voice = speak_with_espeak(text, locale), _voice(locale)
    if raw is None or voice is None:
        return None
    bytes_a_second: int = struct.unpack("<I", raw[28:32])[0]
    return (len(raw) - _HEADER_BYTES) / bytes_a_second * voice.factor


def _voice(locale: str) -> EspeakVoice | None:
    name = find_locale(locale).id
    return VOICES.get(name) or VOICES.get(name.split("_")[0])


@cache
def _program() -> str | None:
    return shutil.which(PROGRAM)


@cache
def _has_wheel() -> bool:
    return find_spec(WHEEL) is not None


def _with_length(raw: bytes) -> bytes:
    """The file with its true length: into a pipe the program writes a very large one."""
    header = bytearray(raw[:_HEADER_BYTES])
    header[4:8] = struct.pack("<I", len(raw) - 8)
    header[40:44] = struct.pack("<I", len(raw) - _HEADER_BYTES)
    return bytes(header) + raw[_HEADER_BYTES:]
