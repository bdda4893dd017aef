"""Text messages: the words alone, a line for each paragraph, with what they cost.

The subject is not sent. Headings and paragraphs are lines, list items lines after `- ` or a number, a link is
`words: address`. Tables are dropped: who needs one in a message says it in a block of its own.

Values come out as typed. In the author's and the translator's words typographic punctuation is made plain, but only
where that lets the whole message go out in 7 bits a letter; letters never change.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ivr_author.core.locale import find_locale
from ivr_author.notice.channel import CannotRender, Channel, Drop, Member, Rendering, Setting
from ivr_author.notice.document import Block, Box, Divider, Document, Heading, ListBlock, Paragraph, Table, walk_blocks
from ivr_author.notice.values import Value, printed
from ivr_author.notice.writing.gsm import count_parts, find_guilty, is_gsm, simplify_punctuation
from ivr_author.notice.writing.holes import Form, Hole, write_form
from ivr_author.notice.writing.plain import Piece, is_mark, is_shown, print_value, steer, write_words

_RIGHT_TO_LEFT_LETTERS = re.compile(
    "[\u05d0-\u05ea\u0620-\u064a\u0671-\u06d3]+(?: [\u05d0-\u05ea\u0620-\u064a\u0671-\u06d3]+)*"
)


@dataclass(frozen=True, slots=True)
class Wording:
    """A message with its holes, and the guilty characters of each piece; None for a hole."""

    form: Form
    guilty: tuple[tuple[str, ...] | None, ...]

    def fill(self, values: Sequence[Value]) -> tuple[str, tuple[str, ...]]:
        """The message for one member, and its guilty characters."""
        pieces = self.form.write(values)
        found: list[str] = []
        for known, written in zip(self.guilty, pieces, strict=True):
            found.extend(find_guilty(written) if known is None else known)
        return "".join(pieces), tuple(dict.fromkeys(found))


@dataclass(frozen=True, slots=True)
class Prepared:
    """A message with its holes. `typed` keeps the author's punctuation; `plain` does not, or is None."""

    typed: Wording
    plain: Wording | None


def prepare(document: Document, setting: Setting) -> Prepared:  # noqa: ARG001
    """The message of a branch."""
    pieces = steer(_lines(document.blocks, document.locale), document.locale)
    literals = "".join(piece for piece in pieces if isinstance(piece, str))
    is_worth_it = not is_gsm(literals) and is_gsm(simplify_punctuation(literals))
    simple = [simplify_punctuation(piece) if isinstance(piece, str) else piece for piece in pieces]
    return Prepared(_wording(pieces), _wording(simple) if is_worth_it else None)


def fill(prepared: Prepared, member: Member) -> Rendering:
    """The message for one member. Raises `CannotRender` if there is nothing to send."""
    text, guilty = (prepared.plain or prepared.typed).fill(member.values)
    if guilty and prepared.plain:
        text, guilty = prepared.typed.fill(member.values)
    if not text.strip():
        raise CannotRender(
            "the text message has no words: give the notice `{% block sms %}` or take sms off `channels`"
        )
    cost = count_parts(text, guilty)
    facts = {
        "encoding": cost.encoding,
        "units": cost.units,
        "parts": cost.parts,
        "left": cost.left,
        # Marks of direction come with letters that are guilty themselves.
        "guilty": [letter for letter in guilty if not is_mark(letter)] or list(guilty),
    }
    return Rendering({"text": text.encode()}, facts)


def drops(document: Document) -> Iterator[Drop]:
    """The tables."""
    for block in walk_blocks(document.blocks):
        if isinstance(block, Table):
            cells = [cell for row in (block.header, *block.rows) for cell in row]
            yield Drop("table", next((cell.address for cell in cells if cell.address), ""))


def _wording(pieces: Sequence[Piece]) -> Wording:
    form = write_form(pieces)
    return Wording(form, tuple(find_guilty(piece) if isinstance(piece, str) else None for piece in form.program))


def _lines(blocks: Sequence[Block], locale: str) -> list[Piece]:
    lines: list[Piece] = []
    for block in blocks:
        line = _block(block, locale)
        if line:
            lines.extend([*(["\n"] if lines else []), *line])
    return lines


def _block(block: Block, locale: str) -> list[Piece]:
    match block:
        case Heading() | Paragraph():
            return [_lighter(piece) for piece in write_words(block.content, locale, _show_link)]
        case ListBlock():
            return _list(block, locale)
        case Box():
            return _lines(block.children, locale)
        case Table() | Divider():
            return []


def _list(block: ListBlock, locale: str) -> list[Piece]:
    lines: list[Piece] = []
    for number, item in enumerate(block.items, 1):
        line = _lines(item, locale)
        if line:
            sign = f"{number}. " if block.ordered else "- "
            lines.extend([*(["\n"] if lines else []), sign, *line])
    return lines


def _show_link(target: str | None, words: list[Piece], address: list[Piece]) -> list[Piece]:
    """A link as `words: address`: phones find an address that stands free, and a bracket costs as much as a colon."""
    return words if is_shown(target, words, address) else [*words, ": ", *address]


def _lighter(piece: Piece) -> Piece:
    """The same piece with fewer marks: each costs a unit of 70."""
    if isinstance(piece, Hole) and piece.write is print_value and find_locale(piece.locale).direction == "rtl":
        return Hole(piece.slot, piece.locale, _print_light)
    return piece


def _print_light(value: Value, locale: str) -> str:
    """A value in right-to-left text: words in such letters alone can't turn anything round and need no marks."""
    text = printed(value, locale)
    return text if _RIGHT_TO_LEFT_LETTERS.fullmatch(text) else print_value(value, locale)


CHANNEL = Channel(
    name="sms",
    title="Text message",
    suffixes={"text": ".txt"},
    prepare=prepare,
    fill=fill,
    drops=drops,
)
