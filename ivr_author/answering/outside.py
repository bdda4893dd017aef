"""What the service asks of the outside, over HTTP: looks up, sends, calls back. Whatever goes wrong is `failed`.

How a question gets there in time is left to `exchange`, whom it may go to to `addresses`, who is spared to `breaker`.
"""

from __future__ import annotations

import importlib
import json
import logging
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NoReturn
from urllib.parse import quote, urlencode

from ivr_author.answering.addresses import read_host, read_private
from ivr_author.answering.breaker import Admission, Breaker
from ivr_author.answering.failed import Failed, Fault
from ivr_author.answering.question import Place, Question
from ivr_author.call.world import FAILED, Answer
from ivr_author.core.limits import MAX_VALUE_CHARACTERS
from ivr_author.core.value_types import ValueType
from ivr_author.core.wire import Malformed, from_wire, to_wire
from ivr_author.ir.program import Endpoint
from ivr_author.targets.twiml.adapter import NO_NAME
from ivr_author.targets.twiml.outside import CALL_HEADER

if TYPE_CHECKING:
    from ivr_author.answering.exchange import Line

logger = logging.getLogger(__name__)

MOST_SECONDS = 10.0
"""Whatever a bundle declares: after 15 the phone platform gives up on us, and on the call."""

_CALL = re.compile(r"[A-Za-z0-9_.-]{1,64}")


@dataclass(frozen=True, slots=True)
class OutsidePolicy:
    """Who may be asked. Raises `ValueError` with a sentence for what is no host, network or address.

    `hosts`: these alone; none: those that the bundle names. `private`: hosts whose addresses may be private ones, and
    addresses and networks (10.1.0.0/16) that any of the hosts may have. `instead`: a URL that gets all questions, at
    KIND/NAME below it, for rehearsals.
    """

    hosts: frozenset[str] = frozenset()
    private: frozenset[str] = frozenset()
    instead: str = ""

    def __post_init__(self) -> None:
        for host in self.hosts:
            read_host(host)
        read_private(self.private)
        if self.instead:
            self.place_instead()

    def judge(self, url: str) -> Place | Fault:
        """The place that a URL names; or why it may not be asked, as far as that shows before its name is resolved."""
        try:
            place = _read_place(url)
        except Failed as failed:
            return failed.fault
        if self.hosts and place.host not in {read_host(host) for host in self.hosts}:
            return Fault.ADDRESS
        return place if read_private(self.private).permits_name(place.host) else Fault.PRIVATE

    def place_instead(self) -> Place:
        """Where all questions go."""
        try:
            return _read_place(self.instead.rstrip("/"))
        except Failed as failed:
            raise ValueError(f"{self.instead[:80]!r} is no address that questions could go to") from failed


@dataclass(frozen=True, slots=True)
class Asked:
    """What became of a question, for metrics: no arguments, no answers. `status` 0: none came. `seconds`: all of it."""

    kind: str
    name: str
    call: str
    result: str
    fault: Fault | None
    status: int
    seconds: float
    is_open: bool
    """Whether its back end is left alone from now on."""


Watch = Callable[[Asked], None]


def log_failure(asked: Asked) -> None:
    """Say what failed: neither what was asked nor what was answered, nor the address."""
    if asked.fault is not None:
        logger.warning("%s %s: %s", asked.kind, asked.name, asked.fault.value)


@dataclass(frozen=True, slots=True)
class _BackEnd:
    """Where questions go, or why none does."""

    endpoint: Endpoint
    place: Place | Fault
    breaker: Breaker
    line: Line


class HttpOutside:
    """Asks the services and gateways that the bundle names, and nobody else. Thread-safe.

    A lookup is a GET with the arguments as query, or a POST with them as a JSON object; 200 with a JSON object whose
    fields fit their declared types is `ok`, 404 is `not_found`, everything else `failed`. Sending and calling back are
    POSTs; 2xx is `ok`. `watch` hears of every question; without one, failures are logged. `line`: the connections, if
    not those of the process.
    """

    def __init__(
        self,
        services: Mapping[str, Endpoint],
        gateways: Mapping[str, Endpoint],
        policy: OutsidePolicy | None = None,
        watch: Watch | None = None,
        line: Line | None = None,
    ) -> None:
        self._policy = policy or OutsidePolicy()
        self._instead = self._policy.place_instead() if self._policy.instead else None
        own = {self._instead.host} if self._instead is not None else set()
        self._watch = watch or log_failure
        self._back_ends: dict[tuple[str, str], _BackEnd] = {}
        if services or gateways:
            line = line or _line_of(self._policy.private | own)
            for name, one in services.items():
                self._back_ends["lookup", name] = self._back_end(f"lookup {name}", one, line)
            for kind, one in gateways.items():
                self._back_ends[kind, ""] = self._back_end(kind, one, line)

    @property
    def refused(self) -> tuple[str, ...]:
        """What is never asked, since its address may not be: services and gateways, to be told at the start."""
        return tuple(" ".join(key).strip() for key, one in self._back_ends.items() if isinstance(one.place, Fault))

    def ask(self, kind: str, name: str, arguments: Mapping[str, str], locale: str, call: str = "") -> Answer:
        """Ask; whatever goes wrong is `failed`."""
        began = time.monotonic()
        back_end = self._back_ends.get((kind, name if kind == "lookup" else ""))
        fault, status = None, 0
        try:
            if back_end is None:
                raise Failed(Fault.UNDECLARED)
            if isinstance(back_end.place, Fault):
                raise Failed(back_end.place)
            question = self._question(back_end.endpoint, back_end.place, (kind, name), arguments, locale, call)
            with back_end.line.slot():
                answer, status = self._put(back_end, question, kind)
        except Failed as failed:
            answer, fault = FAILED, failed.fault
            status = failed.status
        is_open = back_end is not None and back_end.breaker.is_open
        self._watch(Asked(kind, name, call, answer.result, fault, status, time.monotonic() - began, is_open))
        return answer

    def _back_end(self, name: str, endpoint: Endpoint, line: Line) -> _BackEnd:
        place: Place | Fault = self._instead or self._policy.judge(endpoint.url)
        if isinstance(place, Fault):
            logger.warning("%s: its address is none that may be asked (%s)", name, place.value)
        return _BackEnd(endpoint, place, line.breaker(f"{name} {endpoint.url}"), line)

    def _question(
        self,
        endpoint: Endpoint,
        place: Place,
        key: tuple[str, str],
        arguments: Mapping[str, str],
        locale: str,
        call: str,
    ) -> Question:
        kind, name = key
        facts = dict(arguments)
        if kind != "lookup":
            facts = {("notice" if kind == "send" else "queue"): name, **facts, "locale": locale}
        if place is self._instead:
            path = f"/{kind}/{quote(name or NO_NAME, safe='')}".encode("ascii")
            place = replace(place, path=place.path.rstrip(b"/") + path)
        return _request(place, endpoint.method, facts, call)

    def _put(self, back_end: _BackEnd, question: Question, kind: str) -> tuple[Answer, int]:
        """The answer and its status, if the breaker lets the question through."""
        admission = back_end.breaker.admit()
        if admission in (Admission.OPEN, Admission.BUSY):
            raise Failed(Fault.OPEN if admission is Admission.OPEN else Fault.BUSY)
        is_well = False
        try:
            status, body = back_end.line.exchange(question, min(back_end.endpoint.timeout, MOST_SECONDS))
            # Of a request that it doesn't like, a back end that works says so, too.
            is_well = status < 500 and status != 429
            if kind != "lookup":
                if 200 <= status < 300:
                    return Answer("ok"), status
                raise Failed(Fault.STATUS, status)
            if status == 404:
                return Answer("not_found"), status
            if status != 200:
                raise Failed(Fault.STATUS, status)
            fields = _read_object(body)
            is_well = fields is not None
            if fields is None:
                raise Failed(Fault.NO_OBJECT, status)
            return Answer("ok", _declared(fields, back_end.endpoint.answer)), status
        finally:
            back_end.breaker.done(admission, is_well=is_well)


# What asks over HTTP takes longer to load than all else of a process that answers: only for bundles that name somebody.
def _read_place(url: str) -> Place:
    place: Place = importlib.import_module("ivr_author.answering.exchange").read_place(url)
    return place


def _line_of(private: frozenset[str]) -> Line:
    line: Line = importlib.import_module("ivr_author.answering.exchange").line_of(private)
    return line


def _request(place: Place, method: str, facts: Mapping[str, str], call: str) -> Question:
    headers = [(b"Accept", b"application/json"), (b"Accept-Encoding", b"identity"), (b"User-Agent", b"ivr_author")]
    # Whatever came as the id of a call stands in a header.
    if _CALL.fullmatch(call):
        headers.append((CALL_HEADER.encode("ascii"), call.encode("ascii")))
    query, body = place.query, None
    if method == "GET":
        query = b"&".join(part for part in (query, urlencode(facts, errors="replace").encode("ascii")) if part)
    else:
        body = json.dumps(facts, ensure_ascii=False).encode("utf-8", "replace")
        headers.append((b"Content-Type", b"application/json"))
        headers.append((b"Content-Length", str(len(body)).encode("ascii")))
    return Question(place, method, place.path + (b"?" + query if query else b""), headers, body)


def _read_object(body: bytes) -> Mapping[str, object] | None:
    try:
        fields = json.loads(body, parse_constant=_no_number)
    except (ValueError, RecursionError):
        return None
    return fields if isinstance(fields, dict) else None


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"{text} is no number of JSON")


def _declared(fields: Mapping[str, object], types: Mapping[str, ValueType]) -> Mapping[str, str]:
    """The declared fields as wire text, and no others; one that is missing or null is unset."""
    try:
        answer = {name: _field(fields[name]) for name in types if name in fields}
        for name, text in answer.items():
            from_wire(text, types[name])
    except (Malformed, OverflowError) as fault:
        raise Failed(Fault.TYPES, 200) from fault
    return answer


def _field(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, (dict, list)):
        raise Malformed("no value")
    if isinstance(value, (bool, int, float)):
        return to_wire(value if isinstance(value, bool) else float(value), ValueType.NUMBER)
    return str(value)[: MAX_VALUE_CHARACTERS + 1]
