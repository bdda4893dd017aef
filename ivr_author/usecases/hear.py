"""What a line of a call sounds like on a telephone: its recording, else a synthetic voice, else silence of its length.

Every line comes as the file that phone platforms play (8 kHz mu-law). Files and programs are left to `workspace`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from ivr_author.ir.program import Program
from ivr_author.speech.audio import NotAudio, measure, read_sound, to_telephone
from ivr_author.speech.mulaw import LOUDEST, encode_mulaw
from ivr_author.speech.pace import seconds_of
from ivr_author.speech.recording import Recording
from ivr_author.speech.telephone import RATE, SILENCE, fault_of_wav, pack_wav, samples_of_wav
from ivr_author.workspace.espeak import speak, voice_key
from ivr_author.workspace.files import WorkspaceError
from ivr_author.workspace.voice_cache import VoiceCache

PAUSE_SECONDS = 0.25
"""Between two texts that are said one after another."""

LEVEL_DB = -20.0
"""How loud a synthetic voice is made: in the middle of what recordings are."""

MOST_SECONDS = 120.0
"""Of silence for want of a voice; no prompt is as long."""


class SoundSource(StrEnum):
    """Where the sound of a text comes from."""

    RECORDING = "recording"
    VOICE = "voice"
    SILENCE = "silence"


@dataclass(frozen=True, slots=True)
class Heard:
    """The sound of a line as a file, and where the sound of each of its texts comes from."""

    wav: bytes
    sources: tuple[SoundSource, ...]


def seconds_of_line(program: Program, locale: str, pieces: Sequence[str]) -> float:
    """How long a line takes: its recordings as they are, the rest as people speak, and the pauses between."""
    return sum(_seconds(program, locale, one) for one in pieces) + PAUSE_SECONDS * max(0, len(pieces) - 1)


def is_recorded(program: Program, locale: str, pieces: Sequence[str]) -> bool:
    """Whether all texts of a line are recorded."""
    return bool(pieces) and all(program.recordings.find(locale, one) is not None for one in pieces)


def _seconds(program: Program, locale: str, text: str) -> float:
    recording = program.recordings.find(locale, text)
    return recording.seconds if recording is not None else seconds_of(text, locale)


def hear_line(root: Path, program: Program, locale: str, pieces: Sequence[str]) -> Heard:
    """The sound of a line. A recording of the whole line is given as it is, to the byte."""
    cache = VoiceCache(root)
    if len(pieces) == 1:
        recording = _recording(program, locale, pieces[0])
        if recording is not None:
            return Heard(recording, (SoundSource.RECORDING,))
    samples: list[bytes] = []
    sources = []
    for text in pieces:
        recording = _recording(program, locale, text)
        if recording is not None:
            sources.append(SoundSource.RECORDING)
            samples.append(samples_of_wav(recording))
            continue
        spoken = _spoken(cache, locale, text)
        sources.append(SoundSource.SILENCE if spoken is None else SoundSource.VOICE)
        samples.append(_silence(min(seconds_of(text, locale), MOST_SECONDS)) if spoken is None else spoken)
    return Heard(pack_wav(_silence(PAUSE_SECONDS).join(samples) or SILENCE), tuple(sources))


def hear_voice(root: Path, locale: str, text: str) -> bytes | None:
    """A text in the synthetic voice, recorded or not; None where there is no voice for the language here."""
    spoken = _spoken(VoiceCache(root), locale, text)
    return None if spoken is None else pack_wav(spoken)


def _recording(program: Program, locale: str, text: str) -> bytes | None:
    found: Recording | None = program.recordings.find(locale, text)
    if found is None:
        return None
    try:
        raw = program.sounds[found.path]
    except (KeyError, WorkspaceError):
        return None
    return None if fault_of_wav(raw) else raw


def _spoken(cache: VoiceCache, locale: str, text: str) -> bytes | None:
    """The samples of a synthetic voice; None where there is none for the language here."""
    key = voice_key(text, locale)
    if not key:
        return None
    held = cache.get(key)
    if held is not None:
        return held
    raw = speak(text, locale)
    if raw is None:
        return None
    try:
        sound = read_sound(raw)
    except NotAudio:
        return None
    samples = to_telephone(sound)
    level = measure(sound).level
    if level is not None:
        peak = float(abs(samples).max())
        samples = samples * min(10 ** ((LEVEL_DB - level) / 20), LOUDEST / peak)
    coded = encode_mulaw(samples)
    cache.put(key, coded)
    return coded


def _silence(seconds: float) -> bytes:
    return SILENCE * round(seconds * RATE)
