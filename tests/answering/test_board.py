"""The board: which bundle answers, whether all is well, what it tells of calls, and a canary for what it must not."""

from __future__ import annotations

import io
import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest

from ivr_author.answering.application import Terms
from ivr_author.answering.board import RETRY_SECONDS, Board
from ivr_author.answering.records import LineFormatter, Records
from ivr_author.targets.twiml.signature import sign
from ivr_author.usecases.answer import Bundle
from ivr_author.usecases.answer_follow import offer_of, standing_of
from ivr_author.usecases.build import compile_flows
from ivr_author.workspace.bundle_shelf import BundleShelf, Standing
from tests.harness.sample import change, make_workspace
from tests.targets.twiml.memory_store import MemoryStore

FORM = {"CallSid": "CA1", "From": "+16175550123", "To": "+18005550100", "CallStatus": "in-progress"}
TUESDAY = datetime(2026, 12, 1, 15, tzinfo=UTC)


class Store(MemoryStore):
    """A store that says what a test wants of itself."""

    wrong = ""

    def fault(self) -> str:
        """Why it can't be used."""
        return self.wrong


@dataclass
class Line:
    """A board, and requests to it."""

    shelf: BundleShelf
    store: Store | None = None
    terms: Terms = field(default_factory=lambda: Terms("secret"))
    log_steps: bool = True
    log: io.StringIO = field(default_factory=io.StringIO)
    headers: dict[str, str] = field(default_factory=dict)
    board: Board = field(init=False)

    def __post_init__(self) -> None:
        records = Records(self.log, steps=self.log_steps)
        self.board = Board(self.shelf, self.terms, self.store, records, clock=lambda: TUESDAY)
        self.board.look()

    def ask(self, address: str, method: str = "POST", **fields: str) -> tuple[int, str]:
        """The status and the body of a request; a call's usual fields are posted with it."""
        url = urlsplit(address)
        form = {**FORM, **fields}
        body = urlencode(form).encode()
        answered: list[str] = []
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": url.path,
            "QUERY_STRING": url.query,
            "CONTENT_TYPE": "application/x-www-form-urlencoded",
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.url_scheme": "https",
            "HTTP_HOST": "office.example.org",
            "wsgi.input": io.BytesIO(body),
            **self.headers,
        }
        content = b"".join(self.board(environ, lambda status, headers: answered.append(status)))
        return int(answered[0][:3]), content.decode()

    def events(self, event: str) -> list[dict[str, Any]]:
        """What was logged of a kind."""
        told = [json.loads(line) for line in self.log.getvalue().splitlines()]
        return [one for one in told if one["event"] == event]


def onward(document: str) -> str:
    """Where the call goes on."""
    found = re.search(r'(?:action="|<Redirect[^>]*>)([^"<]*/step\?[^"<]+)', document)
    assert found is not None, document
    return unescape(found[1])


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, str], Bundle]:
    """Compiles the small workspace with another greeting and number."""

    def compiled(greeting: str, number: str) -> Bundle:
        root = make_workspace(tmp_path_factory.mktemp("made") / "office")
        change(root, "flows/main.yaml", "Thank you for calling the", greeting)
        change(root, "ivr.yaml", "+18005550100", number)
        artifact = compile_flows(root, "twiml").artifact
        assert artifact is not None
        return Bundle(artifact.files)

    return compiled


def show(shelf: BundleShelf, *bundles: tuple[str, Bundle]) -> list[str]:
    """Put bundles on the shelf, for new calls."""
    offers = [offer_of(label, one) for label, one in bundles]
    for offer in offers:
        shelf.keep(offer.name, offer.raw)
    shelf.show(standing_of(offers))
    return [offer.name for offer in offers]


@pytest.fixture(scope="module")
def two(bundle: Callable[[str, str], Bundle]) -> tuple[Bundle, Bundle]:
    return bundle("This is the first", "+18005550100"), bundle("This is the second", "+18005550199")


@pytest.fixture
def line(tmp_path: Path, two: tuple[Bundle, Bundle]) -> Line:
    shelf = BundleShelf(tmp_path / "shelf")
    show(shelf, ("one", two[0]), ("two", two[1]))
    return Line(shelf)


def test_the_number_called_decides(line: Line) -> None:
    assert "This is the first" in line.ask("/call")[1]
    assert "This is the second" in line.ask("/call", CallSid="CA2", To="+18005550199")[1]
    assert "This is the second" in line.ask("/call/+18005550199", CallSid="CA3")[1]
    assert "This is the first" in line.ask("/call/main", CallSid="CA4", To="+18005550199")[1], "the first that has it"
    assert line.ask("/call", To="+15555550100")[0] == 404
    assert line.ask("/call/nowhere")[0] == 404
    assert line.ask("/step")[0] == 400
    assert line.ask("/elsewhere")[0] == 404


def test_a_call_stays_on_its_bundle_whatever_new_ones_get(line: Line, two: tuple[Bundle, Bundle]) -> None:
    first = line.ask("/call")[1]
    (name,) = show(line.shelf, ("two", two[1]))
    assert line.ask("/call", CallSid="CA2")[0] == 200, "until it has looked again"
    line.board.look()
    assert line.board.bundles == (name,)
    assert line.ask("/call", CallSid="CA2")[0] == 404
    assert line.ask(onward(first), Digits="1")[0] == 200
    # Nor does another process that has never seen the bundle lose it.
    assert Line(line.shelf).ask(onward(line.ask("/on/" + onward(first).split("/")[2] + "/call")[1]))[0] == 200


def test_what_cannot_be_loaded_changes_nothing_and_is_told_once(
    line: Line, two: tuple[Bundle, Bundle], caplog: pytest.LogCaptureFixture
) -> None:
    line.shelf.keep("three~0123456789ab", b"PK no zip")
    line.shelf.show(Standing(("three~0123456789ab",)))
    for _ in range(3):
        line.board.look()
    assert "This is the first" in line.ask("/call")[1]
    assert caplog.text.count("calls stay as they are") == 1
    assert line.ask("/on/three~0123456789ab/step?s=x")[0] == 410
    show(line.shelf, ("two", two[1]))
    line.board.look()
    assert len(line.board.bundles) == 1


def test_alive_and_ready(tmp_path: Path, two: tuple[Bundle, Bundle]) -> None:
    shelf, store = BundleShelf(tmp_path / "shelf"), Store()
    line = Line(shelf, store)
    assert line.ask("/health", "GET")[0] == 200
    status, told = line.ask("/ready", "GET")
    assert (status, json.loads(told)) == (503, {"ready": False, "bundles": [], "store": "answers"})
    assert line.ask("/call")[0] == 404
    names = show(shelf, ("one", two[0]))
    line.board.look()
    status, told = line.ask("/ready", "GET")
    assert (status, json.loads(told)) == (200, {"ready": True, "bundles": names, "store": "answers"})
    store.wrong = "it does not answer: TimeoutError"
    status, told = line.ask("/ready", "GET")
    assert (status, json.loads(told)["store"]) == (503, "it does not answer: TimeoutError")
    assert line.ask("/ready", "HEAD") == (503, "")
    assert line.ask("/ready", "POST")[0] == 405


def test_what_is_counted(line: Line) -> None:
    document = line.ask("/call")[1]
    line.ask(onward(document), Digits="1")
    line.ask("/call", CallSid="CA1", CallStatus="completed")
    line.ask("/nowhere")
    assert line.board.counts.settle()
    assert not line.board.counts.settle()
    totals = {tuple(key): value for key, value in line.board.counts.to_data()["totals"]}
    assert totals["ivr_calls", "main"] == 1
    assert totals["ivr_outcomes", "hangup caller", ""] == 1
    assert totals["ivr_refusals", "404"] == 1
    nodes = {key[1]: value for key, value in totals.items() if key[0] == "ivr_nodes"}
    assert nodes
    assert all(name.startswith("main/") for name in nodes)


def test_a_fault_of_ours_is_an_answer_too(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise KeyError("12345678")

    monkeypatch.setattr(line.board.records, "tell", fail)
    assert line.ask("/call") == (500, "Internal Server Error\n")


def test_what_voicexml_asks_beside_documents(tmp_path: Path, two: tuple[Bundle, Bundle]) -> None:
    shelf = BundleShelf(tmp_path / "shelf")
    for terms, status in ((Terms("secret", with_adapter=True), 200), (Terms("secret"), 404)):
        line = Line(shelf, terms=terms)
        assert line.ask("/callback/-?number=1", "GET")[0] == 404, "nothing is served yet"
        show(shelf, ("one", two[0]), ("two", two[1]))
        line.board.look()
        assert line.ask("/callback/-?number=1", "GET")[0] == status
        assert line.ask("/lookup/nothing", "GET")[0] == 404
        shelf.show(Standing())


CANARIES = ("987654321", "+16175550987", "Quetzalcoatl", "73519264")
"""What a caller says, keys in, and is called: none of it may be found anywhere but in answers to the platform."""


def test_nothing_that_a_caller_said_is_written_anywhere(
    line: Line, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caller = {"From": CANARIES[1], "CallerName": CANARIES[2], "SpeechResult": f"I am {CANARIES[2]}"}
    document = line.ask("/call", **caller)[1]
    line.ask(onward(document), Digits=CANARIES[0], **caller)
    line.ask(f"/call/{CANARIES[3]}", **caller)
    line.ask("/call", CallSid=CANARIES[0], **caller)
    line.ask(f"/on/{CANARIES[3]}/step?s={CANARIES[0]}", Digits=CANARIES[0], **caller)
    line.ask(onward(document), CallSid=f"CA{CANARIES[2]} {CANARIES[0]}", Digits=CANARIES[0])
    line.board.counts.settle()
    logged = "".join(map(LineFormatter().format, caplog.records))
    written = line.log.getvalue() + logged + json.dumps(line.board.counts.to_data())
    written += "".join(str(path) for path in tmp_path.rglob("*"))
    assert [one for one in CANARIES if one.lstrip("+") in written] == []
    (step,) = [one for one in line.events("step") if one.get("input", {}).get("digits")]
    assert step["input"] == {"digits": "digits(9)", "speech": "speech(17)"}
    assert step["call"] == "CA1"


def test_a_call_is_told_from_its_beginning_to_its_end(line: Line) -> None:
    document = line.ask("/call")[1]
    line.ask(onward(document), CallStatus="completed")
    (began,), (ended,) = line.events("call began"), line.events("call ended")
    assert (began["call"], began["flow"], began["locale"]) == ("CA1", "main", "en")
    assert (ended["call"], ended["outcome"]) == ("CA1", "hangup caller")
    assert began["bundle"].startswith("one~")
    assert line.events("bundles")[0]["now"] == list(line.board.bundles)


@pytest.mark.parametrize("public", ["", "https://ivr.example.org"])
def test_signatures_are_checked_in_both_forms_behind_a_proxy_too(
    tmp_path: Path, two: tuple[Bundle, Bundle], public: str
) -> None:
    shelf = BundleShelf(tmp_path / "shelf")
    show(shelf, ("one", two[0]))
    line = Line(shelf, terms=Terms("secret", "token", {"key": "shared"}, public))
    assert line.ask("/call")[0] == 403
    assert line.events("refused")[0]["reason"] == "not signed by Twilio"
    form = {name: [value] for name, value in FORM.items()}
    seen, other = public or "https://office.example.org", "https://other.example.org"
    settings = {"HTTP_X_TWILIO_WEBHOOKS_SIGNATURE_SETTINGS": "key=key,algorithm=HMAC_SHA256"}
    for more, secret, algorithm in (({}, "token", "sha1"), (settings, "shared", "sha256")):
        for address, status in ((seen, 200), (other, 403)):
            signature = sign(secret, f"{address}/call", form, algorithm)
            line.headers = {**more, "HTTP_X_TWILIO_SIGNATURE": signature}
            assert line.ask("/call")[0] == status
            assert line.ask("/call", Digits="1")[0] == 403


def test_what_could_not_be_loaded_is_tried_again_after_a_while(
    line: Line, two: tuple[Bundle, Bundle], monkeypatch: pytest.MonkeyPatch
) -> None:
    seconds = time.monotonic()
    monkeypatch.setattr("ivr_author.answering.board.time.monotonic", lambda: seconds)
    whole = offer_of("one", two[0])
    (line.shelf.folder / "three~0123456789ab.zip").write_bytes(whole.raw[:-40])
    line.shelf.show(Standing(("three~0123456789ab",)))
    line.board.look()
    (line.shelf.folder / "three~0123456789ab.zip").write_bytes(whole.raw)
    line.board.look()
    assert len(line.board.bundles) == 2
    seconds += RETRY_SECONDS
    line.board.look()
    assert line.board.bundles == ("three~0123456789ab",)


def test_secrets_are_in_no_repr() -> None:
    assert "s3cret" not in repr(Terms("s3cret", "s3cret", {"key": "s3cret"}))
