"""The sound file of telephones: what is packed is recognised, and nothing else."""

from __future__ import annotations

import io
import struct

import pytest
import soundfile

from ivr_author.speech.telephone import SILENCE, fault_of_wav, pack_wav

WAV = pack_wav(SILENCE * 801)


def test_what_is_packed_is_a_sound_for_telephones() -> None:
    assert fault_of_wav(WAV) == ""
    with soundfile.SoundFile(io.BytesIO(WAV)) as file:
        assert (file.format, file.subtype, file.samplerate, file.channels, file.frames) == ("WAV", "ULAW", 8000, 1, 801)
        assert not file.read().any(), "0xFF is silence"


@pytest.mark.parametrize(
    ("raw", "fault"),
    [
        (b"", "no WAV"),
        (b"\x89PNG\r\n\x1a\n" + WAV, "no WAV"),
        (b"RIFX" + WAV[4:], "no WAV"),
        (WAV[:12], "no sound"),
        (WAV[:40], "no sound"),
        (WAV[:400], "cut off"),
        (pack_wav(b""), "no sound"),
        (WAV.replace(struct.pack("<HHI", 7, 1, 8000), struct.pack("<HHI", 1, 1, 8000)), "mu-law"),
        (WAV.replace(struct.pack("<HHI", 7, 1, 8000), struct.pack("<HHI", 7, 2, 8000)), "mu-law"),
        (WAV.replace(struct.pack("<HHI", 7, 1, 8000), struct.pack("<HHI", 7, 1, 44100)), "mu-law"),
        (WAV[:12] + b"junk\xff\xff\xff\xff", "cut off"),
    ],
)
def test_what_no_platform_plays(raw: bytes, fault: str) -> None:
    assert fault in fault_of_wav(raw)
    assert fault_of_wav(raw)
