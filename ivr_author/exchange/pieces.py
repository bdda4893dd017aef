"""A text as words and tags: what translators write, and what must come back as it is. Split here, and joined again.

Placeholders are tags everywhere, Markdown where a text is set as Markdown. How a tag is written is left to the formats.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Literal

from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from ivr_author.core.inline_markdown import inline_parser
from ivr_author.core.placeholders import brace_spans


class Kind(StrEnum):
    """What a tag stands for."""

    PLACEHOLDER = "placeholder"
    BOLD = "bold"
    ITALIC = "italic"
    LINK = "link"
    LINE = "line"  # a line end
    LITERAL = "literal"  # a character written in another way: `{{`, `\\*`, `&nbsp;`
    CHARACTER = "character"  # one that XML can't carry


_FREE = frozenset({Kind.LITERAL, Kind.CHARACTER})
"""A translation may have others of these: they are letters."""

_NOT_IN_XML = "[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
_SINGLE = re.compile(rf"\n|{_NOT_IN_XML}")
_MAY_BE_MARKDOWN = re.compile(r"[*_\[\\&\n]")
_STAND_IN = "\ue000"
"""In place of a placeholder's letters while Markdown is read: a value's place is a letter to it."""

_KINDS = {
    "strong_open": Kind.BOLD,
    "em_open": Kind.ITALIC,
    "link_open": Kind.LINK,
    "softbreak": Kind.LINE,
    "hardbreak": Kind.LINE,
    "text_special": Kind.LITERAL,
}


_SHOWN = {Kind.LINE: "line end", Kind.BOLD: "**…**", Kind.ITALIC: "*…*"}
"""Markdown has two ways to write some; they mean the same."""


@dataclass(frozen=True, slots=True)
class Tag:
    """Something that stays as it is. A pair has a `closing` text and what stands between in `content`.

    `number` tells the tags of a text apart; in a translation it is that of the source's tag.
    """

    number: int
    kind: Kind
    text: str
    closing: str = ""
    content: Pieces = ()

    @property
    def is_pair(self) -> bool:
        """Whether it stands around something."""
        return bool(self.closing)


Piece = str | Tag
Pieces = tuple[Piece, ...]


def split_text(text: str, has_markdown: bool) -> Pieces:
    """The words and tags of a text, its tags numbered from 1; `join_pieces` gives back the very same text."""
    return _Splitter(text, _find_marks(text, has_markdown)).split(len(text))


def join_pieces(pieces: Pieces) -> str:
    """The text."""
    return "".join(
        piece if isinstance(piece, str) else f"{piece.text}{join_pieces(piece.content)}{piece.closing}"
        for piece in pieces
    )


def split_like(text: str, has_markdown: bool, source: Pieces) -> Pieces:
    """A translation's words and tags, each tag with the number of the source's that it is; others get new ones."""
    free: dict[tuple[Kind, str, str], deque[int]] = defaultdict(deque)
    last = 0
    for tag in tags_of(source):
        free[tag.kind, tag.text, tag.closing].append(tag.number)
        last = max(last, tag.number)
    if not has_markdown and not free and "{" not in text and "}" not in text and not _SINGLE.search(text):
        return (text,) if text else ()
    new = iter(range(last + 1, last + 1 + len(text)))

    def renumber(pieces: Pieces) -> Pieces:
        return tuple(piece if isinstance(piece, str) else number(piece) for piece in pieces)

    def number(tag: Tag) -> Tag:
        known = free[tag.kind, tag.text, tag.closing]
        return replace(tag, number=known.popleft() if known else next(new), content=renumber(tag.content))

    return renumber(split_text(text, has_markdown))


def tags_of(pieces: Pieces) -> Iterator[Tag]:
    """Every tag, in order, those inside others too."""
    for piece in pieces:
        if isinstance(piece, Tag):
            yield piece
            yield from tags_of(piece.content)


def lasting_tags(text: str, has_markdown: bool) -> Counter[str]:
    """What a translation must have as often as its text: each as it is shown to people. Soft line ends are free."""
    return Counter(
        show_tag(tag)
        for tag in tags_of(split_text(text, has_markdown))
        if tag.kind not in _FREE and not (tag.kind is Kind.LINE and tag.text.startswith("\n"))
    )


def show_tag(tag: Tag) -> str:
    """A tag for people: `{name}`, `**…**`, `[…](https://example.org)`."""
    return _SHOWN.get(tag.kind) or (f"{tag.text}…{tag.closing}" if tag.is_pair else tag.text)


# --- finding them -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Mark:
    start: int
    end: int
    kind: Kind
    nesting: int = 0  # 1 opens, -1 closes


def _find_marks(text: str, has_markdown: bool) -> list[_Mark]:
    braces = [
        _Mark(start, end, Kind.PLACEHOLDER if is_placeholder else Kind.LITERAL)
        for start, end, is_placeholder in (brace_spans(text) if "{" in text or "}" in text else ())
    ]
    marks = list(_find_markdown(text, braces)) if has_markdown and _MAY_BE_MARKDOWN.search(text) else []
    taken = [(mark.start, mark.end) for mark in marks]
    for single in _SINGLE.finditer(text):
        kind = Kind.LINE if single.group() == "\n" else Kind.CHARACTER
        braces.append(_Mark(single.start(), single.end(), kind))
    # A link's target may hold a placeholder: it is a part of that tag.
    marks += [one for one in braces if not any(one.start < end and start < one.end for start, end in taken)]
    return sorted(marks, key=lambda mark: mark.start)


class _State(StateInline):
    """Remembers where in the text each token begins."""

    _run = (-1, 0)

    def push(self, ttype: str, tag: str, nesting: Literal[-1, 0, 1]) -> Token:
        token = super().push(ttype, tag, nesting)
        if ttype == "text":  # one of a run of `*` or `_`, all of which are pushed before the parser moves on
            begin, count = self._run
            self._run = (self.pos, count + 1 if begin == self.pos else 0)
            token.meta = {"at": self.pos + self._run[1]}
        else:
            token.meta = {"at": self.pos}
        return token


_Rule = Callable[[StateInline, bool], bool]


def _remembering_ends(rule: _Rule) -> _Rule:
    def run(state: StateInline, silent: bool) -> bool:
        done = rule(state, silent)
        if done and not silent:
            state.tokens[-1].meta["end"] = state.pos
        return done

    return run


def _hook_into_parser() -> None:
    names = _PARSER.get_active_rules()["inline"]
    rules = _PARSER.inline.ruler.getRules("")
    for name, rule in zip(names, rules, strict=True):
        if name in ("newline", "escape", "link", "entity"):
            _PARSER.inline.ruler.at(name, _remembering_ends(rule))


_PARSER = inline_parser()
_hook_into_parser()


def _find_markdown(text: str, braces: list[_Mark]) -> Iterator[_Mark]:
    masked = text
    for mark in braces:
        if mark.kind is Kind.PLACEHOLDER:
            masked = f"{masked[: mark.start]}{_STAND_IN * (mark.end - mark.start)}{masked[mark.end :]}"
    state = _State(masked, _PARSER, {}, [])
    _PARSER.inline.tokenize(state)
    for finish in _PARSER.inline.ruler2.getRules(""):
        finish(state)
    opened: list[Kind] = []
    for token in state.tokens:
        if token.nesting > 0:
            opened.append(_KINDS[token.type])
            # The parser keeps the second of two delimiters, and enters a link behind its bracket.
            begin = token.meta["at"] - (len(token.markup) - 1 if token.markup else 1)
            yield _Mark(begin, begin + (len(token.markup) or 1), opened[-1], 1)
        elif token.nesting < 0:
            begin = token.meta["at"]
            yield _Mark(begin, token.meta.get("end", begin + len(token.markup)), opened.pop(), -1)
        elif token.type in _KINDS and token.content != token.markup:
            yield _Mark(token.meta["at"], token.meta["end"], _KINDS[token.type])
        elif token.type in ("softbreak", "hardbreak"):
            yield _Mark(token.meta["at"], token.meta["end"], Kind.LINE)


@dataclass
class _Splitter:
    text: str
    marks: list[_Mark]
    place: int = 0
    index: int = 0
    number: int = 0

    def split(self, end: int) -> Pieces:
        """The pieces up to the closing mark of the pair that is open."""
        pieces: list[Piece] = []
        while self.index < len(self.marks):
            mark = self.marks[self.index]
            if mark.start > self.place:
                pieces.append(self.text[self.place : mark.start])
            self.place = mark.end
            if mark.nesting < 0:
                return tuple(pieces)
            self.index += 1
            self.number += 1
            number, written = self.number, self.text[mark.start : mark.end]
            if mark.nesting == 0:
                pieces.append(Tag(number, mark.kind, written))
                continue
            content = self.split(end)
            closing = self.marks[self.index]
            self.index += 1
            self.place = closing.end
            pieces.append(Tag(number, mark.kind, written, self.text[closing.start : closing.end], content))
        if end > self.place:
            pieces.append(self.text[self.place : end])
            self.place = end
        return tuple(pieces)
