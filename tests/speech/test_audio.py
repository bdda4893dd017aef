"""Reading, measuring and converting sounds; whatever bytes come, the answer is a sound or a reason."""

from __future__ import annotations

import io
import struct

import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st

from ivr_author.speech.audio import NotAudio, measure, read_sound, to_telephone
from ivr_author.speech.mulaw import LOUDEST, encode_mulaw, write_wav
from tests.speech.sounds import silence, sine, write


def test_mulaw_is_that_of_libsndfile() -> None:
    samples = (np.arange(-32_768, 32_768) / 32_768).astype(np.float32)
    theirs = write(np.arange(-32_768, 32_768).astype(np.int16), encoding="ULAW")[-len(samples) :]
    assert encode_mulaw(samples) == theirs


@pytest.mark.parametrize(
    ("sample", "code"), [(0, 0xFF), (-1, 0x7F), (32_767, 0x80), (-32_768, 0x00), (1_000, 0xCE), (-1_000, 0x4E)]
)
def test_codes_of_the_standard(sample: int, code: int) -> None:
    assert encode_mulaw(np.array([sample / 32_768], dtype=np.float32))[0] == code


def test_an_odd_number_of_samples_is_padded_as_riff_wants() -> None:
    raw = write_wav(sine()[:33])
    assert len(raw) % 2 == 0
    assert struct.unpack("<I", raw[4:8])[0] == len(raw) - 8
    assert soundfile.info(io.BytesIO(raw)).frames == 33


@pytest.mark.parametrize(
    ("rate", "form", "encoding", "channels"),
    [
        (8_000, "WAV", "PCM_16", 1),
        (8_000, "WAV", "ULAW", 1),
        (8_000, "WAV", "ALAW", 1),
        (11_025, "WAV", "PCM_U8", 1),
        (16_000, "AIFF", "PCM_16", 1),
        (44_100, "WAV", "PCM_24", 2),
        (44_100, "WAVEX", "PCM_16", 2),
        (48_000, "WAV", "FLOAT", 1),
        (48_000, "FLAC", "PCM_24", 2),
        (96_000, "WAV", "PCM_32", 1),
    ],
)
def test_length_and_level_stay(rate: int, form: str, encoding: str, channels: int) -> None:
    tone = sine(1.234, rate)
    samples = np.stack([tone] * channels, axis=1) if channels > 1 else tone
    sound = read_sound(write(samples, rate, form, encoding))
    told = read_sound(write_wav(to_telephone(sound)))
    before, after = measure(sound), measure(told)
    assert (told.container, told.encoding, told.rate, told.channels) == ("WAV", "ULAW", 8_000, 1)
    assert told.is_for_telephones
    assert after.seconds == pytest.approx(before.seconds, abs=0.001)
    assert before.level is not None
    assert after.level == pytest.approx(before.level, abs=0.5)
    assert after.peak == pytest.approx(before.peak, abs=0.5)
    assert write_wav(to_telephone(sound)) == write_wav(to_telephone(sound))


def test_what_a_telephone_cannot_carry_is_filtered_out_not_folded_back() -> None:
    high = sine(1, 44_100, hertz=9_000)
    assert np.max(np.abs(to_telephone(read_sound(write(high, 44_100))))) < 0.003


def test_a_peak_above_what_mulaw_has_is_brought_down_whole() -> None:
    loud = sine(1, 44_100, level=1.0, hertz=1_000)
    made = to_telephone(read_sound(write(loud, 44_100, encoding="FLOAT")))
    assert np.max(np.abs(made)) <= LOUDEST + 1e-6
    assert not measure(read_sound(write(made, encoding="FLOAT"))).is_clipped


def test_a_silent_channel_does_not_halve_the_other() -> None:
    both = np.stack([sine(), silence(1)], axis=1)
    assert measure(read_sound(write(both))).peak == pytest.approx(measure(read_sound(write(sine()))).peak, abs=0.1)


def test_silence_at_either_end() -> None:
    found = measure(read_sound(write(np.concatenate([silence(0.7), sine(1), silence(0.9)]))))
    assert found.lead == pytest.approx(0.7, abs=0.02)
    assert found.tail == pytest.approx(0.9, abs=0.02)
    assert found.speech_seconds == pytest.approx(1, abs=0.03)
    assert found.level == pytest.approx(20 * np.log10(0.3 / np.sqrt(2)), abs=0.3)


@pytest.mark.parametrize("samples", [silence(1), silence(0.001), sine(1, level=0.0005)])
def test_nothing_is_heard(samples: np.ndarray) -> None:
    assert measure(read_sound(write(samples))).level is None


def test_cut_words_begin_and_end_loud() -> None:
    cut = measure(read_sound(write(sine(1)[800:-800])))
    whole = measure(read_sound(write(np.concatenate([silence(0.05), sine(1), silence(0.05)]))))
    assert max(cut.first, cut.last) < 3
    assert min(whole.first, whole.last) > 30


@pytest.mark.parametrize(("level", "is_clipped"), [(0.3, False), (0.95, False), (1.5, True), (3.0, True)])
def test_clipping(level: float, is_clipped: bool) -> None:
    samples = np.clip(sine(1, 44_100, level=level), -1, 1)
    assert measure(read_sound(write(samples, 44_100))).is_clipped is is_clipped


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"", "empty"),
        (b"Hello, this is a text that somebody renamed.", "no audio file"),
        (bytes(range(256)) * 40, "no audio file"),
        (write(sine())[:9_000], "cut off: 9,000 bytes of 16,044"),
        (write(sine(), form="AIFF")[:9_000], "cut off"),
        (write(sine(5), form="FLAC")[:5_000], "cut off|no audio file"),
        (write(silence(0)), "no sound at all"),
        (write(silence(1, 4_000), 4_000), "4,000 samples a second"),
        (write(silence(301)), "301 seconds"),
        (write(np.full(100, np.nan, dtype=np.float32), encoding="FLOAT"), "no numbers"),
    ],
)
def test_what_is_no_sound_is_refused_with_the_reason(raw: bytes, message: str) -> None:
    with pytest.raises(NotAudio, match=message):
        read_sound(raw)


def test_a_file_from_a_pipe_does_not_know_its_length() -> None:
    raw = bytearray(write(sine()))
    raw[4:8] = struct.pack("<I", 0x7FFFF024)
    raw[40:44] = struct.pack("<I", 0x7FFFF000)
    assert read_sound(bytes(raw)).seconds == pytest.approx(1)


HEADS = [write(sine(0.02), form=form)[:60] for form in ("WAV", "AIFF", "FLAC")]


@given(st.sampled_from([b"", *HEADS]), st.binary(max_size=300))
def test_any_bytes_are_a_sound_or_refused(head: bytes, rest: bytes) -> None:
    try:
        sound = read_sound(head + rest)
    except NotAudio:
        return
    measure(sound)
    write_wav(to_telephone(sound))
