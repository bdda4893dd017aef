"""Sound files as samples: reading them from bytes, measuring them, bringing them to the telephone's rate."""

from __future__ import annotations

import io
import re
import struct
from dataclasses import dataclass

import numpy as np
import samplerate
import soundfile
from numpy.typing import NDArray

from ivr_author.speech.mulaw import LOUDEST
from ivr_author.speech.recording import MOST_SECONDS
from ivr_author.speech.telephone import RATE

Samples = NDArray[np.float32]

MAX_AUDIO_BYTES = 100_000_000
"""Five minutes in the best quality that studios deliver; more is not one prompt."""

_MOST_SAMPLES = 60_000_000
_LEAST_RATE, _MOST_RATE = 8_000, 192_000
_FRAME_SECONDS = 0.01
_QUIETEST_DB = -120.0
_SPEECH_BELOW_TOP_DB = 35.0
_SPEECH_AT_LEAST_DB = -55.0
_CLIP_RUN = 3
_SILENT_CHANNEL_DB = -40.0
# libsndfile opens two dozen more kinds, old ones with a history of holes. What comes from outside never gets to them.
_KINDS = re.compile(rb"R(?:IFF|IFX|F64)....WAVE|FORM....AIF[FC]|fLaC|OggS|ID3|\xff[\xe0-\xff]", re.DOTALL)
_NO_AUDIO = "this is no audio file that can be read (WAV, FLAC, AIFF, OGG, MP3)"
# Programs that write to a pipe don't know how long a file becomes, and say so with such a size.
_LENGTH_UNKNOWN = 0x7FFF0000


class NotAudio(ValueError):
    """These bytes are no sound that can be used; the message says why."""


@dataclass(frozen=True, slots=True)
class Sound:
    """A sound as one channel of samples from -1 to 1, and what its file was: container and encoding as libsndfile
    names them (`WAV`, `PCM_24`), samples a second, channels."""

    samples: Samples
    rate: int
    channels: int
    container: str
    encoding: str

    @property
    def seconds(self) -> float:
        """How long it is."""
        return len(self.samples) / self.rate

    @property
    def is_for_telephones(self) -> bool:
        """Whether every phone platform plays the file as it is."""
        return (self.container, self.encoding, self.rate, self.channels) == ("WAV", "ULAW", RATE, 1)


@dataclass(frozen=True, slots=True)
class Measures:
    """What is heard. Levels in dB of full scale; `level` is the mean of what is not silence, None if nothing is heard.

    `lead` and `tail` are seconds of silence at either end; `first` and `last` are how far the first and last ten
    milliseconds lie below the loud ones, in dB. `is_clipped`: peaks were cut off flat.
    """

    seconds: float
    peak: float
    level: float | None
    lead: float
    tail: float
    first: float
    last: float
    is_clipped: bool

    @property
    def speech_seconds(self) -> float:
        """The length without the silence at either end."""
        return self.seconds - self.lead - self.tail


class _Bytes(io.BytesIO):
    """A damaged file leads libsndfile to before its beginning, and no exception gets back through its callback."""

    def seek(self, offset: int, whence: int = 0) -> int:
        """As streams do, or not at all."""
        try:
            return super().seek(offset, whence)
        except (ValueError, OverflowError):
            return self.tell()


def read_sound(raw: bytes) -> Sound:
    """The sound of a file; several channels become one. Raises `NotAudio`."""
    if not raw:
        raise NotAudio("the file is empty")
    if not _KINDS.match(raw):
        raise NotAudio(_NO_AUDIO)
    try:
        with soundfile.SoundFile(_Bytes(raw)) as file:
            _check_size(file)
            _check_whole(raw)
            samples = file.read(dtype="float32", always_2d=True)
            if len(samples) < file.frames:
                raise NotAudio("the file is cut off: it is shorter than it says")
            one = _mix(samples)
            return Sound(one, file.samplerate, file.channels, _container(file.format), file.subtype)
    except soundfile.SoundFileError as failure:
        raise NotAudio(_NO_AUDIO) from failure


def measure(sound: Sound) -> Measures:
    """Level, silence and clipping, in frames of ten milliseconds."""
    samples = sound.samples
    size = max(1, round(sound.rate * _FRAME_SECONDS))
    count = len(samples) // size
    if count == 0:
        frames = np.array([_decibel(float(np.mean(samples.astype(np.float64) ** 2)))])
        count = 1
    else:
        power = np.mean(samples[: count * size].reshape(count, size).astype(np.float64) ** 2, axis=1)
        frames = 10 * np.log10(np.maximum(power, 1e-12))
    top = float(np.percentile(frames, 95))
    heard = np.flatnonzero(frames > max(top - _SPEECH_BELOW_TOP_DB, _SPEECH_AT_LEAST_DB))
    peak = _decibel(float(np.max(np.abs(samples))) ** 2)
    if len(heard) == 0:
        return Measures(sound.seconds, peak, None, sound.seconds, 0, 0, 0, False)
    level = _decibel(float(np.mean(10 ** (frames[heard] / 10))))
    lead, tail = heard[0] * _FRAME_SECONDS, (count - 1 - heard[-1]) * _FRAME_SECONDS
    ends = top - float(frames[0]), top - float(frames[-1])
    return Measures(sound.seconds, peak, level, float(lead), float(tail), *ends, _is_clipped(samples))


def to_telephone(sound: Sound) -> Samples:
    """The samples at the telephone's rate, as loud as they were; a peak above what mu-law has is brought down."""
    samples = sound.samples
    if sound.rate != RATE:
        length = round(len(samples) * RATE / sound.rate)
        made = samplerate.resample(samples, RATE / sound.rate, "sinc_medium")
        samples = np.zeros(length, dtype=np.float32)
        kept = min(length, len(made))
        samples[:kept] = made[:kept]
    peak = float(np.max(np.abs(samples)))
    return samples * np.float32(LOUDEST / peak) if peak > LOUDEST else samples


def _check_size(file: soundfile.SoundFile) -> None:
    if not _LEAST_RATE <= file.samplerate <= _MOST_RATE:
        raise NotAudio(f"{file.samplerate:,} samples a second are not from {_LEAST_RATE:,} to {_MOST_RATE:,}")
    if file.frames == 0:
        raise NotAudio("the file holds no sound at all")
    seconds = file.frames / file.samplerate
    if seconds > MOST_SECONDS or file.frames * file.channels > _MOST_SAMPLES:
        raise NotAudio(f"{seconds:,.0f} seconds with {file.channels} channels are no prompt")


def _check_whole(raw: bytes) -> None:
    """Whether a RIFF or AIFF file is as long as its own header says; libsndfile takes what is left of it."""
    order = {b"RIFF": "<I", b"FORM": ">I"}.get(raw[:4])
    if order is None or len(raw) < 12:
        return
    promised = struct.unpack(order, raw[4:8])[0] + 8
    if len(raw) + 1 < promised < _LENGTH_UNKNOWN:
        raise NotAudio(f"the file is cut off: {len(raw):,} bytes of {promised:,}")


def _container(name: str) -> str:
    return "WAV" if name == "WAVEX" else name


def _mix(samples: Samples) -> Samples:
    """The mean of all channels that hold something: a microphone on the left alone is not half as loud."""
    if not np.isfinite(samples).all():
        raise NotAudio("the file holds values that are no numbers")
    power = np.mean(samples.astype(np.float64) ** 2, axis=0)
    used = power > np.max(power) * 10 ** (_SILENT_CHANNEL_DB / 10)
    return samples[:, used].mean(axis=1, dtype=np.float32) if used.any() else samples[:, 0].copy()


def _is_clipped(samples: Samples) -> bool:
    """Whether several samples in a row stand at the same peak."""
    size = np.abs(samples)
    top = float(size.max())
    at_top = size >= max(top * 0.9999, 0.97)
    if not at_top.any():
        return False
    edges = np.flatnonzero(np.diff(np.concatenate(([0], at_top.view(np.int8), [0]))))
    return bool(np.max(edges[1::2] - edges[::2]) >= _CLIP_RUN)


def _decibel(power: float) -> float:
    return max(10 * float(np.log10(max(power, 1e-12))), _QUIETEST_DB)
