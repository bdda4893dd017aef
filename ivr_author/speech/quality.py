"""Whether a recording can be heard well on a telephone, and can be what its text says. Levels are dB of full scale.

The limits leave out what 2,073 prompts of Debian's asterisk-core-sounds (four voices, in use for years) are like: 98 %
of them have levels of -24 to -16, less than 0.35 s of silence before and 0.45 s after, and lengths within a quarter and
0.8 s of the estimate (99 %).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ivr_author.speech.audio import Measures
from ivr_author.speech.pace import is_measured, seconds_of

QUIETEST, LOUDEST = -30.0, -12.0
LONGEST_SILENCE = 0.5
CUT_BELOW_TOP = 15.0
"""Ten milliseconds at an end that are no further below the loud ones than this are the middle of a word."""

LENGTH_SHARE, LENGTH_SECONDS = 0.25, 0.8
ASSUMED_SHARE = 0.4
"""For languages whose pace is only assumed."""

RULES = {
    "recording-silent": "Nothing is heard in a recording",
    "recording-too-quiet": f"A recording's level is below {QUIETEST:g} dB",
    "recording-too-loud": f"A recording's level is above {LOUDEST:g} dB",
    "recording-clipped": "The peaks of a recording are cut off, so that it rattles",
    "recording-silence": f"A recording begins or ends with more than {LONGEST_SILENCE:g} seconds of silence",
    "recording-cut-off": "A recording begins or ends in the middle of a word",
    "recording-length": "A recording is much longer or shorter than its text",
}
"""What can be said of a sound that can be read."""


@dataclass(frozen=True, slots=True)
class SoundFault:
    """What is wrong with a take, and the way out. `is_error`: nobody should hear it at all."""

    rule: str
    message: str
    hint: str
    is_error: bool = False


def judge_sound(found: Measures, text: str, locale: str) -> Iterator[SoundFault]:
    """What is wrong with a recording of a text; an empty text is not held against the length."""
    if found.level is None:
        yield SoundFault("recording-silent", "nothing is heard in it", "record it again", is_error=True)
        return
    if found.level < QUIETEST:
        hint = "record it closer to the microphone, or raise its level in the studio"
        yield SoundFault("recording-too-quiet", f"its level is {found.level:.0f} dB; usual is -24 to -16", hint)
    if found.level > LOUDEST:
        hint = "lower its level in the studio"
        yield SoundFault("recording-too-loud", f"its level is {found.level:.0f} dB; usual is -24 to -16", hint)
    if found.is_clipped:
        hint = "lowering its level does not mend it: record it again, further from the microphone"
        yield SoundFault("recording-clipped", f"its peaks are cut off at {found.peak:.1f} dB", hint)
    for end, seconds in (("begins", found.lead), ("ends", found.tail)):
        if seconds > LONGEST_SILENCE:
            hint = "cut the silence; a pause between texts is the call flow's"
            yield SoundFault("recording-silence", f"it {end} with {seconds:.1f} seconds of silence", hint)
    for end, below in (("begins", found.first), ("ends", found.last)):
        if below < CUT_BELOW_TOP:
            hint = "leave a tenth of a second before and after the words"
            yield SoundFault("recording-cut-off", f"it {end} in the middle of a sound", hint)
    if text and not _fits(found.speech_seconds, text, locale):
        expected = seconds_of(text, locale)
        hint = "listen whether it says this text, whole and once"
        told = f"it takes {found.speech_seconds:.1f} seconds; its text takes about {expected:.1f}"
        yield SoundFault("recording-length", told, hint)


def _fits(seconds: float, text: str, locale: str) -> bool:
    expected = seconds_of(text, locale)
    share = LENGTH_SHARE if is_measured(locale) else ASSUMED_SHARE
    return abs(seconds - expected) <= expected * share + LENGTH_SECONDS
