"""Pieces as content of XML elements and back: what XLIFF and TMX share. Which elements there are, a format says."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from lxml import etree

from ivr_author.exchange.pieces import Pieces, Tag

_UNSAFE = re.compile("\\\\u\\{|[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ESCAPED = re.compile(r"\\u\{([0-9a-f]{1,6})\}")
_ELLIPSIS = "…"
"""Between the two ends of a pair, where both stand in one attribute; no opening end holds it."""


def escape(text: str) -> str:
    """A text that XML can carry; `unescape` gives it back. Only what XML has no way to write is changed."""
    return _UNSAFE.sub(lambda match: f"\\u{{{ord(match[0][0]):x}}}{match[0][1:]}", text)


def unescape(text: str) -> str:
    """The text that was escaped."""
    return _ESCAPED.sub(lambda match: chr(min(int(match[1], 16), 0x10FFFF)), text)


def both_ends(tag: Tag) -> str:
    """A tag's text, or both texts of a pair, for one attribute."""
    return escape(f"{tag.text}{_ELLIPSIS}{tag.closing}" if tag.is_pair else tag.text)


def split_ends(written: str) -> tuple[str, str]:
    """The two texts of a pair."""
    opening, _, closing = unescape(written).partition(_ELLIPSIS)
    return opening, closing


def fill(element: etree._Element, pieces: Pieces, add: Callable[[etree._Element, Tag], etree._Element]) -> None:
    """Put pieces into an element. `add` makes the element of a tag; what stands inside a pair is put into that."""
    last: etree._Element | None = None
    for piece in pieces:
        if isinstance(piece, Tag):
            last = add(element, piece)
            if piece.is_pair:
                fill(last, piece.content, add)
        elif last is None:
            element.text = (element.text or "") + piece
        else:
            last.tail = (last.tail or "") + piece


def new_root(name: str, namespaces: Mapping[str | None, str], facts: Mapping[str, str]) -> etree._Element:
    """The first element of a document; the namespace of None is its own."""
    return etree.Element(name, dict(facts), nsmap=namespaces)  # type: ignore[arg-type] # the stubs know no default


def to_bytes(root: etree._Element, *, is_mixed: Callable[[etree._Element], bool]) -> bytes:
    """The document with a line for each element; nothing is put into elements whose spaces count."""
    _indent(root, 0, is_mixed)
    return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True)) + b"\n"


def _indent(element: etree._Element, depth: int, is_mixed: Callable[[etree._Element], bool]) -> None:
    if len(element) == 0 or is_mixed(element):
        return
    element.text = "\n" + "  " * (depth + 1)
    for child in element:
        _indent(child, depth + 1, is_mixed)
        child.tail = element.text
    element[-1].tail = "\n" + "  " * depth
