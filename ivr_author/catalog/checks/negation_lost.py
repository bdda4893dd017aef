"""A translation denies what its source denies. Languages deny in their own ways, so this is advice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from ivr_author.catalog.bare_text import bare
from ivr_author.catalog.checks._denials import IDIOMS, WEAK
from ivr_author.catalog.glossary.inflect import INSIDE, fold
from ivr_author.catalog.rule import Finding, Pair, TranslationRule
from ivr_author.core.diagnostics import Severity
from ivr_author.core.locale import find_locale


def check(pair: Pair) -> Iterator[Finding]:
    """Words that deny, on one side only. A language whose words are not known is not judged."""
    ours, theirs = _denials(pair.source_locale), _denials(pair.locale)
    if ours is None or theirs is None or pair.kind == "phrase":
        return
    source, text = _folded(pair.source, pair.source_locale), _folded(pair.text, pair.locale)
    denies, denied = ours.search(source), theirs.search(text)
    if denies and not denied and not _denies_weakly(text, pair.locale):
        message = f"does not deny, and its text does: “{denies.group()}”"
        yield Finding(message, "say what must not be done or is not so; nothing to mend if other words say it")
    elif denied and not denies and not _denies_weakly(source, pair.source_locale):
        message = f"denies, and its text does not: “{denied.group()}”"
        yield Finding(message, "check that it says the same; nothing to mend if it does")


def _language(locale: str) -> str:
    return locale.split("_")[0]


def _folded(text: str, locale: str) -> str:
    folded = fold(bare(text), _language(locale))
    idioms = IDIOMS.get(_language(locale))
    return re.sub(idioms, " ", folded) if idioms else folded


def _denies_weakly(folded: str, locale: str) -> bool:
    weak = WEAK.get(_language(locale))
    return bool(weak and re.search(weak, folded))


@cache
def _denials(locale: str) -> re.Pattern[str] | None:
    facts = find_locale(locale)
    language = _language(facts.id)
    words = sorted((re.escape(fold(word, language)) for word in facts.lexicon.negations), key=len, reverse=True)
    if not words:
        return None
    joined = "|".join(words)
    if not facts.spaced:
        return re.compile(joined)
    # Korean words go on after their beginnings; an Arabic one may have `and` written to it.
    begin = rf"(?<!{INSIDE})(?:[وف])?" if language == "ar" else rf"(?<!{INSIDE})(?<!')"
    return re.compile(f"{begin}(?:{joined})" + ("" if language == "ko" else f"(?!{INSIDE})"))


RULE = TranslationRule(
    "negation-lost", Severity.NOTE, "A translation denies and its text does not, or the reverse", check
)
