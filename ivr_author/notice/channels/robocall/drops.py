"""What a robocall does not carry of a document, so that its author can write other words for it."""

from __future__ import annotations

from collections.abc import Iterator

from ivr_author.notice.channel import Drop
from ivr_author.notice.channels.robocall.script import ASIDE, CITING_ROLE, WEB_ADDRESS
from ivr_author.notice.document import (
    Block,
    Box,
    Break,
    Document,
    Heading,
    Inlines,
    Link,
    ListBlock,
    Paragraph,
    Run,
    Slot,
    Table,
    Words,
    walk_inlines,
)
from ivr_author.notice.model import FieldType

_DIALLED = "tel:"


def drops(document: Document) -> Iterator[Drop]:
    """`table`, `link` (an address of the web, whether or not its words are spoken) and `citation`, in reading order."""
    yield from _drops(document.blocks)


def _drops(blocks: tuple[Block, ...]) -> Iterator[Drop]:
    for block in blocks:
        match block:
            case Table():
                yield Drop("table", next((cell.address for row in (block.header, *block.rows) for cell in row), ""))
            case Box(roles=roles, children=children) if CITING_ROLE in roles:
                yield Drop("citation", next(_addresses(children), ""))
            case Box(children=children):
                yield from _drops(children)
            case ListBlock(items=items):
                for item in items:
                    yield from _drops(item)
            case Heading(content=content, address=address) | Paragraph(content=content, address=address):
                if _has_address(content):
                    yield Drop("link", address)
                if ASIDE.search(" ".join(_literal(content).split())):
                    yield Drop("citation", address)


def _addresses(blocks: tuple[Block, ...]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Heading | Paragraph):
            yield block.address
        elif isinstance(block, Box):
            yield from _addresses(block.children)


def _has_address(content: Inlines) -> bool:
    for one in walk_inlines(content):
        if isinstance(one, Slot) and one.type is FieldType.URL:
            return True
        if isinstance(one, Link) and not _says_number(one):
            return True
    return WEB_ADDRESS.search(_literal(content)) is not None


def _says_number(link: Link) -> bool:
    """Whether a link dials a number that its words give."""
    is_dialled = isinstance(link.target, str) and link.target.startswith(_DIALLED)
    return is_dialled and any(
        isinstance(one, Slot) or any(map(str.isdigit, _literal((one,)))) for one in walk_inlines(link.children)
    )


def _literal(content: Inlines) -> str:
    """The author's words; a space stands where a value or a new line is."""
    return "".join(
        one.text if isinstance(one, Words | Run) else " " if isinstance(one, Slot | Break) else ""
        for one in walk_inlines(content)
    )
