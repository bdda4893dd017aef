"""A translation is in its own language: source words that were left are named, but for names and addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ivr_author.catalog.bare_text import bare
from ivr_author.catalog.rule import Finding, Pair, TranslationRule
from ivr_author.core.diagnostics import Severity
from ivr_author.core.locale import find_locale

RUN = 4
"""Words in a row that are no coincidence: fewer can be a name, or words that two languages share."""

MOST_WORDS = 1_000
"""Words of a text that are compared, each with each: a paragraph of a letter has a hundred."""

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_SMALL = frozenset(("and", "of", "the", "for", "in", "at", "to", "on", "or", "a", "an", "de", "del", "la", "y"))
"""Words that stand in names too: `Department of Transportation`."""

_SHORT = frozenset(("by", "if", "is", "it", "my", "to", "up", "us", "we"))
"""English words that are shorter than what languages share by chance."""

_LATIN = re.compile("[a-z]", re.IGNORECASE)
_SHARED_LETTERS = 3
_CLOSING = " )]”*_"


def check(pair: Pair) -> Iterator[Finding]:
    """The longest run of the source's words, or a translation that is the source."""
    if pair.locale.split("_")[0] == pair.source_locale.split("_")[0]:
        return
    text = _without_kept(pair.text, pair.glossary.kept)
    source = _without_kept(pair.source, pair.glossary.kept)
    if _is_same(pair, source, text):
        yield Finding("is the text of the source", "translate it; names that stay as they are belong into the glossary")
        return
    words = _WORD.findall(text)
    if not _has_latin_script(pair.locale) and sum(map(_is_language, words)) > 1 and all(map(_LATIN.match, words)):
        yield Finding("has no word in the script of its language", "translate it into the language of the catalog")
        return
    run = _longest_run(source, text)
    if len(run) >= RUN and sum(_is_language(word) for word in run) >= RUN // 2:
        yield Finding(f"has words of the source: “{' '.join(run)}”", "translate them, or add the name to the glossary")


def _without_kept(text: str, kept: tuple[str, ...]) -> str:
    text = bare(text)
    for name in kept:
        text = text.replace(name, "\ufffc")
    return text


def _is_same(pair: Pair, source: str, text: str) -> bool:
    if " ".join(source.split()).casefold() != " ".join(text.split()).casefold():
        return False
    words = _WORD.findall(source)
    if len(words) > 1 and source.rstrip(_CLOSING).endswith((".", "?", "!")):
        return True  # names are no sentences
    if len(words) > 1:
        # The first word of a text has a capital whether it is a name or not.
        return sum(map(_is_language, words)) >= (1 if words[0][0].islower() else 2) or any(map(_is_language, words[1:]))
    return bool(words) and _is_language(words[0]) and not _has_latin_script(pair.locale)


def _is_language(word: str) -> bool:
    """Whether a word can be no name: it has no capital, and is none of the small words inside names."""
    return word.islower() and (len(word) >= _SHARED_LETTERS or word in _SHORT) and word not in _SMALL


def _has_latin_script(locale: str) -> bool:
    return bool(_LATIN.search(find_locale(locale).endonym))


def _longest_run(source: str, text: str) -> list[str]:
    """The longest run of words that both have."""
    ours, theirs = _WORD.findall(source)[:MOST_WORDS], _WORD.findall(text)[:MOST_WORDS]
    places: dict[str, list[int]] = {}
    for place, word in enumerate(ours):
        places.setdefault(word.casefold(), []).append(place)
    if sum(word.casefold() in places for word in theirs) < RUN:
        return []
    best: list[str] = []
    # lengths[p] is how long a run ends at word p of the source and at the word before this one.
    lengths: dict[int, int] = {}
    for end, word in enumerate(theirs, 1):
        lengths = {place: lengths.get(place - 1, 0) + 1 for place in places.get(word.casefold(), ())}
        longest = max(lengths.values(), default=0)
        if longest > len(best):
            best = theirs[end - longest : end]
    return best


RULE = TranslationRule("untranslated", Severity.WARNING, "A translation holds words of the source language", check)
