"""The lines of a template as Markdown sees them, all branches one after the other, and where the tags stood.

A tag that stands alone on its line becomes an empty line (none between two rows of a table) and an event at that line;
a tag inside a line, and every `{{ }}`, becomes a mark. Snippets are laid out where they are included.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ivr_author.core.diagnostics import Diagnostic, error
from ivr_author.core.source import Source, Span
from ivr_author.flow.fields import nearest
from ivr_author.notice.template.markdown import MARKS, PRINT_CLOSE, PRINT_OPEN, TAG_CLOSE, TAG_OPEN, UNSUPPORTED
from ivr_author.notice.template.scan import Piece, scan

SNIPPETS = "_snippets/"
SUFFIX = ".md.j2"

MAX_LINES = 5_000
"""Lines of one template with its snippets; a letter has some two hundred."""

MAX_MARKS = 3_000
"""Values and tags inside the lines of one template; a letter has some fifty."""

MAX_WRITTEN = 60_000
"""Characters inside the braces of one template, for each expression is compiled; a letter has some two thousand."""


@dataclass(frozen=True, slots=True)
class Event:
    """A tag on a line of its own; it stands before line `line` of the laid out text."""

    line: int
    tag: Piece


@dataclass(slots=True)
class Layout:
    """The laid out text. `origins` has the source and the offset of each line; marks in it are numbers of `pieces`."""

    lines: list[str] = field(default_factory=list)
    origins: list[tuple[Source, int]] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)
    included: list[str] = field(default_factory=list)
    faults: list[Diagnostic] = field(default_factory=list)

    def span(self, start: int, end: int) -> Span:
        """The place of lines [start, end), as far as they stand in one file."""
        source, offset = self.origins[min(start, len(self.origins) - 1)]
        last = offset
        for line in range(start, min(end, len(self.origins))):
            other, place = self.origins[line]
            if other is source:
                last = place + len(source.text[place:].split("\n", 1)[0])
        return source.span(offset, max(last, offset))


@dataclass(slots=True)
class _Line:
    """A line before it is known what becomes of it: its text with marks, its tags, where it began."""

    text: str
    tags: list[Piece]
    origin: tuple[Source, int]

    @property
    def is_tags(self) -> bool:
        return bool(self.tags) and not self.text.strip()


def lay_out(source: Source, snippets: Mapping[str, Source]) -> Layout:
    """The text of a template with its snippets."""
    layout = Layout()
    lines = _lines(layout, source, snippets, ())
    if len(layout.pieces) > MAX_MARKS:
        message = f"this template has more than {MAX_MARKS} tags and values inside its lines"
        layout.faults.append(error("template-not-allowed", message, source.span(0, 0), "split it"))
        return Layout([""], [(source, 0)], faults=layout.faults)
    written = sum(len(piece.text) for piece in layout.pieces)
    if written + sum(len(tag.text) for line in lines for tag in line.tags) > MAX_WRITTEN:
        message = f"the tags and values of this template are longer than {MAX_WRITTEN:,} characters together"
        layout.faults.append(error("template-not-allowed", message, source.span(0, 0), "split it"))
        return Layout([""], [(source, 0)], faults=layout.faults)
    if len(lines) > MAX_LINES:
        layout.faults.append(
            error(
                "template-not-allowed", f"this template has more than {MAX_LINES} lines", source.span(0, 0), "split it"
            )
        )
        lines = lines[:MAX_LINES]
    is_row = [line.text.lstrip().startswith("|") for line in lines]
    # Whether the nearest line of text before, and after, is a row of a table.
    before = _carry(lines, is_row, range(len(lines)))
    after = _carry(lines, is_row, range(len(lines) - 1, -1, -1))
    for number, line in enumerate(lines):
        if line.is_tags:
            layout.events.extend(Event(len(layout.lines), tag) for tag in line.tags)
            if before[number] and after[number]:
                continue
        layout.lines.append(line.text if not line.is_tags else "")
        layout.origins.append(line.origin)
    return layout


def _carry(lines: list[_Line], is_row: list[bool], order: range) -> list[bool]:
    """For each line the answer of the last line of text that was passed in this order."""
    carried, last = [False] * len(lines), False
    for number in order:
        if not lines[number].is_tags:
            last = is_row[number]
        carried[number] = last
    return carried


def _lines(layout: Layout, source: Source, snippets: Mapping[str, Source], within: tuple[str, ...]) -> list[_Line]:
    pieces, faults = scan(source)
    layout.faults.extend(faults)
    _refuse_markdown(layout, source, pieces)
    lines: list[_Line] = []
    for alone, group in _by_line(pieces, source):
        tags = [piece for piece in group if piece.kind == "tag"]
        if alone and [tag.word for tag in tags] == ["include"]:
            lines.extend(_include(layout, tags[0], snippets, within))
        elif alone:
            lines.append(_Line("", tags, (source, group[0].start)))
        else:
            lines.extend(_text_lines(layout, group, source))
    return lines


def _by_line(pieces: list[Piece], source: Source) -> Iterable[tuple[bool, list[Piece]]]:
    """Pieces grouped by line ends of the text; `alone`: the line has tags and comments and nothing else."""
    group: list[Piece] = []
    for piece in pieces:
        if piece.kind != "text":
            group.append(piece)
            continue
        place = piece.start
        for part in piece.text.splitlines(keepends=True):
            group.append(Piece("text", part.rstrip("\r\n"), source, place, place + len(part), place))
            place += len(part)
            if part.endswith(("\n", "\r")):
                yield _is_alone(group), group
                group = []
    if group:
        yield _is_alone(group), group


def _is_alone(group: list[Piece]) -> bool:
    has_tag = any(one.kind in ("tag", "comment") for one in group)
    return has_tag and all(
        one.kind in ("tag", "comment") or (one.kind == "text" and not one.text.strip()) for one in group
    )


def _text_lines(layout: Layout, group: list[Piece], source: Source) -> list[_Line]:
    text = ""
    for piece in group:
        if piece.kind == "text":
            text += piece.text
        elif piece.kind == "print":
            text += f"{PRINT_OPEN}{len(layout.pieces)}{PRINT_CLOSE}"
            layout.pieces.append(piece)
        elif piece.kind == "tag":
            if piece.word in ("include", "block", "endblock", "set"):
                layout.faults.append(
                    error(
                        "template-syntax",
                        f"`{{% {piece.word} %}}` stands beside other words",
                        piece.span,
                        "put it on a line of its own",
                    )
                )
                continue
            text += f"{TAG_OPEN}{len(layout.pieces)}{TAG_CLOSE}"
            layout.pieces.append(piece)
    return [_Line(text, [], (source, group[0].start))]


def _include(layout: Layout, tag: Piece, snippets: Mapping[str, Source], within: tuple[str, ...]) -> list[_Line]:
    named = tag.text.strip().strip("'\"")
    name = named.removeprefix(SNIPPETS).removesuffix(SUFFIX)
    if tag.text.strip()[:1] not in ("'", '"') or named == tag.text.strip():
        hint = f'write `{{% include "{SNIPPETS}contact{SUFFIX}" %}}`'
        layout.faults.append(error("template-syntax", "an include names its snippet in quotes", tag.span, hint))
        return []
    if name not in snippets:
        message = f"there is no snippet `{name}`"
        layout.faults.append(error("snippet-not-found", message, tag.span, nearest(name, snippets)))
        return []
    if name in within:
        layout.faults.append(
            error("template-not-allowed", f"the snippet `{name}` includes itself", tag.span, "remove one include")
        )
        return []
    layout.included.append(name)
    # An empty line on both sides: a snippet never runs into the paragraph before it.
    blank = _Line("", [], (tag.source, tag.start))
    return [blank, *_lines(layout, snippets[name], snippets, (*within, name)), blank]


def _refuse_markdown(layout: Layout, source: Source, pieces: list[Piece]) -> None:
    for piece in pieces:
        if piece.kind != "text":
            continue
        for pattern, what, instead in UNSUPPORTED:
            for found in pattern.finditer(piece.text):
                start = piece.start + found.start()
                # A pattern that begins at a line's start must not take the middle of a line for one.
                if found.re.pattern.startswith("^") and start > 0 and source.text[start - 1] not in "\r\n":
                    continue
                span = source.span(start, piece.start + found.end())
                layout.faults.append(error("template-markdown", f"{what} has no place in a notice", span, instead))
        for mark in MARKS.finditer(piece.text):
            start = piece.start + mark.start()
            layout.faults.append(
                error(
                    "template-not-allowed",
                    "a character from the private use area",
                    source.span(start, start + 1),
                    "remove it: no font has it",
                )
            )
