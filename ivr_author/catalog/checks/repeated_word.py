"""No word stands twice in a row, as it does after an edit; languages that double words are asked for less."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ivr_author.catalog.bare_text import bare
from ivr_author.catalog.rule import Finding, Pair, TranslationRule
from ivr_author.core.diagnostics import Severity
from ivr_author.core.locale import find_locale

_TWICE = re.compile(r"(?<![\w'’-])([^\W\d_]+)[ \u00a0\n]+\1(?![\w'’-])", re.IGNORECASE)

_DOUBLING = {
    "ht": frozenset(("ak", "nan", "pou", "yon", "sou", "oswa", "epi")),
    "vi": frozenset(("của", "và", "cho", "với", "hoặc", "quý", "được", "trong", "những")),
    **dict.fromkeys(("hmn", "id", "km", "lo", "ms", "om", "so", "am", "th", "tl"), frozenset[str]()),
}
"""Languages that say a word twice to say more of it, with words that they never say twice."""

_TWICE_AT_EASE = {
    "fr": frozenset(("nous", "vous")),
    "en": frozenset(("that", "had")),
    "de": frozenset(("die", "der", "das", "sie")),
}
"""Words that grammar puts beside themselves: `vous vous inscrivez`."""


def check(pair: Pair) -> Iterator[Finding]:
    """Words that stand twice, where the text has none that does."""
    if not find_locale(pair.locale).spaced:
        return
    language = pair.locale.split("_")[0]
    only, at_ease = _DOUBLING.get(language), _TWICE_AT_EASE.get(language, frozenset())
    for match in _TWICE.finditer(bare(pair.text)):
        word = match[1].casefold()
        if (only is None or word in only) and word not in at_ease and not _TWICE.search(bare(pair.source)):
            yield Finding(f"says `{match[1]}` twice in a row", "remove one of the two")


RULE = TranslationRule("repeated-word", Severity.WARNING, "A translation says a word twice in a row", check)
