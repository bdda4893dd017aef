"""A document as HTML, for every channel that needs it; what elements look like, a channel says in its `Look`.

Every value and run stands in a `<bdi>`, so that it neither turns round nor is turned round. Links lead to http, https,
mailto and tel only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from ivr_author.core.dates import is_date
from ivr_author.core.locale import find_locale
from ivr_author.notice.channel import CannotRender
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
from ivr_author.notice.template.links import is_safe_target
from ivr_author.notice.values import LEFT_TO_RIGHT, UNPRINTABLE, Value, contain, printed
from ivr_author.notice.writing.holes import Hole
from ivr_author.notice.writing.plain import print_value, write_line

Piece = str | Hole

_TOGETHER = frozenset({FieldType.DIGITS, FieldType.NUMBER, FieldType.MONEY, FieldType.PHONE})
_TOGETHER_RUN = re.compile(r"[^/@]{1,24}")
_LONGEST_TOGETHER = 24
"""Characters; a longer number may be broken, or it would stick out on a telephone."""

_TIME = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d")
_SPECIAL = re.compile("[&<>\"'\u202a-\u202e\u2066-\u2069]")
_MARKS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_MEMBER_ADDRESS = re.compile(r"https?://[^/?#@]+(?:[/?#].*)?", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Look:
    """What a channel's HTML wears.

    `attributes` by element (`p`, `h1`, `table`, `a` ...), each with a space before it; cells by element and alignment
    (`td.end`). `together`: the attribute of a number that should not be broken across lines.
    """

    attributes: Mapping[str, str] = field(default_factory=dict)
    callout: tuple[str, str] = ('<div class="callout" role="note">', "</div>")
    together: str = ' class="together"'

    def start(self, element: str, more: str = "") -> str:
        """The opening tag of an element, with `more` attributes."""
        return f"<{element.partition('.')[0]}{more}{self.attributes.get(element, '')}>"


def escape(text: str) -> str:
    """Text for content and for attributes in double quotes; what no document can hold becomes U+FFFD."""
    return _escape(UNPRINTABLE.sub("\ufffd", text))


def write_html(blocks: Sequence[Block], locale: str, look: Look) -> Iterator[Piece]:
    """The elements of blocks, each on a line of its own. Raises `CannotRender` for a link that leads nowhere safe."""
    for block in blocks:
        yield from _block(block, locale, look)


def write_content(content: Inlines, locale: str, look: Look) -> Iterator[Piece]:
    """Inline content as HTML."""
    for one in content:
        yield from _inline(one, locale, look)


def write_title(content: Inlines, locale: str) -> Iterator[Piece]:
    """Inline content for `<title>`, which holds text only: marks of direction stand for `<bdi>`."""
    for piece in write_line(content, locale):
        yield escape(piece) if isinstance(piece, str) else Hole(piece.slot, piece.locale, _title_value)


def language(locale: str) -> str:
    """The attributes `lang` and `dir` of a locale."""
    found = find_locale(locale)
    return f' lang="{escape(found.tag)}" dir="{found.direction}"'


def _block(block: Block, locale: str, look: Look) -> Iterator[Piece]:
    match block:
        case Heading():
            yield from _element(f"h{min(max(block.level, 1), 3)}", block.content, locale, look)
        case Paragraph():
            yield from _element("p", block.content, locale, look)
        case ListBlock():
            yield from _list(block, locale, look)
        case Table():
            yield from _table(block, locale, look)
        case Box():
            before, after = look.callout if "callout" in block.roles else ("", "")
            yield f"{before}\n" if before else ""
            yield from write_html(block.children, locale, look)
            yield f"{after}\n" if after else ""
        case Divider():
            yield f"{look.start('hr')}\n"


def _element(element: str, content: Inlines, locale: str, look: Look, more: str = "") -> Iterator[Piece]:
    """An element on a line. One whose words are all in another locale carries the language itself, so it aligns."""
    tag = element.partition(".")[0]
    if len(content) == 1 and isinstance(content[0], Foreign):
        locale = content[0].locale
        more += language(locale)
        content = content[0].children
    yield look.start(element, more)
    yield from write_content(content, locale, look)
    yield f"</{tag}>\n"


def _list(block: ListBlock, locale: str, look: Look) -> Iterator[Piece]:
    tag = "ol" if block.ordered else "ul"
    yield f"{look.start(tag)}\n"
    for item in block.items:
        first, *others = item or (Paragraph(()),)
        if isinstance(first, Paragraph) and all(isinstance(other, ListBlock) for other in others):
            *start, end = _element("li", first.content, locale, look)
            yield from start
            if not others:
                yield end
                continue
            yield "\n"
            yield from write_html(others, locale, look)
        else:
            yield f"{look.start('li')}\n"
            yield from write_html(item, locale, look)
        yield "</li>\n"
    yield f"</{tag}>\n"


def _table(table: Table, locale: str, look: Look) -> Iterator[Piece]:
    yield f"{look.start('table')}\n"
    if any(cell.content for cell in table.header):
        yield "<thead>\n<tr>\n"
        yield from _cells(table, table.header, "th", locale, look)
        yield "</tr>\n</thead>\n"
    yield "<tbody>\n"
    for row in table.rows:
        yield "<tr>\n"
        yield from _cells(table, row, "td", locale, look)
        yield "</tr>\n"
    yield "</tbody>\n</table>\n"


def _cells(table: Table, row: Sequence[Cell], element: str, locale: str, look: Look) -> Iterator[Piece]:
    for place, cell in enumerate(row):
        align = table.align[place] if place < len(table.align) else "start"
        # An empty header cell names nothing: a screen reader would announce it for each cell below.
        kind = element if cell.content else "td"
        scope = ' scope="col"' if kind == "th" else ""
        yield from _element(f"{kind}.{align}", cell.content, locale, look, scope)


def _inline(one: Inline, locale: str, look: Look) -> Iterator[Piece]:
    match one:
        case Words():
            yield escape(one.text)
        case Run():
            together = look.together if _TOGETHER_RUN.fullmatch(one.text) else ""
            yield f'<bdi dir="ltr"{together}>{escape(one.text)}</bdi>'
        case Slot():
            together = look.together if one.type in _TOGETHER else ""
            yield Hole(one.index, locale, partial(_value, together))
        case Strong():
            yield from _around("strong", one.children, locale, look)
        case Emphasis():
            yield from _around("em", one.children, locale, look)
        case Link():
            yield from _link(one, locale, look)
        case Break():
            yield "<br>\n"
        case Foreign():
            yield f"<span{language(one.locale)}>"
            yield from write_content(one.children, one.locale, look)
            yield "</span>"


def _around(element: str, content: Inlines, locale: str, look: Look) -> Iterator[Piece]:
    yield look.start(element)
    yield from write_content(content, locale, look)
    yield f"</{element}>"


def _link(link: Link, locale: str, look: Look) -> Iterator[Piece]:
    yield '<a href="'
    if isinstance(link.target, str):
        if not is_safe_target(link.target):
            raise CannotRender(f"a link leads to `{link.target}`: write https://..., mailto:... or tel:...")
        yield escape(link.target)
    else:
        if link.target.type is not FieldType.URL:
            raise CannotRender(f"a link leads to `{link.target.name}`, which is no address: declare it `type: url`")
        yield Hole(link.target.index, locale, partial(_target, link.target.name))
    yield f'"{look.attributes.get("a", "")}>'
    yield from write_content(link.children, locale, look)
    yield "</a>"


def _escape(text: str) -> str:
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace('"', "&quot;").replace("'", "&#39;")


def _value(together: str, value: Value, locale: str) -> str:
    """A value in its `<bdi>`: the same elements whatever it holds. Its own marks of direction stay in there."""
    text = shown = printed(value, locale)
    if _SPECIAL.search(text):
        # A browser takes the end of `<bdi>` for the end of an isolate, which is not ours if the value opened one.
        shown = _escape(contain(text) if _MARKS.search(text) else text)
    kind = value.type
    if kind in LEFT_TO_RIGHT:
        return f'<bdi dir="ltr"{together if len(text) <= _LONGEST_TOGETHER else ""}>{shown}</bdi>'
    if kind is FieldType.DATE or kind is FieldType.TIME:
        raw = value.raw
        if isinstance(raw, str) and (is_date(raw) or _TIME.fullmatch(raw)):
            return f'<bdi><time datetime="{raw}">{shown}</time></bdi>'
    return f"<bdi>{shown}</bdi>"


def _title_value(value: Value, locale: str) -> str:
    return _escape(print_value(value, locale))


def _target(name: str, value: Value, locale: str) -> str:
    """A member's own address as the target of a link: of the web, and without a name before the host."""
    text = printed(value, locale)
    if not (_MEMBER_ADDRESS.fullmatch(text) and is_safe_target(text)):
        raise CannotRender(f"`{name}` is the target of a link, and its value is no address: write https://...")
    return _escape(text)
