"""Which voice speaks a locale on Twilio, and what is wrong with the voices of a workspace."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from ivr_author.core.diagnostics import Diagnostic, error, warning
from ivr_author.core.locale import find_locale, registry_locales
from ivr_author.core.source import Span
from ivr_author.ir.program import Program, Voice

NAME = "twiml"
"""What the target is called, also under `voices:` in ivr.yaml."""

_NAME_WITH_TAG = re.compile(r"Google\.([a-z]{2,3}-[A-Z]{2})-.+")
_BASIC = frozenset({"man", "woman", "alice"})


@cache
def known_voices() -> dict[str, str]:
    """Every voice of the registry with its language tag."""
    return {voice.name: voice.language for locale in registry_locales() for voice in locale.voices}


@cache
def _known_tags() -> frozenset[str]:
    tags = {locale.twilio_say for locale in registry_locales() if locale.twilio_say}
    return frozenset(tags | set(known_voices().values()))


def chosen_voice(program: Program, locale: str) -> Voice | None:
    """The voice of ivr.yaml, else the registry's first for that locale; None where Twilio has none."""
    given = program.voices.get(NAME, {})
    facts = find_locale(locale)
    if locale in given:
        voice = given[locale]
        return voice and replace(voice, language=voice.language or _language_of(voice.name) or facts.twilio_say)
    if facts.voices and facts.twilio_say:
        return Voice(facts.voices[0].name, facts.voices[0].language)
    return None


def voice_table(program: Program) -> dict[str, Voice]:
    """A voice for every locale. One without has nothing to say, or `check` finds an error; the nearest stands in."""
    source = chosen_voice(program, program.source_locale) or Voice("Polly.Joanna-Neural", "en-US")
    spoken = {text.locale for text in program.speech.values()}
    locales = [*program.all_locales(), *sorted(spoken - set(program.all_locales()))]
    return {locale: chosen_voice(program, locale) or _stand_in(locale) or source for locale in locales}


def gather_language(locale: str) -> str:
    """The tag in which Twilio recognises speech of a locale, or empty."""
    return find_locale(locale).twilio_gather


def check_voices(program: Program, span: Span | None) -> Iterator[Diagnostic]:
    """What is wrong with the voices that there are; they stand in ivr.yaml, to which `span` points."""
    table: dict[tuple[str, str], str] = {}
    for locale in program.all_locales():
        name = f"{locale} ({find_locale(locale).english_name})"
        voice = chosen_voice(program, locale)
        if voice is None:
            continue
        yield from _check_voice(voice, locale, span)
        if voice.borrowed:
            hint = f"record it, name a way out under without_voice: {locale}:, or have native speakers listen first"
            yield warning("twiml-borrowed-voice", f"{voice.name} is not a voice for {name}", span, hint)
        other = table.setdefault((voice.name, voice.language), locale)
        if other != locale:
            message = f"{other} and {locale} have the same voice, {voice.name}, and the same language tag"
            hint = "give each locale a voice of its own, so that a transcript shows which one was spoken"
            yield error("twiml-same-voice", message, span, hint)


def _check_voice(voice: Voice, locale: str, span: Span | None) -> Iterator[Diagnostic]:
    if not voice.name:
        yield error("twiml-unknown-voice", "Twilio wants a voice by its name", span, "write the name, not `platform`")
        return
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


def _stand_in(locale: str) -> Voice | None:
    nearest = find_locale(locale).stand_in
    voices = find_locale(nearest).voices if nearest else ()
    return Voice(voices[0].name, voices[0].language, borrowed=True) if voices else None
