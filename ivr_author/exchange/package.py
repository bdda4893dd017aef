"""What goes out to translators: the units of a package, with all that a translator should know of each.

How a package is written is left to `formats`; what comes back is a `delivery`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from ivr_author.catalog.lookup import State, index_of
from ivr_author.catalog.model import Catalog
from ivr_author.core.cldr import plural_category
from ivr_author.core.locale import find_locale
from ivr_author.core.plurals import choose_form
from ivr_author.core.segment import Segment
from ivr_author.exchange.pieces import Pieces, split_like, split_text

FORM_MARK = "#"
"""Between an address and the number of a plural form."""

_NUMBERS_TRIED = 202
"""No plural rule looks at more than the last two digits."""

_MOST_EXAMPLES = 4


@dataclass(frozen=True, slots=True)
class PluralForm:
    """One plural form of a locale: CLDR's word for it, if it has one, and the first numbers that take it.

    `is_for_one`: 1 alone takes it; `is_for_one_number`: no two numbers do.
    """

    number: int
    category: str
    examples: tuple[int, ...]
    is_for_one: bool
    is_for_one_number: bool

    @property
    def note(self) -> str:
        """What a translator is told."""
        more = "…" if len(self.examples) == _MOST_EXAMPLES else ""
        numbers = ", ".join(str(number) for number in self.examples) or "no whole number"
        category = f" ({self.category})" if self.category else ""
        return f"Plural form {self.number}{category}: for {numbers}{more}"


@cache
def plural_forms(locale: str) -> tuple[PluralForm, ...]:
    """The plural forms of a locale, in gettext's order."""
    facts = find_locale(locale)
    chosen: list[list[int]] = [[] for _ in range(facts.plural_count)]
    for number in range(_NUMBERS_TRIED):
        chosen[choose_form(facts.plural_expression, number, facts.plural_count)].append(number)
    return tuple(
        PluralForm(
            form,
            plural_category(facts.cldr, numbers[0]) if numbers else "",
            tuple(numbers[:_MOST_EXAMPLES]),
            numbers == [1],
            len(numbers) <= 1,
        )
        for form, numbers in enumerate(chosen)
    )


@dataclass(frozen=True, slots=True)
class Unit:
    """One text for a translator. `forms` is its translation as it is: one text, or one for each plural form.

    `state` is never STALE: what belongs to an earlier text is FUZZY, with that text in `previous`. `max_seconds` and
    `max_characters` are limits for the translation; 0 is none.
    """

    domain: str
    address: str
    source: str
    plural: str = ""
    forms: tuple[str, ...] = ("",)
    state: State = State.MISSING
    notes: tuple[str, ...] = ()
    previous: str = ""
    max_seconds: float = 0
    max_characters: int = 0
    has_markdown: bool = False

    @property
    def digest(self) -> str:
        """Names this very text: a delivery that carries another one is of another text."""
        return digest_of(self.source, self.plural)


def digest_of(source: str, plural: str) -> str:
    """16 hexadecimal digits that name a text and its plural."""
    return hashlib.sha256(f"{source}\0{plural}".encode("utf-8", "surrogatepass")).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Package:
    """Units of one locale. `organisation` is whose they are, so that no delivery goes to another workspace."""

    locale: str
    source_locale: str
    organisation: str
    units: tuple[Unit, ...]

    @property
    def tag(self) -> str:
        """The locale's BCP 47 tag."""
        return find_locale(self.locale).tag

    @property
    def source_tag(self) -> str:
        """The source locale's."""
        return find_locale(self.source_locale).tag

    @property
    def domains(self) -> tuple[str, ...]:
        """The domains of the units, in their order."""
        return tuple(dict.fromkeys(unit.domain for unit in self.units))


@dataclass(frozen=True, slots=True)
class Line:
    """A unit, or one plural form of it, as formats without plurals have it. `id` is the address, with the form."""

    unit: Unit
    id: str
    source: str
    target: str
    notes: tuple[str, ...]

    def split(self) -> tuple[Pieces, Pieces]:
        """Source and target as words and tags; a tag of the target has the number of the source's."""
        source = split_text(self.source, self.unit.has_markdown)
        return source, split_like(self.target, self.unit.has_markdown, source)


def lines_of(unit: Unit, locale: str) -> Iterator[Line]:
    """The unit as lines: one, or one for each plural form. The form for 1 alone stands beside the singular."""
    limit = limits_of(unit)
    if not unit.plural:
        yield Line(unit, unit.address, unit.source, unit.forms[0] if unit.forms else "", (*unit.notes, *limit))
        return
    for form in plural_forms(locale):
        source = unit.source if form.is_for_one else unit.plural
        target = unit.forms[form.number] if form.number < len(unit.forms) else ""
        yield Line(unit, f"{unit.address}{FORM_MARK}{form.number}", source, target, (*unit.notes, *limit, form.note))


def limits_of(unit: Unit) -> tuple[str, ...]:
    """The limits that no format has a place of its own for, as notes."""
    return (f"At most {unit.max_seconds:g} seconds when spoken",) if unit.max_seconds else ()


def make_units(domain: str, segments: Iterable[Segment], catalog: Catalog, has_markdown: bool) -> Iterator[Unit]:
    """The units of a domain's texts, with their translations in a catalog that is up to date."""
    index = index_of(catalog)
    seen: set[str] = set()
    count = find_locale(catalog.locale).plural_count
    for segment in segments:
        if segment.address in seen:
            continue
        seen.add(segment.address)
        state, message = index.find(segment.address, segment.text, segment.plural)
        forms = message.strings if message is not None else ()
        wanted = count if segment.plural else 1
        previous = ""
        if message is not None and state in (State.FUZZY, State.STALE):
            previous = message.previous_msgid or (message.msgid if state is State.STALE else "")
        yield Unit(
            domain,
            segment.address,
            segment.text,
            segment.plural,
            _shaped(forms, wanted),
            State.FUZZY if state is State.STALE else state,
            segment.comments,
            previous,
            segment.max_seconds,
            segment.max_characters,
            has_markdown,
        )


def _shaped(forms: Sequence[str], wanted: int) -> tuple[str, ...]:
    return tuple(forms) if len(forms) == wanted else (*forms[:wanted], *("",) * (wanted - len(forms[:wanted])))
