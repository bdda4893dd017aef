"""What Typst must know of a locale: language, region, direction, which fonts come first, how far lines stand apart."""

from __future__ import annotations

from functools import cache

from ivr_author.core.locale import find_locale
from ivr_author.notice.channels.letter.literals import quote

_REGIONS = {"zh_Hans": "CN", "zh_Hant": "TW"}
_TRADITIONAL = ("zh_Hant", "zh_TW", "zh_HK", "zh_MO", "yue")
_HAN = ("zh", "cmn", "ja")
# Scripts with marks above and below their letters; lines set for Latin touch.
_TALL = frozenset({"ar", "bn", "fa", "gu", "hi", "km", "lo", "mr", "my", "ne", "pa", "ps", "sd", "th", "ug", "ur"})


@cache
def write_tongue(locale: str) -> str:
    """The tuple that letter.typ calls `tongue`."""
    known = find_locale(locale)
    language, *others = known.tag.split("-")
    regions = [part for part in others if len(part) == 2 and part.isalpha()]
    region = regions[0] if regions else _REGIONS.get(locale, "")
    return f"({quote(language)}, {quote(region) if region else 'none'}, {known.direction}, {quote(_face(locale))})"


@cache
def write_leading(locale: str) -> str:
    """The room between two lines."""
    return "0.95em" if find_locale(locale).id.split("_")[0] in _TALL else "0.68em"


def start_side(locale: str) -> str:
    """The side on which lines begin."""
    return "right" if find_locale(locale).direction == "rtl" else "left"


def _face(locale: str) -> str:
    if locale.startswith(_TRADITIONAL):
        return "tc"
    language = locale.split("_")[0]
    return "sc" if language in _HAN else "kr" if language == "ko" else "latin"
