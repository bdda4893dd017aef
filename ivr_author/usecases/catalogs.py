"""What a person asks of the catalogs: extract the texts, bring every locale up to date, count, compile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ivr_author.catalog import po, po_check
from ivr_author.catalog.check import CATALOG_RULES
from ivr_author.catalog.mo import write_mo
from ivr_author.catalog.model import Catalog, new_catalog
from ivr_author.catalog.po import write_catalog
from ivr_author.catalog.stats import CatalogStats, count_catalog
from ivr_author.catalog.template import build_template
from ivr_author.catalog.update import UpdateReport, update_catalog
from ivr_author.core.diagnostics import Diagnostic, Severity, error, has_errors
from ivr_author.core.limits import MAX_CATALOG_BYTES
from ivr_author.core.segment import Segment
from ivr_author.core.source import Source, Span
from ivr_author.flow.segments import segments_of_content
from ivr_author.usecases.check import check_workspace
from ivr_author.usecases.unknown import UnknownName
from ivr_author.workspace.files import read_source, revision, save_file, write_file
from ivr_author.workspace.layout import (
    LOCALES,
    TEMPLATE,
    FileKind,
    catalog_path,
    compiled_catalog_path,
    is_below,
    kind_of,
)
from ivr_author.workspace.project import Workspace, load_workspace

_BEGIN = "run `ivr-author catalogs update` to begin one"
_WITH_WORDS = (FileKind.SETTINGS, FileKind.FLOW, FileKind.BULLETIN)


@dataclass(frozen=True, slots=True)
class Extraction:
    """The template: how many texts it has, and whether the file was changed. Nothing is written where errors stand."""

    path: str
    texts: int
    is_changed: bool
    diagnostics: tuple[Diagnostic, ...]
    workspace: Workspace


@dataclass(frozen=True, slots=True)
class CatalogChange:
    """One catalog: what an update did, and whether it is new or changed on disk."""

    path: str
    report: UpdateReport
    is_new: bool
    is_changed: bool


@dataclass(frozen=True, slots=True)
class Update:
    """All catalogs that were updated, and what stopped the others."""

    catalogs: tuple[CatalogChange, ...]
    diagnostics: tuple[Diagnostic, ...]
    workspace: Workspace


@dataclass(frozen=True, slots=True)
class Statistics:
    """How far each locale is."""

    locales: tuple[CatalogStats, ...]
    diagnostics: tuple[Diagnostic, ...]
    workspace: Workspace


@dataclass(frozen=True, slots=True)
class Compilation:
    """The compiled catalogs that were written, by their paths."""

    paths: tuple[str, ...]
    diagnostics: tuple[Diagnostic, ...]
    workspace: Workspace


def extract_template(root: Path) -> Extraction:
    """Write the template of all texts (`locales/flows.pot`), unless a file with texts has errors."""
    workspace = load_workspace(root)
    faults = faults_of_words(workspace)
    segments = _segments(workspace)
    if has_errors(faults):
        return Extraction(TEMPLATE, len(segments), False, faults, workspace)
    raw = _template_text(workspace, segments).encode()
    source, _ = read_source(root, TEMPLATE, MAX_CATALOG_BYTES)
    is_changed = source is None or source.text.encode() != raw
    if is_changed:
        write_file(root, TEMPLATE, raw)
    return Extraction(TEMPLATE, len(segments), is_changed, faults, workspace)


def update_catalogs(root: Path, locales: Sequence[str] = ()) -> Update:
    """Bring catalogs (default: of every locale) up to date with the texts; a missing one is begun as a draft.

    Nothing is written where errors stand: an update that does not see a text would make its translations obsolete.
    """
    workspace = load_workspace(root)
    faults = list(faults_of_words(workspace))
    if has_errors(faults) or workspace.content is None:
        return Update((), tuple(faults), workspace)
    segments = _segments(workspace)
    changes = []
    for locale in _chosen(workspace, locales):
        path = catalog_path(locale)
        broken = [fault for fault in workspace.diagnostics if fault.span and fault.span.path == path]
        faults += broken
        catalog = workspace.catalogs.get(locale)
        source = workspace.sources.get(path)
        if (catalog is None and has_errors(broken)) or (catalog is not None and not catalog.is_intact):
            continue
        changes.append(_update_one(workspace, locale, catalog, source, segments))
    return Update(tuple(changes), tuple(faults), workspace)


def _update_one(
    workspace: Workspace, locale: str, catalog: Catalog | None, source: Source | None, segments: Sequence[Segment]
) -> CatalogChange:
    assert workspace.content is not None, "its settings named the locale"
    path = catalog_path(locale)
    before = catalog or new_catalog(locale, workspace.content.settings.organisation)
    updated, report = update_catalog(before, segments)
    raw = write_catalog(updated).encode()
    old = source.text.encode() if source else None
    if raw != old:
        # Based on the version that was read: what a translator saved meanwhile is not overwritten.
        save_file(workspace.root, path, raw, None if old is None else revision(old))
    return CatalogChange(path, report, catalog is None, raw != old)


def count_translations(root: Path, locales: Sequence[str] = ()) -> Statistics:
    """Count the texts of each locale by how far they are; a locale without a catalog lacks all of them."""
    workspace = load_workspace(root)
    segments = _segments(workspace)
    chosen = _chosen(workspace, locales)
    counted = tuple(count_catalog(workspace.catalogs.get(locale, Catalog(locale)), segments) for locale in chosen)
    return Statistics(counted, _word_and_catalog_faults(workspace), workspace)


def check_translations(root: Path) -> tuple[tuple[Diagnostic, ...], Mapping[str, Source]]:
    """What `check` finds in the catalogs and the template, with the texts to show it in."""
    result = check_workspace(root, targets=())
    rules = {*CATALOG_RULES, *po.RULES, *po_check.RULES}
    unreadable = result.workspace.content is None
    found = (one for one in result.diagnostics if unreadable or one.rule in rules or _is_below_locales(one))
    return tuple(found), result.sources


def _is_below_locales(fault: Diagnostic) -> bool:
    return fault.span is not None and is_below(fault.span.path, LOCALES)


def compile_catalogs(root: Path, locales: Sequence[str] = ()) -> Compilation:
    """Write each catalog (default: all there are) in the form that `gettext` reads, beside it."""
    workspace = load_workspace(root)
    paths = []
    faults: list[Diagnostic] = [] if workspace.content else list(workspace.diagnostics)
    for locale in _chosen(workspace, locales):
        path = catalog_path(locale)
        broken = [fault for fault in workspace.diagnostics if fault.span and fault.span.path == path]
        catalog = workspace.catalogs.get(locale)
        if catalog is None and locales and not broken:
            broken = [error("file-missing", f"locale {locale} has no catalog", Span(path, 1, 1, 1, 1), _BEGIN)]
        faults += broken
        if catalog is not None and not has_errors(broken):
            write_file(root, compiled_catalog_path(locale), write_mo(catalog))
            paths.append(compiled_catalog_path(locale))
    return Compilation(tuple(paths), tuple(faults), workspace)


def faults_of_words(workspace: Workspace) -> tuple[Diagnostic, ...]:
    """What is wrong with the files that hold texts."""
    return tuple(
        fault
        for fault in workspace.diagnostics
        if fault.severity is Severity.ERROR and (fault.span is None or kind_of(fault.span.path) in _WITH_WORDS)
    )


def _word_and_catalog_faults(workspace: Workspace) -> tuple[Diagnostic, ...]:
    catalogs = {catalog_path(locale) for locale in workspace.content.settings.locales} if workspace.content else set()
    more = (fault for fault in workspace.diagnostics if fault.span and fault.span.path in catalogs)
    return (*faults_of_words(workspace), *more)


def _segments(workspace: Workspace) -> list[Segment]:
    return list(segments_of_content(workspace.content)) if workspace.content else []


def _template_text(workspace: Workspace, segments: Sequence[Segment]) -> str:
    assert workspace.content is not None, "there are texts only with settings"
    return build_template(segments, workspace.content.settings.organisation, "")


def _chosen(workspace: Workspace, locales: Sequence[str]) -> tuple[str, ...]:
    if workspace.content is None:
        return ()
    known = workspace.content.settings.locales
    for locale in locales:
        if locale not in known:
            raise UnknownName("locale with a catalog", locale, known)
    return tuple(dict.fromkeys(locales)) or known
