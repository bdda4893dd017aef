"""Values into the <Say> elements of a document, in a call: spoken by type, escaped, and kept within the limits."""

from __future__ import annotations

from collections.abc import Mapping

from ivr_author.core.spoken import speak
from ivr_author.core.value_types import Value
from ivr_author.targets.twiml.bundle import SayElement
from ivr_author.targets.twiml.limits import MAX_ENCODED_CHARACTERS, MAX_POLLY_CHARACTERS
from ivr_author.targets.twiml.say import GOES_ON, split_speech
from ivr_author.targets.twiml.xml import escape_text, unescape_text


def fill(elements: tuple[SayElement, ...], values: Mapping[str, Value]) -> bytes:
    """The elements with their values."""
    return b"".join(_fill_element(element, values) for element in elements)


def _fill_element(element: SayElement, values: Mapping[str, Value]) -> bytes:
    """One <Say>; several, if the values make it too long; nothing, if there is nothing to say."""
    parts = [
        piece
        if isinstance(piece, bytes)
        else escape_text(speak(values.get(piece.name), piece.type, piece.form)).encode()
        for piece in element.text
    ]
    text = b"".join(parts)
    if not text.strip():
        return b""
    # A byte counts three at most when URL-encoded, so this bounds all limits; nearly every text is far below.
    if len(text) * 3 <= MAX_ENCODED_CHARACTERS:
        return element.opening + text + element.closing
    return _split(element, unescape_text(text.decode()))


def _split(element: SayElement, text: str) -> bytes:
    # The smallest limit, so that it need not be known whose voice speaks.
    pieces = list(split_speech(text, MAX_POLLY_CHARACTERS))
    again = element.opening[element.opening.rindex(b"<Say ") :]
    spoken = [element.opening]
    for number, piece in enumerate(pieces):
        if number:
            spoken.append(element.closing + (GOES_ON.encode() if piece.goes_on else b"") + again)
        spoken.append(escape_text(piece.text).encode())
    return b"".join((*spoken, element.closing))
