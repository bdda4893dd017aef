"""A program: what a channel makes of a document once, to be filled for each member by one join.

Escaping of literals happens while the program is written, escaping of values while it is filled: never anywhere else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from ivr_author.notice.values import Value

Program = tuple[str | int, ...]
"""Literals as they stand in the output, and slot numbers."""


Piece = TypeVar("Piece")


def merge(pieces: Iterable[str | Piece]) -> tuple[str | Piece, ...]:
    """The pieces with neighbouring literals joined; what is no literal may be a slot number, or know more (`holes`)."""
    merged: list[str | Piece] = []
    literal: list[str] = []
    for piece in pieces:
        if isinstance(piece, str):
            literal.append(piece)
            continue
        if literal:
            merged.append("".join(literal))
            literal = []
        merged.append(piece)
    if literal:
        merged.append("".join(literal))
    return tuple(merged)


def fill(program: Program, values: Sequence[Value], write: Callable[[Value], str]) -> str:
    """The output for one member; `write` escapes a value for this place of the channel."""
    return "".join([piece if isinstance(piece, str) else write(values[piece]) for piece in program])
