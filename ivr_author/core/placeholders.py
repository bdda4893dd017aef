"""Placeholders: `{name}` in prompts and catalogs, `{{` and `}}` for literal braces. The only parser of that grammar."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

_TOKEN = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")
_NAME = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)?")


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A named hole in a text."""

    name: str


@dataclass(frozen=True, slots=True)
class PlaceholderFault:
    """What is wrong with a text's braces, at an offset into the text."""

    message: str
    offset: int


Piece = str | Placeholder


def parse_placeholders(text: str) -> tuple[tuple[Piece, ...], list[PlaceholderFault]]:
    """The pieces of a text in order, and its faults; a faulty brace stays in the text as written."""
    if "{" not in text and "}" not in text:
        return ((text,) if text else ()), []
    pieces: list[Piece] = []
    faults: list[PlaceholderFault] = []
    literal: list[str] = []
    end = 0
    for match in _TOKEN.finditer(text):
        literal.append(text[end : match.start()])
        end = match.end()
        token = match.group()
        if token in ("{{", "}}"):
            literal.append(token[0])
        elif match.group(1) is not None and _NAME.fullmatch(match.group(1)):
            if "".join(literal):
                pieces.append("".join(literal))
            literal = []
            pieces.append(Placeholder(match.group(1)))
        else:
            literal.append(token)
            faults.append(PlaceholderFault(_explain(token), match.start()))
    literal.append(text[end:])
    if "".join(literal):
        pieces.append("".join(literal))
    return tuple(pieces), faults


def brace_spans(text: str) -> Iterator[tuple[int, int, bool]]:
    """Where the placeholders and the doubled braces of a text stand: start, end, and whether it is a placeholder."""
    for match in _TOKEN.finditer(text):
        is_placeholder = match.group(1) is not None and _NAME.fullmatch(match.group(1)) is not None
        if is_placeholder or match.group() in ("{{", "}}"):
            yield match.start(), match.end(), is_placeholder


@lru_cache(maxsize=16_384)
def placeholder_names(text: str) -> tuple[str, ...]:
    """The names in a text, in order, with repetitions."""
    return tuple(piece.name for piece in parse_placeholders(text)[0] if isinstance(piece, Placeholder))


def _explain(token: str) -> str:
    if token in ("{", "}"):
        return f"a single `{token}`; write `{token * 2}` for a brace that is spoken text"
    return (
        f"`{token}` is no placeholder; a name has lower-case letters, digits and underscores, as in `{{case_number}}`"
    )
