"""Does any language fall silent on a target? Every text that callers may hear, held against voices and recordings."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from ivr_author.core.diagnostics import Diagnostic, error, note, warning
from ivr_author.core.locale import find_locale
from ivr_author.core.source import Span
from ivr_author.ir.ops import Say
from ivr_author.ir.program import LocalText, Part, Program, Slot, Voice
from ivr_author.ir.speech import APOLOGY, is_recorded, recording_of, spoken_text
from ivr_author.ir.target import Target
from ivr_author.speech.recording import Recording

FIRST_FEW = 3
"""How many silent texts a message names; `ivr-author voices` lists them all."""

RULES = {
    "needless-way-out": "A locale is declared to have no voice, and every target has one for it",
    "voice-for-nobody": "`voices` names a target or a locale that there is not",
}

VoiceOf = Callable[[str], Voice | None]


@dataclass(frozen=True, slots=True)
class SpokenText:
    """One form of a text that callers may hear in a locale, its constants filled in, values left as `{name}`."""

    locale: str
    address: str
    text: str
    span: Span
    has_values: bool
    recording: Recording | None = None


def spoken_texts(program: Program) -> dict[str, tuple[SpokenText, ...]]:
    """What can be heard in each locale, in the order of the blocks, each text once.

    By the locale that it is really spoken in: where a translation is missing, or a voice by declaration, that is not
    the caller's.
    """
    found: dict[str, dict[tuple[str, str], SpokenText]] = {locale: {} for locale in program.all_locales()}
    for say in _says(program):
        for locale in (say.locale,) if say.locale else program.all_locales():
            for one in _forms(program, say, spoken_text(program, say, locale)):
                found.setdefault(one.locale, {}).setdefault((one.address, one.text), one)
    return {locale: tuple(texts.values()) for locale, texts in found.items()}


def with_voices_for_all(program: Program) -> Program:
    """The same program if it needed no way out: what callers would hear in each locale if it had a voice."""
    return dataclasses.replace(program, without_voice=frozenset())


def check_coverage(
    program: Program, target: str, title: str, voice_of: VoiceOf, span: Span | None
) -> Iterator[Diagnostic]:
    """An error for each locale in which callers of a target would hear silence; ways out are ivr.yaml's (`span`)."""
    voiceless = [locale for locale in program.all_locales() if voice_of(locale) is None]
    if not voiceless:
        return
    spoken = spoken_texts(program)
    for locale in voiceless:
        silent = silent_texts(spoken[locale])
        if silent:
            yield _silence(target, title, locale, silent, span)


def recorded_texts(program: Program) -> Iterator[SpokenText]:
    """Every text that is heard as a recording."""
    if program.recordings.by_text:
        yield from (one for texts in spoken_texts(program).values() for one in texts if one.recording is not None)


def silent_texts(texts: tuple[SpokenText, ...]) -> tuple[SpokenText, ...]:
    """Those without a recording."""
    return tuple(one for one in texts if one.recording is None)


def needless_ways_out(program: Program, targets: Collection[Target]) -> Iterator[Diagnostic]:
    """A note for each locale with a way out that none of these targets needs."""
    span = settings_span(program)
    for locale in program.all_locales():
        if locale in program.without_voice and all(one.voice(program, locale) is not None for one in targets):
            message = f"every target has a voice for {_name(locale)}, and `without_voice` keeps them from being heard"
            hint = f"take {locale} out of `without_voice` in ivr.yaml, or leave it if that is meant"
            yield note("needless-way-out", message, span, hint)


def voices_for_nobody(program: Program, targets: Collection[Target]) -> Iterator[Diagnostic]:
    """A warning for each target and locale under `voices` that there is not: what is said there does nothing."""
    span = settings_span(program)
    names = {one.name for one in targets}
    for target, voices in program.voices.items():
        if target not in names:
            hint = f"one of: {', '.join(sorted(names))}"
            yield warning("voice-for-nobody", f"`voices` names `{target}`, which is no target", span, hint)
        for locale in voices:
            if locale not in program.all_locales():
                message = f"`voices: {target}:` names `{locale}`, which is no locale of this workspace"
                yield warning("voice-for-nobody", message, span, f"one of: {', '.join(program.all_locales())}")


def settings_span(program: Program) -> Span | None:
    """The top of ivr.yaml, where voices stand; found by a text that always comes from there."""
    message = program.messages.get(APOLOGY.address)
    return Span(message.span.path, 1, 1, 1, 1) if message is not None else None


def _says(program: Program) -> Iterator[Say]:
    for block in program.blocks.values():
        yield from (step for step in block.steps if isinstance(step, Say))
    if APOLOGY.address in program.messages:
        yield APOLOGY


def _forms(program: Program, say: Say, text: LocalText) -> Iterator[SpokenText]:
    span = program.messages[say.address].span
    for form in text.forms:
        recording = recording_of(program, text.locale, form)
        if recording is None and is_recorded(program, text.locale, form):
            continue
        has_values = any(isinstance(part, Slot) for part in form)
        yield SpokenText(text.locale, say.address, _plain(form), span, has_values, recording)


def _plain(form: tuple[Part, ...]) -> str:
    return "".join(part if isinstance(part, str) else f"{{{part.name}}}" for part in form)


def _silence(target: str, title: str, locale: str, silent: tuple[SpokenText, ...], span: Span | None) -> Diagnostic:
    named = "; ".join(f'{one.address} "{one.text}"' for one in silent[:FIRST_FEW])
    more = f"; and {len(silent) - FIRST_FEW:,} more" if len(silent) > FIRST_FEW else ""
    values = sum(one.has_values for one in silent)
    unrecordable = f" ({values:,} with values, which no recording can say)" if values else ""
    count = "1 text" if len(silent) == 1 else f"{len(silent):,} texts"
    message = f"{title} has no voice for {_name(locale)}: {count} would be silent{unrecordable}: {named}{more}"
    hint = (
        f"`ivr-author voices --target {target} --locale {locale}` lists them; record them, name a way out under "
        f"without_voice: {locale}: in ivr.yaml, or a voice under voices: {target}: {locale}: (of another language with "
        "borrowed: true)"
    )
    return error(f"{target}-no-voice", message, span, hint)


def _name(locale: str) -> str:
    return f"{locale} ({find_locale(locale).english_name})"
