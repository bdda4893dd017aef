"""`catalogs glossary`: the terms of the locales, and where texts use them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ivr_author.catalog.glossary.match import Words, terms_in
from ivr_author.catalog.glossary.model import Glossary, Term
from ivr_author.catalog.lookup import Translations
from ivr_author.core.diagnostics import Diagnostic
from ivr_author.core.segment import Segment
from ivr_author.usecases.catalogs import FLOWS, NOTICES
from ivr_author.usecases.unknown import UnknownName
from ivr_author.workspace.layout import FileKind, kind_of
from ivr_author.workspace.project import Workspace, load_workspace


@dataclass(frozen=True, slots=True)
class TermUse:
    """A text that has a term, its translation, and which words of the glossary that has, as they stand there."""

    address: str
    text: str
    translation: str
    words: tuple[str, ...]


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
    uses: dict[Term, list[TermUse]] = {one: [] for one in glossary.terms if name in ("", one.source.casefold())}
    for domain, translations in (
        (FLOWS, workspace.translations()),
        (NOTICES, workspace.notice_translations()),
    ):
        for segment in domain.segments(workspace):
            for term in terms_in(glossary, segment.plural or segment.text, translations.source_locale):
                if term in uses:
                    uses[term].append(_use(term, segment, translations, glossary.locale))
    yield from (TermListing(glossary.locale, term, tuple(found)) for term, found in uses.items())


def _use(term: Term, segment: Segment, translations: Translations, locale: str) -> TermUse:
    found = translations.translate(segment.address, segment.text, segment.plural, locale)
    text = found.forms[-1] if found.locale == locale else ""
    words = Words(text, locale)
    known: Sequence[str] = (term.source,) if term.keep else (*term.preferred, *term.forbidden)
    used = tuple(word for word in known if words.places(word))
    return TermUse(segment.address, segment.plural or segment.text, text, used)
