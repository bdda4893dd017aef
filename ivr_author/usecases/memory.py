"""What was translated before: suggested for one text, or filled in where the same text is not translated yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ivr_author.catalog.memory import Memory, Suggestion, fill_missing
from ivr_author.catalog.model import Catalog
from ivr_author.core.diagnostics import Diagnostic
from ivr_author.core.limits import MAX_DELIVERY_BYTES
from ivr_author.exchange.tmx import read_tmx
from ivr_author.usecases.catalogs import Opened, open_catalogs, save_catalogs
from ivr_author.usecases.unknown import UnknownName
from ivr_author.workspace.files import WorkspaceError, read_file
from ivr_author.workspace.keeper import FileKeeper
from ivr_author.workspace.project import Workspace

MOST_SUGGESTIONS = 5


@dataclass(frozen=True, slots=True)
class Suggestions:
    """The text that was asked for, and what the memory of its locale has for it."""

    text: str
    suggestions: tuple[Suggestion, ...]
    diagnostics: tuple[Diagnostic, ...]
    workspace: Workspace


@dataclass(frozen=True, slots=True)
class FilledCatalog:
    """One catalog: the addresses that were filled, each with the address of the same text."""

    domain: str
    locale: str
    path: str
    filled: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Pretranslation:
    """All catalogs that there are, and what stopped others."""

    catalogs: tuple[FilledCatalog, ...]
    diagnostics: tuple[Diagnostic, ...]
    workspace: Workspace


def suggest_translations(
    root: Path,
    locale: str,
    text: str = "",
    address: str = "",
    limit: int = MOST_SUGGESTIONS,
    memories: Sequence[Path] = (),
) -> Suggestions:
    """Translations to a locale of a text, or of the text at an address: of the same text or of those like it.

    `memories` are TMX files, named from the workspace's folder or absolutely; the catalogs' own rank above them. What
    stands at that very address is not suggested for itself. Raises UnknownName for an address that there is not.
    """
    opened = open_catalogs(root, [locale])
    if address:
        texts = {segment.address: segment.text for one in opened.catalogs for segment in one.segments}
        if address not in texts:
            if not opened.diagnostics:
                raise UnknownName("text with the address", address, texts)
            return Suggestions("", (), opened.diagnostics, opened.workspace)
        text = texts[address]
    others, faults = _read_memories(opened, memories, locale)
    found = Memory(_catalogs(opened), {locale: others}).suggest(text, locale, limit + 1)
    wanted = tuple(one for one in found if not address or one.address != address)[:limit]
    return Suggestions(text, wanted, (*opened.diagnostics, *faults), opened.workspace)


def _read_memories(
    opened: Opened, files: Sequence[Path], locale: str
) -> tuple[list[tuple[str, str]], list[Diagnostic]]:
    """The texts of TMX files with their translations to a locale, and what is wrong with the files."""
    pairs: list[tuple[str, str]] = []
    faults: list[Diagnostic] = []
    content = opened.workspace.content
    for file in files if content else ():
        assert content is not None, "there are no files without it"
        path = opened.workspace.root / file
        try:
            raw = read_file(path.parent, path.name, MAX_DELIVERY_BYTES)
        except WorkspaceError as failure:
            faults.append(failure.diagnostic)
            continue
        found, wrong = read_tmx(raw, file.as_posix(), content.settings.source_locale, [locale])
        pairs += found.get(locale, [])
        faults += wrong
    return pairs, faults


def pretranslate(root: Path, locales: Sequence[str] = (), domain: str = "") -> Pretranslation:
    """Fill what is missing in catalogs (default: of all locales and domains) from the same texts in both domains.

    All that is filled in is fuzzy: somebody must look whether it is right at its place.
    """
    opened = open_catalogs(root, locales)
    changed = {}
    done = []
    for one in opened.catalogs:
        if one.catalog is None or (domain and one.domain.name != domain):
            continue
        others = [
            other.catalog
            for other in opened.catalogs
            if other.catalog is not None and other.locale == one.locale and other.domain is not one.domain
        ]
        changed[one.path], filled = fill_missing(one.catalog, one.segments, others)
        done.append(FilledCatalog(one.domain.name, one.locale, one.path, filled))
    save_catalogs(FileKeeper(root), opened.workspace, changed, "Fill in translations from the memory")
    return Pretranslation(tuple(done), opened.diagnostics, opened.workspace)


def _catalogs(opened: Opened) -> list[Catalog]:
    return [one.catalog for one in opened.catalogs if one.catalog is not None]
