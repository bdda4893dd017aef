"""A document: what one member gets in one locale, before any channel. Conditions are decided, words are translated.

Values are not in it: an inline `Slot` holds the place of one, so a document serves all members of the same branch,
and no value is ever parsed. Channels turn a document into a program of literals and slots (`program`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ivr_author.notice.model import FieldType


@dataclass(frozen=True, slots=True)
class Words:
    """Words of the author or the translator, without markup."""

    text: str


@dataclass(frozen=True, slots=True)
class Run:
    """Words that keep their own order in right-to-left text: a phone number, amount, citation, address of the web."""

    text: str


@dataclass(frozen=True, slots=True)
class Slot:
    """The place of value number `index`, of a type."""

    index: int
    type: FieldType
    name: str = ""


@dataclass(frozen=True, slots=True)
class Strong:
    """Words of weight."""

    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Emphasis:
    """Words that are stressed."""

    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """A link. `target` is literal text, or one slot of type `url` where the member's own address is meant."""

    target: str | Slot
    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Break:
    """A new line inside a block."""


@dataclass(frozen=True, slots=True)
class Foreign:
    """Words in another locale than the document's: a translation is missing, and this is what stands instead."""

    locale: str
    children: tuple[Inline, ...]


Inline = Words | Run | Slot | Strong | Emphasis | Link | Break | Foreign
Inlines = tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading, level 1 to 3. `address` is the segment's, here and below: what a sentence in the output came from."""

    level: int
    content: Inlines
    address: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph."""

    content: Inlines
    address: str = ""


@dataclass(frozen=True, slots=True)
class ListBlock:
    """A list; each item is a tuple of blocks."""

    ordered: bool
    items: tuple[tuple[Block, ...], ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table."""

    content: Inlines
    address: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table: `align` is start, center or end for each column; `header` may be empty cells."""

    align: tuple[str, ...]
    header: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Box:
    """Blocks that belong together: `roles` says as what (`appeal`, `contact` ... are for rules).

    `callout` is drawn, and with `whole` it stands on one page.
    """

    roles: tuple[str, ...]
    children: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Divider:
    """A line across."""


Block = Heading | Paragraph | ListBlock | Table | Box | Divider


@dataclass(frozen=True, slots=True)
class Document:
    """One letter that the template can become, in one locale. `subject` is one line, for titles and email."""

    notice_id: str
    locale: str
    subject: Inlines
    blocks: tuple[Block, ...]
    slots: tuple[FieldType, ...]
    """The type of each value, by slot number: those of the subject first, then in reading order."""
    missing: tuple[str, ...] = ()
    """Addresses of segments that have no usable translation, and stand here in another locale."""


def walk_blocks(blocks: tuple[Block, ...]) -> Iterator[Block]:
    """Every block, with those inside lists and boxes, in reading order."""
    for block in blocks:
        yield block
        if isinstance(block, Box):
            yield from walk_blocks(block.children)
        elif isinstance(block, ListBlock):
            for item in block.items:
                yield from walk_blocks(item)


def walk_inlines(content: Inlines) -> Iterator[Inline]:
    """Every inline, with those inside others, in reading order."""
    for one in content:
        yield one
        if isinstance(one, Strong | Emphasis | Link | Foreign):
            yield from walk_inlines(one.children)


def contents_of(block: Block) -> Iterator[Inlines]:
    """The inline content of a block itself, cell by cell for a table; nothing for what only holds other blocks."""
    if isinstance(block, Heading | Paragraph):
        yield block.content
    elif isinstance(block, Table):
        for row in (block.header, *block.rows):
            for cell in row:
                yield cell.content
