"""Pseudo-locales: words that look translated, made of the source's own on the fly and never written to a catalog.

`en_XA` is accented, 40 % longer and in brackets: letters without accents reached no catalog, and where a bracket is
missing something was cut off. `ar_XB` has Arabic letters: what it shows runs from the right, by its letters and
not by marks of direction, which would not reach what has a direction of its own (addresses of the web, figures).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from ivr_author.catalog.lookup import Found, State, Translations
from ivr_author.catalog.model import Catalog
from ivr_author.core.locale import find_locale
from ivr_author.core.plurals import choose_form

ACCENTED, MIRRORED = "en_XA", "ar_XB"
PSEUDO_LOCALES = (ACCENTED, MIRRORED)
"""The same for every source language; values are spoken as in English and in Arabic."""

LONGER_BY = 0.4
"""Texts of two or three words grow more in translation, long ones less; 40 % is the usual allowance for a sentence."""

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
# Letters that look alike and that the fonts of letters have.
_ACCENTS = str.maketrans(_LETTERS + _LETTERS.upper(), "áƀçđéƒĝĥîĵķļṁñöþǫŕšţûṽŵẋýž" + "ÁƁÇĐÉƑĜĤÎĴĶĻṀÑÖÞǪŔŠŢÛṼŴẊÝŽ")
# The nearest sound, else a letter that is left; letters of both cases are one.
_ARABIC = "ابصدعفجهيژكلمنوپقرستثڤحخشز"
_ARABIC_LETTERS = str.maketrans(_LETTERS + _LETTERS.upper(), _ARABIC * 2)

_PADDING = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")

_KEPT = re.compile(
    r"""
    \{\{ | \}\} | \{[^{}]*\}                          # literal braces; a placeholder
    | \]\((?:[^()]|\([^()]*\))*\)                     # where a Markdown link leads
    | <[a-z][a-z0-9+.-]*:[^<>\s]*>                    # an address as a link of its own
    | (?:https?://|www\.)[^\s<>()\[\]]*[\w/]          # of the web
    | [\w.+-]+@[\w-]+(?:\.[\w-]+)+                    # of email
    | (?:[a-z0-9-]+\.)+(?:org|com|gov|net|edu)\b(?:/[\w./-]*\w)?
    | &(?:[a-zA-Z]+|\#\w+);                           # a character by its name
    """,
    re.VERBOSE,
)


@lru_cache(maxsize=16_384)
def pseudo_text(text: str, locale: str) -> str:
    """A source text as a locale would have it: mirrored where it runs from the right, else accented.

    Placeholders, doubled braces, Markdown, targets of links and addresses stay as they are.
    """
    if not text.strip():
        return text
    is_mirrored = find_locale(locale).direction == "rtl"
    letters = _ARABIC_LETTERS if is_mirrored else _ACCENTS
    pieces, place, visible = [], 0, 0
    for kept in _KEPT.finditer(text):
        words = text[place : kept.start()]
        visible += len(words)
        pieces += [words.translate(letters), kept.group()]
        place = kept.end()
    visible += len(text[place:].rstrip())
    pieces.append(text[place:].translate(letters))
    body = "".join(pieces)
    start = len(body) - len(body.lstrip())
    end = len(body.rstrip())
    more = "" if is_mirrored else _padding(visible).translate(letters)
    return f"{body[:start]}[{body[start:end]}{more}]{body[end:]}"


def pseudo_forms(text: str, plural: str, locale: str) -> tuple[str, ...]:
    """The forms of a text in a locale's order: the singular where a count of one takes it, else the plural."""
    if not plural:
        return (pseudo_text(text, locale),)
    known = find_locale(locale)
    count = known.plural_count
    one = choose_form(known.plural_expression, 1, count) if count > 1 else -1
    return tuple(pseudo_text(text if index == one else plural, locale) for index in range(count))


class PseudoTranslations(Translations):
    """Catalogs with pseudo-locales in them.

    `everywhere` gives pseudo words in every locale, the source's too, so that whatever is heard or printed shows
    whether it was looked up.
    """

    def __init__(self, catalogs: Mapping[str, Catalog], source_locale: str, *, everywhere: bool = False) -> None:
        super().__init__(catalogs, source_locale)
        self._made = None if everywhere else frozenset(PSEUDO_LOCALES)

    def translate(self, address: str, text: str, plural: str, locale: str) -> Found:
        """The pseudo words of a text, or its translation where the locale is a real one."""
        if self._made is not None and locale not in self._made:
            return super().translate(address, text, plural, locale)
        return Found(locale, pseudo_forms(text, plural, locale), State.TRANSLATED)


def _padding(visible: int) -> str:
    """Words that make a text of so many characters longer; the brackets are a part of it."""
    missing = int(visible * LONGER_BY + 0.999) - 2
    words = ""
    for index in range(visible):
        if len(words) >= missing:
            break
        words += f" {_PADDING[index % len(_PADDING)]}"
    return words


# --- what was never looked up -----------------------------------------------------------------------------------------

_WEB_OR_EMAIL = re.compile(
    r"(?:https?://|mailto:|tel:|www\.)[^\s<>\"]*|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?:[a-z0-9-]+\.)+[a-z]{2,}(?:/[\w./-]*\w)?"
)
_GAP = "\u241f"
_ASCII_LETTER = re.compile("[A-Za-z]")
_PLAIN = r"(?<![^\W\d_])[A-Za-z]+(?:['’-][A-Za-z]+)*(?![^\W\d_])"
_PLAIN_RUN = re.compile(rf"{_PLAIN}(?:[\s,;:.\d–—-]+{_PLAIN})*")


def plain_words(text: str, known: Iterable[str]) -> tuple[str, ...]:
    """The runs of words in a rendered text that no pseudo-locale made, in order, each once.

    `known` are the values and names that belong there (case matters); addresses of the web and of email do, too.
    """
    if not _ASCII_LETTER.search(text):
        return ()
    text = _WEB_OR_EMAIL.sub(_GAP, text)
    for name in sorted({one.strip() for one in known} - {""}, key=len, reverse=True):
        if name in text:
            text = _as_word(name).sub(_GAP, text)
    return tuple(dict.fromkeys(_PLAIN_RUN.findall(text)))


def is_cut_off(text: str) -> bool:
    """Whether a bracket of a pseudo text is missing: some of it did not come out."""
    return text.count("[") != text.count("]")


@lru_cache(maxsize=4_096)
def _as_word(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![A-Za-z]){re.escape(name)}(?![A-Za-z])")
