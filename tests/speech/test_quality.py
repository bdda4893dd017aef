"""What is said of a take: good prompts of real systems pass, each flaw is told alone."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
import soundfile

from ivr_author.speech.audio import Measures, Sound, measure
from ivr_author.speech.pace import seconds_of
from ivr_author.speech.quality import RULES, judge_sound
from tests.speech.sound_packages import is_installed, read_packages, sound_path

TEXT = "For help with a bill or payment, press two."
SPEECH = seconds_of(TEXT, "en")
GOOD = Measures(SPEECH + 0.2, -4.0, -20.0, 0.1, 0.1, 40.0, 40.0, is_clipped=False)


def rules_of(found: Measures, locale: str = "en") -> list[str]:
    return [one.rule for one in judge_sound(found, TEXT, locale)]


def test_a_good_take() -> None:
    assert rules_of(GOOD) == []


@pytest.mark.parametrize(
    ("found", "rule"),
    [
        (replace(GOOD, level=None), "recording-silent"),
        (replace(GOOD, level=-31.0), "recording-too-quiet"),
        (replace(GOOD, level=-11.0), "recording-too-loud"),
        (replace(GOOD, is_clipped=True), "recording-clipped"),
        (replace(GOOD, lead=0.6, seconds=SPEECH + 0.7), "recording-silence"),
        (replace(GOOD, tail=0.6, seconds=SPEECH + 0.7), "recording-silence"),
        (replace(GOOD, first=3.0), "recording-cut-off"),
        (replace(GOOD, last=3.0), "recording-cut-off"),
        (replace(GOOD, seconds=SPEECH * 2 + 0.2), "recording-length"),
        (replace(GOOD, seconds=SPEECH * 0.4 + 0.2), "recording-length"),
    ],
)
def test_each_flaw(found: Measures, rule: str) -> None:
    assert rules_of(found) == [rule]
    assert rule in RULES


def test_a_language_whose_pace_is_assumed_has_more_room() -> None:
    slow = replace(GOOD, seconds=seconds_of(TEXT, "ht") * 1.5 + 0.2)
    assert rules_of(slow, "ht") == []
    assert rules_of(replace(slow, seconds=seconds_of(TEXT, "es") * 1.5 + 0.2), "es") == ["recording-length"]


@pytest.mark.skipif(not is_installed(), reason="Debian's asterisk-core-sounds-{en,es,fr,ru} are not installed")
def test_few_prompts_of_real_systems_are_told() -> None:
    told: Counter[str] = Counter()
    prompts = list(read_packages())[::8]
    for one in prompts:
        options = {"samplerate": 8_000, "channels": 1, "subtype": "GSM610", "format": "RAW"}
        samples, rate = soundfile.read(sound_path(one), dtype="float32", **options)
        told.update(
            {fault.rule for fault in judge_sound(measure(Sound(samples, rate, 1, "RAW", "GSM")), one.text, one.locale)}
        )
    assert len(prompts) > 75
    assert told.total() <= 0.05 * len(prompts), told
