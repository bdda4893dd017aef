"""What a text message costs: its encoding, its units, and the parts that a network cuts it into (3GPP TS 23.038)."""

from __future__ import annotations

import re
from dataclasses import dataclass

BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""The default alphabet of GSM 7 bit: one unit each."""

EXTENSION = "\f^{}\\[~]|€"
"""Its extension table: two units each, an escape and a letter."""

GSM, UCS = "GSM-7", "UCS-2"
_LIMITS = {GSM: (160, 153), UCS: (70, 67)}
_OUTSIDE = re.compile(f"[^{re.escape(BASIC + EXTENSION)}]")
_UNUSUAL = re.compile(f"[^{re.escape(BASIC)}]")
_USUAL_LATIN = BASIC.encode("latin-1", "ignore")

_PUNCTUATION = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛´`′", "'"),
        **dict.fromkeys("“”„‟«»″", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        **dict.fromkeys("\u00a0\u2002\u2003\u2007\u2009\u200a\u202f", " "),
        **dict.fromkeys("\u00ad\u200b\u2060\ufeff", ""),
        "…": "...",
        "•": "-",
    }
)


@dataclass(frozen=True, slots=True)
class Cost:
    """`units`: septets or UTF-16 units; `left`: units that the last part still takes; `guilty`: what forced UCS-2."""

    encoding: str
    units: int
    parts: int
    left: int
    guilty: tuple[str, ...] = ()


def count_parts(text: str, guilty: tuple[str, ...] | None = None) -> Cost:
    """What a text costs. An escape pair and a surrogate pair are never split over two parts.

    `guilty`: what `find_guilty` says of the text, if that is known.
    """
    if guilty is None:
        guilty = find_guilty(text)
    encoding = UCS if guilty else GSM
    units = _count_units(text, encoding)
    one, many = _LIMITS[encoding]
    if units <= one:
        return Cost(encoding, units, 1 if units else 0, one - units, guilty)
    if units == len(text):
        parts = -(-units // many)
        return Cost(encoding, units, parts, parts * many - units, guilty)
    ends = _ends(text, encoding, many)
    return Cost(encoding, units, len(ends), many - _count_units(text[ends[-2] :], encoding), guilty)


def find_guilty(text: str) -> tuple[str, ...]:
    """The characters that can't go out in 7 bits, in order, each once."""
    return tuple(dict.fromkeys(_OUTSIDE.findall(text)))


def is_gsm(text: str) -> bool:
    """Whether a text goes out in 7 bits a letter."""
    return _OUTSIDE.search(text) is None


def simplify_punctuation(text: str) -> str:
    """Typographic quotes, dashes, ellipses and spaces as typewriters have them. Letters stay: á without its accent is
    another letter, and the word may be another word."""
    return text.translate(_PUNCTUATION)


def _ends(text: str, encoding: str, most: int) -> list[int]:
    """The offset at which each part ends."""
    ends: list[int] = []
    used = 0
    for place, letter in enumerate(text):
        units = _count_units(letter, encoding)
        if used + units > most:
            ends.append(place)
            used = 0
        used += units
    return [*ends, len(text)]


def _count_units(text: str, encoding: str) -> int:
    if encoding == GSM:
        return len(text) + len(_unusual(text))
    return len(text.encode("utf-16-le")) // 2


def _unusual(text: str) -> str:
    """What is left of a text without the basic alphabet, all of which but the Greek letters is Latin-1."""
    try:
        return text.encode("latin-1").translate(None, _USUAL_LATIN).decode("latin-1")
    except UnicodeEncodeError:
        return "".join(_UNUSUAL.findall(text))
