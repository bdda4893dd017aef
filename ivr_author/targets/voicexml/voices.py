"""Which voice speaks a locale on a VoiceXML platform, as far as that can be known here.

VoiceXML says nothing of voices, and every platform has others. A locale that some vendor has a voice for is taken to be
spoken; one that none has (Haitian Creole, Khmer) is not, unless ivr.yaml says that the platform does.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ivr_author.core.diagnostics import Diagnostic, error, warning
from ivr_author.core.locale import find_locale
from ivr_author.core.source import Span
from ivr_author.ir.program import Program, Voice

NAME = "voicexml"
"""What the target is called, also under `voices:` in ivr.yaml."""

UNSPOKEN = frozenset({"hmn", "ht", "km", "lo", "my", "om", "so"})
"""Languages for which neither Twilio (with Amazon's and Google's voices) nor Amazon Connect has a voice."""


def chosen_voice(program: Program, locale: str) -> Voice | None:
    """The voice of ivr.yaml, else whichever the platform has; None where it is said or known to have none."""
    given = program.voices.get(NAME, {})
    if locale in given:
        voice = given[locale]
        return voice and replace(voice, language=voice.language or tag_of(locale))
    return None if locale.split("_")[0] in UNSPOKEN else Voice("", tag_of(locale))


def language_of(program: Program, locale: str) -> str:
    """The xml:lang under which a locale is spoken: its own, or that of the voice that it borrows."""
    voice = chosen_voice(program, locale)
    return voice.language if voice is not None else tag_of(locale)


def tag_of(locale: str) -> str:
    """The xml:lang of a locale."""
    known = find_locale(locale)
    return known.voicexml_lang or known.tag


def check_voices(program: Program, span: Span | None) -> Iterator[Diagnostic]:
    """Locales that could not be told apart, and voices of other languages; they stand in ivr.yaml (`span`)."""
    seen: dict[str, str] = {}
    for locale in program.all_locales():
        voice = chosen_voice(program, locale)
        if voice is not None and voice.borrowed:
            name = f"{locale} ({find_locale(locale).english_name})"
            hint = f"record it, name a way out under without_voice: {locale}:, or have native speakers listen first"
            yield warning("voicexml-borrowed-voice", f"{voice.language} is not a voice for {name}", span, hint)
        tag = language_of(program, locale)
        if tag in seen:
            message = f"VoiceXML speaks `{locale}` and `{seen[tag]}` under the same language, {tag}"
            yield error("voicexml-same-language", message, hint="leave one of them out of `locales`")
        seen.setdefault(tag, locale)
