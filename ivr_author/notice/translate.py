"""The words of a unit in a locale, as inline content with slots. Markdown in them is parsed here, once a locale.

Whether a translation may be used is the catalog's to say (`catalog.lookup`); what can't be used stands in the fallback.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from markdown_it.token import Token

from ivr_author.catalog.lookup import Translations
from ivr_author.core.locale import find_locale
from ivr_author.core.placeholders import Placeholder, parse_placeholders
from ivr_author.core.plurals import choose_form
from ivr_author.notice.document import Break, Emphasis, Foreign, Inline, Inlines, Link, Run, Slot, Strong, Words
from ivr_author.notice.model import FieldType
from ivr_author.notice.template.links import is_safe_target
from ivr_author.notice.template.markdown import MARKS, PRINT_CLOSE, PRINT_MARK, PRINT_OPEN, parse_inline
from ivr_author.notice.template.tree import Unit
from ivr_author.notice.values import ABBREVIATION, LEFT_TO_RIGHT, LRI, PDI

_RUN = re.compile(
    r"""(?:https?://|www\.)[^\s<>]*[\w/]              # an address of the web
    | [\w.+-]+@[\w-]+(?:\.[\w-]+)+                    # of email
    | (?:[a-z0-9-]+\.)+(?:org|com|gov|net|edu)\b(?:/[\w./-]*\w)?
    | \d+[ \u00a0](?:CFR|C\.F\.R\.|U\.S\.C\.|USC|CMR)[ \u00a0]\d+(?:\.\d+)*(?:\(\w+\))*   # a citation
    | \+?\d?[ .-]?\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4}     # a phone number
    | -?\$\d[\d,]*(?:\.\d+)?                          # an amount
    """,
    re.VERBOSE,
)
_LATIN_RUN = re.compile(r"[$(+\-]*[A-Za-z0-9](?:[A-Za-z0-9 \u00a0,.:;/@()'’%&+\-–§$#_?=]*[A-Za-z0-9)%])?")
"""In right-to-left text: Latin words and figures together, which would change places with each other."""


@dataclass(frozen=True, slots=True)
class Wording:
    """A unit's words in a locale: one form, or a plural's; `locale` is where they come from."""

    forms: tuple[Inlines, ...]
    locale: str
    is_missing: bool


@dataclass
class Translator:
    """The words of all units in one locale; each is parsed when it is first asked for."""

    translations: Translations
    locale: str
    _known: dict[str, Wording] = field(default_factory=dict)

    def wording(self, unit: Unit) -> Wording:
        """The words of a unit; slots are numbered by its placeholders' order in the source."""
        known = self._known.get(unit.address)
        if known is None:
            known = self._known[unit.address] = self._find(unit)
        return known

    def form_of(self, unit: Unit, count: float) -> int:
        """Which plural form a count takes, in the locale that the words come from."""
        wording = self.wording(unit)
        return choose_form(find_locale(wording.locale).plural_expression, count, len(wording.forms))

    def _find(self, unit: Unit) -> Wording:
        if not unit.is_words:
            return Wording((parse_words(unit.text, unit, self.locale),), self.locale, False)
        found = self.translations.translate(unit.address, unit.text, unit.plural, self.locale)
        is_missing = not found.state.is_used
        if not all(_fits(form, unit) for form in found.forms):
            # A translation with a wrong placeholder is a catalog fault of its own; it must not reach a member.
            source = (unit.text, unit.plural) if unit.plural else (unit.text,)
            return self._words(source, unit, self.translations.source_locale, True)
        return self._words(found.forms, unit, found.locale, is_missing)

    def _words(self, forms: Sequence[str], unit: Unit, locale: str, is_missing: bool) -> Wording:
        parsed = tuple(parse_words(form, unit, locale) for form in forms)
        if locale != self.locale:
            parsed = tuple((Foreign(locale, form),) for form in parsed)
        return Wording(parsed, locale, is_missing)


def _fits(text: str, unit: Unit) -> bool:
    """Whether a translation can be set: its placeholders are the unit's and its braces are right."""
    pieces, faults = parse_placeholders(text)
    names = {piece.name for piece in pieces if isinstance(piece, Placeholder)}
    return not faults and names <= set(unit.fillings) and MARKS.search(text) is None


def parse_words(text: str, unit: Unit, locale: str) -> Inlines:
    """Inline Markdown with `{name}` as inline content; a slot's index is its place among the unit's fillings."""
    places = {name: index for index, name in enumerate(unit.fillings)}
    pieces, _ = parse_placeholders(text)
    marked = "".join(
        f"{PRINT_OPEN}{places[piece.name]}{PRINT_CLOSE}" if isinstance(piece, Placeholder) else piece
        for piece in pieces
    )
    kinds = {index: (filling.type, name) for index, (name, filling) in enumerate(unit.fillings.items())}
    return _Parser(kinds, find_locale(locale).direction == "rtl").read(iter(parse_inline(marked)))


@dataclass
class _Parser:
    kinds: Mapping[int, tuple[FieldType, str]]
    is_rtl: bool

    def read(self, tokens: Iterator[Token], until: str = "") -> Inlines:
        """The inlines up to the closing token of the one that is open."""
        found: list[Inline] = []
        for token in tokens:
            match token.type:
                case "text" if token.content:
                    found.extend(self._words(token.content))
                case "strong_open":
                    found.append(Strong(self.read(tokens, "strong_close")))
                case "em_open":
                    found.append(Emphasis(self.read(tokens, "em_close")))
                case "link_open":
                    target = self._target(str(token.attrGet("href") or ""))
                    children = self.read(tokens, "link_close")
                    found.extend([Link(target, children)] if target is not None else children)
                case "softbreak":
                    found.append(Words(" "))
                case "hardbreak":
                    found.append(Break())
                case kind if kind == until:
                    break
        return tuple(found)

    def _slot(self, index: int) -> Slot:
        kind, name = self.kinds[index]
        return Slot(index, kind, name)

    def _target(self, target: str) -> str | Slot | None:
        mark = PRINT_MARK.fullmatch(target)
        if mark is not None:
            slot = self._slot(int(mark[1]))
            return slot if slot.type is FieldType.URL else None
        return target if is_safe_target(target) else None

    def _words(self, text: str) -> Iterator[Inline]:
        place = 0
        for mark in PRINT_MARK.finditer(text):
            slot, before = self._slot(int(mark[1])), text[place : mark.start()]
            place = mark.end()
            named = ABBREVIATION.search(before) if self.is_rtl and slot.type in LEFT_TO_RIGHT else None
            if named is None:
                yield from self._runs(before)
                yield slot
                continue
            # `TTY: 711` keeps its order as a whole, or its halves would stand right and change places.
            yield from self._runs(before[: named.start()])
            yield Words(f"{LRI}{named[1]}\u00a0")
            yield slot
            yield Words(PDI)
        yield from self._runs(text[place:])

    def _runs(self, text: str) -> Iterator[Inline]:
        place = 0
        for run in (_LATIN_RUN if self.is_rtl else _RUN).finditer(text):
            start, end = _balanced(text, run.start(), run.end())
            if start > place:
                yield Words(text[place:start])
            yield Run(text[start:end])
            place = end
        if place < len(text):
            yield Words(text[place:])


def _balanced(text: str, start: int, end: int) -> tuple[int, int]:
    """A run without a bracket whose partner stands outside."""
    while end - start > 1 and text[start] == "(" and text.count("(", start, end) > text.count(")", start, end):
        start += 1
    while end - start > 1 and text[end - 1] == ")" and text.count(")", start, end) > text.count("(", start, end):
        end -= 1
    return start, end
