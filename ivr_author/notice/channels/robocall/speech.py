"""A robocall prepared for one document and filled for each member: SSML, the same as plain text, and its seconds."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from ivr_author.notice.channel import Member, Rendering, Setting
from ivr_author.notice.channels.robocall.script import (
    NAME,
    Group,
    Said,
    Spot,
    clean,
    host_of,
    script_of,
    text_script,
)
from ivr_author.notice.channels.robocall.ssml import escape_words, write_ssml
from ivr_author.notice.document import Document
from ivr_author.notice.model import FieldType
from ivr_author.notice.values import Value, spoken
from ivr_author.notice.writing.program import Program, merge
from ivr_author.speech.pace import PAUSE_MILLISECONDS, seconds_of


@dataclass(frozen=True, slots=True)
class Speech:
    """One wording of the call: its groups, without the goodbye, and what was made of all of them once."""

    groups: tuple[Group, ...]
    spots: tuple[Spot, ...]
    ssml: Program
    text: Program
    uses: tuple[int, ...]
    seconds: float


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document as speech: to a member by name, and to one whose name is not known."""

    setting: Setting
    named: Speech
    unnamed: Speech

    def speech_for(self, member: Member) -> Speech:
        """The wording for a member."""
        name = member.recipient.get("name")
        return self.named if name is not None and clean(spoken(name, self.setting.locale)) else self.unnamed


def prepare(document: Document, setting: Setting) -> Prepared:
    """Greeting, the blocks that can be spoken, goodbye."""
    body = script_of(document, Said(setting.texts["website"], setting.locale_of("website")))
    return Prepared(
        setting, _speech("robocall_greeting", body, setting), _speech("robocall_greeting_plain", body, setting)
    )


def fill(prepared: Prepared, member: Member) -> Rendering:
    """The call for one member: `ssml` and `text`, and the fact `seconds`, an estimate rounded up."""
    speech = prepared.speech_for(member)
    said = [say(spot, member) for spot in speech.spots]
    escaped = [escape_words(words) for words in said]
    seconds = speech.seconds + sum(seconds_of(said[use], speech.spots[use].locale) for use in speech.uses)
    return Rendering(
        {"ssml": _join(speech.ssml, escaped), "text": _join(speech.text, said)}, {"seconds": math.ceil(seconds)}
    )


def value_at(spot: Spot, member: Member) -> Value:
    """The value that fills a spot; of an address of the web only the host is spoken."""
    value = member.recipient["name"] if spot.index == NAME else member.values[spot.index]
    if spot.type is FieldType.URL and isinstance(value.raw, str):
        return Value(value.type, host_of(value.raw))
    return value


def say(spot: Spot, member: Member) -> str:
    """What is spoken at a spot."""
    return clean(spoken(value_at(spot, member), spot.locale))


def goodbye(setting: Setting) -> Group:
    """The last words of a call."""
    return text_script(setting.texts["robocall_goodbye"], setting.locale_of("robocall_goodbye"))


def _speech(greeting: str, body: tuple[Group, ...], setting: Setting) -> Speech:
    locale = setting.locale
    in_locale = setting.locale_of(greeting)
    values: dict[str, Spot | str] = {
        "organisation": setting.letterhead.organisation,
        "name": Spot(NAME, FieldType.NAME, "name", in_locale),
    }
    groups = (text_script(setting.texts[greeting], in_locale, values), *body)
    whole = (*groups, goodbye(setting))
    pieces = [piece for group in whole for line in group for piece in line]
    spots = tuple(dict.fromkeys(piece for piece in pieces if isinstance(piece, Spot)))
    return Speech(
        groups,
        spots,
        write_ssml(whole, locale, spots),
        _write_text(whole, spots),
        tuple(spots.index(piece) for piece in pieces if isinstance(piece, Spot)),
        sum(seconds_of(piece.text, piece.locale) for piece in pieces if isinstance(piece, Said))
        + (len(whole) - 1) * PAUSE_MILLISECONDS / 1000,
    )


def _write_text(groups: Sequence[Group], spots: Sequence[Spot]) -> Program:
    """A line of text for each line that is spoken."""
    lines = (
        (*(piece.text if isinstance(piece, Said) else spots.index(piece) for piece in line), "\n")
        for group in groups
        for line in group
    )
    return merge(chain.from_iterable(lines))


def _join(program: Program, words: Sequence[str]) -> bytes:
    # Each value was spoken once for both parts.
    return "".join([piece if isinstance(piece, str) else words[piece] for piece in program]).encode()
