"""`rehearse --live`: a day's calls, compressed, at a service that runs on this machine."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from ivr_author.core.diagnostics import Diagnostic, has_errors
from ivr_author.core.source import Source
from ivr_author.harness.targets import load_targets
from ivr_author.ir.program import Program
from ivr_author.rehearsal.arrivals import local_day
from ivr_author.rehearsal.back_end import BackEnd
from ivr_author.rehearsal.behaviour import Entrance
from ivr_author.rehearsal.day import Call
from ivr_author.rehearsal.hours import stretches_of
from ivr_author.rehearsal.live import LiveRehearsal, LiveResult, Parted, Service, Unreachable, clock_of, plan_journeys
from ivr_author.rehearsal.platform_limits import ANSWER_SECONDS
from ivr_author.rehearsal.walk import Walks
from ivr_author.usecases.answer_terms import AUTH_TOKEN, is_loopback
from ivr_author.usecases.build import MANIFEST, emit
from ivr_author.usecases.bulletins import with_switches
from ivr_author.usecases.live_request import LiveRequest
from ivr_author.usecases.program import program_of
from ivr_author.usecases.rehearse import Prepared, RehearsalResult, prepare
from ivr_author.usecases.switched import digest_of
from ivr_author.workspace.environment import read_secret
from ivr_author.workspace.switches import read_switches

TARGET = "twiml"


@dataclass(frozen=True, slots=True)
class LiveOutcome:
    """What came of it, or the errors that forbid it. `limit`: seconds in which the platform wants every answer."""

    result: LiveResult | None
    limit: float | None = None
    diagnostics: tuple[Diagnostic, ...] = ()
    sources: Mapping[str, Source] = field(default_factory=dict)

    @property
    def passed(self) -> bool:
        """Whether every call was begun and went as on the reference, in time."""
        found = self.result
        if found is None or found.parted or found.not_begun or not found.calls:
            return False
        return self.limit is None or max(found.latencies, default=0.0) <= self.limit


class NotLive(ValueError):
    """The service can't be rehearsed: it is on another machine, nobody answers, or there is no token to sign with."""


def rehearse_live(root: Path, request: LiveRequest, environment: Mapping[str, str] = os.environ) -> LiveOutcome:
    """Play the day at the service. Raises `NotLive`, `PortInUse`, `UnknownName`, `NoCalls`, `WorkspaceError`."""
    service = _service(request, environment)
    prepared = prepare(root, request.day)
    if isinstance(prepared, RehearsalResult):
        return LiveOutcome(None, None, prepared.diagnostics, prepared.sources)
    program = _as_switched(root, prepared)
    refused = load_targets()[TARGET].check(program)
    if has_errors(refused):
        return LiveOutcome(None, None, tuple(refused))
    manifest = json.loads(emit(program, TARGET).files[MANIFEST])
    try:
        clock = clock_of(service)
    except Unreachable as nobody:
        raise NotLive(
            f"{nobody}; start one: ivr-author answer --outside http://127.0.0.1:{request.back_end_port}"
        ) from None
    now = request.at or clock
    today = local_day(now.astimezone(ZoneInfo(program.time_zone)).date(), program.time_zone)
    stretches = stretches_of(program, today)
    walks = Walks(program, request.day.flow, replace(prepared.behaviour, program=program), stretches)
    stretch = stretches.at((now.timestamp() * 1000 - today.begins) / 1000)
    chosen = _evenly(prepared.calls, request.calls, prepared.day.seconds)
    journeys = plan_journeys(walks, chosen, max(stretch, 0), request.seconds, request.day.seed)
    limit = prepared.platform.limit(ANSWER_SECONDS)
    with BackEnd(request.back_end_port) as back_end:
        live = LiveRehearsal(program, request.day.flow, manifest, service, back_end, request.at)
        result = live.run(journeys, request.seconds, request.at_once)
    return LiveOutcome(result, limit.value if limit is not None else None)


def as_data(outcome: LiveOutcome) -> dict[str, Any]:
    """Everything as JSON data; times in seconds."""
    found = outcome.result
    assert found is not None, "a service was rehearsed"
    return {
        "passed": outcome.passed,
        "calls": found.calls,
        "not_begun": found.not_begun,
        "seconds": round(found.seconds, 3),
        "calls_per_second": round(found.calls / found.seconds, 2) if found.seconds else 0.0,
        "requests": len(found.latencies),
        "requests_per_second": round(len(found.latencies) / found.seconds, 2) if found.seconds else 0.0,
        "p50": round(found.quantile(0.5), 5),
        "p99": round(found.quantile(0.99), 5),
        "slowest": round(max(found.latencies, default=0.0), 5),
        "limit": outcome.limit,
        "questions": found.questions,
        "questions_of_other_calls": found.strays,
        "calls_without_answer": found.unanswered,
        "different": found.parted,
        "differences": [_parted(one) for one in found.shown],
    }


def _parted(one: Parted) -> dict[str, Any]:
    return {
        "call": one.index,
        "called": one.entrance.called,
        "fault": one.fault or None,
        "first": one.difference.summary() if one.difference else None,
        "lines": one.difference.lines() if one.difference else [],
    }


def _as_switched(root: Path, prepared: Prepared) -> Program:
    """What the service speaks: with the bulletins that operations have switched on or off."""
    switches = read_switches(root)
    if not digest_of(switches):
        return prepared.program
    return program_of(prepared.workspace, with_switches(prepared.content, switches)[0])


def _service(request: LiveRequest, environment: Mapping[str, str]) -> Service:
    try:
        parts = urlsplit(request.url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        host, port, parts = "", None, urlsplit("")
    if parts.scheme not in ("http", "https") or not host or parts.path not in ("", "/") or parts.username is not None:
        raise NotLive(f"{request.url!r} is no address of a service; write http://127.0.0.1:8080")
    if not is_loopback(host):
        here = f"http://127.0.0.1:{port or 80}"
        raise NotLive(f"{host} is another machine: only a service on this one is rehearsed, as {here}")
    token = read_secret(AUTH_TOKEN, environment)
    if not token and not request.is_unsigned:
        raise NotLive(f"{AUTH_TOKEN} is not set: set it as for the service, or say --unsigned where that does")
    return Service(f"{parts.scheme}://{parts.netloc}", token, request.public_url)


def _evenly(calls: Sequence[Call], most: int, seconds: int) -> list[tuple[float, Entrance]]:
    """As many of a day's calls, spread evenly over all of them, with the share of the day at which each comes."""
    count = min(most, len(calls))
    return [(one.at / seconds, one.entrance) for one in (calls[index * len(calls) // count] for index in range(count))]
