"""What a `Say` comes to in a locale, its constants filled in: the one place where all targets get their words."""

from __future__ import annotations

from collections.abc import Iterable

from ivr_author.core.spoken import speak
from ivr_author.core.value_types import ValueType
from ivr_author.core.wire import from_wire
from ivr_author.ir.ops import Constant, Reference, Say
from ivr_author.ir.program import LocalText, Part, Program, Slot
from ivr_author.speech.recording import Recording

APOLOGY = Say("texts/goodbye")
"""What is said where a call ends because we failed."""


def spoken_text(program: Program, say: Say, locale: str) -> LocalText:
    """The words of a `Say` for a caller in a locale; only slots of variables are left in it.

    They are the source locale's where theirs has no voice and they are not recorded.
    """
    wanted = say.locale or locale
    text = _filled(program, say, wanted)
    if not program.without_voice:
        return text
    is_silent = text.locale in program.without_voice and not all(
        is_recorded(program, text.locale, form) for form in text.forms
    )
    if is_silent or (wanted in program.without_voice and text.locale == program.source_locale):
        return _filled(program, say, program.source_locale, for_want_of_voice=True)
    return text


def recording_of(program: Program, locale: str, form: Iterable[Part]) -> Recording | None:
    """The recording of one form of a text. Values are known only in the call, so a text with slots has none."""
    if not program.recordings.by_text:
        return None
    words = _words(form)
    return program.recordings.find(locale, words) if words else None


def is_recorded(program: Program, locale: str, form: Iterable[Part]) -> bool:
    """Whether no voice is needed for one form of a text."""
    parts = tuple(form)
    return _words(parts) == "" or recording_of(program, locale, parts) is not None


def _words(form: Iterable[Part]) -> str | None:
    """The words of a form; empty if nothing is to be said, None if they depend on the call."""
    parts = tuple(form)
    return None if any(isinstance(part, Slot) for part in parts) else "".join(map(str, parts)).strip()


def _filled(program: Program, say: Say, locale: str, *, for_want_of_voice: bool = False) -> LocalText:
    text = program.speech[say.address, locale]
    if not say.constants:
        return text
    forms = tuple(
        _join(_fill(program, say, part, text.locale, for_want_of_voice) for part in form) for form in text.forms
    )
    count = say.constants.get(text.count)
    return LocalText(text.locale, forms, text.plural, count.name if isinstance(count, Reference) else text.count)


def _fill(program: Program, say: Say, part: Part, locale: str, for_want_of_voice: bool) -> Part:
    if isinstance(part, str):
        return part
    constant = say.constants.get(part.name)
    if isinstance(constant, Reference):
        return Slot(constant.name, constant.type)
    if isinstance(constant, Constant):
        if for_want_of_voice and constant.in_source:
            return constant.in_source
        return _constant_text(program, constant, locale)
    return part


def _constant_text(program: Program, constant: Constant, locale: str) -> str:
    if constant.type not in (ValueType.KEY, ValueType.NAME):
        return speak(from_wire(constant.value, constant.type), constant.type, program.formats[locale])
    name = {"*": "star", "#": "pound"}.get(constant.value) if constant.type is ValueType.KEY else None
    text = program.speech.get((f"texts/{name}", locale)) if name else None
    return text.plain() if text is not None else constant.value


def _join(parts: Iterable[Part]) -> tuple[Part, ...]:
    joined: list[Part] = []
    for part in parts:
        if isinstance(part, str) and joined and isinstance(joined[-1], str):
            joined[-1] += part
        else:
            joined.append(part)
    return tuple(joined)
