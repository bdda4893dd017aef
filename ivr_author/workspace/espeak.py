"""espeak-ng, where it is installed: what a text sounds like and how long it takes. It is run, never imported (GPL)."""

from __future__ import annotations

import shutil
import struct
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from ivr_author.core.locale import find_locale

PROGRAM = "espeak-ng"

MOST_CHARACTERS = 5_000
"""Minutes of speech; no prompt is as long."""

_WORDS_A_MINUTE = 175
_TIME_LIMIT_SECONDS = 20
_HEADER_BYTES = 44


@dataclass(frozen=True, slots=True)
class EspeakVoice:
    """A voice, and how much longer people take than it does."""

    name: str
    factor: float = 1.2


VOICES: Mapping[str, EspeakVoice] = {
    # The factors of these four are medians over one half of the recordings that `speech.pace` is fitted to; on the
    # other half the mean error is 8, 13, 6 and 6 %.
    "en": EspeakVoice("en-us", 1.19),
    "es": EspeakVoice("es-419", 1.38),
    "fr": EspeakVoice("fr-fr", 1.19),
    "ru": EspeakVoice("ru", 1.08),
    # The factor of all others is the mean of these; the two Chinese voices are slower than people, so it is assumed.
    "am": EspeakVoice("am"),
    "ar": EspeakVoice("ar"),
    "cmn": EspeakVoice("cmn", 0.7),
    "el": EspeakVoice("el"),
    "fa": EspeakVoice("fa"),
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
    "zh": EspeakVoice("cmn", 0.7),
}
"""By language, or by locale where a region has a voice of its own. Khmer, Lao, Somali, Hmong and Tagalog have none."""


def has_espeak() -> bool:
    """Whether the program is there."""
    return _program() is not None


def speak_with_espeak(text: str, locale: str) -> bytes | None:
    """A text as a WAV file, at the voice's own pace; None without the program or a voice, or where it fails."""
    program, voice = _program(), _voice(locale)
    if program is None or voice is None or not text.strip() or len(text) > MOST_CHARACTERS:
        return None
    command = [program, "-v", voice.name, "-s", str(_WORDS_A_MINUTE), "-b", "1", "--stdin", "--stdout"]
    # Between double brackets it would read phonemes.
    given = text.replace("[[", "[ [").encode("utf-8", "replace")
    try:
        done = subprocess.run(  # noqa: S603 - no shell, and the text is no argument
            command, input=given, capture_output=True, check=False, timeout=_TIME_LIMIT_SECONDS
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


def _with_length(raw: bytes) -> bytes:
    """The file with its true length: into a pipe the program writes a very large one."""
    header = bytearray(raw[:_HEADER_BYTES])
    header[4:8] = struct.pack("<I", len(raw) - 8)
    header[40:44] = struct.pack("<I", len(raw) - _HEADER_BYTES)
    return bytes(header) + raw[_HEADER_BYTES:]
