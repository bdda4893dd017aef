"""How long speech takes: an estimate, to hold a robocall to its seconds before any voice has spoken it."""

from __future__ import annotations

import re

from ivr_author.core.locale import find_locale

PAUSE_MILLISECONDS = 500
"""Between blocks; listeners need it to tell one matter from the next."""

WORDS_A_MINUTE = {"ar": 100, "he": 125, "pl": 120, "ru": 125}
"""Where a language packs more into a word. English readers read 228 words a minute aloud, Arabic ones 138 (IReST,
Trauzettel-Klosinski and Dietz 2012, doi:10.1167/iovs.11-8284); these keep such proportions to the pace below."""

USUAL_WORDS_A_MINUTE = 150
"""English in recorded messages, slower than reading aloud. An assumption, as are all figures here."""

LETTERS_A_MINUTE = {"zh": 200, "yue": 200, "cmn": 200, "ja": 280}
"""Scripts without spaces, in characters that are letters or figures; marks on them are no letters."""

USUAL_LETTERS_A_MINUTE = 500
"""Khmer, Lao, Burmese, Thai: alphabets without spaces; about five letters make a word."""

_LATIN_WORD = re.compile(r"[A-Za-z\u00c0-\u024f][A-Za-z\u00c0-\u024f'’-]*")


def seconds_of(text: str, locale: str) -> float:
    """How long a voice speaks a text. A word with figures counts as many words as it has figures, two more for `$`."""
    facts = find_locale(locale)
    language = facts.id.split("_")[0]
    if facts.spaced:
        return sum(map(_words_in, text.split())) * 60 / WORDS_A_MINUTE.get(language, USUAL_WORDS_A_MINUTE)
    # A name in Latin letters is read as words, not letter by letter.
    latin = len(_LATIN_WORD.findall(text))
    letters = sum(map(str.isalnum, _LATIN_WORD.sub("", text)))
    return latin * 60 / USUAL_WORDS_A_MINUTE + letters * 60 / LETTERS_A_MINUTE.get(language, USUAL_LETTERS_A_MINUTE)


def _words_in(word: str) -> int:
    figures = sum(map(str.isdigit, word))
    if figures:
        return figures + 2 * ("$" in word)
    return int(any(map(str.isalpha, word)))
