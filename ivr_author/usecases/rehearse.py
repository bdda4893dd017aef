"""`rehearse`: a day of calls to a flow, simulated against agents and a platform's limits before it comes."""

from __future__ import annotations

import importlib
import random
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TypeVar

from ivr_author.call.script import CallScript
from ivr_author.core.diagnostics import Diagnostic
from ivr_author.core.source import Source
from ivr_author.core.text_input import read_bytes_as_source
from ivr_author.flow.content import Content
from ivr_author.ir.program import Program
from ivr_author.rehearsal.arrivals import Day, Profile, draw_arrivals, local_day, read_profile, share_out, usual_profile
from ivr_author.rehearsal.behaviour import Behaviour, observe
from ivr_author.rehearsal.day import Call, Handling, Record, draw_calls, rehearse_day
from ivr_author.rehearsal.figures import Goal, language_days, most_at_once
from ivr_author.rehearsal.hours import Opening, openings_of, stretches_of
from ivr_author.rehearsal.outcome import Plan, Rehearsal
from ivr_author.rehearsal.platform_limits import QUEUE_SIZE, Platform, load_platform, read_platform
from ivr_author.rehearsal.verdicts import judge, peak_requests
from ivr_author.rehearsal.walk import Walks
from ivr_author.rehearsal.weights import Weights, read_weights
from ivr_author.usecases.check import NoticeChecks, check_workspace
from ivr_author.usecases.required import require_flow, require_locale
from ivr_author.usecases.run_calls import errors_of
from ivr_author.workspace.files import WorkspaceError, read_file, write_file
from ivr_author.workspace.project import Workspace

Found = TypeVar("Found")

MAX_DATA_BYTES = 1_000_000
"""Files of weights, arrivals and limits are written by people."""


@dataclass(frozen=True, slots=True)
class RehearsalRequest:
    """What is asked for. `agents`: all together, or for each locale. `calls` None: as many as the arrivals count.

    `limits`: a file whose limits hold in place of the platform's. `queue_size` None: as the platform has it.
    """

    flow: str
    day: date
    calls: int | None
    agents: int | Mapping[str, int]
    platform: str
    handling: Handling = Handling()
    goal: Goal = Goal()
    queue_size: int | None = None
    seed: int = 1
    weights: Path | None = None
    arrivals: Path | None = None
    limits: Path | None = None


@dataclass(frozen=True, slots=True)
class RehearsalResult:
    """What the day came to, or the errors that forbid it."""

    rehearsal: Rehearsal | None
    diagnostics: tuple[Diagnostic, ...] = ()
    sources: Mapping[str, Source] = field(default_factory=dict)


class NoCalls(ValueError):
    """Nobody said how many calls come."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """Everything that a day of calls is made of."""

    workspace: Workspace
    program: Program
    content: Content
    behaviour: Behaviour
    walks: Walks
    day: Day
    calls: Sequence[Call]
    profile: Profile
    platform: Platform
    openings: Mapping[str, Opening]


def prepare(root: Path, request: RehearsalRequest) -> Prepared | RehearsalResult:
    """Read, check and draw the calls of a day. Raises `UnknownName`, `NoCalls`."""
    checked = check_workspace(root, targets=(), notices=NoticeChecks.NONE)
    content, program = checked.workspace.content, checked.program
    if content is not None:
        require_flow(content, request.flow)
    if content is None or program is None or request.flow not in program.entries:
        return RehearsalResult(None, tuple(errors_of(checked.diagnostics)), checked.sources)
    if not isinstance(request.agents, int):
        for locale in request.agents:
            require_locale(content, locale)
    scripts = [script for group in checked.workspace.scripts.values() for script in group]
    files = _Files(root)
    weights = files.read(request.weights, lambda source: read_weights(source, program, scripts)) or Weights()
    profile = files.read(request.arrivals, read_profile) or usual_profile()
    other = files.read(request.limits, read_platform)
    if files.diagnostics:
        return RehearsalResult(None, tuple(files.diagnostics), files.sources)
    platform = load_platform(request.platform)
    calls = request.calls if request.calls is not None else (profile.total if request.arrivals else None)
    if calls is None:
        raise NoCalls("say how many calls come, with --calls, or name a file that counts them with --arrivals")
    day = local_day(request.day, program.time_zone)
    behaviour = _behaviour(program, content, request.flow, scripts, weights)
    walks = Walks(program, request.flow, behaviour, stretches_of(program, day))
    arrivals = draw_arrivals(profile, day, calls, random.Random(request.seed))  # noqa: S311 - a simulation, no secret
    return Prepared(
        workspace=checked.workspace,
        program=program,
        content=content,
        behaviour=behaviour,
        walks=walks,
        day=day,
        calls=draw_calls(walks, behaviour, arrivals, request.seed),
        profile=profile,
        platform=platform if other is None else platform.with_limits_of(other),
        openings=openings_of(program, _calendars(content), day),
    )


def rehearse(root: Path, request: RehearsalRequest) -> RehearsalResult:
    """Let the day happen, and once more with as many agents as should have been enough."""
    prepared = prepare(root, request)
    if isinstance(prepared, RehearsalResult):
        return prepared
    handling = _handling(request, prepared.platform)
    agents = _agents(request, prepared.calls)
    record = _happen(prepared, agents, handling, request.seed)
    languages = language_days(record, agents, handling, request.goal, prepared.day)
    enough = {one.locale: max(one.enough.c, one.agents) for one in languages}
    again = _happen(prepared, enough, handling, request.seed)
    requests, busiest = peak_requests(record)
    plan = Plan(
        flow=request.flow,
        organisation=prepared.program.organisation,
        day=prepared.day,
        calls=len(prepared.calls),
        agents=sum(agents.values()),
        are_agents_shared=isinstance(request.agents, int),
        handling=handling,
        goal=request.goal,
        seed=request.seed,
        platform=prepared.platform,
        arrivals=prepared.profile.source,
        weights="" if request.weights is None else request.weights.as_posix(),
        weights_source=prepared.behaviour.weights.source,
        scripts=prepared.behaviour.scripts,
        guesses=prepared.behaviour.guesses(),
    )
    rehearsal = Rehearsal(
        plan=plan,
        record=record,
        languages=tuple(languages),
        limits=tuple(judge(record, prepared.platform, _most_in_one_queue(record))),
        proof=tuple(language_days(again, enough, handling, request.goal, prepared.day)),
        peak_requests=requests,
        peak_requests_at=busiest,
    )
    return RehearsalResult(rehearsal)


def write_page(rehearsal: Rehearsal, out: Path) -> None:
    """Write the page of a day to a file. Raises `WorkspaceError`."""
    # Plots take a second to load: only who wants a page waits for them, not who asks for help.
    page: str = importlib.import_module("ivr_author.rehearsal.page").write_rehearsal(rehearsal)
    write_file(out.parent, out.name, page.encode())


def _happen(prepared: Prepared, agents: Mapping[str, int], handling: Handling, seed: int) -> Record:
    return rehearse_day(prepared.walks, prepared.calls, agents, prepared.openings, handling, seed)


def _behaviour(
    program: Program, content: Content, flow: str, scripts: Sequence[CallScript], weights: Weights
) -> Behaviour:
    examples = {name: service.examples for name, service in content.settings.services.items()}
    return observe(program, flow, scripts, weights, examples)


def _calendars(content: Content) -> dict[str, str | None]:
    return {name: None if one.calendar is None else one.calendar.value for name, one in content.settings.queues.items()}


def _handling(request: RehearsalRequest, platform: Platform) -> Handling:
    limit = platform.limit(QUEUE_SIZE)
    size = request.queue_size if request.queue_size is not None else (limit.value if limit else float("inf"))
    return replace(
        request.handling, queue_size=float(size), counts_callbacks=limit is not None and limit.counts_callbacks
    )


def _agents(request: RehearsalRequest, calls: Sequence[Call]) -> dict[str, int]:
    """As given, or shared out by how many callers of each language ask for somebody."""
    if not isinstance(request.agents, int):
        return dict(request.agents)
    wanted: dict[str, int] = defaultdict(int)
    for call in calls:
        if call.stretch.state is not None:
            wanted[call.stretch.locale] += 1
    locales = sorted(wanted)
    return dict(zip(locales, share_out(request.agents, [wanted[one] for one in locales]), strict=True))


def _most_in_one_queue(record: Record) -> int:
    changes: dict[tuple[str, str], list[tuple[float, int]]] = defaultdict(list)
    for one in record.contacts:
        until = one.answered if one.answered >= 0 else one.left
        if not one.is_callback and until > one.joined:
            changes[one.queue, one.locale] += [(one.joined, 1), (until, -1)]
    return max((most_at_once(one)[0] for one in changes.values()), default=0)


class _Files:
    """Reads files that people name, and collects what is wrong with them."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.diagnostics: list[Diagnostic] = []
        self.sources: dict[str, Source] = {}

    def read(self, path: Path | None, read: Callable[[Source], tuple[Found | None, list[Diagnostic]]]) -> Found | None:
        """What a file says, or None: nobody named one, or it has faults."""
        if path is None:
            return None
        full = self.root / path
        try:
            raw = read_file(full.parent, full.name, MAX_DATA_BYTES)
        except WorkspaceError as failure:
            self.diagnostics.append(failure.diagnostic)
            return None
        source, faults = read_bytes_as_source(path.as_posix(), raw, MAX_DATA_BYTES)
        if source is None:
            self.diagnostics += faults
            return None
        self.sources[source.path] = source
        found, faults = read(source)
        self.diagnostics += faults
        return found
