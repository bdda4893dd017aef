"""Sounds that tests make: sines, silence, noise, and their files."""

from __future__ import annotations

import io

import numpy as np
import soundfile
from numpy.typing import NDArray


def sine(seconds: float = 1.0, rate: int = 8_000, level: float = 0.3, hertz: float = 440) -> NDArray[np.float32]:
    """A tone with soft ends."""
    time = np.arange(round(seconds * rate)) / rate
    ends = np.minimum(1, np.minimum(time, seconds - time) / 0.02)
    return (level * ends * np.sin(2 * np.pi * hertz * time)).astype(np.float32)


def silence(seconds: float, rate: int = 8_000) -> NDArray[np.float32]:
    """Nothing."""
    return np.zeros(round(seconds * rate), dtype=np.float32)


def write(
    samples: NDArray[np.float32] | NDArray[np.int16], rate: int = 8_000, form: str = "WAV", encoding: str = "PCM_16"
) -> bytes:
    """The bytes of a file."""
    buffer = io.BytesIO()
    soundfile.write(buffer, samples, rate, format=form, subtype=encoding)
    return buffer.getvalue()
