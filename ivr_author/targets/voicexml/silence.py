"""A short silent recording. Playing it before a fetch lets the caller hear what is queued (VoiceXML 2.0, 4.1.8)."""

from __future__ import annotations

from ivr_author.speech.telephone import SILENCE, pack_wav

SILENCE_PATH = "audio/silence.wav"
_SAMPLES = 800  # a tenth of a second


def silence() -> bytes:
    """A WAV file as telephones play it."""
    return pack_wav(SILENCE * _SAMPLES)
