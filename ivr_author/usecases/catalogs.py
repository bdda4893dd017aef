"""What a person asks of the catalogs: extract the texts, bring every locale up to date, count, compile.

Flows and notices have catalogs of their own; everything here is done for each of these domains.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ivr_author.catalog import po, po_check
from ivr_author.catalog.addresses import AddressChoice
from ivr_author.catalog.change import UpdateReport
from ivr_author.catalog.check import CATALOG_RULES
from ivr_author.catalog.mo import write_mo
from ivr_author.catalog.model import Catalog, new_catalog
from ivr_author.catalog.po import write_catalog
from ivr_author.catalog.stats import CatalogStats, count_catalog
from ivr_author.catalog.template import build_template
from ivr_author.catalog.update import update_catalog
from ivr_author.core import text_input
from ivr_author.core.diagnostics import Diagnostic, Severity, error, has_errors
from ivr_author.core.limits import MAX_CATALOG_BYTES
from ivr_author.core.segment import Segment
from ivr_author.core.source import Source, Span
from ivr_author.flow.segments import segments_of_content
from ivr_author.notice.segments import segments_of_notices
from ivr_author.usecases.check import check_workspace
from ivr_author.usecases.extract import WITH_FLOW_WORDS, WITH_NOTICE_WORDS
from ivr_author.usecases.unknown import UnknownName
from ivr_author.workspace.files import read_source, revision, write_file
from ivr_author.workspace.keeper import FileKeeper, Keeper, Kept
from ivr_author.workspace.layout import (
    FLOWS_DOMAIN,
    LOCALES,
    NOTICES_DOMAIN,
    FileKind,
    catalog_path,
    compiled_catalog_path,
    is_below,
    kind_of,
    template_path,
)
from ivr_author.workspace.project import Workspace, load_workspace

_UNSEEN = text_input.RULES
"""Faults in characters: a catalog that has one would be written with something that not every reader takes back."""

_BEGIN = "run `ivr-author catalogs update` to begin one"


@dataclass(frozen=True, slots=True)
class Domain:
    """A set of texts with catalogs of its own: the kinds of files they stand in, and where a workspace has them."""

    name: str
    kinds: Collection[FileKind]
    segments_of: Callable[[Workspace], Iterable[Segment]]
    catalogs_of: Callable[[Workspace], Mapping[str, Catalog]]

    @property
    def template(self) -> str:
        """The path of the template."""
        return template_path(self.name)

    def catalog(self, locale: str) -> str:
        """The path of a locale's catalog."""
        return catalog_path(locale, self.name)

    def segments(self, workspace: Workspace) -> list[Segment]:
        """Every text of today; none without settings, which name the source locale."""
        return list(self.segments_of(workspace)) if workspace.content else []

    def faults(self, workspace: Workspace) -> tuple[Diagnostic, ...]:
        """What is wrong with the files that hold texts, and with ivr.yaml where it names no locales for that."""
        kinds = self.kinds if workspace.content else (*self.kinds, FileKind.SETTINGS)
        return tuple(
            fault
            for fault in workspace.diagnostics
            if fault.severity is Severity.ERROR and (fault.span is None or kind_of(fault.span.path) in kinds)
        )


FLOWS = Domain(
    FLOWS_DOMAIN,
    WITH_FLOW_WORDS,
    lambda workspace: segments_of_content(workspace.content) if workspace.content else (),
    lambda workspace: workspace.catalogs,
)
NOTICES = Domain(
    NOTICES_DOMAIN,
    WITH_NOTICE_WORDS,
    lambda workspace: segments_of_notices(workspace.notices),
    lambda workspace: workspace.notice_catalogs,
)
CATALOG_DOMAINS: Mapping[str, Domain] = {one.name: one for one in (FLOWS, NOTICES)}
"""Every domain by its name."""


@dataclass(frozen=True, slots=True)
class TemplateChange:
    """One template: how many texts it has, and whether the file was changed."""

    domain: str
    path: str
    texts: int
    is_changed: bool


@dataclass(frozen=True, slots=True)
class Extraction:
    """The templates that were written. Where files with texts have errors, the template of their domain is not."""

    templates: tuple[TemplateChange, ...]
    diagnostics: tuple[Diagnostic, ...]
    workspace: Workspace


@dataclass(frozen=True, slots=True)
class CatalogChange:
    """One catalog: what an update did, and whether it is new or changed on disk."""

    domain: str
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
    """How far each locale is, by domain."""

    domains: Mapping[str, tuple[CatalogStats, ...]]
    diagnostics: tuple[Diagnostic, ...]
    workspace: Workspace


@dataclass(frozen=True, slots=True)
class Compilation:
    """The compiled catalogs that were written, by their paths."""

    paths: tuple[str, ...]
    diagnostics: tuple[Diagnostic, ...]
    workspace: Workspace


def extract_templates(root: Path, domain: str = "") -> Extraction:
    """Write the template of all texts of a domain (default: of each), unless one of its files has errors."""
    workspace = load_workspace(root)
    written = []
    faults: dict[Diagnostic, None] = {}
    for one in _domains(workspace, domain):
        found = one.faults(workspace)
        faults.update(dict.fromkeys(found))
        if not has_errors(found) and workspace.content is not None:
            written.append(_extract_one(workspace, one, workspace.content.settings.organisation))
    return Extraction(tuple(written), tuple(faults), workspace)


def _extract_one(workspace: Workspace, domain: Domain, organisation: str) -> TemplateChange:
    segments = domain.segments(workspace)
    raw = build_template(segments, organisation, "").encode()
    source, _ = read_source(workspace.root, domain.template, MAX_CATALOG_BYTES)
    is_changed = source is None or source.text.encode() != raw
    if is_changed:
        write_file(workspace.root, domain.template, raw)
    return TemplateChange(domain.name, domain.template, len(segments), is_changed)


@dataclass(frozen=True, slots=True)
class OpenCatalog:
    """A catalog that may be changed, beside the texts of today; None: there is none yet."""

    domain: Domain
    locale: str
    catalog: Catalog | None
    segments: Sequence[Segment]

    @property
    def path(self) -> str:
        """Where it is, or will be."""
        return self.domain.catalog(self.locale)


@dataclass(frozen=True, slots=True)
class Opened:
    """Every catalog that may be changed, and what stands in the way of the others."""

    catalogs: tuple[OpenCatalog, ...]
    diagnostics: tuple[Diagnostic, ...]
    workspace: Workspace


def open_catalogs(root: Path, locales: Sequence[str] = (), domain: str = "") -> Opened:
    """The catalogs of a folder's workspace (default: of all locales and domains) that may be changed."""
    return catalogs_in(load_workspace(root), locales, domain)


def catalogs_in(workspace: Workspace, locales: Sequence[str] = (), domain: str = "") -> Opened:
    """The catalogs (default: of all locales and domains) that may be changed.

    None of a domain where errors stand in the files with its texts: who does not see a text would take its translation
    for a left-over. None that can't be read whole: what was not read would be lost in writing.
    """
    chosen = _chosen(workspace, locales)
    faults: dict[Diagnostic, None] = {}
    opened = []
    for one in _domains(workspace, domain):
        found = one.faults(workspace)
        faults.update(dict.fromkeys(found))
        if has_errors(found) or workspace.content is None:
            continue
        segments = one.segments(workspace)
        for locale in chosen:
            broken = _faults_at(workspace, one.catalog(locale))
            faults.update(dict.fromkeys(broken))
            catalog = one.catalogs_of(workspace).get(locale)
            is_sound = catalog is None or (catalog.is_intact and not any(fault.rule in _UNSEEN for fault in broken))
            if is_sound and (catalog is not None or not has_errors(broken)):
                opened.append(OpenCatalog(one, locale, catalog, segments))
    return Opened(tuple(opened), tuple(faults), workspace)


def save_catalogs(keeper: Keeper, workspace: Workspace, catalogs: Mapping[str, Catalog], message: str) -> Kept:
    """Save the catalogs that differ from what was read, all of them or none; the revisions are of those alone.

    Based on the versions that were read: Conflict is raised, and nothing written, where a translator saved meanwhile.
    """
    files: dict[str, tuple[bytes, str | None]] = {}
    for path, catalog in catalogs.items():
        source = workspace.sources.get(path)
        raw, old = write_catalog(catalog).encode(), source.text.encode() if source else None
        if raw != old:
            files[path] = (raw, None if old is None else revision(old))
    return keeper.save(files, message)


def update_catalogs(
    root: Path, locales: Sequence[str] = (), domain: str = "", still_valid: Sequence[str] = ()
) -> Update:
    """Bring catalogs (default: of all locales and domains) up to date with the texts; one that is missing is begun.

    `still_valid`: addresses, or beginnings such as `main/*`, of texts that changed and whose translations stay right.
    """
    opened = open_catalogs(root, locales, domain)
    choice = choose_texts(opened, still_valid) if still_valid else None
    settings = opened.workspace.content.settings if opened.workspace.content else None
    updated = {
        one.path: update_catalog(
            one.catalog or new_catalog(one.locale, settings.organisation if settings else ""), one.segments, choice
        )
        for one in opened.catalogs
    }
    catalogs = {path: catalog for path, (catalog, _) in updated.items()}
    changed = save_catalogs(FileKeeper(root), opened.workspace, catalogs, "Update the catalogs").revisions
    done = tuple(
        CatalogChange(one.domain.name, one.path, updated[one.path][1], one.catalog is None, one.path in changed)
        for one in opened.catalogs
    )
    return Update(done, opened.diagnostics, opened.workspace)


def choose_texts(opened: Opened, named: Sequence[str]) -> AddressChoice:
    """The texts at these addresses (none: all). Raises UnknownName for one that there is not."""
    choice = AddressChoice(named)
    there = list(dict.fromkeys(segment.address for one in opened.catalogs for segment in one.segments))
    unmatched = choice.unmatched(there)
    # Where a file has errors, the text may be in what could not be read.
    if unmatched and not opened.diagnostics:
        raise UnknownName("text with the address", unmatched[0], there)
    return choice


def count_translations(root: Path, locales: Sequence[str] = (), domain: str = "") -> Statistics:
    """Count the texts of each locale by how far they are; a locale without a catalog lacks all of them."""
    workspace = load_workspace(root)
    chosen = _chosen(workspace, locales)
    counted: dict[str, tuple[CatalogStats, ...]] = {}
    faults: dict[Diagnostic, None] = {}
    for one in _domains(workspace, domain):
        segments, catalogs = one.segments(workspace), one.catalogs_of(workspace)
        if chosen:
            counted[one.name] = tuple(count_catalog(catalogs.get(to, Catalog(to)), segments) for to in chosen)
        faults.update(dict.fromkeys(one.faults(workspace)))
        for locale in workspace.content.settings.locales if workspace.content else ():
            faults.update(dict.fromkeys(_faults_at(workspace, one.catalog(locale))))
    return Statistics(counted, tuple(faults), workspace)


def check_translations(root: Path) -> tuple[tuple[Diagnostic, ...], Mapping[str, Source]]:
    """What `check` finds in the catalogs and the templates, with the texts to show it in."""
    result = check_workspace(root, targets=())
    rules = {*CATALOG_RULES, *po.RULES, *po_check.RULES}
    unreadable = result.workspace.content is None
    found = (one for one in result.diagnostics if unreadable or one.rule in rules or _is_below_locales(one))
    return tuple(found), result.sources


def _is_below_locales(fault: Diagnostic) -> bool:
    return fault.span is not None and is_below(fault.span.path, LOCALES)


def compile_catalogs(root: Path, locales: Sequence[str] = (), domain: str = "") -> Compilation:
    """Write each catalog (default: all there are) in the form that `gettext` reads, beside it."""
    workspace = load_workspace(root)
    paths = []
    faults: list[Diagnostic] = [] if workspace.content else list(workspace.diagnostics)
    for one in _domains(workspace, domain):
        for locale in _chosen(workspace, locales):
            path = one.catalog(locale)
            broken = _faults_at(workspace, path)
            catalog = one.catalogs_of(workspace).get(locale)
            if catalog is None and locales and not broken:
                broken = [
                    error(
                        "file-missing", f"locale {locale} has no catalog of {one.name}", Span(path, 1, 1, 1, 1), _BEGIN
                    )
                ]
            faults += broken
            if catalog is not None and not has_errors(broken):
                compiled = compiled_catalog_path(locale, one.name)
                write_file(root, compiled, write_mo(catalog))
                paths.append(compiled)
    return Compilation(tuple(paths), tuple(faults), workspace)


def _faults_at(workspace: Workspace, path: str) -> list[Diagnostic]:
    return [fault for fault in workspace.diagnostics if fault.span and fault.span.path == path]


def _domains(workspace: Workspace, name: str) -> tuple[Domain, ...]:
    """The domain of a name; without one, those that the workspace has."""
    if name:
        if name not in CATALOG_DOMAINS:
            raise UnknownName("domain of catalogs", name, CATALOG_DOMAINS)
        return (CATALOG_DOMAINS[name],)
    return (FLOWS, NOTICES) if workspace.has_notices else (FLOWS,)


def _chosen(workspace: Workspace, locales: Sequence[str]) -> tuple[str, ...]:
    if workspace.content is None:
        return ()
    known = workspace.content.settings.locales
    for locale in locales:
        if locale not in known:
            raise UnknownName("locale with a catalog", locale, known)
    return tuple(dict.fromkeys(locales)) or known
