"""A short silent recording. Playing it before a fetch lets the caller hear what is queued (VoiceXML 2.0, 4.1.8)."""

from __future__ import annotations

import struct

SILENCE_PATH = "audio/silence.wav"
_SAMPLES = 800  # a tenth of a second of 8 kHz mu-law, in which 0xFF is silence


def silence() -> bytes:
    """A WAV file as telephones play it."""
    data = b"\xff" * _SAMPLES
    form = struct.pack("<HHIIHHH", 7, 1, 8000, 8000, 1, 8, 0)
    fact = struct.pack("<I", _SAMPLES)
    chunks = _chunk(b"fmt ", form) + _chunk(b"fact", fact) + _chunk(b"data", data)
    return b"RIFF" + struct.pack("<I", 4 + len(chunks)) + b"WAVE" + chunks


def _chunk(name: bytes, data: bytes) -> bytes:
    return name + struct.pack("<I", len(data)) + data
