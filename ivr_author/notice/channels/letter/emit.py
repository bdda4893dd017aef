"""Turns a document into a program of Typst code, in which all words are string literals and values have holes.

How it looks is letter.typ's; the names used here are defined there. Typst refuses a PDF whose headings skip a level or
whose first is not of level 1, so levels are counted anew.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator
from functools import partial

from ivr_author.notice.channels.letter.literals import (
    escape,
    quote,
    say_words,
    without_scheme,
    write_address,
    write_target,
    write_value,
)
from ivr_author.notice.channels.letter.tongue import start_side, write_tongue
from ivr_author.notice.document import (
    Block,
    Box,
    Break,
    Cell,
    Divider,
    Document,
    Emphasis,
    Foreign,
    Heading,
    Inline,
    Inlines,
    Link,
    ListBlock,
    Paragraph,
    Run,
    Slot,
    Strong,
    Table,
    Words,
    walk_blocks,
    walk_inlines,
)
from ivr_author.notice.model import FieldType
from ivr_author.notice.template.links import is_safe_target
from ivr_author.notice.values import LRI, Value, contain, needs_isolation
from ivr_author.notice.writing.holes import Hole
from ivr_author.notice.writing.plain import is_shown, write_line, write_words

Piece = str | Hole

_AMOUNTS = frozenset({FieldType.MONEY, FieldType.NUMBER})


def emit_title(document: Document) -> Iterator[Piece]:
    """The subject on one line, for its place between quotes: the PDF's title."""
    for piece in write_line(document.subject, document.locale):
        if isinstance(piece, str):
            yield escape(piece)
        else:
            yield dataclasses.replace(piece, write=partial(_write_escaped, piece))


def emit_body(document: Document) -> Iterator[Piece]:
    """Statements for the letter's own words. It has one main heading: the first of level 1, or else the subject."""
    return _Emitter(document).emit()


def has_words(content: Inlines) -> bool:
    """Whether anything is seen of a content; a value may turn out to be nothing."""
    return any(
        isinstance(one, Slot) or (isinstance(one, Words | Run) and not one.text.isspace() and one.text != "")
        for one in walk_inlines(content)
    )


class _Emitter:
    """Writes one document; `_level` is that of the heading before."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._level = 0

    def emit(self) -> Iterator[Piece]:
        headings = [block for block in walk_blocks(self._document.blocks) if isinstance(block, Heading)]
        first = next((heading for heading in headings if has_words(heading.content)), None)
        if first is None or first.level > 1:
            yield from self._heading(1, self._document.subject, self._document.locale)
            yield "\n"
        yield from self._blocks(self._document.blocks)

    def _blocks(self, blocks: Iterable[Block]) -> Iterator[Piece]:
        for block in blocks:
            yield from self._block(block)
            yield "\n"

    def _block(self, block: Block) -> Iterator[Piece]:
        locale = self._document.locale
        match block:
            case Heading():
                if has_words(block.content):
                    yield from _in_its_language(block.content, locale, partial(self._heading, block.level))
            case Paragraph():
                yield from _in_its_language(block.content, locale, _paragraph)
            case ListBlock():
                yield from self._list(block)
            case Table():
                yield from _table(block, locale)
            case Box(roles=roles) if "callout" in roles:
                yield f"callout({start_side(locale)}, {{\n"
                yield from self._blocks(block.children)
                yield "}, whole: true)" if "whole" in roles else "})"
            case Box():
                yield from self._blocks(block.children)
            case Divider():
                yield "divider"

    def _heading(self, level: int, content: Inlines, locale: str) -> Iterator[Piece]:
        is_first = self._level == 0
        # A later heading of level 1 would be a second letter to who hears the outline.
        self._level = 1 if is_first else max(2, min(level, self._level + 1))
        yield "main-heading(key, spot, " if is_first else f"heading(level: {self._level}, "
        yield from emit_words(content, locale)
        yield ")"

    def _list(self, block: ListBlock) -> Iterator[Piece]:
        if not block.items:
            return
        yield "enum(" if block.ordered else "list("
        for item in block.items:
            match item:
                case (Paragraph(content=content),):
                    yield from emit_words(content, self._document.locale)
                case (Paragraph(content=content), ListBlock() as inner):
                    yield "{"
                    yield from emit_words(content, self._document.locale)
                    yield ";"
                    yield from self._block(inner)
                    yield "}"
                case _:
                    yield "{\n"
                    yield from self._blocks(item)
                    yield "}"
            yield ", "
        yield ")"


def _in_its_language(
    content: Inlines, locale: str, write: Callable[[Inlines, str], Iterator[Piece]]
) -> Iterator[Piece]:
    """A block; one that is wholly in another language runs and begins as that language does."""
    match content:
        case (Foreign(locale=other, children=children),) if other != locale:
            yield f"foreign({write_tongue(other)}, "
            yield from write(children, other)
            yield ")"
        case _:
            yield from write(content, locale)


def _paragraph(content: Inlines, locale: str) -> Iterator[Piece]:
    yield "par("
    yield from emit_words(content, locale)
    yield ")"


def _table(table: Table, locale: str) -> Iterator[Piece]:
    if not table.align:
        return
    aligns = [
        "end" if align == "end" or (align == "start" and _holds_amounts(table, column)) else align
        for column, align in enumerate(table.align)
    ]
    yield f"table(columns: {len(aligns)}, align: ({', '.join(aligns)},), "
    if any(cell.content for cell in table.header):
        yield "table.header("
        for cell in _as_wide(table.header, len(aligns)):
            yield "th("
            yield from emit_words(cell.content, locale)
            yield "), "
        yield "), "
    for row in table.rows:
        for cell in _as_wide(row, len(aligns)):
            yield from emit_words(cell.content, locale)
            yield ", "
    yield ")"


def _as_wide(row: tuple[Cell, ...], width: int) -> tuple[Cell, ...]:
    return (*row, *(Cell(()) for _ in range(width - len(row))))[:width]


def _holds_amounts(table: Table, column: int) -> bool:
    """Whether a column is nothing but amounts of members, which people compare by their ends."""
    cells = [row[column].content for row in table.rows if column < len(row)]
    return bool(cells) and all(
        len(content) == 1 and isinstance(content[0], Slot) and content[0].type in _AMOUNTS for content in cells
    )


def emit_words(content: Inlines, locale: str) -> Iterator[Piece]:
    """A block of code whose value is the content."""
    if not content:
        yield "[]"
        return
    yield "{"
    for place, one in enumerate(content):
        if place:
            yield ";"
        yield from _inline(one, locale)
    yield "}"


def _inline(one: Inline, locale: str) -> Iterator[Piece]:
    match one:
        case Words(text=text):
            yield say_words(text)
        case Run(text=text):
            yield _run(text, locale)
        case Slot(index=index):
            yield '"'
            yield Hole(index, locale, write_value)
            yield '"'
        case Strong(children=children):
            yield from _call("strong", children, locale)
        case Emphasis(children=children):
            yield from _call("emph", children, locale)
        case Foreign(locale=other, children=children):
            yield from _call(f"foreign({write_tongue(other)}, ", children, other)
        case Link():
            yield from _link(one, locale)
        case Break():
            yield "linebreak()"


def _call(function: str, children: Inlines, locale: str) -> Iterator[Piece]:
    yield function if function.endswith(", ") else f"{function}("
    yield from emit_words(children, locale)
    yield ")"


def _link(link: Link, locale: str) -> Iterator[Piece]:
    """The words; and, as paper has no links, where they lead, unless the words say it."""
    target = link.target
    if isinstance(target, str):
        if not is_safe_target(target):
            yield from emit_words(link.children, locale)
            return
        yield f"reach({quote(target)}, "
    else:
        yield 'reach("'
        yield Hole(target.index, locale, write_target)
        yield '", '
    yield from emit_words(link.children, locale)
    yield ")"
    if isinstance(target, str):
        words = write_words(link.children, locale, lambda _target, words, _address: words)
        if not is_shown(target, words, [target]):
            yield f';" (";{_run(without_scheme(target), locale)};")"'
    elif not any(isinstance(one, Slot) and one.index == target.index for one in walk_inlines(link.children)):
        yield ';" (";"'
        yield Hole(target.index, locale, write_address)
        yield '";")"'


def _run(text: str, locale: str) -> str:
    return say_words(contain(text, LRI) if needs_isolation(text, locale) else text)


def _write_escaped(hole: Hole, value: Value, locale: str) -> str:
    return escape(hole.write(value, locale))
