"""What a `Say` comes to in a locale, its constants filled in: the one place where all targets get their words."""

from __future__ import annotations

from collections.abc import Iterable

from ivr_author.core.value_types import ValueType
from ivr_author.ir.ops import Constant, Reference, Say
from ivr_author.ir.program import LocalText, Part, Program, Slot


def spoken_text(program: Program, say: Say, locale: str) -> LocalText:
    """The words of a `Say` for a caller in a locale; only slots of variables are left in it."""
    text = program.speech[say.address, say.locale or locale]
    if not say.constants:
        return text
    forms = tuple(_join(_fill(program, say, part, text.locale) for part in form) for form in text.forms)
    count = say.constants.get(text.count)
    return LocalText(text.locale, forms, text.plural, count.name if isinstance(count, Reference) else text.count)


def _fill(program: Program, say: Say, part: Part, locale: str) -> Part:
    if isinstance(part, str):
        return part
    constant = say.constants.get(part.name)
    if isinstance(constant, Reference):
        return Slot(constant.name, constant.type)
    if isinstance(constant, Constant):
        return _constant_text(program, constant, locale)
    return part


def _constant_text(program: Program, constant: Constant, locale: str) -> str:
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
