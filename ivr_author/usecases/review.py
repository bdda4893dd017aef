"""Who has looked at which translation: marks of reviews and of drafts, put into the catalogs of one locale."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ivr_author.catalog.model import Catalog
from ivr_author.catalog.review import Marking, mark_drafts, mark_reviewed
from ivr_author.core.diagnostics import Diagnostic
from ivr_author.core.segment import Segment
from ivr_author.usecases.catalogs import choose_texts, open_catalogs, save_catalogs
from ivr_author.workspace.keeper import FileKeeper
from ivr_author.workspace.project import Workspace

Mark = Callable[[Catalog, Sequence[Segment]], tuple[Catalog, Marking]]


@dataclass(frozen=True, slots=True)
class MarkedCatalog:
    """One catalog, and what was marked in it."""

    domain: str
    path: str
    marking: Marking


@dataclass(frozen=True, slots=True)
class Marked:
    """All catalogs of the locale, and what stopped others."""

    catalogs: tuple[MarkedCatalog, ...]
    diagnostics: tuple[Diagnostic, ...]
    workspace: Workspace


def review_translations(
    root: Path, locale: str, addresses: Sequence[str], by: str, on: date, domain: str = ""
) -> Marked:
    """Mark translations (default: all of the locale) as reviewed by a person on a day.

    Raises UnreadableMark for a name that a mark can't hold, UnknownName for an address that there is not.
    """

    def mark(source_locale: str) -> Mark:
        return lambda catalog, segments: mark_reviewed(catalog, segments, source_locale, by, on.isoformat())

    return _mark_translations(root, locale, addresses, domain, mark)


def draft_translations(root: Path, locale: str, addresses: Sequence[str], domain: str = "") -> Marked:
    """Mark translations (default: all of the locale) as made by a machine. Raises UnknownName as above."""
    return _mark_translations(root, locale, addresses, domain, lambda _: mark_drafts)


def _mark_translations(
    root: Path, locale: str, addresses: Sequence[str], domain: str, marker: Callable[[str], Mark]
) -> Marked:
    opened = open_catalogs(root, [locale], domain)
    choice = choose_texts(opened, addresses)
    settings = opened.workspace.content.settings if opened.workspace.content else None
    mark = marker(settings.source_locale if settings else "en")
    done = []
    changed = {}
    for one in opened.catalogs:
        chosen = [segment for segment in one.segments if segment.address in choice]
        if one.catalog is None or not chosen:
            continue
        changed[one.path], marking = mark(one.catalog, chosen)
        done.append(MarkedCatalog(one.domain.name, one.path, marking))
    save_catalogs(FileKeeper(root), opened.workspace, changed, f"Mark translations of {locale}")
    return Marked(tuple(done), opened.diagnostics, opened.workspace)
