"""A translation calls a thing what the glossary of its locale calls it."""

from __future__ import annotations

from collections.abc import Iterator

from ivr_author.catalog.glossary.match import Place, Words, places_outside, terms_in
from ivr_author.catalog.glossary.model import Term
from ivr_author.catalog.rule import Finding, Pair, TranslationRule
from ivr_author.core.diagnostics import Severity


def check(pair: Pair) -> Iterator[Finding]:
    """Forbidden words, words that are missing, and names that were translated. Callers' own words are free."""
    return (finding for _, finding in breaches(pair))


def breaches(pair: Pair) -> Iterator[tuple[Term, Finding]]:
    """The same, each with the term that it is about."""
    if not pair.glossary.terms or pair.kind == "phrase":
        return
    terms = terms_in(pair.glossary, pair.source, pair.source_locale)
    if not terms:
        return
    words = Words(pair.text, pair.locale)
    wanted = {word for term in terms for word in term.preferred}
    for term, times in terms.items():
        if term.keep:
            if term.source not in " ".join(pair.text.split()):
                hint = "write it as it is; the glossary leaves it in the source's words"
                yield term, Finding(f"lacks `{term.source}`", hint)
        else:
            yield from ((term, one) for one in _check_words(term, times, words, wanted))


def _check_words(term: Term, times: int, words: Words, wanted: set[str]) -> Iterator[Finding]:
    right = words.places_of_any(term.preferred)
    # A word of as many senses as `letra` may stand beside the right one.
    forbidden = [] if len(right) >= times else _find_forbidden(term, words, wanted, right)
    instead = f"write `{term.preferred[0]}`" if term.preferred else "write it in other words"
    if forbidden:
        told = " and ".join(f"`{word}`" for word in forbidden)
        yield Finding(f"says {told} for `{term.source}`", f"{instead}{f'; {term.note}' if term.note else ''}")
    elif term.preferred and not right and not term.ambiguous:
        named = " or ".join(f"`{word}`" for word in term.preferred)
        message = f"has no {named} for `{term.source}`"
        yield Finding(message, f"{instead}, or add the word used to the glossary of `{words.locale}`")


def _find_forbidden(term: Term, words: Words, wanted: set[str], right: list[Place]) -> list[str]:
    return [word for word in term.forbidden if word not in wanted and places_outside(words.places(word), right)]


RULE = TranslationRule(
    "glossary-term", Severity.WARNING, "A translation has other words for a term than the glossary", check
)
