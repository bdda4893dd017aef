"""Small programs built by hand, a line to play them on, and requests to the service."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote, urlencode, urlsplit

from lxml import etree

from ivr_author.call.caller import Action, Hear, ScriptCaller
from ivr_author.call.line import Line
from ivr_author.call.transcript import Transcript
from ivr_author.call.world import Answer, CallSetup, ScriptWorld
from ivr_author.core.entry import EntrySpec
from ivr_author.core.placeholders import placeholder_names
from ivr_author.core.source import Span
from ivr_author.core.value_types import ValueType
from ivr_author.ir.localise import localise
from ivr_author.ir.ops import Branch, End, Hangup, Input, Log, Phrase, Say, Step
from ivr_author.ir.play import play as play_reference
from ivr_author.ir.program import Block, Endpoint, Message, Number, Program, QueueTarget, Voice
from ivr_author.targets.twiml import TARGET
from ivr_author.targets.twiml.adapter import MAX_RECORDING_BYTES
from ivr_author.targets.twiml.bundle import load_bundle
from ivr_author.targets.twiml.emit import emit
from ivr_author.targets.twiml.request import Request
from ivr_author.targets.twiml.service import Service, create_service
from ivr_author.targets.twiml.store import Store
from ivr_author.targets.twiml.wsgi import request_of

AT = datetime(2026, 12, 23, 23, 30, tzinfo=UTC)
CALLER, CALLED = "+16175550123", "+18005550100"
BILLING = Endpoint(
    "https://billing.example.org/v1/balance",
    "GET",
    4.0,
    {"case": ValueType.DIGITS},
    {"balance": ValueType.MONEY, "owner": ValueType.NAME},
)


@dataclass(frozen=True)
class Words:
    """A translation."""

    locale: str
    forms: tuple[str, ...]


@dataclass(frozen=True)
class Phrasebook:
    """Translations by locale and source text; anything else falls back to the source."""

    source_locale: str
    words: Mapping[str, Mapping[str, str | tuple[str, ...]]]

    def translate(self, address: str, text: str, plural: str, locale: str) -> Words:
        """As a catalog would."""
        found = self.words.get(locale, {}).get(text)
        if found is not None:
            return Words(locale, found if isinstance(found, tuple) else (found,))
        return Words(self.source_locale, (text, plural) if plural else (text,))


Blocks = Mapping[str, tuple[Sequence[Step | str], End]]


def build(
    blocks: Blocks,
    texts: Mapping[str, str | tuple[str, str, str]] | None = None,
    *,
    words: Mapping[str, Mapping[str, str | tuple[str, ...]]] | None = None,
    locales: tuple[str, ...] = ("es",),
    variables: Mapping[str, ValueType] | None = None,
    voices: Mapping[str, Voice] | None = None,
    **facts: Any,
) -> Program:
    """A program of blocks. A step that is a text says that text, under the address `<block>/prompt/<number>`."""
    messages = {address: message(address, text) for address, text in (texts or {}).items()}
    messages.setdefault("texts/goodbye", message("texts/goodbye", "Thank you for calling. Goodbye."))
    built: dict[str, Block] = {}
    for number, (name, (steps, end)) in enumerate(blocks.items(), 1):
        whole: list[Step] = []
        for step in steps:
            if isinstance(step, str):
                address = f"{name.split('.')[0]}/prompt/{len(messages)}"
                messages[address] = message(address, step)
                step = Say(address)
            whole.append(step)
        built[name] = Block(name, name.split(".")[0], tuple(whole), end, Span("flows/main.yaml", number, 1, number, 9))
    declared = {name: ValueType.TEXT for one in messages.values() for name in placeholder_names(one.text)}
    program = Program(
        organisation="Test",
        source_locale="en",
        locales=locales,
        time_zone="America/New_York",
        entries={"main": next(iter(blocks))},
        blocks=built,
        variables={**declared, **(variables or {})},
        messages=messages,
        voices={"twiml": voices or {}},
        **{
            "services": {"billing.balance": BILLING},
            "queues": {"billing": QueueTarget("+18005550101")},
            "numbers": {"main": Number(CALLED, "main"), "spanish": Number("+18005550110", "main", "es")},
            **facts,
        },
    )
    return localise(program, Phrasebook("en", words or {}))


def message(address: str, text: str | tuple[str, str, str]) -> Message:
    """A message; a plural is `(one, other, count)`."""
    span = Span("ivr.yaml" if address.startswith("texts/") else "flows/main.yaml", 3, 5, 3, 9)
    if isinstance(text, str):
        return Message(address, text, span)
    one, other, count = text
    return Message(address, one, span, plural=other, count=count)


def menu(keys: Mapping[str, str], no_input: str, no_match: str, phrases: Mapping[str, str] | None = None) -> Input:
    """A menu's input."""
    found = tuple(Phrase(address, to) for address, to in (phrases or {}).items())
    entry = EntrySpec("menu", global_keys=frozenset(keys))
    return Input(entry, dict(keys), no_input, no_match, 5.0, found)


def node(name: str) -> Log:
    """A node that is entered."""
    return Log("node", name)


def end_call() -> tuple[list[Step | str], End]:
    """A block that only hangs up."""
    return [], Hangup("flow")


def transcripts(
    program: Program, steps: Sequence[Action | Hear], world: Mapping[str, Any] | None = None, locale: str | None = None
) -> tuple[Transcript, Transcript]:
    """One call on the reference and through what is emitted."""
    setup = CallSetup("main", AT, CALLER, CALLED, locale)
    found = []
    for run in (
        lambda line: play_reference(program, setup, line),
        lambda line: TARGET.play(TARGET.emit(program), setup, line),
    ):
        line = Line(ScriptCaller(steps), ScriptWorld(**(world or {})))
        run(line)
        found.append(line.transcript())
    return found[0], found[1]


@dataclass
class Answering:
    """An outside that answers as it is told, and remembers what it was asked."""

    answers: list[Answer] = field(default_factory=list)
    asked: list[tuple[str, str, dict[str, str], str]] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)

    def ask(self, kind: str, name: str, arguments: Mapping[str, str], locale: str, call: str = "") -> Answer:
        """The next answer."""
        self.calls.append(call)
        self.asked.append((kind, name, dict(arguments), locale))
        return self.answers.pop(0) if self.answers else Answer("failed")


@dataclass
class Response:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def root(self) -> etree._Element:
        """The TwiML."""
        return etree.fromstring(self.body)

    @property
    def verbs(self) -> list[str]:
        """The names of the verbs."""
        return [verb.tag for verb in self.root if isinstance(verb.tag, str)]

    @property
    def said(self) -> list[str]:
        """What is spoken."""
        return [say.text or "" for say in self.root.iter("Say")]

    @property
    def trace(self) -> str:
        """The events."""
        return self.headers.get("X-Ivr-Trace", "")

    @property
    def onward(self) -> str:
        """The address at which the call goes on."""
        for element in self.root.iter("Gather", "Record", "Dial", "Enqueue"):
            return str(element.get("action"))
        return str(next(self.root.iter("Redirect")).text)


def environ(
    path: str, parameters: Mapping[str, str] | bytes | None, method: str = "POST", **headers: str
) -> dict[str, Any]:
    """A WSGI environment as a server makes it."""
    parts = urlsplit(path)
    body = parameters if isinstance(parameters, bytes) else urlencode(parameters or {}).encode()
    return {
        "REQUEST_METHOD": method,
        "PATH_INFO": unquote(parts.path),
        "QUERY_STRING": parts.query,
        "HTTP_HOST": "ivr.example.org",
        "CONTENT_TYPE": "application/x-www-form-urlencoded",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.url_scheme": "https",
        "wsgi.input": io.BytesIO(body),
        **headers,
    }


def request(path: str, parameters: Mapping[str, str] | bytes | None, method: str = "POST", **headers: str) -> Request:
    """The request of such an environment."""
    return request_of(environ(path, parameters, method, **headers), MAX_RECORDING_BYTES)


def ask(face: Any, asked: Request) -> Response:
    """What answers to a request, without WSGI between."""
    answered = face.answer(asked)
    return Response(answered.status, dict(answered.headers), answered.body)


def send(application: Any, environment: Mapping[str, Any]) -> Response:
    """Call a WSGI application."""
    answer: list[Any] = []
    chunks = application(environment, lambda status, headers: answer.extend((status, headers)))
    body = b"".join(chunks)
    return Response(int(answer[0].split()[0]), dict(answer[1]), body)


@dataclass
class Caller:
    """A call to a service, request by request."""

    service: Service
    call_sid: str = "CA1"
    last: Response | None = None

    def begin(self, path: str = "/call/main", **parameters: str) -> Response:
        """Call."""
        self.last = self._post(path, parameters)
        return self.last

    def go_on(self, **parameters: str) -> Response:
        """Report to the address that the last response named."""
        assert self.last is not None
        self.last = self._post(self.last.onward, parameters)
        return self.last

    def _post(self, path: str, parameters: Mapping[str, str]) -> Response:
        standard = {"CallSid": self.call_sid, "From": CALLER, "To": CALLED, "CallStatus": "in-progress"}
        return send(self.service, environ(path, {**standard, **parameters}))


def call(program: Program, outside: Answering | None = None, at: datetime = AT, store: Store | None = None) -> Caller:
    """A call to the service of a program, whose signatures are not checked."""
    bundle = load_bundle(emit(program).files)
    return Caller(create_service(bundle, outside or Answering(), lambda: at, "secret", store=store))


def looped(block: str) -> Branch:
    """An end that goes back to a block for ever."""
    return Branch((), block)
