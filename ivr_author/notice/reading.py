"""A member's document as passages: the words as they are read or heard. Scoring them is left to `scoring`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ivr_author.core.source import Span
from ivr_author.notice.channel import Member
from ivr_author.notice.document import (
    Block,
    Box,
    Break,
    Divider,
    Document,
    Foreign,
    Heading,
    Inlines,
    ListBlock,
    Paragraph,
    Run,
    Slot,
    Table,
    Words,
)
from ivr_author.notice.values import Value, printed, spoken
from ivr_author.scoring.passage import Passage, PassageKind


def passages_of(
    document: Document, member: Member, is_spoken: bool = False, spans: Mapping[str, Span] | None = None
) -> Iterator[Passage]:
    """The subject and the blocks in reading order, with the member's values; what is empty is left out.

    `spans` tell where the segment of an address stands. Words in another locale for want of a translation are passages
    of that locale.
    """
    reader = _Reader(document.locale, member.values, is_spoken, spans or {})
    yield from reader.passage(document.subject, PassageKind.HEADING, f"{document.notice_id}/subject")
    yield from reader.blocks(document.blocks, PassageKind.PARAGRAPH)


class _Reader:
    def __init__(self, locale: str, values: Sequence[Value], is_spoken: bool, spans: Mapping[str, Span]) -> None:
        self.locale = locale
        self.values = values
        self.is_spoken = is_spoken
        self.spans = spans

    def blocks(self, blocks: tuple[Block, ...], kind: PassageKind) -> Iterator[Passage]:
        for block in blocks:
            match block:
                case Heading():
                    yield from self.passage(block.content, PassageKind.HEADING, block.address)
                case Paragraph():
                    yield from self.passage(block.content, kind, block.address)
                case ListBlock():
                    for item in block.items:
                        yield from self.blocks(item, PassageKind.ITEM)
                case Box():
                    yield from self.blocks(block.children, kind)
                case Table():
                    for row in (block.header, *block.rows):
                        for cell in row:
                            yield from self.passage(cell.content, PassageKind.CELL, cell.address)
                case Divider():
                    pass

    def passage(self, content: Inlines, kind: PassageKind, address: str) -> Iterator[Passage]:
        text = "".join(self.words(content)).strip()
        if text:
            foreign = {one.locale for one in content if isinstance(one, Foreign)}
            locale = foreign.pop() if len(foreign) == 1 and len(content) == 1 else self.locale
            spoken_kind = PassageKind.PROMPT if self.is_spoken else kind
            yield Passage(text, locale, spoken_kind, address, self.spans.get(address), self.is_spoken)

    def words(self, content: Inlines) -> Iterator[str]:
        for one in content:
            match one:
                case Words() | Run():
                    yield " ".join(one.text.split("\n"))
                case Slot():
                    write = spoken if self.is_spoken else printed
                    yield write(self.values[one.index], self.locale)
                case Break():
                    yield "\n"
                case _:
                    yield from self.words(one.children)
