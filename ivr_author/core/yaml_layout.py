"""Where the entries of a tree stand in their text: their lines, the comments that belong to them, their style."""

from __future__ import annotations

import re

from ivr_author.core.source import line_start
from ivr_author.core.tree import Mapping, Node, Scalar

_COMMENT = re.compile(r"[ \t]*#")


def line_end(text: str, offset: int) -> int:
    """Where the next line begins, or the text ends."""
    found = text.find("\n", offset)
    return len(text) if found < 0 else found + 1


def begins_its_line(text: str, offset: int) -> bool:
    """Whether nothing but spaces stands before it."""
    return not text[line_start(text, offset) : offset].strip(" \t")


def is_flow(node: Node, text: str) -> bool:
    """Whether a collection stands in braces or brackets."""
    return not isinstance(node, Scalar) and text[node.span.start : node.span.start + 1] in ("{", "[")


def is_block_scalar(node: Node, text: str) -> bool:
    """Whether a scalar is written in lines below `|` or `>`."""
    return isinstance(node, Scalar) and node.quoted and text[node.span.start : node.span.start + 1] in ("|", ">")


def content_end(text: str, node: Node) -> int:
    """Where a value ends, without the blank lines below a block scalar, whose span has them."""
    while not isinstance(node, Scalar) and not is_flow(node, text):
        children = [one for _, one in node.entries] if isinstance(node, Mapping) else list(node.items)
        if not children:
            break
        node = children[-1]
    if is_block_scalar(node, text):
        return node.span.start + len(text[node.span.start : node.span.end].rstrip(" \r\n"))
    return node.span.end


def entry_lines(text: str, key: Node, value: Node) -> tuple[int, int]:
    """The lines of an entry of a block, with the comments above it and those below that are set in deeper than it.

    For a list `key` is the item itself, and its dash the entry's column.
    """
    begin = dash_of(text, value) if key is value else key.span.start
    column = begin - line_start(text, begin)
    return comments_above(text, begin, column), window_below(text, line_end(text, content_end(text, value)), column)


def dash_of(text: str, item: Node) -> int:
    """Where the dash of a block list's item stands; -1 where it is not plainly before it."""
    before = text[: item.span.start].rstrip(" \t\r\n")
    return len(before) - 1 if before.endswith("-") else -1


def comments_above(text: str, offset: int, column: int) -> int:
    """The start of the lines of comment right above a line that begin at this column; else that line's own start."""
    start = line_start(text, offset)
    while start > 0:
        above = line_start(text, start - 1)
        line = text[above:start]
        if not _COMMENT.match(line) or line.index("#") != column:
            break
        start = above
    return start


def window_above(text: str, offset: int) -> int:
    """Where the entry whose key stands at an offset begins, its comments included."""
    return comments_above(text, offset, offset - line_start(text, offset))


def window_below(text: str, end: int, column: int) -> int:
    """Past the lines of comment right below an entry that are set in deeper than its key: they are about it."""
    while end < len(text):
        below = line_end(text, end)
        line = text[end:below]
        if not _COMMENT.match(line) or line.index("#") <= column:
            break
        end = below
    return end
