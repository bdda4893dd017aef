"""What of a workspace needs somebody: each need is one thing to do at one place, with who would usually do it.

What it says and where it is done is the face's to tell.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from ivr_author.catalog.check import CATALOG_RULES
from ivr_author.catalog.stats import CatalogStats
from ivr_author.core.diagnostics import Diagnostic, Severity
from ivr_author.usecases.reading_grade import RULES as READING_RULES
from ivr_author.workspace.layout import FileKind, calls_path, kind_of
from ivr_author.workspace.project import Workspace


class NeedKind(StrEnum):
    """What is to be done, the most urgent first."""

    SETTINGS = "settings"  # ivr.yaml can't be read: everything hangs on it
    ERRORS = "errors"  # a file has errors, which keep it from going out
    STALE = "stale"  # a language has translations of words that were changed
    MISSING = "missing"  # a language lacks translations
    UNREVIEWED = "unreviewed"  # a language has translations that somebody must look at
    READING = "reading"  # words are harder to read than the workspace allows
    UNCOMMITTED = "uncommitted"  # files differ from the newest version: changed outside of the studio
    UNTRIED = "untried"  # a flow has no call script
    WARNINGS = "warnings"  # a file has warnings


ROLES_OF = {
    NeedKind.STALE: ("translation",),
    NeedKind.MISSING: ("translation",),
    NeedKind.UNREVIEWED: ("translation",),
    NeedKind.READING: ("content",),
    NeedKind.UNCOMMITTED: ("telephony",),
    NeedKind.UNTRIED: ("quality",),
}
"""Who usually does it. Of files with faults: whoever writes such files; of the settings: those who write flows."""

WORDED = (FileKind.NOTICE, FileKind.NOTICE_TEMPLATE, FileKind.SNIPPET, FileKind.LETTERHEAD, FileKind.MEMBERS)


@dataclass(frozen=True, slots=True)
class Need:
    """One thing to do. `path`, `locale` and `flow` are given as the kind needs them; `count` is of how many things."""

    kind: NeedKind
    count: int = 1
    path: str = ""
    locale: str = ""
    flow: str = ""
    roles: tuple[str, ...] = ()


def needs_of(
    workspace: Workspace,
    diagnostics: Sequence[Diagnostic],
    stats: Mapping[str, Sequence[CatalogStats]],
    uncommitted: Sequence[str] = (),
) -> list[Need]:
    """All needs, the most urgent first. `stats`: for each language how far its texts are, of flows and of notices."""
    found = [
        *_of_files(workspace, diagnostics),
        *_of_languages(stats),
        *_of_scripts(workspace),
    ]
    if uncommitted:
        found.append(Need(NeedKind.UNCOMMITTED, len(uncommitted), roles=ROLES_OF[NeedKind.UNCOMMITTED]))
    order = list(NeedKind)
    return sorted(found, key=lambda need: (order.index(need.kind), -need.count, need.path, need.locale, need.flow))


def _of_files(workspace: Workspace, diagnostics: Sequence[Diagnostic]) -> Iterator[Need]:
    by_file: Counter[tuple[NeedKind, str]] = Counter()
    for one in diagnostics:
        path = one.span.path if one.span else ""
        if one.rule in READING_RULES:
            by_file[NeedKind.READING, path] += 1
        elif one.severity is Severity.ERROR:
            by_file[NeedKind.ERRORS, path] += 1
        elif one.severity is Severity.WARNING and one.rule not in CATALOG_RULES:
            by_file[NeedKind.WARNINGS, path] += 1
    for (kind, path), count in by_file.items():
        if kind is NeedKind.ERRORS and workspace.content is None and path == "ivr.yaml":
            yield Need(NeedKind.SETTINGS, count, path, roles=("telephony",))
        else:
            yield Need(kind, count, path, roles=ROLES_OF.get(kind) or _writers_of(path))


def _writers_of(path: str) -> tuple[str, ...]:
    if path.startswith("locales/"):
        return ("translation",)
    if kind_of(path) is FileKind.CALLS:
        return ("quality", "telephony")
    return ("content",) if kind_of(path) in WORDED else ("telephony", "content")


def _of_languages(stats: Mapping[str, Sequence[CatalogStats]]) -> Iterator[Need]:
    for locale, parts in stats.items():
        counts = {
            NeedKind.STALE: sum(one.stale for one in parts),
            NeedKind.MISSING: sum(one.missing for one in parts),
            NeedKind.UNREVIEWED: sum(one.fuzzy for one in parts),
        }
        for kind, count in counts.items():
            if count:
                yield Need(kind, count, locale=locale, roles=ROLES_OF[kind])


def _of_scripts(workspace: Workspace) -> Iterator[Need]:
    for flow in workspace.content.flows if workspace.content else ():
        if not workspace.scripts.get(calls_path(flow)) and calls_path(flow) not in workspace.sources:
            yield Need(NeedKind.UNTRIED, flow=flow, roles=ROLES_OF[NeedKind.UNTRIED])
