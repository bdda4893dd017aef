"""Bytes of a delivery as text: UTF-8, or UTF-16 with its mark, as spreadsheets and older tools write it."""

from __future__ import annotations

from ivr_author.core.diagnostics import Diagnostic, error
from ivr_author.core.source import Span

RULES = {"delivery-charset": "A delivered file is written in another encoding than it should be"}

_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))


def decode(raw: bytes, path: str) -> tuple[str | None, list[Diagnostic]]:
    """The text without its mark, or the place where it is none."""
    mark, encoding = next(((mark, name) for mark, name in _MARKS if raw.startswith(mark)), (b"", "utf-8"))
    try:
        return raw[len(mark) :].decode(encoding), []
    except UnicodeDecodeError as failure:
        line = raw[: len(mark) + failure.start].count(b"\n") + 1
        found = f"byte 0x{raw[len(mark) + failure.start]:02X} in line {line}"
        message = f"the file is not {encoding.upper()}: {found}"
        hint = "save it as UTF-8; Excel calls that `CSV UTF-8`"
        return None, [error("delivery-charset", message, Span(path, line, 1, line, 1), hint)]


def check_charset(named: str, path: str) -> list[Diagnostic]:
    """The fault of a file that says of itself to be written in something else."""
    if named.lower() in ("", "utf-8", "utf8", "utf-16", "us-ascii", "ascii"):
        return []
    message = f"the file says that it is written in {named[:40]}; it is read as UTF-8"
    return [error("delivery-charset", message, Span(path, 1, 1, 1, 1), "save it as UTF-8")]
