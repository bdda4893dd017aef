"""The W3C implementation-report tests that stand beside the repository: 54 documents to start from, each a verdict."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlparse

import pytest
from lxml import etree

from ivr_author.targets.voicexml.interpreter import (
    Action,
    FetchFailed,
    HangUp,
    Keys,
    Outcome,
    Piece,
    Recording,
    RecordRequest,
    Request,
    Response,
    Silence,
    TransferOutcome,
    TransferRequest,
    Utterance,
    Waiting,
    interpret,
)

FOLDER = Path(__file__).parents[5] / "shared" / "conformance" / "voicexml20"
CONF = "{http://www.w3.org/2002/vxml-conformance}"
SCORE = 54

pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="no W3C tests at ../shared/conformance/voicexml20")


def rewrite(content: bytes) -> bytes:
    """Replace the conf: elements by VoiceXML. What the caller is to do is told through a prompt: a sign, then words."""
    root = etree.fromstring(content)
    space = etree.QName(root).namespace
    for old in list(root.iter(CONF + "*")):
        new = _replacement(old, f"{{{space}}}")
        new.tail = old.tail
        parent = old.getparent()
        assert parent is not None
        parent.replace(old, new)
    return etree.tostring(root)


def _replacement(old: etree._Element, space: str) -> etree._Element:
    name = etree.QName(old).localname
    if name in ("pass", "fail"):
        reason = old.get("expr") or repr(str(old.get("reason") or ""))
        new = etree.Element(space + "exit", expr="'pass'" if name == "pass" else f"'fail: ' + ({reason})")
    elif name == "comment":
        new = etree.Element(space + "log", label="comment")
        new.text = old.text
        new.extend(list(old))
    elif name == "grammar":
        new = etree.Element(space + "grammar", mode="voice", root="word")
        rule = etree.SubElement(new, space + "rule", id="word")
        rule.text = old.get("utterance")
    elif name in ("speech", "noinput", "key"):
        new = etree.Element(space + "prompt")
        new.text = f"\u241b{name} {old.get('value') or ''}"
    else:
        raise AssertionError(f"conf:{name} is not known to this harness")
    return new


class Laboratory:
    """The platform of the tests: files, a caller who does what the documents tell, lines that are busy."""

    def __init__(self) -> None:
        self.told: list[str] = []
        self.heard: list[str] = []
        self.audio: list[str] = []

    def fetch(self, request: Request) -> Response:
        """Answer from the documents."""
        path = FOLDER / urlparse(request.url).path.lstrip("/")
        if urlparse(request.url).netloc != "w3c.example":
            raise FetchFailed("no such host")
        if not path.is_file():
            return Response(404, b"", request.url)
        content = path.read_bytes()
        return Response(200, rewrite(content) if path.suffix == ".txml" else content, request.url)

    def play(self, pieces: Sequence[Piece]) -> None:
        """Listen."""
        for piece in pieces:
            if piece.audio_src is not None:
                self.audio.append(piece.audio_src)
            self.told += piece.text.split("\u241b")[1:]
            if piece.text and "\u241b" not in piece.text:
                self.heard.append(piece.text)

    def collect(self, waiting: Waiting) -> Action:
        """Act."""
        kind, _, value = (self.told.pop(0) if self.told else "noinput").partition(" ")
        actions: dict[str, Action] = {"speech": Utterance(value.strip()), "key": Keys(value.strip())}
        return actions.get(kind, Silence())

    def taken(self, keys: str, left: str) -> None:
        """Note what was taken."""

    def record(self, request: RecordRequest) -> Recording | Silence | HangUp:
        """Leave a message."""
        return Silence()

    def transfer(self, request: TransferRequest) -> TransferOutcome | HangUp:
        """Connect."""
        # The tests ask for a line that nobody answers in 100 ms, and else for one that is always busy.
        if request.kind != "bridge":
            return TransferOutcome("connected")
        impatient = request.connecttimeout is not None and request.connecttimeout < 1
        return TransferOutcome("noanswer" if impatient else "busy")

    def disconnect(self) -> None:
        """Count."""

    def log(self, label: str, text: str) -> None:
        """Note."""

    def now(self) -> datetime:
        """The time of the call."""
        return datetime(2026, 11, 22, tzinfo=UTC)


def verdict(name: str) -> str:
    """`pass`, or what happened instead."""
    laboratory = Laboratory()
    outcome: Outcome = interpret(f"http://w3c.example/{name}", laboratory)
    if name == "369.txml":
        # To be judged by ear: the recording, then the word.
        assert laboratory.audio == ["http://w3c.example/369.wav"]
        return laboratory.heard[-1]
    return str(outcome.value) if outcome.value is not None else str(outcome)


def starting_documents() -> list[str]:
    if not FOLDER.is_dir():
        return []
    return [str(name) for name in json.loads((FOLDER / "tests.json").read_text("utf-8"))["start"]]


@pytest.mark.parametrize("name", starting_documents())
def test_document_reaches_its_pass(name: str) -> None:
    assert verdict(name) == "pass"


def test_score_is_kept(capsys: pytest.CaptureFixture[str]) -> None:
    names = starting_documents()
    passed = [name for name in names if verdict(name) == "pass"]
    with capsys.disabled():
        print(f"\nW3C VoiceXML 2.0: {len(passed)} of {len(names)}")  # noqa: T201
    assert len(names) == 54
    assert len(passed) >= SCORE


def test_harness_can_fail() -> None:
    head = (
        b'<vxml version="2.0" xmlns="http://www.w3.org/2001/vxml" xmlns:conf="http://www.w3.org/2002/vxml-conformance">'
    )
    broken = rewrite(head + b'<form><block><conf:fail reason="no"/></block></form></vxml>')
    assert b"'fail: ' + ('no')" in broken
