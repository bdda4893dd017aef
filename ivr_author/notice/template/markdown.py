"""The Markdown of templates: which of it there is, as blocks with their lines, and as inline content.

Member data never come here: where a value will stand, the text has a mark from the private use area.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token

from ivr_author.core.inline_markdown import inline_parser

PRINT_OPEN, PRINT_CLOSE = "\ue000", "\ue001"
TAG_OPEN, TAG_CLOSE = "\ue002", "\ue003"
MARKS = re.compile("[\ue000-\ue003]")
PRINT_MARK = re.compile("\ue000([0-9]+)\ue001")

UNSUPPORTED = (
    (re.compile(r"^[ \t]*(```|~~~)", re.MULTILINE), "a code fence", "notices have no code; write a table or a list"),
    (re.compile(r"!\["), "a picture", "notices have no pictures yet; say it in words"),
    (
        re.compile(r"<(?:[A-Za-z/!][^>\n]*)>"),
        "HTML",
        "write Markdown: `**strong**`, `[text](https://...)`, `::: callout`",
    ),
    (re.compile(r"^[ \t]*>", re.MULTILINE), "a quotation", "write a box: `::: callout` before it and `:::` after it"),
    (re.compile(r"^ {0,3}\[[^\]\n]+\]:", re.MULTILINE), "a link definition", "write the link where it stands"),
    (re.compile(r"^ {0,3}#{4,}", re.MULTILINE), "a heading below level 3", "use `#`, `##` or `###`"),
)
"""What Markdown has and notices do not, each with what to write instead; it would come out as plain characters."""


@dataclass(slots=True)
class Block:
    """A block of Markdown with the lines [start, end) that it covers; `content` is inline Markdown with marks.

    `kind`: heading, paragraph, list, item, table, row, cell, box, divider.
    """

    kind: str
    start: int
    end: int
    content: str = ""
    children: list[Block] = field(default_factory=list)
    level: int = 0
    ordered: bool = False
    align: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()


def _box(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """`::: roles` to `:::`, which may hold boxes itself; one that is never closed goes to the end of the text."""
    first = state.src[state.bMarks[start] + state.tShift[start] : state.eMarks[start]]
    if not first.startswith(":::") or not first[3:].strip():
        return False
    if silent:
        return True
    depth, line = 1, start + 1
    while line < end:
        text = state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]].strip()
        if text.startswith(":::"):
            depth += 1 if text[3:].strip() else -1
            if depth == 0:
                break
        line += 1
    opening = state.push("box_open", "div", 1)
    opening.info, opening.map = first[3:].strip(), [start, min(line + 1, end)]
    opening.meta = {"closed": depth == 0}
    before, state.lineMax = state.lineMax, line
    parent, state.parentType = state.parentType, "box"
    state.md.block.tokenize(state, start + 1, line)
    state.lineMax, state.parentType = before, parent
    state.push("box_close", "div", -1)
    state.line = min(line + 1, end)
    return True


def _block_parser() -> MarkdownIt:
    parser = MarkdownIt("zero").enable(["table", "hr", "list", "heading"])
    parser.block.ruler.before("list", "box", _box, {"alt": ["paragraph", "list"]})
    parser.core.ruler.enableOnly(["normalize", "block"])
    parser.options["maxNesting"] = 12
    return parser


_BLOCKS = _block_parser()
_INLINES = inline_parser()


def parse_inline(text: str) -> list[Token]:
    """The inline tokens of a text."""
    return _INLINES.parseInline(text)[0].children or []


def parse_blocks(lines: list[str]) -> tuple[list[Block], list[int]]:
    """The blocks of a text, and the lines of boxes that are never closed."""
    tokens = _BLOCKS.parse("\n".join(lines))
    unclosed = [token.map[0] for token in tokens if token.type == "box_open" and token.map and not token.meta["closed"]]
    return list(_collect(iter(tokens), lines)), unclosed


_KINDS = {
    "bullet_list_open": "list",
    "ordered_list_open": "list",
    "list_item_open": "item",
    "table_open": "table",
    "tr_open": "row",
    "box_open": "box",
}


def _collect(tokens: Iterator[Token], lines: list[str]) -> Iterator[Block]:
    """The blocks up to the end of the enclosing one."""
    for token in tokens:
        start, end = _trim(token.map or [0, 0], lines)
        if token.type in ("heading_open", "paragraph_open", "th_open", "td_open"):
            kind = "cell" if token.tag in ("th", "td") else token.type.removesuffix("_open")
            inline = next(tokens)
            next(tokens)
            style = str(token.attrGet("style") or "")
            align = (style.removeprefix("text-align:"),) if kind == "cell" else ()
            start, end = (start, end) if token.map else _trim(inline.map or [0, 0], lines)
            level = int(token.tag[1]) if kind == "heading" else 0
            yield Block(kind, start, end, inline.content, level=level, align=align)
        elif token.type in _KINDS:
            block = Block(_KINDS[token.type], start, end, children=list(_collect(tokens, lines)))
            block.ordered = token.type == "ordered_list_open"
            block.roles = tuple(token.info.split()) if block.kind == "box" else ()
            yield block
        elif token.type in ("thead_open", "tbody_open"):
            yield from _collect(tokens, lines)
        elif token.type == "hr":
            yield Block("divider", start, end)
        elif token.nesting == -1:
            return


def _trim(between: list[int], lines: list[str]) -> tuple[int, int]:
    """The lines without empty ones at the end, which a list claims for itself."""
    start, end = between
    while end > start + 1 and not lines[end - 1].strip():
        end -= 1
    return start, end
