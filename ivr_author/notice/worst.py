"""The longest values that a member may plausibly have, for budgets of pages, parts and seconds.

For each type a made-up value, as long as `longest` says, or what a sample member has if that is longer still.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import cycle
from unicodedata import east_asian_width

from ivr_author.core.placeholders import parse_placeholders
from ivr_author.notice.branches import Branch
from ivr_author.notice.channel import CannotRender, Member
from ivr_author.notice.document import Document, Run, Slot, Words, contents_of, walk_blocks, walk_inlines
from ivr_author.notice.model import Field, FieldType, Notice, Raw
from ivr_author.notice.render import Renderer
from ivr_author.notice.values import Value, printed

DEFAULT_LONGEST: Mapping[FieldType, int] = {
    FieldType.TEXT: 60,
    FieldType.NAME: 40,
    FieldType.DIGITS: 12,
    FieldType.NUMBER: 4,
    FieldType.MONEY: 4,
    FieldType.EMAIL: 40,
    FieldType.URL: 60,
    FieldType.ADDRESS: 140,
    FieldType.LIST: 4,
}
"""Characters where `longest` says nothing, of all lines of an address together; figures before the point of a number;
rows of a list. Two given names, and two surnames with a hyphen, have some forty letters."""

ADDRESS_LINES = 4

_WORDS = ("Maximiliana", "Bartholomew", "Featherstone", "Montgomery", "Christopher", "Wolverhampton")
_MONTHS = tuple(date(2026, month, 28).isoformat() for month in range(1, 13))
_BLOCK_COST = 80
_TALL = frozenset({"ar", "bn", "fa", "gu", "hi", "km", "lo", "mr", "my", "ne", "pa", "ps", "sd", "th", "ug", "ur"})
_TALL_LINES = 1.2


def worst_values(notice: Notice, locale: str) -> dict[str, Raw]:
    """A value for every field, optional ones too, as long as it is printed in a locale."""
    samples = [one.values for one in notice.samples.values()]
    return {name: _worst(one, locale, [values.get(name) for values in samples]) for name, one in notice.fields.items()}


def worst_members(
    renderer: Renderer, channel: str, branches: Sequence[Branch], locale: str
) -> Iterator[dict[str, Raw]]:
    """For each branch its member with the longest values that still lead to it; then one with the longest of all."""
    worst = worst_values(renderer.notice, locale)
    for branch in branches:
        yield _widen(renderer, channel, branch, locale, worst)
    yield worst


def longest_subject(renderer: Renderer, locale: str) -> str | None:
    """The subject with the longest values; None where there is none."""
    unit = renderer.template.subject
    if unit is None:
        return None
    letterhead = {name: raw for name, (_, raw) in renderer.letterhead.values().items()}
    names = {**worst_values(renderer.notice, locale), "letterhead": letterhead}
    values = {}
    for name, filling in unit.fillings.items():
        raw = filling.expression.evaluate(names)
        values[name] = printed(Value(filling.type, raw), locale)
    found = renderer.translations.translate(unit.address, unit.text, "", locale)
    pieces, _ = parse_placeholders(found.forms[0])
    return "".join(piece if isinstance(piece, str) else values.get(piece.name, "") for piece in pieces)


def size_of(document: Document, member: Member) -> float:
    """How much room a document takes, more or less: enough to find the longest of a notice's letters and locales.

    In narrow letters of an alphabet: one of Chinese is as wide as two, and lines of some scripts stand further apart.
    """
    size = 0.0
    for block in walk_blocks(document.blocks):
        size += _BLOCK_COST
        for content in contents_of(block):
            for text in _texts(content, member, document.locale):
                size += len(text) if text.isascii() else sum(map(_width, text))
    return size * (_TALL_LINES if document.locale.partition("_")[0] in _TALL else 1)


def _width(letter: str) -> int:
    return 2 if east_asian_width(letter) in "WF" else 1


def _texts(content: Iterable[object], member: Member, locale: str) -> Iterator[str]:
    for one in walk_inlines(tuple(content)):  # type: ignore[arg-type]
        if isinstance(one, Words | Run):
            yield one.text
        elif isinstance(one, Slot):
            yield printed(member.values[one.index], locale)


def _widen(renderer: Renderer, channel: str, branch: Branch, locale: str, worst: Mapping[str, Raw]) -> dict[str, Raw]:
    """The example member with every value as long as it can be without another letter coming of it."""
    values = {**worst, **branch.chosen}
    decisions = _decide(renderer, channel, locale, values)
    if decisions is None:
        return dict(branch.values)
    for name in branch.chosen:
        longer = {**values, name: worst[name]}
        if _decide(renderer, channel, locale, longer) == decisions:
            values = longer
    return values


def _decide(renderer: Renderer, channel: str, locale: str, values: Mapping[str, Raw]) -> tuple[int, ...] | None:
    try:
        return renderer.decide(channel, locale, values)[0]
    except CannotRender:
        return None


def _worst(one: Field, locale: str, known: Sequence[Raw]) -> Raw:
    if one.type is FieldType.LIST:
        return _worst_rows(one, locale, [rows for rows in known if isinstance(rows, tuple)])
    longest = one.longest or DEFAULT_LONGEST.get(one.type, 0)
    made = [*_made(one.type, longest), *(raw for raw in known if raw is not None)]
    return max(made, key=lambda raw: len(printed(Value(one.type, raw), locale)))


def _worst_rows(one: Field, locale: str, known: Sequence[tuple[object, ...]]) -> Raw:
    rows = [row for listed in known for row in listed if isinstance(row, Mapping)]
    row = {name: _worst(column, locale, [other.get(name) for other in rows]) for name, column in one.fields.items()}
    count = max(one.longest or DEFAULT_LONGEST[FieldType.LIST], *(len(listed) for listed in known), 1)
    return (row,) * count


def _made(kind: FieldType, longest: int) -> tuple[Raw, ...]:
    match kind:
        case FieldType.TEXT | FieldType.NAME:
            return (_words(longest),)
        case FieldType.DIGITS:
            return ("7" * longest,)
        case FieldType.NUMBER:
            return (float("7" * longest),)
        case FieldType.MONEY:
            return (float("7" * longest) + 0.77,)
        case FieldType.DATE:
            return _MONTHS
        case FieldType.TIME:
            return ("12:58", "22:58")
        case FieldType.PHONE:
            return ("+18005550177",)
        case FieldType.EMAIL:
            return (f"{_words(longest - 12).replace(' ', '.').lower()}@example.com",)
        case FieldType.URL:
            return (f"https://example.org/{_words(longest - 20).replace(' ', '-').lower()}",)
        case FieldType.ADDRESS:
            return ((_words(longest // ADDRESS_LINES),) * ADDRESS_LINES,)
        case _:
            return (True,)


def _words(longest: int) -> str:
    """Words of this many letters together."""
    text = ""
    for word in cycle(_WORDS):
        if len(text) >= longest:
            break
        text += f" {word}" if text else word
    cut = text[: max(longest, 1)]
    return f"{cut[:-1]}e" if cut.endswith(" ") else cut
