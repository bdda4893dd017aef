"""Sound files that do harm: kinds that nobody asked for, files that claim more than they are, and broken ones."""

from __future__ import annotations

import io
import random
import struct

import numpy as np
import pytest
import soundfile

from ivr_author.speech.audio import NotAudio, read_sound
from tests.attack.watch import check, watched
from tests.speech.sounds import sine, write
from tests.tally import tally, times

# CVE-2017-6892 (AIFF), CVE-2017-14245 and CVE-2018-19758 (WAV), CVE-2021-3246 (MS ADPCM), CVE-2022-33065 (AU, MAT4),
# CVE-2021-4156 (FLAC), CVE-2024-50612 (OGG): libsndfile. Only the kinds that voice talents send get to it.
FOREIGN = (
    *("AU", "AVR", "CAF", "HTK", "IRCAM", "MAT4", "MAT5", "MPC2K", "NIST", "PAF", "PVF", "SVX", "VOC", "W64", "WVE"),
    *("SDS", "XI"),
)
TELLING = (
    b"MATLAB 5.0 MAT-file",
    b"Creative Voice File\x1a",
    b"Extended Instrument:",
    b".snd",
    b"caff",
    b" paf",
    b"2BIT",
)


@pytest.fixture(autouse=True, scope="module")
def warm() -> None:
    """What is made once, on the first use, is nobody's attack."""
    read_sound(write(sine(0.1)))


@pytest.mark.parametrize("kind", FOREIGN)
def test_a_kind_that_nobody_asked_for_is_not_opened(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    buffer = io.BytesIO()
    known = soundfile.available_subtypes(kind)
    chosen = next((one for one in ("PCM_16", "ULAW", "DPCM_16", "ALAW", "PCM_S8") if one in known), "")
    if not chosen:
        pytest.fail(f"libsndfile writes no {kind}")
    rate = 8_000
    soundfile.write(buffer, np.zeros(400, dtype=np.float32), rate, format=kind, subtype=chosen)
    monkeypatch.setattr(soundfile, "SoundFile", None)
    with pytest.raises(NotAudio, match="no audio file"):
        read_sound(buffer.getvalue())


@pytest.mark.parametrize(
    "begin", [*TELLING, b"RIFF\xff\xff\xff\xffAVI ", b"FORM\0\0\0\x088SVX", b"", b"\0" * 100, b"<svg/>"]
)
def test_a_beginning_that_is_no_sound_is_not_opened(begin: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(soundfile, "SoundFile", None)
    with pytest.raises(NotAudio):
        read_sound(begin + bytes(1_000) if begin else b"")


def wave(rate: int, channels: int, promised: int, kind: int = 1, bits: int = 16) -> bytes:
    """A WAV that says what it likes."""
    frame = max(1, channels * bits // 8) & 0xFFFF
    head = struct.pack("<4sLHHLLHH", b"fmt ", 16, kind, channels & 0xFFFF, rate, 0, frame, bits)
    body = b"WAVE" + head + struct.pack("<4sL", b"data", promised) + bytes(1_000)
    return struct.pack("<4sL", b"RIFF", len(body)) + body


CLAIMS = {
    "four gigabytes": wave(8_000, 1, 0xFFFFFFF0),
    "two gigabytes": wave(8_000, 1, 0x7FFFFFF0),
    "65,535 channels": wave(8_000, 65_535, 0x7FFFFFF0),
    "1,024 channels": wave(8_000, 1_024, 0x7FFFFFF0),
    "no channel": wave(8_000, 0, 1_000),
    "no rate": wave(0, 1, 1_000),
    "four million samples a second": wave(4_000_000_000, 1, 1_000),
    "no bits": wave(8_000, 1, 1_000, bits=0),
    "an unknown encoding": wave(8_000, 1, 1_000, kind=0x1234),
    "MS ADPCM without its tables": wave(8_000, 1, 0x7FFFFFF0, kind=2, bits=4),
    "IMA ADPCM without its blocks": wave(8_000, 1, 0x7FFFFFF0, kind=0x11, bits=4),
    "GSM": wave(8_000, 1, 0x7FFFFFF0, kind=0x31, bits=0),
}


@pytest.mark.parametrize("name", CLAIMS)
def test_a_file_that_claims_more_than_it_is(name: str) -> None:
    with watched() as seen:
        try:
            seconds = read_sound(CLAIMS[name]).seconds
        except NotAudio:
            seconds = 0.0
    assert seconds < 5
    check(seen, most_bytes=16_000_000)


def test_silence_that_is_packed_well_is_no_prompt() -> None:
    """An hour of nothing is a few kilobytes of FLAC."""
    buffer = io.BytesIO()
    with soundfile.SoundFile(buffer, "w", 8_000, 1, "PCM_16", format="FLAC") as file:
        for _ in range(60):
            file.write(np.zeros(8_000 * 60, dtype=np.int16))
    raw = buffer.getvalue()
    assert len(raw) < 300_000
    with watched() as seen, pytest.raises(NotAudio, match="no prompt"):
        read_sound(raw)
    check(seen, most_bytes=4_000_000)


def test_damage_anywhere_is_told_or_heard() -> None:
    wholes = [write(sine(0.2), form=form) for form in ("WAV", "AIFF", "FLAC")]
    count, refused = times(300, 5_000), 0
    with watched() as seen:
        for seed in range(count):
            chance = random.Random(seed)
            raw = bytearray(chance.choice(wholes))
            # Faults of readers sit in the heads.
            for _ in range(chance.randint(1, 6)):
                raw[chance.randrange(min(len(raw), 200))] = chance.choice(
                    [0, 1, 0x7F, 0x80, 0xFF, chance.randrange(256)]
                )
            try:
                assert read_sound(bytes(raw)).seconds < 3_600
            except NotAudio:
                refused += 1
    assert 0 < refused < count
    check(seen, most_bytes=64_000_000, most_seconds=60.0)
    tally("sound files that do harm", count + len(CLAIMS) + len(FOREIGN) + 13, refused=refused, crashes=0)
