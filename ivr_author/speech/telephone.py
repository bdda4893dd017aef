"""The one kind of sound file that every phone platform plays as it is: WAV with 8 kHz mu-law in one channel."""

from __future__ import annotations

import struct

RATE = 8_000
"""Samples a second."""

SILENCE = b"\xff"
"""The sample of silence in mu-law (ITU-T G.711)."""

_MULAW = 7
_FORM = struct.Struct("<HHIIHH")
_CHUNK = struct.Struct("<4sI")


def pack_wav(samples: bytes) -> bytes:
    """The file of these samples, a byte for each."""
    # Every form but plain PCM must say how long its own extension is, and how many samples there are.
    form = _FORM.pack(_MULAW, 1, RATE, RATE, 1, 8) + b"\0\0"
    chunks = _chunk(b"fmt ", form) + _chunk(b"fact", struct.pack("<I", len(samples))) + _chunk(b"data", samples)
    return _chunk(b"RIFF", b"WAVE" + chunks)


def fault_of_wav(raw: bytes) -> str:
    """Why phone platforms would not play a file; empty if they do. Its samples are not looked at."""
    if raw[:4] != b"RIFF" or raw[8:12] != b"WAVE":
        return "it is no WAV file"
    form, has_samples, place = None, False, 12
    while place + _CHUNK.size <= len(raw):
        name, size = _CHUNK.unpack_from(raw, place)
        place += _CHUNK.size
        if place + size > len(raw):
            return "it is cut off"
        if name == b"fmt " and size >= _FORM.size:
            form = _FORM.unpack_from(raw, place)
        has_samples = has_samples or (name == b"data" and size > 0)
        place += size + size % 2
    if form is None or not has_samples:
        return "it holds no sound"
    kind, channels, rate = form[:3]
    return "" if (kind, channels, rate) == (_MULAW, 1, RATE) else "it is not 8 kHz mu-law in one channel"


def samples_of_wav(raw: bytes) -> bytes:
    """The samples of such a file; none where it holds none."""
    place = 12
    while place + _CHUNK.size <= len(raw):
        name, size = _CHUNK.unpack_from(raw, place)
        place += _CHUNK.size
        if name == b"data":
            return raw[place : place + size]
        place += size + size % 2
    return b""


def _chunk(name: bytes, content: bytes) -> bytes:
    return _CHUNK.pack(name, len(content)) + content + b"\0" * (len(content) % 2)
