"""Loads a workspace: every file is read, and whatever is wrong with one never stops the others."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import Any, TypeVar

from ivr_author.call.script import CallScript
from ivr_author.catalog.glossary.model import Glossary
from ivr_author.catalog.lookup import Translations
from ivr_author.catalog.model import Catalog
from ivr_author.catalog.po import read_catalog
from ivr_author.catalog.po_entry import reread_catalog
from ivr_author.core.diagnostics import Diagnostic, error
from ivr_author.core.limits import MAX_CATALOG_BYTES
from ivr_author.core.source import Source
from ivr_author.core.tree import Node as TreeNode
from ivr_author.flow.content import Bulletin, CalendarFile, Content, Flow
from ivr_author.flow.read import read_bulletin, read_flow
from ivr_author.flow.read_script import read_scripts
from ivr_author.flow.read_settings import read_calendar, read_settings
from ivr_author.flow.settings import Settings
from ivr_author.notice.content import NoticeContent
from ivr_author.speech.recording import Recordings, index_recordings
from ivr_author.workspace.glossaries import load_glossaries
from ivr_author.workspace.layout import (
    BULLETINS,
    CALENDARS,
    CALLS_SUFFIX,
    FLOWS,
    FLOWS_DOMAIN,
    NOTICES_DOMAIN,
    SCRIPTS,
    SETTINGS,
    catalog_path,
    stem,
)
from ivr_author.workspace.loader import KeptFiles, Loader
from ivr_author.workspace.notices import channels_of_notices, has_notices, load_notices
from ivr_author.workspace.recordings import Take, load_recordings

Read = TypeVar("Read")

MOST_CATALOGS_KEPT = 64
"""Catalogs that are read again only when they were changed; reading them is the slowest part of loading a workspace."""


@dataclass(frozen=True)
class Workspace:
    """A workspace as it was read. `content` is None where ivr.yaml itself could not be read."""

    root: Path
    content: Content | None
    sources: Mapping[str, Source] = field(default_factory=dict)
    scripts: Mapping[str, tuple[CallScript, ...]] = field(default_factory=dict)
    catalogs: Mapping[str, Catalog] = field(default_factory=dict)
    diagnostics: tuple[Diagnostic, ...] = ()
    notices: NoticeContent = field(default_factory=NoticeContent)
    notice_catalogs: Mapping[str, Catalog] = field(default_factory=dict)
    glossaries: Mapping[str, Glossary] = field(default_factory=dict)
    takes: Mapping[str, tuple[Take, ...]] = field(default_factory=dict)

    def translations(self) -> Translations:
        """The catalogs of flows, to look texts up in."""
        return Translations(self.catalogs, self._source_locale)

    def notice_translations(self) -> Translations:
        """The catalogs of notices, to look texts up in."""
        return Translations(self.notice_catalogs, self._source_locale)

    def recordings(self) -> Recordings:
        """The recordings that the manifests name, to look texts up in."""
        return index_recordings(take.recording for takes in self.takes.values() for take in takes)

    @property
    def has_notices(self) -> bool:
        """Whether there are any, or files that were to be some."""
        return bool(self.notices.notices or self.notices.unreadable)

    @property
    def _source_locale(self) -> str:
        return self.content.settings.source_locale if self.content else "en"


def load_workspace(root: Path, kept: KeptFiles | None = None) -> Workspace:
    """Read everything under a workspace's root; with `kept`, only what has changed since it was filled."""
    loader = Loader(root, kept=kept or KeptFiles())
    settings = _load_settings(loader)
    if settings is None:
        # Flows and notices can be read without it; their own faults are reported in the same run.
        _load_flows(loader)
        notices = load_notices(loader)
        return Workspace(root, None, loader.sources, diagnostics=tuple(loader.diagnostics), notices=notices)
    flows = _load_flows(loader)
    notices = load_notices(loader)
    content = Content(
        settings=settings,
        flows=flows,
        calendars=_load_calendars(loader, settings.time_zone),
        bulletins=_load_bulletins(loader),
        unreadable=frozenset(loader.unreadable),
        notices=channels_of_notices(notices) if has_notices(root) else None,
    )
    scripts = _load_scripts(loader, settings)
    catalogs = _load_catalogs(loader, settings, FLOWS_DOMAIN)
    notice_catalogs = _load_catalogs(loader, settings, NOTICES_DOMAIN)
    glossaries = load_glossaries(loader, settings.locales)
    takes = load_recordings(loader, settings.all_locales())
    found = tuple(loader.diagnostics)
    return Workspace(
        root, content, loader.sources, scripts, catalogs, found, notices, notice_catalogs, glossaries, takes=takes
    )


def load_calendars(root: Path) -> tuple[Settings | None, Mapping[str, CalendarFile], tuple[Diagnostic, ...]]:
    """ivr.yaml and the calendars alone, and what is wrong with them: a hundred times faster than all of it."""
    loader = Loader(root)
    settings = _load_settings(loader)
    calendars = _load_calendars(loader, settings.time_zone) if settings is not None else {}
    return settings, calendars, tuple(loader.diagnostics)


def _load_settings(loader: Loader) -> Settings | None:
    loaded = loader.tree(SETTINGS) if loader.files(SETTINGS) else None
    if loaded is None:
        if not loader.diagnostics:
            hint = "run `ivr-author init DIR`, or name a folder with -C"
            loader.diagnostics.append(error("no-workspace", "there is no ivr.yaml here", hint=hint))
        return None
    settings, faults = loader.once("settings", SETTINGS, loaded, lambda: read_settings(*loaded))
    loader.diagnostics.extend(faults)
    return settings


def _read_once(
    loader: Loader,
    path: str,
    loaded: tuple[Source, TreeNode],
    read: Callable[[str, Source, TreeNode], tuple[Read | None, list[Diagnostic]]],
) -> tuple[Read | None, list[Diagnostic]]:
    return loader.once("content", path, loaded, lambda: read(stem(path), *loaded))


def _load_flows(loader: Loader) -> dict[str, Flow]:
    flows = {}
    for path in loader.files(FLOWS):
        if path.endswith(CALLS_SUFFIX):
            continue
        loaded = loader.tree(path)
        flow = None
        if loaded is not None:
            flow, faults = _read_once(loader, path, loaded, read_flow)
            loader.diagnostics.extend(faults)
        if flow is None:
            loader.unreadable.add(stem(path))
        else:
            flows[flow.id] = flow
    return flows


def _read_calendar_once(
    loader: Loader, path: str, loaded: tuple[Source, TreeNode], time_zone: str
) -> tuple[CalendarFile | None, list[Diagnostic]]:
    return loader.once("content", path, (*loaded, time_zone), lambda: read_calendar(stem(path), *loaded, time_zone))


def _load_calendars(loader: Loader, time_zone: str) -> dict[str, CalendarFile]:
    calendars = {}
    for path in loader.files(CALENDARS):
        loaded = loader.tree(path)
        calendar = None
        if loaded is not None:
            calendar, faults = _read_calendar_once(loader, path, loaded, time_zone)
            loader.diagnostics.extend(faults)
        if calendar is None:
            loader.unreadable.add(PurePosixPath(path).with_suffix("").as_posix())
        else:
            calendars[calendar.id] = calendar
    return calendars


def _load_bulletins(loader: Loader) -> dict[str, Bulletin]:
    bulletins = {}
    for path in loader.files(BULLETINS):
        loaded = loader.tree(path)
        bulletin = None
        if loaded is not None:
            bulletin, faults = _read_once(loader, path, loaded, read_bulletin)
            loader.diagnostics.extend(faults)
        if bulletin is None:
            loader.unreadable.add(PurePosixPath(path).with_suffix("").as_posix())
        else:
            bulletins[bulletin.id] = bulletin
    return bulletins


def read_calls(
    settings: Settings, flow_id: str, source: Source, tree: TreeNode
) -> tuple[list[CallScript], list[Diagnostic]]:
    """The calls of a script to a flow, from the numbers and into the locales that ivr.yaml gives them."""
    numbers = {one.flow.value: str(one.number) for one in reversed(list(settings.numbers.values()))}
    locales = {str(one.number): one.locale.value for one in settings.numbers.values() if one.locale is not None}
    return read_scripts(flow_id, source, tree, numbers.get(flow_id, ""), locales)


def _load_scripts(loader: Loader, settings: Settings) -> dict[str, tuple[CallScript, ...]]:
    scripts = {}
    for path in loader.files(SCRIPTS):
        loaded = loader.tree(path)
        if loaded is None:
            continue
        flow_id = PurePosixPath(path).name.removesuffix(CALLS_SUFFIX)
        found, faults = _read_calls_once(loader, path, settings, flow_id, loaded)
        loader.diagnostics.extend(faults)
        scripts[path] = tuple(found)
    return scripts


def _read_calls_once(
    loader: Loader, path: str, settings: Settings, flow_id: str, loaded: tuple[Source, TreeNode]
) -> tuple[list[CallScript], list[Diagnostic]]:
    return loader.once("calls", path, (settings, *loaded), lambda: read_calls(settings, flow_id, *loaded))


@lru_cache(maxsize=MOST_CATALOGS_KEPT)
def _read_catalog(source: Source, locale: str) -> tuple[Catalog, tuple[Diagnostic, ...]]:
    catalog, faults = read_catalog(source, locale)
    return catalog, tuple(faults)


def _read_catalog_once(
    loader: Loader, path: str, source: Source, locale: str
) -> tuple[Catalog, tuple[Diagnostic, ...]]:
    known: tuple[Any, Any] | None = loader.kept.made.get(("catalog", path))

    def read() -> tuple[Catalog, tuple[Diagnostic, ...]]:
        # A translator's save changes one entry of ten thousand.
        again = reread_catalog(known[0][0], known[1][0], source) if known is not None else None
        return (again[0], tuple(again[1])) if again is not None else _read_catalog(source, locale)

    # By the file first: to compare two texts of a megabyte takes longer than to see that they are one.
    return loader.once("catalog", path, (source,), read)


def _load_catalogs(loader: Loader, settings: Settings, domain: str) -> dict[str, Catalog]:
    catalogs = {}
    for locale in settings.locales:
        path = catalog_path(locale, domain)
        if not loader.files(path):
            continue
        source = loader.text(path, MAX_CATALOG_BYTES)
        if source is not None:
            catalog, faults = _read_catalog_once(loader, path, source, locale)
            loader.diagnostics.extend(faults)
            catalogs[locale] = catalog
    return catalogs
