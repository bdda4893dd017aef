"""TwiML documents built, and steps of calls through an application of them: ours against twilio-python, and Flask.

Both sides make the same document, which is compared first: a menu of eight lines, some 1.3 kB. A step is one request as
Twilio makes it, signed, to an application in the same process, and its answer read. Theirs is what a test of such an
application is usually written with: Flask's test client, RequestValidator in the application, VoiceResponse.
"""

from __future__ import annotations

import re
import statistics
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

from flask import Flask, Response, request
from lxml import etree
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]
from twilio.twiml.voice_response import VoiceResponse  # type: ignore[import-untyped]

from ivr_author.call.caller import Press
from ivr_author.call.line import Line
from ivr_author.call.script import CallScript, ScriptStep
from ivr_author.call.world import CallSetup
from ivr_author.core.safe_xml import safe_parser
from ivr_author.core.source import Source, Span
from ivr_author.targets.twiml import TARGET
from ivr_author.targets.twiml.bundle import load_bundle
from ivr_author.targets.twiml.machine import Walk
from ivr_author.targets.twiml.play import AUTH_TOKEN, BASE_URL, LineOutside, Phone, _Onward
from ivr_author.targets.twiml.service import create_service
from ivr_author.targets.twiml.session import Session
from tests.benchmarks.synthetic import compile_flow

ROUNDS = 7
DOCUMENTS, FEW = 20_000, 1_000
CALLS, STEPS = 20, 40
"""A round is some calls of some steps: a harness plays thousands of them one after the other."""

LINES = 8
NOBODY: Any = None
"""Nobody is asked anything by a menu."""
FORM = {
    "CallSid": "CA0",
    "AccountSid": "AC0",
    "From": "+16175550142",
    "To": "+18005550100",
    "Digits": "1",
    "CallStatus": "in-progress",
    "Direction": "inbound",
    "ApiVersion": "2010-04-01",
}
ADDRESS = "https://ivr.example.org/step?s=jWyJuMCIsMCwiZW4iLDE3OTUwMDAwMDAwMDAsMF0.c2lnbmF0dXJl"
FLOW = """\
format: 1
title: Menu of eight lines
start: menu
defaults: {timeout: 5s, attempts: 3}
on_failure: bye
nodes:
  menu:
    type: menu
    choices:
%s
  bye: {type: hangup}
"""
CHOICE = """\
      - key: "%d"
        say: "For question number %d about the bill of this month & the next, press {key}."
        next: menu"""


def menu() -> Any:
    """The compiled program of a menu whose every choice leads to it again."""
    return compile_flow(FLOW % "\n".join(CHOICE % (one, one) for one in range(1, LINES + 1)))


def with_twilio(wanted: bytes) -> Callable[[str], bytes]:
    """A function that builds the very same document with twilio-python, for an address to go on at."""
    root = etree.fromstring(wanted, safe_parser())
    gather = root.find("Gather")
    assert gather is not None, "a menu is a Gather"
    of_gather = {_snake(name): value for name, value in gather.attrib.items() if name != "action"}
    says = [(one.text, {_snake(name): value for name, value in one.attrib.items()}) for one in gather.iter("Say")]

    def build(address: str) -> bytes:
        response = VoiceResponse()
        inner = response.gather(action=address, **of_gather)
        for text, attributes in says:
            inner.say(text, **attributes)
        for one in root:
            if one.tag == "Redirect":
                response.redirect(address, method="POST")
        return str(response).encode()

    assert _canonical(build(ADDRESS)) == _canonical(wanted), "both sides build the same"
    return build


def run() -> Iterator[tuple[str, float, str]]:
    """What was measured: name, value, unit. All times are processor time of this process."""
    program = menu()
    artifact = TARGET.emit(program)
    bundle = load_bundle(artifact.files)
    link = ADDRESS.encode()

    def walked() -> bytes:
        """With the state of the call: from where it is to the document that it waits at."""
        session = Session(program.entries["main"], program.source_locale, 1_795_000_000_000)
        return Walk(bundle, NOBODY, session, {}, b"", lambda _: link).run().body

    stretch = bundle.stretch(program.source_locale, program.entries["main"], 0)

    def ours() -> bytes:
        """The document alone, put together as a call does once it is known which: see `Walk`."""
        document = bundle.document(program.source_locale, stretch.at)
        assert document.head.parts is not None
        assert document.tail.parts is not None
        return b"".join((link.join(document.head.parts), stretch.speech or b"", link.join(document.tail.parts)))

    assert ours() == walked(), "it is the one that callers get"
    theirs = with_twilio(ours())
    yield "TwiML document", len(ours()), "bytes"
    built = _rounds(_repeated(DOCUMENTS, ours), _repeated(FEW, lambda: theirs(ADDRESS)), DOCUMENTS, FEW)
    yield from _told("TwiML documents", "documents/s", built, "twilio-python", 50)
    yield "  the same from the state of a call", DOCUMENTS / _seconds(_repeated(DOCUMENTS, walked)), "documents/s"
    calls = _repeated(CALLS, _asker(artifact)), _repeated(CALLS, _flask_asker(theirs))
    asked = _rounds(*calls, CALLS * STEPS, CALLS * STEPS)
    yield from _told("steps through TwiML over WSGI", "steps/s", asked, "Flask's test client, twilio-python", 10)
    yield "  the same with a whole phone, its line and a transcript", STEPS / _seconds(_caller(artifact)), "steps/s"


def _asker(artifact: Any) -> Callable[[], None]:
    """Requests to the service as the player of the target makes them, and each answer read."""
    setup = CallSetup("main", datetime(2026, 12, 8, 15, 0, tzinfo=UTC))
    service = create_service(
        load_bundle(artifact.files), NOBODY, lambda: setup.at, "secret", auth_token=AUTH_TOKEN, base_url=BASE_URL
    )
    phone = Phone(service, setup, NOBODY, {}, LineOutside(NOBODY))
    parser = safe_parser()

    def call() -> None:
        url = f"{BASE_URL}/call/main"
        for _ in range(STEPS):
            status, _, body = phone._send(_Onward(url), FORM)
            assert status.startswith("200")
            url = _next(body, parser)

    return call


def _caller(artifact: Any) -> Callable[[], None]:
    """One call on the player of the target: what `ivr-author test` does."""
    source = Source("bench", "")
    place = Span(source.path, 1, 1, 1, 1)
    setup = CallSetup("main", datetime(2026, 12, 8, 15, 0, tzinfo=UTC))
    presses = tuple(ScriptStep(Press("1"), place) for _ in range(STEPS - 1))
    script = CallScript("bench", source, place, setup, presses)

    def call() -> None:
        line = Line(script.caller(), script.world())
        TARGET.play(artifact, script.setup, line)
        assert sum(event["event"] == "keys" for event in line.transcript().events) == STEPS - 1

    return call


def _flask_asker(build: Callable[[str], bytes]) -> Callable[[], None]:
    """The same, as one would test an application of Flask and twilio-python."""
    application = Flask("bench")
    validator = RequestValidator(AUTH_TOKEN)

    @application.post("/step")
    def step() -> Response | tuple[str, int]:
        url = f"{BASE_URL}{request.full_path}"
        if not validator.validate(url, request.form, request.headers.get("X-Twilio-Signature", "")):
            return "", 403
        return Response(build(f"{BASE_URL}/step?s={int(request.args['s']) + 1}"), mimetype="text/xml")

    client = application.test_client()
    parser = safe_parser()

    def call() -> None:
        url = f"{BASE_URL}/step?s=0"
        for _ in range(STEPS):
            signature = validator.compute_signature(url, FORM)
            answer = client.post(url, data=FORM, headers={"X-Twilio-Signature": signature})
            assert answer.status_code == 200
            url = _next(answer.data, parser)

    return call


def _next(document: bytes, parser: etree.XMLParser) -> str:
    """The address of the next step, from a document that says every line of the menu."""
    gather = next(etree.fromstring(document, parser).iterchildren("Gather"))
    assert len(list(gather.iterchildren("Say"))) == LINES
    return gather.get("action", "")


def _rounds(ours: Callable[[], object], theirs: Callable[[], object], many: int, few: int) -> tuple[float, float]:
    """How many a second on each side: the median of rounds that take turns."""
    ours()
    theirs()
    found: tuple[list[float], list[float]] = ([], [])
    for _ in range(ROUNDS):
        for side, do, count in ((0, ours, many), (1, theirs, few)):
            found[side].append(count / _seconds(do))
    return statistics.median(found[0]), statistics.median(found[1])


def _seconds(do: Callable[[], object]) -> float:
    begun = time.process_time()
    do()
    return time.process_time() - begun


def _told(what: str, unit: str, found: tuple[float, float], other: str, goal: int) -> Iterator[tuple[str, float, str]]:
    yield what, found[0], unit
    yield f"  the same with {other}", found[1], unit
    yield f"  times as many (goal: {goal})", found[0] / found[1], "x"


def _repeated(count: int, do: Callable[[], object]) -> Callable[[], None]:
    def repeat() -> None:
        for _ in range(count):
            do()

    return repeat


def _snake(name: str | bytes) -> str:
    return re.sub("[A-Z]", lambda found: f"_{found[0].lower()}", str(name))


def _canonical(document: bytes) -> bytes:
    """The document without what says nothing: comments, white space between elements, the order of attributes."""
    root = etree.fromstring(
        document, etree.XMLParser(remove_blank_text=True, remove_comments=True, resolve_entities=False)
    )
    for one in root.iter():
        one.tail = None
        if one.text is not None and not one.text.strip():
            one.text = None
    return etree.tostring(root, method="c14n")
