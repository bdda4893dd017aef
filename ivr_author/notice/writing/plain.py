"""A document as plain text: the text part of an email, and the words of whatever has no markup.

Blocks stand an empty line apart, a heading two. A list has `* ` or `1. `. A table that has a header says each row as
its first cell and, below it, `header: cell` lines, which survive any font and any width (the header of the first
column, which names what the rows are, falls away); one without says `cell: cell`. A link is `words (address)`, or the
address alone where the words are the address. Lines are not wrapped: readers do that.

Values and runs stand between marks of direction where they need it; a line whose first strong letter would turn it
round begins with a mark, because text has no `dir` and readers go by that letter (UAX #9, P2). An address of the web
gets no marks where it keeps its order without them: telephones that make links of text take the closing mark into the
link, and it leads nowhere.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence

from ivr_author.core.locale import find_locale
from ivr_author.notice.document import (
    Block,
    Box,
    Break,
    Cell,
    Divider,
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
)
from ivr_author.notice.model import FieldType
from ivr_author.notice.values import FSI, LRI, PDI, RLI, UNPRINTABLE, Value, isolated, printed
from ivr_author.notice.writing.holes import Hole
from ivr_author.notice.writing.program import merge

LRM, RLM = "\u200e", "\u200f"
DIVIDER = "----------"

Piece = str | Hole
ShowLink = Callable[[str | None, list[Piece], list[Piece]], list[Piece]]
"""How a link is shown: its target if that is literal, its words, and its target as pieces."""


def write_text(blocks: Sequence[Block], locale: str) -> list[Piece]:
    """The text of blocks, without a line end after it."""
    return steer(_blocks(blocks, locale, ""), locale)


def write_line(content: Inlines, locale: str) -> list[Piece]:
    """Inline content on one line, of a link only its words: for subjects and titles."""
    line = [
        " ".join(piece.split("\n")) if isinstance(piece, str) else piece
        for piece in write_words(content, locale, lambda _target, words, _address: words)
    ]
    return steer(line, locale)


def write_words(content: Inlines, locale: str, show_link: ShowLink) -> list[Piece]:
    """Inline content without markup; a break is a line end, which no isolate spans."""
    return [piece for one in content for piece in _inline(one, locale, show_link)]


def show_words_and_address(target: str | None, words: list[Piece], address: list[Piece]) -> list[Piece]:
    """A link as `words (address)`; not twice where the words are the address."""
    if is_shown(target, words, address):
        return words
    return [*words, " (", *address, ")"]


def is_shown(target: str | None, words: Iterable[Piece], address: Iterable[Piece]) -> bool:
    """Whether a link's words already say where it leads: the address itself, the same number, the same value."""
    if target is None:
        return merge(words) == merge(address)
    said = "".join(piece if isinstance(piece, str) else "\0" for piece in words)
    said = said.translate(_NO_MARKS).strip().casefold()
    scheme, _, rest = target.casefold().partition(":")
    if scheme == "tel":
        return "\0" not in said and _digits(said).endswith(_digits(rest)[-10:])
    return said in (target.casefold(), rest.removeprefix("//"), rest.removeprefix("//").rstrip("/"))


def steer(pieces: Iterable[Piece], locale: str) -> list[Piece]:
    """The pieces with a mark before every line that would otherwise run the wrong way."""
    is_rtl = find_locale(locale).direction == "rtl"
    steered: list[Piece] = []
    for line in _lines(pieces):
        strong = _first_strong(line)
        if is_rtl and strong != "R" and any(isinstance(piece, Hole) or _WORD.search(piece) for piece in line):
            steered.append(RLM)
        elif not is_rtl and strong == "R":
            steered.append(LRM)
        steered.extend(line)
        steered.append("\n")
    return list(merge(steered[:-1]))


_KEEPS_ORDER = re.compile("[A-Za-z]([ -~]*[A-Za-z0-9/])?")
"""ASCII between two letters, or a letter and a figure: one run from left to right, whatever stands around it. A last
slash may be drawn on the other side, which does less harm than a link that is broken."""

_WORD = re.compile(r"\w")
_LINE_ENDS = re.compile("[\n\u000b\f\r\u001c-\u001e\u0085\u2028\u2029]+")
_NO_MARKS = {ord(mark): None for mark in (LRM, RLM, LRI, RLI, FSI, PDI)}


def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))


def _lines(pieces: Iterable[Piece]) -> Iterator[list[Piece]]:
    line: list[Piece] = []
    for piece in pieces:
        if isinstance(piece, Hole):
            line.append(piece)
            continue
        first, *others = piece.split("\n")
        if first:
            line.append(first)
        for other in others:
            yield line
            line = [other] if other else []
    yield line


def _first_strong(line: Iterable[Piece]) -> str:
    """`L`, `R` or nothing: the first strong letter outside isolates. Values are isolated, or run the locale's way."""
    depth = 0
    for piece in line:
        if depth == 0 and isinstance(piece, Hole) and piece.write is print_address:
            return "L"
        for letter in piece if isinstance(piece, str) else "":
            if letter in (LRI, RLI, FSI):
                depth += 1
            elif letter == PDI:
                depth = max(0, depth - 1)
            elif depth == 0:
                kind = unicodedata.bidirectional(letter)
                if kind in ("L", "R", "AL"):
                    return "L" if kind == "L" else "R"
    return ""


def _blocks(blocks: Sequence[Block], locale: str, indent: str) -> list[Piece]:
    text: list[Piece] = []
    for block in blocks:
        if text:
            text.append("\n\n\n" if isinstance(block, Heading) else "\n\n")
        text.extend(_block(block, locale, indent))
    return text


def _block(block: Block, locale: str, indent: str) -> list[Piece]:
    match block:
        case Heading() | Paragraph():
            return indented(_words(block.content, locale), indent)
        case ListBlock():
            return _list(block, locale, indent)
        case Table():
            return indented(_table(block, locale), indent)
        case Box():
            return _blocks(block.children, locale, indent)
        case Divider():
            return [DIVIDER]


def _list(block: ListBlock, locale: str, indent: str) -> list[Piece]:
    text: list[Piece] = []
    for number, item in enumerate(block.items, 1):
        sign = f"{number}. " if block.ordered else "* "
        inner = indent + " " * len(sign)
        if text:
            text.append(f"\n{indent}")
        text.append(sign)
        for place, child in enumerate(item):
            if place:
                text.append(f"\n{inner}" if isinstance(child, ListBlock) else f"\n\n{inner}")
            text.extend(_block(child, locale, inner))
    return text


def _table(table: Table, locale: str) -> list[Piece]:
    header = [_words(cell.content, locale) for cell in table.header]
    text: list[Piece] = []
    for row in table.rows:
        if text:
            text.append("\n")
        text.extend(_row(header, row, locale))
    return text


def _row(header: Sequence[list[Piece]], row: Sequence[Cell], locale: str) -> list[Piece]:
    cells = [_words(cell.content, locale) for cell in row]
    text = list(cells[0]) if cells else []
    if not any(header[1:]):
        for cell in filter(None, cells[1:]):
            text.extend([*([": "] if text else []), *cell])
        return text
    for place, cell in enumerate(cells[1:], 1):
        if cell:
            label = header[place] if place < len(header) else []
            text.extend([*(["\n  "] if text else []), *label, *([": "] if label else []), *cell])
    return text


def indented(pieces: Iterable[Piece], indent: str) -> list[Piece]:
    """The pieces with an indent after each line end."""
    return [piece.replace("\n", f"\n{indent}") if isinstance(piece, str) else piece for piece in pieces]


def _words(content: Inlines, locale: str) -> list[Piece]:
    return write_words(content, locale, show_words_and_address)


def _inline(one: Inline, locale: str, show_link: ShowLink) -> list[Piece]:
    match one:
        case Words():
            return [_clean(one.text)]
        case Run():
            text = _clean(one.text)
            needs_marks = find_locale(locale).direction == "rtl" and not _KEEPS_ORDER.fullmatch(text)
            return [f"{LRI}{text}{PDI}" if needs_marks else text]
        case Slot():
            is_address = one.type in (FieldType.URL, FieldType.EMAIL)
            return [Hole(one.index, locale, print_address if is_address else print_value)]
        case Strong() | Emphasis():
            return write_words(one.children, locale, show_link)
        case Link():
            target = one.target if isinstance(one.target, str) else None
            address = Run(_address(one.target)) if isinstance(one.target, str) else one.target
            shown = _inline(address, locale, show_link)
            return show_link(target, shown if _is_itself(one) else write_words(one.children, locale, show_link), shown)
        case Break():
            return ["\n"]
        case Foreign():
            return _foreign(one, locale, show_link)


def _foreign(one: Foreign, locale: str, show_link: ShowLink) -> list[Piece]:
    pieces = write_words(one.children, one.locale, show_link)
    direction = find_locale(one.locale).direction
    if direction == find_locale(locale).direction:
        return pieces
    opener = RLI if direction == "rtl" else LRI
    # An isolate ends with its line, so each line gets its own.
    inner = [piece.replace("\n", f"{PDI}\n{opener}") if isinstance(piece, str) else piece for piece in pieces]
    return [opener, *inner, PDI]


def _is_itself(link: Link) -> bool:
    """Whether the words of a link are the value that it leads to, which is in two slots then."""
    target, words = link.target, link.children
    return isinstance(target, Slot) and len(words) == 1 and isinstance(words[0], Slot) and words[0].name == target.name


def _address(target: str) -> str:
    scheme, _, rest = target.partition(":")
    return rest if scheme.lower() in ("mailto", "tel") else target


def _clean(text: str) -> str:
    return UNPRINTABLE.sub("\ufffd", _LINE_ENDS.sub(" ", text))


def is_mark(letter: str) -> bool:
    """Whether a letter is one of the marks of direction that we set."""
    return ord(letter) in _NO_MARKS


def print_address(value: Value, locale: str) -> str:
    """An address of the web or of email as text, without marks where it keeps its order."""
    text = printed(value, locale)
    return text if _KEEPS_ORDER.fullmatch(text) else isolated(value, text, locale)


def print_value(value: Value, locale: str) -> str:
    """A value as text, between marks of direction where it needs them."""
    return isolated(value, printed(value, locale), locale)
