"""A program: what a channel makes of a document once, to be filled for each member by one join.

Literals are escaped while it is written, values while it is filled (`holes`), and nothing anywhere else.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

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
