"""A day's calls, compressed, at a running service: real signed requests, each call held against the reference.

What the back end answers is left to `back_end`; how many calls, how fast and how long is bounded here.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import quote

import httpx

from ivr_author.call.caller import HangUp, Press, Silence, Speak
from ivr_author.call.line import HungUp, Line
from ivr_author.call.transcript import Transcript
from ivr_author.call.world import FAILED, Answer, CallSetup
from ivr_author.harness.compare import Difference, compare
from ivr_author.ir.play import play
from ivr_author.ir.program import Program
from ivr_author.ir.target import PlayFault
from ivr_author.rehearsal.back_end import BackEnd
from ivr_author.rehearsal.behaviour import CALLER, Entrance
from ivr_author.rehearsal.walk import Decision, Walks
from ivr_author.targets.twiml.play import LineOutside, Phone, PhoneFault
from ivr_author.targets.twiml.posting import Posting
from ivr_author.targets.twiml.service import FAULT_HEADER, TRACE_HEADER

FULL_SHARE = 0.1
"""How often a queue says that it is full, so that callers take the ways out of it, too."""

LATE_SECONDS = 10.0
"""So long after the end of the compressed day, calls that were held up may still begin."""

MOST_QUEUES = 5
"""Full queues that one caller meets."""

CONNECT_SECONDS, ANSWER_SECONDS = 5.0, 15.0
"""The phone platform waits as long for a connection and for an answer."""

_SECOND = timedelta(seconds=1)

MOST_SHOWN = 10
"""Differences that are kept whole; the others are counted."""


@dataclass(frozen=True, slots=True)
class Service:
    """Where the service is, and what its account is called. `public_url`: what it is told that its address is."""

    url: str
    auth_token: str
    public_url: str = ""

    @property
    def signed_url(self) -> str:
        """The address over which requests are signed."""
        return (self.public_url or self.url).rstrip("/")


@dataclass(frozen=True, slots=True)
class Journey:
    """What one caller does, and what the world answers, in order. `at`: seconds after the beginning."""

    index: int
    at: float
    entrance: Entrance
    decisions: tuple[Decision, ...]


@dataclass(frozen=True, slots=True)
class Parted:
    """A call that went another way than on the reference. `fault`: why it could not go on, if that is it."""

    index: int
    entrance: Entrance
    difference: Difference | None
    fault: str


@dataclass(slots=True)
class LiveResult:
    """What came of it. `latencies`: seconds of each request; `not_begun`: calls for which no time was left."""

    calls: int = 0
    not_begun: int = 0
    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)
    questions: int = 0
    strays: int = 0
    unanswered: int = 0
    parted: int = 0
    shown: list[Parted] = field(default_factory=list)

    def quantile(self, share: float) -> float:
        """Seconds in which so many of the requests were answered."""
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


class Unreachable(Exception):
    """No service answers at an address."""


def clock_of(service: Service) -> datetime:
    """What time it is for the service. Raises `Unreachable`."""
    try:
        answer = httpx.get(f"{service.url}/health", timeout=CONNECT_SECONDS, trust_env=False)
    except httpx.HTTPError as fault:
        raise Unreachable(f"nobody answers at {service.url} ({type(fault).__name__})") from fault
    return _date_of(answer.headers.get("Date", "")) or datetime.now(UTC)


def plan_journeys(
    walks: Walks, entrances: Sequence[tuple[float, Entrance]], stretch: int, seconds: float, seed: int
) -> list[Journey]:
    """A journey for each caller: when it begins, on a day of so many seconds, and by which number."""
    found = []
    for index, (share, entrance) in enumerate(entrances):
        stream = random.Random(seed * 1_000_003 + index)  # noqa: S311 - a rehearsal, no secret
        leg = walks.begin(stretch, entrance)
        decisions: list[Decision] = []
        for _ in range(MOST_QUEUES):
            walked = walks.walk(leg, stream, "", with_decisions=True)
            decisions += walked.decisions
            if walked.state is None:
                break
            decisions.append("full" if stream.random() < FULL_SHARE else "accepted")
            if decisions[-1] == "accepted":
                break
            leg = walks.decide(walked.state, "full")
        else:
            decisions.append(HangUp())
        found.append(Journey(index, share * seconds, entrance, tuple(decisions)))
    return found


@dataclass
class Actor:
    """Caller and world of one call: both do what was decided, in order. What is not decided any more is the end."""

    decisions: list[Decision]

    def heard(self, text: str) -> bool:
        """Listens to the end."""
        return False

    def left_over(self, keys: str) -> None:
        """Keys that no input takes are seen in the transcript."""

    def act(self) -> Press | Speak | Silence | HangUp:
        """The next action."""
        decision = self._next()
        if isinstance(decision, (Press, Speak, Silence)):
            return decision
        if decision in ("ok", "failed"):
            # At a mailbox: who leaves no message says nothing.
            return Press("#") if decision == "ok" else Silence()
        return HangUp()

    def ask(self, kind: str, name: str, arguments: Mapping[str, str], locale: str) -> Answer:
        """The next answer."""
        decision = self._next()
        return decision if isinstance(decision, Answer) else FAILED

    def transfer(self, to: str) -> str:
        """What the line does."""
        return self._word("failed")

    def queue(self, name: str, locale: str) -> str:
        """What the queue does."""
        return self._word("accepted")

    def store_recording(self, mailbox: str) -> str:
        """A message that was left is kept."""
        return "ok"

    def _next(self) -> Decision | None:
        return self.decisions.pop(0) if self.decisions else None

    def _word(self, otherwise: str) -> str:
        decision = self._next()
        return decision if isinstance(decision, str) else otherwise


_READ = (TRACE_HEADER, FAULT_HEADER, "Content-Type")


class LivePhone(Phone):
    """A phone whose wire is HTTP; it keeps the time of each answer, and what the service's clock said first."""

    client: httpx.Client
    service: Service
    latencies: list[float]
    begun: datetime | None = None

    def _exchange(self, posting: Posting) -> tuple[str, dict[str, str], bytes]:
        headers = {"X-Twilio-Signature": posting.signature}
        if posting.method == "POST":
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        target = self.service.url.rstrip("/") + posting.url.removeprefix(self.base_url)
        start = time.perf_counter()
        try:
            answer = self.client.request(posting.method, target, content=posting.body or None, headers=headers)
        except httpx.HTTPError as fault:
            raise PhoneFault(f"no answer: {type(fault).__name__}") from fault
        self.latencies.append(time.perf_counter() - start)
        if self.begun is None:
            self.begun = _date_of(answer.headers.get("Date", ""))
        told = {name: answer.headers[name] for name in _READ if name in answer.headers}
        return f"{answer.status_code} {answer.reason_phrase}", told, answer.content


class LiveRehearsal:
    """Plays journeys at a service, at most so many at once and so many seconds long.

    `at`: when every call begins there; None: by its clock, which its answers tell.
    """

    def __init__(
        self,
        program: Program,
        flow: str,
        manifest: Mapping[str, Any],
        service: Service,
        back_end: BackEnd,
        at: datetime | None = None,
    ) -> None:
        self.program = program
        self.flow = flow
        self.service = service
        self.back_end = back_end
        self.at = at
        self.result = LiveResult()
        voices = reversed(manifest["voices"])
        self._locales = {(voice["voice"], voice["language"]): voice["locale"] for voice in voices}
        self._recordings = manifest.get("recordings", {})
        self._lock = threading.Lock()
        self._run = time.time_ns()

    def run(self, journeys: Sequence[Journey], seconds: float, at_once: int) -> LiveResult:
        """Play them at their times; what has not begun when the time is over never does."""
        timeout = httpx.Timeout(ANSWER_SECONDS, connect=CONNECT_SECONDS)
        limits = httpx.Limits(max_connections=at_once, max_keepalive_connections=at_once)
        start = time.monotonic()
        # No proxy of the environment: what is rehearsed is on this machine.
        with (
            httpx.Client(timeout=timeout, limits=limits, trust_env=False) as client,
            ThreadPoolExecutor(at_once) as pool,
        ):
            calls = []
            for journey in journeys:
                delay = start + journey.at - time.monotonic()
                if delay > 0:
                    time.sleep(delay)
                calls.append(pool.submit(self._play, client, journey, start + seconds + LATE_SECONDS))
            for call in calls:
                call.result()
        self.result.seconds = time.monotonic() - start
        self.result.shown.sort(key=lambda one: one.index)
        self.result.questions, self.result.strays = self.back_end.questions, self.back_end.strays
        return self.result

    def _play(self, client: httpx.Client, journey: Journey, until: float) -> None:
        if time.monotonic() > until:
            with self._lock:
                self.result.not_begun += 1
            return
        actor = Actor(list(journey.decisions))
        line = Line(actor, actor)
        outside = LineOutside(line)
        entrance = journey.entrance
        setup = CallSetup(self.flow, datetime.now(UTC), CALLER, entrance.called, entrance.locale)
        phone = LivePhone(
            _no_application,
            setup,
            line,
            self._locales,
            outside,
            self._recordings,
            call_sid=f"CA{self._run:020x}{journey.index:012x}",
            base_url=self.service.signed_url,
            auth_token=self.service.auth_token,
        )
        phone.client, phone.service, phone.latencies = client, self.service, []
        fault = ""
        with self.back_end.expects(phone.call_sid, outside):
            try:
                query = f"?locale={quote(entrance.locale)}" if entrance.locale else ""
                phone.call(f"/call/{quote(self.flow)}{query}")
            except HungUp:
                fault = ""
            except PlayFault as broken:
                fault = str(broken)
        begun = self.at or phone.begun or setup.at
        difference = None if fault else self._difference(journey, begun, line.transcript())
        with self._lock:
            self.result.calls += 1
            self.result.latencies += phone.latencies
            self.result.unanswered += fault.startswith("no answer")
            if fault or difference is not None:
                self.result.parted += 1
                if len(self.result.shown) < MOST_SHOWN:
                    self.result.shown.append(Parted(journey.index, entrance, difference, fault))

    def _difference(self, journey: Journey, at: datetime, heard: Transcript) -> Difference | None:
        """From the reference, whose call begins when the service's clock says; its seconds are whole, so one on."""
        first = None
        for moment in (at,) if self.at is not None else (at, at - _SECOND, at + _SECOND):
            actor = Actor(list(journey.decisions))
            line = Line(actor, actor)
            play(self.program, CallSetup(self.flow, moment, CALLER, *_entered(journey.entrance)), line)
            difference = compare(line.transcript(), heard)
            if difference is None:
                return None
            first = first or difference
        return first


def _entered(entrance: Entrance) -> tuple[str, str | None]:
    return entrance.called, entrance.locale


def _date_of(header: str) -> datetime | None:
    try:
        return parsedate_to_datetime(header)
    except ValueError:
        return None


def _no_application(*_: object) -> Sequence[bytes]:
    raise AssertionError("a live phone speaks HTTP")
