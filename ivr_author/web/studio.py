"""The workspace as the studio shows it: read again only when its files have changed, and safe to share by threads."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain
from pathlib import Path
from threading import RLock

from ivr_author.catalog.check import CATALOG_RULES
from ivr_author.catalog.lookup import Translations
from ivr_author.catalog.stats import CatalogStats
from ivr_author.core.diagnostics import Diagnostic, has_errors
from ivr_author.core.memo import Memo
from ivr_author.core.segment import Segment
from ivr_author.core.source import Source, Span
from ivr_author.core.tree import Mapping as TreeMapping
from ivr_author.core.yaml_source import read_yaml
from ivr_author.flow.content import Content
from ivr_author.flow.reached import flows_reached
from ivr_author.harness.targets import load_targets
from ivr_author.ir.program import Program
from ivr_author.ir.target import Artifact
from ivr_author.usecases.build import emit
from ivr_author.usecases.bulletins import with_switches
from ivr_author.usecases.check import CheckResult
from ivr_author.usecases.keep_letters import LetterStore
from ivr_author.usecases.program import program_of
from ivr_author.usecases.show_notice import NoticeDesk
from ivr_author.usecases.switched import digest_of
from ivr_author.web.checking import Checker, Known, known_of, provisional
from ivr_author.web.disk import WatchedKeeper
from ivr_author.web.signed_in import keeper_for_visitor
from ivr_author.web.texts import segments_by_group, stats_by_group
from ivr_author.workspace.files import WorkspaceError
from ivr_author.workspace.keeper import GitKeeper, Keeper
from ivr_author.workspace.layout import FileKind, kind_of, stem
from ivr_author.workspace.loader import KeptFiles
from ivr_author.workspace.project import Workspace, load_workspace
from ivr_author.workspace.stamps import WorkspaceStamp, stamp_workspace
from ivr_author.workspace.switches import Switches

MAX_SEGMENT_LINES = 60
MOST_FLOWS = 2_000

_node_lines: Memo[tuple[tuple[str, int, int], ...]] = Memo(MOST_FLOWS)
"""Where nodes stand, for as long as a flow's file says the same: reading a hundred of them takes more than a second."""


@dataclass(frozen=True, slots=True)
class Place:
    """What a stretch of a file belongs to: a flow, one of its nodes, the address of words, a notice; or nothing."""

    flow: str = ""
    node: str = ""
    words: str = ""
    notice: str = ""


@dataclass(frozen=True)
class Built:
    """What a target made of the workspace, or why it made nothing."""

    artifact: Artifact | None
    diagnostics: tuple[Diagnostic, ...] = ()


@dataclass
class Snapshot:
    """The workspace at one moment. What is derived from it is made once, when it is first asked for.

    What is wrong with it comes from a check that may still run; until it ends, what the one before found is shown for
    files that have not changed since, and `is_checking` says so.
    """

    stamp: WorkspaceStamp
    workspace: Workspace
    checker: Checker
    running: Future[CheckResult | None]
    letters: LetterStore = field(default_factory=LetterStore)
    notices_before: NoticeDesk | None = None
    lock: RLock = field(default_factory=RLock)
    _built: dict[str, Built] = field(default_factory=dict)
    _switched: dict[str, Program] = field(default_factory=dict)
    _line_nodes: dict[str, Mapping[int, str]] = field(default_factory=dict)
    _build_lock: RLock = field(default_factory=RLock)
    _checked: CheckResult | None = None
    _facts: Known | None = None

    @property
    def checked(self) -> CheckResult | None:
        """What the check of this version found; None while it runs."""
        if self._checked is None:
            self._checked = self.checker.wait(self.running)
        return self._checked

    @property
    def is_checking(self) -> bool:
        """Whether more may be found yet."""
        return self.checked is None

    @property
    def content(self) -> Content | None:
        """Flows and settings, unless ivr.yaml itself could not be read."""
        return self.workspace.content

    @property
    def sources(self) -> Mapping[str, Source]:
        """Every text that was read, by its path."""
        return self.workspace.sources

    @property
    def diagnostics(self) -> Sequence[Diagnostic]:
        """All faults that are known, by place."""
        return self._known.diagnostics

    @property
    def program(self) -> Program | None:
        """What the flows without errors come to."""
        return self._known.program

    def program_of(self, flow_id: str) -> Program | None:
        """A program in which a flow can be called, with those that it leads to; None where it has errors."""
        return self._known.program_of(flow_id)

    def switched_program_of(self, flow_id: str, switches: Switches) -> Program | None:
        """The same with bulletins as they are switched."""
        name = f"{digest_of(switches)} {flow_id}"
        with self._build_lock:
            sound = self._known.sound
            if name not in self._switched and sound is not None and flow_id in sound.flows:
                part = replace(sound, flows=flows_reached(sound, flow_id))
                self._switched[name] = program_of(self.workspace, with_switches(part, switches)[0])
            return self._switched.get(name)

    @property
    def callable_flows(self) -> Collection[str]:
        """The flows that are free of errors, as far as is known."""
        return self._known.sound_flows

    def can_be_called(self, flow_id: str) -> bool:
        """Whether a flow is free of errors, as far as is known."""
        return flow_id in self.callable_flows

    @property
    def _known(self) -> Known:
        """What is known of this version now: all, or what was known before of what has not changed."""
        checked = self.checked
        with self.lock:
            if self._facts is None or (checked is not None and self._facts.is_provisional):
                self._facts = known_of(checked) if checked else provisional(self.workspace, self.checker.latest)
            return self._facts

    @cached_property
    def translations(self) -> Translations:
        """The catalogs, by address."""
        return self.workspace.translations()

    @cached_property
    def notices(self) -> NoticeDesk:
        """The notices, to be shown: as the version before showed them, where it had the same."""
        before = self.notices_before
        same = before is not None and _has_the_same_notices(before.workspace, self.workspace)
        return before if before is not None and same else NoticeDesk(self.workspace, self.letters)

    @cached_property
    def segments_by_group(self) -> Mapping[str, tuple[Segment, ...]]:
        """Every text that is translated, by its flow, or under `texts` and `bulletins`."""
        return segments_by_group(self.content) if self.content else {}

    @property
    def segments(self) -> Iterator[Segment]:
        """Every text that is translated."""
        return chain.from_iterable(self.segments_by_group.values())

    @cached_property
    def stats(self) -> Mapping[str, Mapping[str, CatalogStats]]:
        """How far each flow is in each locale: `stats[flow][locale]`; the empty name stands for the whole workspace."""
        if self.content is None:
            return {}
        return stats_by_group(self.content.settings, self.segments_by_group, self.workspace.catalogs)

    def build(self, target: str, flow_id: str = "", switches: Switches | None = None) -> Built:
        """What a target makes of the flows without errors, or of one flow and those that it leads to; made once.

        With `switches`: of one flow, with its bulletins as they are switched. Seconds for a hundred flows: such a page
        makes a task of it. Other pages do not wait for it meanwhile.
        """
        with self._build_lock:
            name = f"{target} {flow_id} {digest_of(switches) if switches is not None else ''}"
            if name not in self._built:
                program = self.program_of(flow_id) if flow_id else self.program
                if switches is not None:
                    program = self.switched_program_of(flow_id, switches)
                self._built[name] = self._build(target, program)
            return self._built[name]

    def _build(self, target: str, program: Program | None) -> Built:
        if program is None or not program.entries:
            return Built(None, tuple(self.diagnostics))
        faults = tuple(load_targets()[target].check(program))
        return Built(None, faults) if has_errors(faults) else Built(emit(program, target), faults)

    # --- places ---

    def flow_paths(self) -> dict[str, str]:
        """Every flow's file by the flow's id, readable or not."""
        paths = {*self.sources, *(one.span.path for one in self.diagnostics if one.span)}
        return {stem(path): path for path in sorted(paths) if kind_of(path) is FileKind.FLOW}

    def faults_of(self, path: str) -> list[Diagnostic]:
        """The faults of one file."""
        return self._faults_by_path.get(path, [])

    def faults_of_notice(self, notice_id: str) -> list[Diagnostic]:
        """The faults of the files of one notice. What is not translated is told by `notices.stats`, not here."""
        paths = [path for path in self._faults_by_path if notice_of(path) == notice_id]
        found = [one for path in sorted(paths) for one in self._faults_by_path[path]]
        return [one for one in found if one.rule not in CATALOG_RULES]

    @property
    def _faults_by_path(self) -> Mapping[str, list[Diagnostic]]:
        return self._known.by_path

    def place_of(self, span: Span | None) -> Place:
        """What a stretch of a file belongs to."""
        if span is None:
            return Place()
        near = self._words_by_line.get((span.path, span.line), ())
        words = next((address for one, address in near if _is_in(span, one)), "")
        if kind_of(span.path) is not FileKind.FLOW:
            return Place(words=words, notice=notice_of(span.path))
        flow_id = stem(span.path)
        return Place(flow_id, self._nodes_by_line(flow_id).get(span.line, ""), words)

    @cached_property
    def _words_by_line(self) -> Mapping[tuple[str, int], Sequence[tuple[Span, str]]]:
        words: dict[tuple[str, int], list[tuple[Span, str]]] = defaultdict(list)
        for segment in self.segments:
            span = segment.span
            # A built-in sentence that the workspace does not say in words of its own has the whole file for its place.
            if span.end_line - span.line < MAX_SEGMENT_LINES:
                for line in range(span.line, span.end_line + 1):
                    words[span.path, line].append((span, segment.address))
        return dict(words)

    def _nodes_by_line(self, flow_id: str) -> Mapping[int, str]:
        if flow_id not in self._line_nodes:
            lines = {}
            for node, first, last in reversed(self.node_lines(flow_id)):
                lines.update(dict.fromkeys(range(first, last + 1), node))
            self._line_nodes[flow_id] = lines
        return self._line_nodes[flow_id]

    def node_lines(self, flow_id: str) -> Sequence[tuple[str, int, int]]:
        """The lines from and to which each node of a flow stands in its file, read from its tree, broken or not."""
        source = self.sources.get(f"flows/{flow_id}.yaml")
        return _node_lines.get(source.path, source, lambda: _read_node_lines(source)) if source else ()


def _read_node_lines(source: Source) -> tuple[tuple[str, int, int], ...]:
    tree = read_yaml(source)[0]
    nodes = tree.get("nodes") if isinstance(tree, TreeMapping) else None
    if not isinstance(nodes, TreeMapping):
        return ()
    return tuple((key.text, key.span.line, max(key.span.line, value.span.end_line)) for key, value in nodes)


def notice_of(path: str) -> str:
    """The notice that a file belongs to; empty for what notices share, and for other files."""
    folder, _, rest = path.partition("/")
    notice, slash, _ = rest.partition("/")
    return notice if folder == "notices" and slash and not notice.startswith("_") else ""


def _is_in(span: Span, other: Span) -> bool:
    return other.start <= span.start and span.end <= other.end and span.end > 0


class Studio:
    """The one workspace that this studio is about."""

    def __init__(self, root: Path) -> None:
        self.root = root
        # What can't be put right now, the next save puts right, or tells.
        with suppress(WorkspaceError):
            GitKeeper(root).recover()
        self._lock = RLock()
        self._snapshot: Snapshot | None = None
        self._letters = LetterStore()
        self._files = KeptFiles()
        self._checker = Checker()

    @property
    def keeper(self) -> Keeper:
        """Where the studio's views save: in the name of the person who is signed in."""
        return keeper_for_visitor(lambda author: WatchedKeeper(GitKeeper(self.root, author)))

    @property
    def signing_keeper(self) -> Keeper:
        """The same for names beside translations that stay what they are: who reviews a language gives those, too."""
        return keeper_for_visitor(lambda author: WatchedKeeper(GitKeeper(self.root, author)), signs=True)

    def close(self) -> None:
        """End what runs behind the pages."""
        self._checker.close()

    def snapshot(self) -> Snapshot:
        """The workspace as it is on the disk now."""
        with self._lock:
            stamp = stamp_workspace(self.root)
            held = self._snapshot
            if held is not None and held.stamp.settled and held.stamp == stamp:
                return held
            self._files.signatures = stamp.signatures()
            workspace = load_workspace(self.root, self._files)
            if held is not None and held.stamp.files == stamp.files and _says_the_same(held.workspace, workspace):
                held.stamp = stamp
                return held
            running = self._checker.begin(workspace)
            desk = held.notices if held is not None else None
            self._snapshot = Snapshot(stamp, workspace, self._checker, running, self._letters, desk)
            return self._snapshot


def _has_the_same_notices(one: Workspace, other: Workspace) -> bool:
    settings = [shown.content.settings if shown.content is not None else None for shown in (one, other)]
    return (
        settings[0] == settings[1]
        and one.notices == other.notices
        and one.notice_catalogs.keys() == other.notice_catalogs.keys()
        and all(one.notice_catalogs[locale] is catalog for locale, catalog in other.notice_catalogs.items())
    )


def _says_the_same(one: Workspace, other: Workspace) -> bool:
    sources = one.sources.keys() == other.sources.keys() and all(
        one.sources[path] is other.sources[path] for path in one.sources
    )
    return sources and one.diagnostics == other.diagnostics
