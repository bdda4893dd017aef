"""Which voice speaks a locale on Twilio, and what is wrong with the voices of a workspace."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from ivr_author.core.diagnostics import Diagnostic, error, warning
from ivr_author.core.locale import find_locale, registry_locales
from ivr_author.core.source import Span
from ivr_author.ir.program import Program

_NAME_WITH_TAG = re.compile(r"Google\.([a-z]{2,3}-[A-Z]{2})-.+")
_BASIC = frozenset({"man", "woman", "alice"})


@dataclass(frozen=True, slots=True)
class SayVoice:
    """A voice as <Say> names it, with its language tag. `borrowed`: it is another language's."""

    name: str
    language: str
    borrowed: bool = False


@cache
def known_voices() -> dict[str, str]:
    """Every voice of the registry with its language tag."""
    return {voice.name: voice.language for locale in registry_locales() for voice in locale.voices}


@cache
def _known_tags() -> frozenset[str]:
    tags = {locale.twilio_say for locale in registry_locales() if locale.twilio_say}
    return frozenset(tags | set(known_voices().values()))


def chosen_voice(program: Program, locale: str) -> SayVoice | None:
    """The voice of ivr.yaml, else the registry's first for that locale; None where Twilio has none."""
    given = program.voices.get("twiml", {}).get(locale)
    facts = find_locale(locale)
    if given is not None:
        return SayVoice(given.name, given.language or _language_of(given.name) or facts.twilio_say, given.borrowed)
    if facts.voices and facts.twilio_say:
        return SayVoice(facts.voices[0].name, facts.voices[0].language)
    return None


def voice_table(program: Program) -> dict[str, SayVoice]:
    """A voice for every locale. One without is an error of `check`; here the nearest that there is stands in."""
    source = chosen_voice(program, program.source_locale) or SayVoice("Polly.Joanna-Neural", "en-US")
    spoken = {text.locale for text in program.speech.values()}
    locales = [*program.all_locales(), *sorted(spoken - set(program.all_locales()))]
    return {locale: chosen_voice(program, locale) or _stand_in(locale) or source for locale in locales}


def gather_language(locale: str) -> str:
    """The tag in which Twilio recognises speech of a locale, or empty."""
    return find_locale(locale).twilio_gather


def check_voices(program: Program, span: Span | None) -> Iterator[Diagnostic]:
    """What is wrong with the voices; they stand in ivr.yaml, to which `span` points."""
    table: dict[tuple[str, str], str] = {}
    for locale in program.all_locales():
        name = f"{locale} ({find_locale(locale).english_name})"
        voice = chosen_voice(program, locale)
        if voice is None:
            hint = f"name one under voices: twiml: {locale}: in ivr.yaml; one of another language with borrowed: true"
            yield error("twiml-no-voice", f"Twilio has no voice for {name}", span, hint)
            continue
        yield from _check_voice(voice, locale, span)
        if voice.borrowed:
            hint = "have native speakers listen before callers do, or leave the locale out on this target"
            yield warning("twiml-borrowed-voice", f"{voice.name} is not a voice for {name}", span, hint)
        other = table.setdefault((voice.name, voice.language), locale)
        if other != locale:
            message = f"{other} and {locale} have the same voice, {voice.name}, and the same language tag"
            hint = "give each locale a voice of its own, so that a transcript shows which one was spoken"
            yield error("twiml-same-voice", message, span, hint)


def _check_voice(voice: SayVoice, locale: str, span: Span | None) -> Iterator[Diagnostic]:
    if voice.name in _BASIC:
        if voice.language not in _known_tags():
            hint = "give the language tag as Twilio spells it, such as es-US"
            yield error("twiml-unknown-language", f"Twilio speaks no {voice.language or 'such language'}", span, hint)
        return
    tag = known_voices().get(voice.name)
    if tag is None:
        own = [known.name for known in find_locale(locale).voices]
        hint = f"one that exists: {own[0]}" if own else "see Twilio's list of voices"
        # The registry lists all voices of its languages; of other languages it knows nothing.
        is_strange = voice.name.split(".")[0] not in ("Polly", "Google") or bool(own)
        report = error if is_strange else warning
        yield report("twiml-unknown-voice", f"Twilio has no voice {voice.name} that we know of", span, hint)
        return
    if voice.language != tag:
        yield error(
            "twiml-wrong-language", f"{voice.name} speaks {tag}, not {voice.language}", span, f"write language: {tag}"
        )
    elif not voice.borrowed and tag not in {known.language for known in find_locale(locale).voices}:
        message = f"{voice.name} speaks {tag}, which is not {locale}"
        yield error("twiml-wrong-language", message, span, "write borrowed: true if that is meant")


def _language_of(name: str) -> str:
    match = _NAME_WITH_TAG.fullmatch(name)
    return known_voices().get(name) or (match[1] if match else "")


def _stand_in(locale: str) -> SayVoice | None:
    nearest = find_locale(locale).stand_in
    voices = find_locale(nearest).voices if nearest else ()
    return SayVoice(voices[0].name, voices[0].language, borrowed=True) if voices else None
