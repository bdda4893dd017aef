"""The quoted strings of a PO file: escapes out and in. Which string belongs to which entry is left to `po`."""

from __future__ import annotations

import re
from dataclasses import dataclass

_BYTE = r"(?:[0-7]{1,3}|x[0-9a-fA-F]{1,2})"
_ESCAPE = re.compile(rf"\\(?:(?P<bytes>{_BYTE}(?:\\{_BYTE})*)|(?P<letter>.)|$)", re.DOTALL)
_LETTERS = {
    "n": "\n",
    "t": "\t",
    "r": "\r",
    "a": "\a",
    "b": "\b",
    "f": "\f",
    "v": "\v",
    "\\": "\\",
    '"': '"',
}
_NEEDS_ESCAPE = re.compile(r'[\x00-\x1f\x7f"\\]')
_ESCAPED = {
    **{code: f"\\{code:03o}" for code in (*range(0x20), 0x7F)},
    **{ord(character): f"\\{letter}" for letter, character in _LETTERS.items()},
}


@dataclass(frozen=True, slots=True)
class StringFault:
    """What is wrong with a quoted string, at an offset into it."""

    message: str
    offset: int


def quote(text: str) -> str:
    """One quoted string on one line."""
    return f'"{text.translate(_ESCAPED) if _NEEDS_ESCAPE.search(text) else text}"'


def quote_lines(text: str) -> list[str]:
    """The quoted strings of a text: one, or an empty one and one for each line, as gettext writes without wrapping."""
    if "\n" not in text[:-1]:
        return [quote(text)]
    # Not splitlines: U+2028 and its like are text, not line ends.
    lines = text.split("\n")
    quoted = [quote(f"{line}\n") for line in lines[:-1]]
    return ['""', *quoted, *([quote(lines[-1])] if lines[-1] else [])]


def unquote(written: str) -> str | StringFault:
    """The text of one quoted string, or what is wrong with it."""
    if len(written) < 2 or not written.startswith('"'):
        return StringFault("a quoted text is expected here", 0)
    inner = written[1:-1]
    if "\\" not in inner:
        if written.endswith('"') and '"' not in inner:
            return inner
        return _explain_quotes(written)
    # A backslash before the last quotation mark may itself be escaped, so the end is found by walking.
    pieces: list[str] = []
    position = 1
    while position < len(written):
        found = _ESCAPE.search(written, position)
        stop = found.start() if found else len(written)
        mark = written.find('"', position, stop)
        if mark >= 0:
            pieces.append(written[position:mark])
            return "".join(pieces) if mark == len(written) - 1 else StringFault('text after the closing `"`', mark + 1)
        pieces.append(written[position:stop])
        if found is None:
            break
        text = _unescape(found)
        if text is None:
            return StringFault(f"`{found.group()}` is no escape that PO files know", found.start())
        pieces.append(text)
        position = found.end()
    return StringFault('the closing `"` is missing', len(written) - 1)


def _explain_quotes(written: str) -> StringFault:
    closing = written.find('"', 1)
    if closing < 0:
        return StringFault('the closing `"` is missing', len(written) - 1)
    return StringFault('text after the closing `"`; write `\\"` for a quotation mark inside', closing + 1)


def _unescape(escape: re.Match[str]) -> str | None:
    letter, written = escape.group("letter"), escape.group("bytes")
    if letter is not None:
        return _LETTERS.get(letter)
    if written is None:
        return None
    codes = [int(code[1:], 16) if code.startswith("x") else int(code, 8) for code in written.split("\\")]
    # NUL separates plural forms in a compiled catalog, so no text may hold one.
    if any(code > 0xFF or code == 0 for code in codes):
        return None
    try:
        return bytes(codes).decode("utf-8")
    except UnicodeDecodeError:
        return None
