"""`check`: every fault of a workspace in one run. Showing them is left to the faces."""

from __future__ import annotations

import importlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum, auto
from functools import cached_property, lru_cache
from itertools import chain
from pathlib import Path
from types import ModuleType

from ivr_author.catalog import po, po_check
from ivr_author.catalog.check import CATALOG_RULES, check_catalogs
from ivr_author.catalog.glossary.model import RULES as GLOSSARY_RULES
from ivr_author.catalog.model import Catalog
from ivr_author.catalog.po import read_catalog
from ivr_author.catalog.subject import CatalogSubject
from ivr_author.core import yaml_faults
from ivr_author.core.diagnostics import Diagnostic, Severity, error, sort_diagnostics
from ivr_author.core.limits import MAX_CATALOG_BYTES
from ivr_author.core.source import Source, Span
from ivr_author.flow.content import Content, Flow
from ivr_author.flow.model import CalendarName
from ivr_author.flow.node import leaves
from ivr_author.flow.rule import FLOW_RULES, READING_RULES, check_flows
from ivr_author.flow.segments import segments_of_content
from ivr_author.flow.subject import Subject
from ivr_author.harness.targets import load_targets
from ivr_author.ir import coverage
from ivr_author.ir.program import Program
from ivr_author.notice.content import NoticeContent
from ivr_author.notice.segments import segments_of_notices
from ivr_author.notice.subject import NoticeSubject
from ivr_author.usecases import bulletin_words, reading_grade, recordings
from ivr_author.usecases import program as program_rules
from ivr_author.usecases.bulletin_words import check_text_messages
from ivr_author.usecases.program import program_of
from ivr_author.usecases.reading_grade import check_grades, today_in
from ivr_author.workspace import files
from ivr_author.workspace.files import list_files, read_source
from ivr_author.workspace.layout import FLOWS_DOMAIN, NOTICES_DOMAIN, is_below, template_path, workspace_path
from ivr_author.workspace.project import Workspace, load_workspace
from ivr_author.workspace.recordings import RULES as MANIFEST_RULES


class NoticeChecks(Enum):
    """How much of notices is judged: nothing, what takes no time, or the pages of letters too (a second or two)."""

    NONE = auto()
    QUICK = auto()
    ALL = auto()


@dataclass(frozen=True)
class CheckResult:
    """What a check found, sorted by place. `sound` is the content without the flows that have errors.

    `sound` and `program` are None without a usable ivr.yaml.
    """

    workspace: Workspace
    diagnostics: tuple[Diagnostic, ...]
    sound: Content | None
    made: Program | None = None
    """The program of what is sound, where the check has made it here."""

    @cached_property
    def program(self) -> Program | None:
        """The flows without errors as a program; made now, if the check was made in another process."""
        if self.made is not None or self.sound is None:
            return self.made
        return program_of(self.workspace, self.sound)

    @property
    def sources(self) -> Mapping[str, Source]:
        """The texts that were read, by path, to show the places in."""
        return self.workspace.sources


def all_rules() -> dict[str, str]:
    """Every rule id that a check can report, with its description."""
    described = {**yaml_faults.RULES, **files.RULES, **po.RULES, **po_check.RULES, **GLOSSARY_RULES}
    described.update({**coverage.RULES, **program_rules.RULES})
    described.update({rule.id: rule.description for rule in FLOW_RULES.values()})
    described.update({rule.id: rule.description for rule in CATALOG_RULES.values()})
    notices = _rules_of_notices()
    described.update({rule.id: rule.description for rule in notices.NOTICE_RULES.values()})
    for target in load_targets().values():
        described.update(target.rules)
    described.update({**MANIFEST_RULES, **recordings.RULES, **reading_grade.RULES, **bulletin_words.RULES})
    return dict(sorted({**described, **notices.READING_NOTICE_RULES, **READING_RULES}.items()))


def check_workspace(
    root: Path,
    targets: Sequence[str] | None = None,
    paths: Sequence[str] = (),
    notices: NoticeChecks = NoticeChecks.QUICK,
    today: date | None = None,
) -> CheckResult:
    """Every fault of a workspace, or of the files and folders in `paths`.

    `targets` are asked what they cannot do, all by default. Flows with errors are left out of what they see.
    `notices`: which of their rules are asked; their files are read in any case. `today`, by default that of the
    workspace's time zone, says which waivers have ended.
    """
    return check_loaded(load_workspace(root), targets, paths, notices, today)


def check_loaded(
    workspace: Workspace,
    targets: Sequence[str] | None = None,
    paths: Sequence[str] = (),
    notices: NoticeChecks = NoticeChecks.QUICK,
    today: date | None = None,
) -> CheckResult:
    """The same for a workspace that was read already."""
    sound = program = None
    found = list(workspace.diagnostics)
    if workspace.content is not None:
        scripts = tuple(chain.from_iterable(workspace.scripts.values()))
        found.extend(check_flows(Subject(workspace.content, scripts)))
        found.extend(check_catalogs(catalog_subject(workspace, workspace.content)))
        subject = None if notices is NoticeChecks.NONE else notice_subject(workspace)
        if subject is not None:
            found.extend(_rules_of_notices().check_notices(subject, notices is NoticeChecks.ALL))
        found.extend(check_catalogs(_notice_catalog_subject(workspace, workspace.content)))
        sound = sound_content(workspace.content, found)
        program = program_of(workspace, sound)
        is_whole = not workspace.content.unreadable and len(sound.flows) == len(workspace.content.flows)
        found.extend(recordings.check_manifests(workspace, program, is_whole=is_whole))
        for name in load_targets():
            if targets is None or name in targets:
                found.extend(load_targets()[name].check(program))
        # After the program is made: a hard flow can still be compiled and tried.
        day = today or today_in(workspace.content.settings.time_zone)
        found.extend(check_grades(workspace.content, workspace.translations(), subject, day))
        found.extend(check_text_messages(workspace.content, workspace.translations()))
        if targets is None:
            found.extend(coverage.needless_ways_out(program, load_targets().values()))
            found.extend(coverage.voices_for_nobody(program, load_targets().values()))
    return CheckResult(workspace, tuple(_only(paths, sort_diagnostics(found), workspace)), sound, program)


def _rules_of_notices() -> ModuleType:
    # Loaded here: builds and services judge no notices, and what sets letters hangs on their rules.
    return importlib.import_module("ivr_author.notice.rule")


def catalog_subject(workspace: Workspace, content: Content) -> CatalogSubject:
    """The texts of flows and bulletins beside their translations, for the rules of catalogs."""
    settings = content.settings
    segments = tuple(segments_of_content(content))
    top = Span(settings.source.path, 1, 1, 1, 1)
    template = None if content.unreadable else _template(workspace.root, FLOWS_DOMAIN)
    return CatalogSubject(
        segments,
        settings.locales,
        workspace.catalogs,
        top,
        template,
        FLOWS_DOMAIN,
        settings.source_locale,
        workspace.glossaries,
    )


def notice_subject(workspace: Workspace) -> NoticeSubject:
    """The notices of a workspace for their rules; nothing to judge without a usable ivr.yaml."""
    if workspace.content is None:
        return NoticeSubject(NoticeContent(), "en", ())
    settings = workspace.content.settings
    translations = workspace.notice_translations()
    return NoticeSubject(workspace.notices, settings.source_locale, settings.locales, translations)


def _notice_catalog_subject(workspace: Workspace, content: Content) -> CatalogSubject:
    """The texts of notices; a workspace without notices has none, whatever a letterhead could say."""
    notices, settings = workspace.notices, content.settings
    segments = tuple(segments_of_notices(notices)) if notices.notices else ()
    top = Span(settings.source.path, 1, 1, 1, 1)
    is_whole = not notices.unreadable and all(file.template is not None for file in notices.notices.values())
    template = _template(workspace.root, NOTICES_DOMAIN) if is_whole else None
    catalogs = workspace.notice_catalogs
    domain, source_locale = NOTICES_DOMAIN, settings.source_locale
    return CatalogSubject(
        segments, settings.locales, catalogs, top, template, domain, source_locale, workspace.glossaries
    )


def _template(root: Path, domain: str) -> Catalog | None:
    path = template_path(domain)
    if not list_files(root, [path])[0]:
        return None
    source, _ = read_source(root, path, MAX_CATALOG_BYTES)
    return _read_template(source) if source is not None else None


@lru_cache(maxsize=8)
def _read_template(source: Source) -> Catalog:
    # It changes when texts are extracted, and is looked at by every check.
    return read_catalog(source, "")[0]


def sound_content(content: Content, found: Iterable[Diagnostic]) -> Content:
    """The content without flows that have errors, so that no stage after this meets what authors got wrong."""
    faulty = {one.span.path for one in found if one.severity is Severity.ERROR and one.span is not None}
    flows = {
        name
        for name, flow in content.flows.items()
        if flow.source.path not in faulty and not flow.broken and not _leans_on_unreadable(content, flow)
    }
    return some_of(content, flows, {name for name, one in content.bulletins.items() if one.source.path not in faulty})


def some_of(content: Content, flows: Collection[str], bulletins: Collection[str]) -> Content:
    """The content with only these flows and bulletins."""
    return replace(
        content,
        flows={name: flow for name, flow in content.flows.items() if name in flows},
        bulletins={name: bulletin for name, bulletin in content.bulletins.items() if name in bulletins},
    )


def _leans_on_unreadable(content: Content, flow: Flow) -> bool:
    calendars = (
        leaf.value.value
        for node in flow.nodes.values()
        for leaf in leaves(node)
        if isinstance(leaf.value, CalendarName)
    )
    return any(name not in content.calendars for name in calendars)


def _only(paths: Sequence[str], found: Iterable[Diagnostic], workspace: Workspace) -> Iterator[Diagnostic]:
    """The faults in these files and folders, and those of no file; a path where there is nothing is a fault itself."""
    if not paths:
        yield from found
        return
    listed = list(found)
    wanted = {path: workspace_path(path, workspace.root) for path in paths}
    known = {*workspace.sources, *(one.span.path for one in listed if one.span is not None)}
    for path, below in wanted.items():
        if not any(is_below(one, below) for one in known):
            yield error(
                "file-missing", f"there is nothing to check at `{path}`", hint="name a file or folder of the workspace"
            )
    for one in listed:
        if one.span is None or any(is_below(one.span.path, below) for below in wanted.values()):
            yield one
