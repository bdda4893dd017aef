"""What the Coverage tab shows of one flow: what its call scripts reach, how they go, paths for what they leave out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby
from typing import cast
from zoneinfo import ZoneInfo

from ivr_author.call.caller import Action, Hear
from ivr_author.call.script import CallScript
from ivr_author.core.locale import Locale, find_locale
from ivr_author.flow.edges import Edge
from ivr_author.harness.coverage import FlowCoverage
from ivr_author.harness.paths import GeneratedCall
from ivr_author.harness.targets import load_targets
from ivr_author.ir.program import Program
from ivr_author.ir.target import Artifact
from ivr_author.usecases.coverage import Reached, reached
from ivr_author.usecases.missing_paths import FoundPath, FoundPaths, find_missing_paths
from ivr_author.usecases.try_scripts import ScriptTrials, try_scripts
from ivr_author.web.call.booth import Booth
from ivr_author.web.call.state import CLOCK, FILES, GIVEN, PhoneState, write_action, write_answer
from ivr_author.web.jobs import Job, Jobs, Progress
from ivr_author.web.links import source_link
from ivr_author.web.studio import Snapshot
from ivr_author.web.way_words import step_in_words
from ivr_author.workspace.layout import FLOWS_DOMAIN, FileKind, calls_path, catalog_path, kind_of

_KINDS = (FileKind.SETTINGS, FileKind.FLOW, FileKind.CALENDAR, FileKind.BULLETIN)


@dataclass(frozen=True, slots=True)
class LanguageRow:
    """What is reached in calls of one language: nodes and ways onward, of how many."""

    locale: Locale
    nodes: int
    edges: int


@dataclass(frozen=True, slots=True)
class PathView:
    """A generated call: what it reaches, what its caller does, and its address on the phone."""

    path: FoundPath
    edges: tuple[Edge, ...]
    steps: tuple[str, ...]
    href: str


@dataclass(frozen=True)
class CoverageDesk:
    """One flow that can be called, and the jobs about it as they are when they are first looked at.

    Results are kept for as long as the content is the same.
    """

    shown: Snapshot
    program: Program
    flow: str
    locale: str
    jobs: Jobs

    @cached_property
    def scripts(self) -> tuple[CallScript, ...]:
        """Every call script of the workspace."""
        return tuple(script for group in self.shown.workspace.scripts.values() for script in group)

    @cached_property
    def own_scripts(self) -> tuple[CallScript, ...]:
        """The scripts of this flow; where it has none, those of others that pass it."""
        own = tuple(self.shown.workspace.scripts.get(calls_path(self.flow), ()))
        passing = {
            name
            for edge, names in self.reached.passed_by.items()
            if edge.source.startswith(f"{self.flow}/")
            for name in names
        }
        return own or tuple(script for script in self.scripts if script.name in passing)

    @cached_property
    def reached(self) -> Reached:
        """What all scripts reach."""
        return reached(self.program, self.scripts)

    @cached_property
    def covered(self) -> FlowCoverage:
        """What of this flow is reached."""
        found = self.reached.flow(self.flow)
        assert found is not None, "a program knows its flows"
        return found

    @cached_property
    def missing(self) -> dict[str, list[Edge]]:
        """The ways onward that no script takes, by their node."""
        edges = self.covered.missing_edges
        return {source: list(found) for source, found in groupby(edges, key=lambda edge: edge.source)}

    def languages(self) -> list[LanguageRow]:
        """What is reached in each language."""
        nodes, edges = set(self.covered.nodes), set(self.covered.edges)
        return [
            LanguageRow(
                find_locale(locale),
                len(nodes & self.reached.nodes_by_locale.get(locale, frozenset())),
                len(edges & self.reached.by_locale.get(locale, frozenset())),
            )
            for locale in self.program.all_locales()
        ]

    # --- jobs ---

    def _content(self, *, with_scripts: bool) -> str:
        """Names the content that a result is about, within this process."""
        catalogs = {catalog_path(locale, FLOWS_DOMAIN) for locale in self.program.locales}
        kinds = (*_KINDS, FileKind.CALLS) if with_scripts else _KINDS
        named = [
            (path, source.text)
            for path, source in self.shown.sources.items()
            if kind_of(path) in kinds or path in catalogs
        ]
        return f"{hash(tuple(sorted(named))) & 0xFFFFFFFFFFFFFFFF:016x}"

    @cached_property
    def trials_key(self) -> str:
        """The job that plays the scripts on every target."""
        return f"scripts/{self.flow}/{self._content(with_scripts=True)}"

    @cached_property
    def paths_key(self) -> str:
        """The job that looks for paths. Keeping one of them changes the scripts, not the other paths."""
        return f"paths/{self.flow}/{self.locale}/{self._content(with_scripts=False)}"

    @cached_property
    def trials_job(self) -> Job | None:
        """The scripts being played, or played."""
        return self.jobs.find(self.trials_key)

    @cached_property
    def paths_job(self) -> Job | None:
        """Paths being looked for, or found; none where the scripts leave out more than was looked for."""
        job = self.jobs.find(self.paths_key)
        found = cast("FoundPaths | None", job.result) if job is not None else None
        return None if found is not None and not found.asked.issuperset(self.covered.missing_edges) else job

    def start_trials(self) -> None:
        """Play the scripts on every target that can carry the flows. Raises `TooBusy`."""
        shown, program, scripts = self.shown, self.program, self.own_scripts

        def work(progress: Progress) -> tuple[ScriptTrials, ...]:
            built: dict[str, Artifact | None] = {name: shown.build(name).artifact for name in load_targets()}
            artifacts = {name: artifact for name, artifact in built.items() if artifact is not None}
            return try_scripts(program, scripts, artifacts, progress)

        self.jobs.start(self.trials_key, work)

    def start_paths(self) -> None:
        """Look for paths to what is missing. Raises `TooBusy`."""
        program, flow, locale, missing = self.program, self.flow, self.locale, self.covered.missing_edges
        if self.paths_job is None:
            self.jobs.forget(self.paths_key)
        self.jobs.start(self.paths_key, lambda _progress: find_missing_paths(program, flow, missing, locale))

    def trials(self) -> tuple[ScriptTrials, ...]:
        """How the scripts went; empty before they were played."""
        job = self.trials_job
        return cast("tuple[ScriptTrials, ...]", job.result) if job is not None and job.result is not None else ()

    def found_paths(self) -> FoundPaths | None:
        """The paths, once they are found."""
        job = self.paths_job
        return cast("FoundPaths | None", job.result) if job is not None else None

    def paths(self, booth: Booth) -> list[PathView]:
        """The paths to what is still missing."""
        found, missing = self.found_paths(), set(self.covered.missing_edges)
        views = []
        for one in found.open_paths(missing) if found is not None else ():
            state = state_of_call(booth, one.call, one.call.actions)
            edges = tuple(edge for edge in one.edges if edge in missing)
            steps = tuple(map(step_in_words, state.actions))
            views.append(PathView(one, edges, steps, booth.address("phone.show", state)))
        return views

    def played(self) -> dict[str, str]:
        """Where each of the scripts is played on the phone, by its name; where it stands in its file, else."""
        booths: dict[str, Booth] = {}
        addresses = {}
        for one in self.own_scripts:
            flow = one.setup.flow
            if not self.shown.can_be_called(flow):
                addresses[one.name] = source_link(one.span.path, one.span.line)
                continue
            if flow not in booths:
                booths[flow] = Booth.of(flow)
            actions = [step.step for step in one.steps if not isinstance(step.step, Hear)]
            addresses[one.name] = booths[flow].address("phone.show", state_of_call(booths[flow], one, actions))
        return addresses


def state_of_call(booth: Booth, call: GeneratedCall | CallScript, actions: Sequence[Action]) -> PhoneState:
    """A call as the phone's address has it."""
    zone = ZoneInfo(booth.content.settings.time_zone)
    usual = booth.usual_state()
    results = {f"queue.{name}": state for name, state in call.queues.items()}
    results |= {f"transfer.{name}": state for name, state in call.transfers.items()}
    results |= {f"send.{name}": state for name, state in call.sends.items()}
    results |= {"callbacks": call.callbacks, "recordings": call.recordings}
    return replace(
        usual,
        locale=call.setup.locale or usual.locale,
        at=call.setup.at.astimezone(zone).strftime(CLOCK),
        caller=call.setup.caller,
        called=call.setup.called,
        lookups={**usual.lookups, **dict.fromkeys(call.lookups, GIVEN)},
        given={name: tuple(map(write_answer, answers)) for name, answers in call.lookups.items()},
        results={name: results.get(name, usual_result) for name, usual_result in usual.results.items()},
        actions=tuple(map(write_action, actions)),
        # As it was found, or as it must go: no script knows of switches.
        bulletins=FILES if booth.switches.all else usual.bulletins,
    )


def targets_of(trials: Sequence[ScriptTrials]) -> list[tuple[str, str]]:
    """The players of the trials, by name and title; the reference first."""
    return [(one.player, one.title) for one in trials[0].trials] if trials else []
