"""A form: what a channel writes for every member of a branch, with holes for values that know how they are written.

For channels in which the same value is written in several ways: as words, as the target of a link, in another locale.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from ivr_author.notice.values import Value
from ivr_author.notice.writing.program import merge


@dataclass(frozen=True, slots=True)
class Hole:
    """The place of value number `slot`; `write` prints it in a locale and escapes it for this place."""

    slot: int
    locale: str
    write: Callable[[Value, str], str]


@dataclass(frozen=True, slots=True)
class Form:
    """Literals as they stand in the output, and holes. `encoded` is the same in UTF-8, as most of it is literals."""

    program: tuple[str | Hole, ...]
    encoded: tuple[bytes | Hole, ...]

    def fill(self, values: Sequence[Value]) -> str:
        """The output for one member, whose values are given by slot number."""
        return "".join(self.write(values))

    def write(self, values: Sequence[Value]) -> list[str]:
        """The same, piece by piece."""
        return [
            piece if isinstance(piece, str) else piece.write(values[piece.slot], piece.locale) for piece in self.program
        ]

    def encode(self, values: Sequence[Value]) -> bytes:
        """The same in UTF-8."""
        return b"".join(
            [
                piece if isinstance(piece, bytes) else piece.write(values[piece.slot], piece.locale).encode()
                for piece in self.encoded
            ]
        )


def write_form(pieces: Iterable[str | Hole]) -> Form:
    """The form of such pieces."""
    program = merge(pieces)
    return Form(program, tuple(piece.encode() if isinstance(piece, str) else piece for piece in program))
