"""A template cut into its pieces: text, `{{ }}`, `{% %}`. Jinja2's own lexer drops places and spaces, so this is ours.

What stands inside the braces is left to `expression`, the order of tags to `template`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ivr_author.core.diagnostics import Diagnostic, error
from ivr_author.core.source import Source, Span

_OPENING = re.compile(r"\{[{%#]")
_CLOSING = {"{{": "}}", "{%": "%}", "{#": "#}"}
_STRING = re.compile(r"'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\"", re.DOTALL)
_WORD = re.compile(r"\s*([A-Za-z_]*)\s*")
_END_RAW = re.compile(r"\{%[-+]?\s*endraw\s*[-+]?%\}")


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece with its place. `kind`: text, print, tag or comment. `text`: the text, or what is inside the braces.

    A tag's `word` is its first word, and `text` the rest; `inner` is the offset of `text` in the source.
    """

    kind: str
    text: str
    source: Source
    start: int
    end: int
    inner: int
    word: str = ""

    @property
    def span(self) -> Span:
        """Where it stands."""
        return self.source.span(self.start, self.end)


def scan(source: Source) -> tuple[list[Piece], list[Diagnostic]]:
    """The pieces of a template in order; what is open at the end is a fault, and text."""
    faults: list[Diagnostic] = []
    return list(_scan(source, faults)), faults


def _scan(source: Source, faults: list[Diagnostic]) -> Iterator[Piece]:
    text, place = source.text, 0
    while place < len(text):
        found = _OPENING.search(text, place)
        start = found.start() if found else len(text)
        if start > place:
            yield Piece("text", text[place:start], source, place, start, place)
        if found is None:
            return
        closing = _CLOSING[found.group()]
        end = _find_end(text, start + 2, closing)
        if end < 0:
            span = source.span(start, min(start + 2, len(text)))
            faults.append(
                error("template-syntax", f"`{found.group()}` is never closed", span, f"close it with `{closing}`")
            )
            return
        piece = _inside(source, found.group(), start, end)
        place = end + 2
        if piece.word == "raw":
            closed = _END_RAW.search(text, place)
            if closed is None:
                faults.append(error("template-syntax", "`{% raw %}` is never closed", piece.span, "add `{% endraw %}`"))
                return
            yield Piece("text", text[place : closed.start()], source, place, closed.start(), place)
            place = closed.end()
            continue
        yield piece


def _find_end(text: str, place: int, closing: str) -> int:
    if closing == "#}":
        return text.find(closing, place)
    while place < len(text):
        if text.startswith(closing, place):
            return place
        string = _STRING.match(text, place) if text[place] in "'\"" else None
        place = string.end() if string else place + 1
    return -1


def _inside(source: Source, opening: str, start: int, end: int) -> Piece:
    inner, last = start + 2, end
    # Signs that trim white space mean nothing here: blocks of Markdown have no white space around them.
    if source.text[inner : inner + 1] in ("-", "+") and inner < last:
        inner += 1
    if last > inner and source.text[last - 1] in ("-", "+"):
        last -= 1
    if opening == "{%":
        word = _WORD.match(source.text, inner, last)
        assert word is not None, "the pattern also matches nothing"
        return Piece("tag", source.text[word.end() : last], source, start, end + 2, word.end(), word[1])
    kind = "print" if opening == "{{" else "comment"
    return Piece(kind, source.text[inner:last], source, start, end + 2, inner)
