"""What a glossary says. Reading its file is left to `workspace.glossaries`, finding its terms in texts to `match`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import ClassVar

from ivr_author.core.diagnostics import Diagnostic, error
from ivr_author.core.source import Span

RULES = {
    "glossary-conflict": "A glossary says two things about a term, or nothing",
}
"""Ids and descriptions of what is reported of a glossary itself."""

_NOWHERE = Span("", 1, 1, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A term of the source, and what it is called in one locale.

    `preferred` are the words for it, the best first; `forbidden` are words that stand for something else, or that the
    organisation does not want, where the source has the term. `keep` leaves it as it is. An `ambiguous` term has other
    senses too (`plan` is also a verb), so that nothing is missing where its words do not appear.
    """

    WHAT: ClassVar[str] = "a term"

    source: str
    preferred: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()
    keep: bool = False
    ambiguous: bool = False
    definition: str = ""
    note: str = ""
    span: Span = field(default=_NOWHERE, compare=False, metadata={"given": True})


@dataclass(frozen=True, slots=True)
class Glossary:
    """The terms of one locale, in the order of the file."""

    locale: str
    terms: tuple[Term, ...] = ()

    def __hash__(self) -> int:
        # Part of what every kept result is looked up by: the terms of two glossaries are compared, never summed up.
        return hash((self.locale, len(self.terms)))

    @property
    def kept(self) -> tuple[str, ...]:
        """What stays as it is in the source."""
        return tuple(term.source for term in self.terms if term.keep)


NO_GLOSSARY = Glossary("")


def check_glossary(glossary: Glossary) -> Iterator[Diagnostic]:
    """Terms that are given twice, that contradict themselves, or that say nothing."""
    times = Counter(_folded(term.source) for term in glossary.terms)
    seen: set[str] = set()
    for term in glossary.terms:
        name = _folded(term.source)
        if name in seen and times[name] > 1:
            yield _fault(term, "is given twice", "write all its words into one entry")
        seen.add(name)
        both = {_folded(word) for word in term.preferred} & {_folded(word) for word in term.forbidden}
        for word in sorted(both):
            yield _fault(term, f"both prefers and forbids `{word}`", "remove it from one of the lists")
        if term.keep and term.preferred:
            yield _fault(term, "is kept as it is, and has other words too", "remove `keep` or `preferred`")
        if not (term.keep or term.preferred or term.forbidden):
            yield _fault(term, "says nothing", "add `preferred`, `forbidden`, or `keep: true`")


def _fault(term: Term, what: str, hint: str) -> Diagnostic:
    return error("glossary-conflict", f"the term `{term.source}` {what}", term.span, hint)


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
