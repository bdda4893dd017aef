"""Bytes of a data file as its lines, one at a time; what is not UTF-8 text is a fault with its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ivr_author.core.diagnostics import Diagnostic, error
from ivr_author.core.source import Span

MAX_LINE_BYTES = 1_000_000
"""A member's row has a few hundred; a longer line is another kind of file, and would have to be held in memory."""

_BOM = b"\xef\xbb\xbf"
_UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_SAVE_AS = "save it as UTF-8 (in a spreadsheet: “CSV UTF-8”)"

RULES = {
    "data-encoding": "A file with members' data is not UTF-8 text",
    "data-line-too-long": "A line of a file with members' data is longer than any row of data",
}
"""Every rule id that this module can report, with its description."""


class UnreadableData(Exception):
    """The data file as a whole is not what it should be; `diagnostic` says it to a person."""

    def __init__(self, rule: str, message: str, span: Span, hint: str = "") -> None:
        super().__init__(message)
        self.diagnostic: Diagnostic = error(rule, message, span, hint)


def place(path: str, line: int, column: int = 1) -> Span:
    """A place in a data file, which is never held as a whole."""
    return Span(path, line, column, line, column)


def read_lines(blocks: Iterable[bytes], path: str) -> Iterator[str]:
    """The lines of a UTF-8 file with their ends, without its byte order mark. Raises UnreadableData."""
    offset = 0
    for number, raw in enumerate(_split(blocks, path), start=1):
        line = raw
        if number == 1:
            if raw.startswith(_UTF_16_MARKS):
                raise UnreadableData("data-encoding", "the file is written in UTF-16", place(path, 1), _SAVE_AS)
            line = raw.removeprefix(_BOM)
        nul = raw.find(b"\0")
        if nul >= 0:
            message = f"a NUL character at offset {offset + nul:,} (line {number})"
            hint = f"the file may be written in UTF-16, or be no text at all; {_SAVE_AS}"
            raise UnreadableData("data-encoding", message, place(path, number, nul + 1), hint)
        try:
            text = line.decode("utf-8")
        except UnicodeDecodeError as failure:
            at = failure.start + len(raw) - len(line)
            column = len(raw[:at].decode("utf-8", "replace")) + 1
            message = f"the file is not UTF-8: byte 0x{raw[at]:02X} at offset {offset + at:,} (line {number})"
            raise UnreadableData("data-encoding", message, place(path, number, column), _SAVE_AS) from None
        offset += len(raw)
        yield text


def _split(blocks: Iterable[bytes], path: str) -> Iterator[bytes]:
    rest = b""
    number = 1
    for block in blocks:
        lines = (rest + block).split(b"\n")
        rest = lines.pop()
        for line in lines:
            _check_length(line, path, number)
            yield line + b"\n"
            number += 1
        _check_length(rest, path, number)
    if rest:
        yield rest


def _check_length(line: bytes, path: str, number: int) -> None:
    if len(line) > MAX_LINE_BYTES:
        message = f"line {number} is longer than {MAX_LINE_BYTES:,} bytes"
        hint = "each member has a line of their own; is this a CSV or JSON Lines file?"
        raise UnreadableData("data-line-too-long", message, place(path, number), hint)
