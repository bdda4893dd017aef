"""`catalogs glossary`: the terms of the locales, and where texts use them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ivr_author.catalog.checks.glossary_term import breaches
from ivr_author.catalog.glossary.match import Words, terms_in
from ivr_author.catalog.glossary.model import Glossary, Term
from ivr_author.catalog.rule import pairs_of
from ivr_author.core.diagnostics import Diagnostic
from ivr_author.usecases.catalogs import CATALOG_DOMAINS
from ivr_author.usecases.translate import OpenText, open_text
from ivr_author.usecases.unknown import UnknownName
from ivr_author.workspace.layout import FileKind, kind_of
from ivr_author.workspace.project import Workspace, load_workspace


@dataclass(frozen=True, slots=True)
class TermUse:
    """A text that has a term, its translation, and which words of the glossary that has, as they stand there.

    `breaks` says in what way the translation goes against the term; empty where it does not.
    """

    domain: str
    address: str
    text: str
    translation: str
    words: tuple[str, ...]
    breaks: str = ""


@dataclass(frozen=True, slots=True)
class TermListing:
    """A term of one locale and the texts that have it, in the order of flows and notices."""

    locale: str
    term: Term
    uses: tuple[TermUse, ...]


@dataclass(frozen=True, slots=True)
class GlossaryListing:
    """Every term that was asked for, and what is wrong with the glossaries."""

    terms: tuple[TermListing, ...]
    diagnostics: tuple[Diagnostic, ...]
    workspace: Workspace


def list_terms(root: Path, locale: str = "", term: str = "") -> GlossaryListing:
    """The terms of one locale or of all, or one of them by its name. A text that is not translated counts as a use."""
    workspace = load_workspace(root)
    faults = tuple(
        one for one in workspace.diagnostics if one.span is None or kind_of(one.span.path) in _READ_FOR_TERMS
    )
    known = workspace.content.settings.locales if workspace.content else ()
    if locale and locale not in known:
        raise UnknownName("locale", locale, known)
    glossaries = [one for name, one in workspace.glossaries.items() if locale in ("", name)]
    names = {one.source.casefold(): one.source for glossary in glossaries for one in glossary.terms}
    if term and term.casefold() not in names:
        raise UnknownName("term", term, names.values())
    listed = [one for glossary in glossaries for one in _list(workspace, glossary, term.casefold())]
    return GlossaryListing(tuple(listed), faults, workspace)


_READ_FOR_TERMS = (FileKind.SETTINGS, FileKind.GLOSSARY)


def _list(workspace: Workspace, glossary: Glossary, name: str) -> Iterator[TermListing]:
    texts = (
        open_text(workspace, domain, segment, glossary.locale)
        for domain in CATALOG_DOMAINS.values()
        for segment in domain.segments(workspace)
    )
    found = uses_of(glossary, texts, source_locale_of(workspace))
    yield from (
        TermListing(glossary.locale, term, uses) for term, uses in found.items() if name in ("", term.source.casefold())
    )


def source_locale_of(workspace: Workspace) -> str:
    """The language in which terms stand in texts."""
    return workspace.content.settings.source_locale if workspace.content else "en"


def uses_of(glossary: Glossary, texts: Iterable[OpenText], source_locale: str) -> dict[Term, tuple[TermUse, ...]]:
    """The texts that have each term, in the order of the glossary and of the texts."""
    uses: dict[Term, list[TermUse]] = {one: [] for one in glossary.terms}
    for text in texts:
        segment = text.segment
        terms = terms_in(glossary, segment.plural or segment.text, source_locale)
        if terms:
            faults = dict(breaches_of(glossary, text, source_locale))
            for term in terms:
                uses[term].append(_use(term, text, glossary.locale, faults.get(term)))
    return {term: tuple(found) for term, found in uses.items()}


def breaches_of(glossary: Glossary, text: OpenText, source_locale: str) -> Iterator[tuple[Term, str]]:
    """The terms that the translation of a text breaks, if callers and members get it, and in what way."""
    if text.message is None or not text.state.is_used:
        return
    for pair in pairs_of(text.segment, text.message, glossary.locale, source_locale, glossary):
        yield from ((term, finding.message) for term, finding in breaches(pair))


def _use(term: Term, text: OpenText, locale: str, fault: str | None) -> TermUse:
    segment, message = text.segment, text.message
    translation = message.strings[-1] if message is not None and text.state.is_used else ""
    words = Words(translation, locale)
    known: Sequence[str] = (term.source,) if term.keep else (*term.preferred, *term.forbidden)
    used = tuple(word for word in known if words.places(word))
    return TermUse(text.domain.name, segment.address, segment.plural or segment.text, translation, used, fault or "")
