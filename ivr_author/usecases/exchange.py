"""Texts on their way to translators as files, and what comes back: read, judged unit by unit, and saved together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path, PurePath

from ivr_author.catalog.glossary.model import NO_GLOSSARY
from ivr_author.catalog.lookup import State
from ivr_author.catalog.model import Catalog, Message, new_catalog
from ivr_author.catalog.update import update_catalog
from ivr_author.core.diagnostics import Diagnostic, error, has_errors
from ivr_author.core.limits import MAX_DELIVERY_BYTES
from ivr_author.core.source import Span
from ivr_author.exchange.accept import Acceptance, Outcome, Texts, accept_delivery, check_delivery
from ivr_author.exchange.delivery import Delivery
from ivr_author.exchange.format_shelf import FORMAT_NAMES, all_formats, format_of
from ivr_author.exchange.package import Package, Unit, make_units
from ivr_author.exchange.tbx import write_tbx
from ivr_author.exchange.tmx import write_tmx
from ivr_author.usecases.catalogs import (
    CATALOG_DOMAINS,
    NOTICES,
    Domain,
    Opened,
    catalogs_in,
    open_catalogs,
    save_catalogs,
)
from ivr_author.usecases.unknown import UnknownName
from ivr_author.workspace.files import WorkspaceError, write_file
from ivr_author.workspace.keeper import Keeper
from ivr_author.workspace.parcel import Parcel
from ivr_author.workspace.project import Workspace, load_workspace
from ivr_author.workspace.revision import open_revision

SET_AS_MARKDOWN = frozenset({NOTICES.name})
"""The domains whose texts are Markdown; prompts are spoken as they stand."""


class Only(StrEnum):
    """Which units go into a package."""

    TODO = "todo"  # whatever is neither translated nor reviewed
    MISSING = "missing"
    DRAFT = "draft"
    FUZZY = "fuzzy"
    ALL = "all"

    def wants(self, state: State) -> bool:
        """Whether a unit in this state goes."""
        if self is Only.TODO:
            return state not in MADE_BY_PEOPLE
        return self is Only.ALL or self.value == state.value


MADE_BY_PEOPLE = frozenset({State.TRANSLATED, State.REVIEWED})
"""What other tools may learn from."""


@dataclass(frozen=True, slots=True)
class Export:
    """How many texts or terms were written; no path: there was nothing to write, or faults stood in the way."""

    count: int
    path: str
    diagnostics: tuple[Diagnostic, ...]
    workspace: Workspace


@dataclass(frozen=True, slots=True)
class Packed:
    """A package as a file; no bytes: there was nothing to write, or faults stood in the way."""

    count: int
    raw: bytes
    diagnostics: tuple[Diagnostic, ...]
    workspace: Workspace


@dataclass(frozen=True, slots=True)
class UnitChange:
    """What a delivery does to one text: the words there (none: it was not translated) and the new ones, by form."""

    address: str
    source: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    is_fuzzy: bool


@dataclass(frozen=True, slots=True)
class DeliveryResult:
    """What became of one file: its locale, its decisions and changes, or why the whole of it is refused."""

    path: str
    locale: str = ""
    acceptance: Acceptance | None = None
    faults: tuple[Diagnostic, ...] = ()
    changes: tuple[UnitChange, ...] = ()

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """Everything that was refused."""
        return (*self.faults, *(self.acceptance.faults if self.acceptance else ()))


@dataclass(frozen=True, slots=True)
class Import:
    """All files, and the catalogs that were written, or would be. `unkept`: why there is no commit, if so."""

    files: tuple[DeliveryResult, ...]
    written: tuple[str, ...]
    diagnostics: tuple[Diagnostic, ...] = ()
    unkept: Diagnostic | None = None

    @property
    def accepted(self) -> int:
        """How many texts get other words."""
        return sum(len(one.changes) for one in self.files)


def export_package(
    root: Path, locale: str, format_name: str, out: Path, domain: str = "", only: Only = Only.TODO, since: str = ""
) -> Export:
    """Write a package into a file; as `pack`."""
    packed = pack(load_workspace(root), locale, format_name, domain, only, since)
    if packed.count:
        write_file(out.parent, out.name, packed.raw)
    return Export(packed.count, str(out) if packed.count else "", packed.diagnostics, packed.workspace)


def pack(
    workspace: Workspace, locale: str, format_name: str, domain: str = "", only: Only = Only.TODO, since: str = ""
) -> Packed:
    """The units of a locale that `only` names, as a format writes them.

    `since`: only texts that are not as a revision of the workspace had them. Nothing is written where there are no
    such units, or where a file with texts has errors. Catalogs stay as they are. Raises `UnknownName`.
    """
    if format_name not in FORMAT_NAMES:
        raise UnknownName("format", format_name, FORMAT_NAMES)
    opened = catalogs_in(workspace, [locale], domain)
    if workspace.content is None or has_errors(opened.diagnostics):
        return Packed(0, b"", opened.diagnostics, workspace)
    before = _texts_at(workspace.root, since, [one.domain for one in opened.catalogs]) if since else None
    (package,) = _packages(opened, [locale])
    units = (one for one in package.units if only.wants(one.state) and (before is None or _is_new(one, before)))
    package = replace(package, units=tuple(units))
    raw = all_formats()[format_name].write(package) if package.units else b""
    return Packed(len(package.units), raw, opened.diagnostics, workspace)


def export_memory(root: Path, out: Path, locale: str = "", domain: str = "", only: Only | None = None) -> Export:
    """Write the translations of a locale (default: of all) as TMX.

    Those that people made: translated and reviewed ones; `only`: those in other states that have words.
    """
    opened = open_catalogs(root, [locale] if locale else (), domain)
    if opened.workspace.content is None or has_errors(opened.diagnostics):
        return Export(0, "", opened.diagnostics, opened.workspace)
    wants = only.wants if only else MADE_BY_PEOPLE.__contains__
    packages = [
        replace(one, units=tuple(unit for unit in one.units if wants(unit.state) and any(unit.forms)))
        for one in _packages(opened, dict.fromkeys(one.locale for one in opened.catalogs))
    ]
    return _write(out, opened, sum(len(one.units) for one in packages), lambda: write_tmx(packages))


def export_glossary(root: Path, out: Path, locale: str = "") -> Export:
    """Write the glossary of a locale (default: all that there are) as TBX."""
    opened = open_catalogs(root, [locale] if locale else ())
    workspace = opened.workspace
    if workspace.content is None or has_errors(opened.diagnostics):
        return Export(0, "", opened.diagnostics, workspace)
    settings = workspace.content.settings
    glossaries = [one for name, one in workspace.glossaries.items() if locale in ("", name)]
    terms = sum(len(one.terms) for one in glossaries)
    return _write(out, opened, terms, lambda: write_tbx(glossaries, settings.source_locale, settings.organisation))


def _write(out: Path, opened: Opened, count: int, content: Callable[[], bytes]) -> Export:
    if count:
        write_file(out.parent, out.name, content())
    return Export(count, str(out) if count else "", opened.diagnostics, opened.workspace)


def _packages(opened: Opened, locales: Iterable[str]) -> list[Package]:
    """All units of each locale."""
    assert opened.workspace.content is not None, "the callers looked"
    settings = opened.workspace.content.settings
    texts = _up_to_date(opened)
    return [
        Package(
            locale,
            settings.source_locale,
            settings.organisation,
            tuple(
                unit
                for one in texts
                if one.catalog.locale == locale
                for unit in make_units(one.domain, one.segments, one.catalog, one.has_markdown)
            ),
        )
        for locale in locales
    ]


def _up_to_date(opened: Opened) -> list[Texts]:
    """The catalogs as an update would leave them; a package of yesterday's texts would come back in vain."""
    content = opened.workspace.content
    assert content is not None, "its settings named the locales"
    texts = []
    for one in opened.catalogs:
        before = one.catalog or new_catalog(one.locale, content.settings.organisation)
        updated, _ = update_catalog(before, one.segments)
        glossary = opened.workspace.glossaries.get(one.locale, NO_GLOSSARY)
        texts.append(Texts(one.domain.name, one.segments, updated, one.domain.name in SET_AS_MARKDOWN, glossary))
    return texts


Before = Mapping[tuple[str, str], tuple[str, str]]


def _texts_at(root: Path, named: str, domains: Iterable[Domain]) -> Before:
    """Domain and address of each text of a revision, with the text and its plural."""
    with open_revision(root, named) as folder:
        earlier = load_workspace(folder)
        return {
            (domain.name, segment.address): (segment.text, segment.plural)
            for domain in domains
            for segment in domain.segments(earlier)
        }


def _is_new(unit: Unit, before: Before) -> bool:
    return before.get((unit.domain, unit.address)) != (unit.source, unit.plural)


def import_deliveries(keeper: Keeper, root: Path, files: Sequence[Parcel], is_trial: bool = False) -> Import:
    """Accept what can be accepted of each file, and save all catalogs that this changes, or none.

    A trial saves nothing and says the same. Raises WorkspaceError or Conflict where not all could be saved.
    """
    workspace = load_workspace(root)
    if workspace.content is None:
        return Import((), (), workspace.diagnostics)
    importer = _Importer(workspace)
    results = tuple(importer.take(file) for file in files)
    done = Import(results, tuple(importer.accepted))
    if is_trial or not importer.accepted:
        return done
    locales = ", ".join(dict.fromkeys(one.locale for one in results if one.changes))
    kept = save_catalogs(keeper, workspace, importer.accepted, f"Take {done.accepted} translations into {locales}")
    return replace(done, unkept=kept.fault)


class _Importer:
    """The catalogs while files are taken one by one: what the first brought, the second finds."""

    def __init__(self, workspace: Workspace) -> None:
        assert workspace.content is not None, "the caller looked"
        self._workspace = workspace
        self._settings = workspace.content.settings
        self._faults: dict[str, list[Diagnostic]] = {}
        self._texts: dict[str, dict[str, Texts]] = {}
        self.accepted: dict[str, Catalog] = {}

    def take(self, file: Parcel) -> DeliveryResult:
        """Read and judge one file."""
        path = file.name
        delivery, faults = _read(file)
        if delivery is None:
            return DeliveryResult(path, faults=tuple(faults))
        settings = self._settings
        locale, faults = check_delivery(delivery, settings.locales, settings.source_locale, settings.organisation)
        if not faults:
            faults = self._open(locale)
        if faults:
            return DeliveryResult(path, locale, faults=tuple(faults))
        texts = self._texts[locale]
        done = accept_delivery(delivery, texts.values(), locale, settings.source_locale)
        changes = tuple(_changes(done, texts))
        for domain, catalog in done.catalogs.items():
            texts[domain] = replace(texts[domain], catalog=catalog)
            self.accepted[CATALOG_DOMAINS[domain].catalog(locale)] = catalog
        return DeliveryResult(path, locale, done, changes=changes)

    def _open(self, locale: str) -> list[Diagnostic]:
        """The catalogs of a locale, unless what stands in the way of them is given."""
        if locale not in self._texts:
            opened = catalogs_in(self._workspace, [locale])
            self._faults[locale] = [fault for fault in opened.diagnostics if has_errors([fault])]
            self._texts[locale] = {one.domain: one for one in _up_to_date(opened)}
        return self._faults[locale]


def _changes(done: Acceptance, texts: Mapping[str, Texts]) -> Iterator[UnitChange]:
    """What the accepted units change, in the order of the delivery."""
    before = {name: _by_address(one.catalog) for name, one in texts.items()}
    after = {name: _by_address(catalog) for name, catalog in done.catalogs.items()}
    for one in done.decisions:
        if one.outcome is Outcome.ACCEPTED:
            old, new = before[one.domain][one.address], after[one.domain][one.address]
            words = tuple(old.strings) if any(old.strings) else ()
            yield UnitChange(one.address, new.msgid, words, tuple(new.strings), one.is_fuzzy)


def _by_address(catalog: Catalog) -> dict[str, Message]:
    return {message.context or "": message for message in catalog.entries}


def _read(file: Parcel) -> tuple[Delivery | None, list[Diagnostic]]:
    path = file.name
    try:
        raw = file.read(MAX_DELIVERY_BYTES)
    except WorkspaceError as failure:
        return None, [replace(failure.diagnostic, span=Span(path, 1, 1, 1, 1))]
    exchange_format = format_of(raw, PurePath(path).name)
    if exchange_format is None:
        known = ", ".join(one.title for one in all_formats().values())
        span = Span(path, 1, 1, 1, 1)
        return None, [error("delivery-format", "this is no file that can be imported", span, f"send {known}")]
    return exchange_format.read(raw, path)
