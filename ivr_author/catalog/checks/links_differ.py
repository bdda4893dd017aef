"""A translation leads to the pages and mail addresses of its text, or to the page in its own language."""

from __future__ import annotations

from collections.abc import Iterator

from ivr_author.catalog.differences import Difference, differences_of
from ivr_author.catalog.rule import Finding, Pair, TranslationRule
from ivr_author.catalog.values import Kind
from ivr_author.core.diagnostics import Severity
from ivr_author.core.locale import find_locale

HINT = "give the address of the text, or that of the same page in the language"


def check(pair: Pair) -> Iterator[Finding]:
    """Addresses that are lost, new or other; one that differs in a part that names the language is a note."""
    for one in differences_of(pair, Kind.LINK):
        yield Finding(one.message, HINT, Severity.NOTE if _is_of_language(one, pair) else None)


def _is_of_language(difference: Difference, pair: Pair) -> bool:
    if difference.lost is None or difference.added is None:
        return False
    names = {name for locale in (pair.locale, pair.source_locale) for name in _names(locale)}
    lost, added = (
        [part for part in next(iter(value.readings)).split("/") if part not in names]
        for value in (difference.lost, difference.added)
    )
    return lost == added


def _names(locale: str) -> set[str]:
    facts = find_locale(locale)
    tags = {locale.lower(), facts.tag.lower(), locale.split("_")[0], facts.english_name.lower()}
    return tags | {tag.replace("_", "-") for tag in tags}


RULE = TranslationRule("links-differ", Severity.ERROR, "A translation leads to another address than its text", check)
