"""Bytes from outside become a Source, or one clear diagnostic; what the text means is left to its reader."""

from __future__ import annotations

import re
import unicodedata

from ivr_author.core.diagnostics import Diagnostic, error
from ivr_author.core.limits import MAX_FILE_BYTES, MAX_READING_FAULTS
from ivr_author.core.source import Source, Span

# U+0085, U+2028 and U+2029 end a line for a YAML 1.1 parser but not for editors or for YAML 1.2, and so does a
# carriage return alone: refusing them keeps everybody's line numbers the same.
_SEEN = "\t\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff"
_CONTROL = re.compile(f"[^\r{_SEEN}]|\r(?!\n)")
# Passing over these is five times as fast as looking for the others among them.
_ORDINARY = re.compile(f"[{_SEEN}]*+")

_UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")

RULES = {
    "control-character": "A file holds a character that cannot be seen and that no reader treats alike",
    "file-too-large": "A file is larger than any hand-written one",
    "not-utf-8": "A file is not UTF-8 text",
}


def read_bytes_as_source(
    path: str, raw: bytes, max_bytes: int = MAX_FILE_BYTES
) -> tuple[Source | None, list[Diagnostic]]:
    """The text of a file, unchanged: line ends and a byte order mark stay, so that a patch gives the same bytes."""
    if len(raw) > max_bytes:
        return None, [file_too_large(path, len(raw), max_bytes)]
    try:
        source = Source(path, raw.decode("utf-8"))
    except UnicodeDecodeError as failure:
        return None, [_not_utf_8(path, raw, failure.start)]
    return source, check_control_characters(source)


def check_size(source: Source) -> list[Diagnostic]:
    """The fault of a text that would be too large as a file (a form has no file)."""
    if len(source.text) * 4 <= MAX_FILE_BYTES:
        return []
    size = len(source.text.encode("utf-8", "surrogatepass"))
    return [file_too_large(source.path, size)] if size > MAX_FILE_BYTES else []


def file_too_large(path: str, size: int, limit: int = MAX_FILE_BYTES) -> Diagnostic:
    """The fault of a file of so many bytes."""
    return error(
        "file-too-large",
        f"the file has {size:,} bytes; {limit:,} are allowed",
        Span(path, 1, 1, 1, 1),
        "split it into several files",
    )


def check_control_characters(source: Source) -> list[Diagnostic]:
    """One fault for each control character, up to the limit."""
    faults = []
    ordinary = _ORDINARY.match(source.text)
    for match in _CONTROL.finditer(source.text, ordinary.end() if ordinary else 0):
        faults.append(
            error(
                "control-character",
                f"{_describe(match.group())} in the text",
                source.span(match.start(), match.end()),
                "delete it; an editor that shows invisible characters finds it",
            )
        )
        if len(faults) == MAX_READING_FAULTS:
            break
    return faults


def has_control_character(text: str) -> bool:
    """Whether a text holds one."""
    return _CONTROL.search(text) is not None


def without_control_characters(text: str) -> str:
    """The text with a space for each control character, so that reading can go on; offsets stay."""
    return _CONTROL.sub(" ", text)


def _describe(character: str) -> str:
    if character == "\r":
        return "a carriage return without a line feed (U+000D)"
    name = unicodedata.name(character, "a control character")
    return f"{name.lower()} (U+{ord(character):04X})"


def _not_utf_8(path: str, raw: bytes, offset: int) -> Diagnostic:
    before = raw[:offset].decode("utf-8")
    line = before.count("\n") + 1
    column = len(before) - before.rfind("\n")
    written = "UTF-16" if raw.startswith(_UTF_16_MARKS) else "another encoding"
    return error(
        "not-utf-8",
        f"the file is not UTF-8: byte 0x{raw[offset]:02X} at offset {offset:,} (line {line})",
        Span(path, line, column, line, column, len(before), len(before)),
        f"the file seems to be written in {written}; save it as UTF-8",
    )
