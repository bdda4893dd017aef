"""Plays the emitted documents through the VoiceXML interpreter: a telephone and a web server around a `Line`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from urllib.parse import unquote
from xml.sax.saxutils import escape, quoteattr

from ivr_author.call import caller as actions
from ivr_author.call.line import HungUp, Line
from ivr_author.call.world import CallSetup
from ivr_author.ir.target import Artifact, PlayFault
from ivr_author.targets.voicexml.forms import ARGUMENT_PREFIX
from ivr_author.targets.voicexml.interpreter import (
    Action,
    CallerHungUp,
    HangUp,
    Keys,
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
from ivr_author.targets.voicexml.manifest import Manifest

T = TypeVar("T")

BASE = "http://voice.example.org/app/"


def play(artifact: Artifact, setup: CallSetup, line: Line) -> None:
    """Play one call, from the document of its flow and locale."""
    manifest = Manifest.read(artifact.files["manifest.json"])
    platform = LinePlatform(artifact, manifest, setup, line)
    session = {
        "connection": {"local": {"uri": _uri(setup.called)}, "remote": {"uri": _uri(setup.caller)}},
    }
    first = f"{setup.locale or manifest.source_locale}/{setup.flow}.vxml"
    try:
        outcome = interpret(BASE + first, platform, session=session)
    except CallerHungUp:
        # While a service was asked: the interpreter can't tell the document, and nothing is left to be heard.
        return
    if outcome.by == "error":
        raise DocumentFault(f"nobody caught {outcome.event}: {outcome.message}")


def _uri(address: str) -> str:
    return address if ":" in address else f"tel:{address}"


class DocumentFault(PlayFault):
    """A compiled document did what none of ours may do: our own fault, never an author's."""


@dataclass
class LinePlatform:
    """The interpreter's platform, speaking into a line."""

    artifact: Artifact
    manifest: Manifest
    setup: CallSetup
    line: Line
    ended_by: str = "flow"
    mailbox: str = ""
    terminator: str = ""

    def fetch(self, request: Request) -> Response:
        """A document of the bundle, or the adapter in front of services and gateways."""
        path = request.url.removeprefix(BASE)
        kind, _, name = path.partition("/")
        if kind in ("lookup", "send", "callback"):
            return Response(200, self._ask(kind, unquote(name), dict(request.parameters)), request.url)
        if kind == "record":
            return Response(200, b'<answer result="ok"/>', request.url)
        content = self.artifact.files.get(path)
        return Response(404, b"", request.url) if content is None else Response(200, content, request.url)

    def _ask(self, kind: str, name: str, parameters: dict[str, str]) -> bytes:
        locale = parameters.pop("locale", "")
        arguments = {one.removeprefix(ARGUMENT_PREFIX): value for one, value in parameters.items()}
        answer = self._heard(lambda: self.line.ask(kind, "" if name == "-" else name, arguments, locale))
        fields = "".join(
            f"<field name={quoteattr(field)}>{escape(value)}</field>" for field, value in answer.fields.items()
        )
        return f"<answer result={quoteattr(answer.result)}>{fields}</answer>".encode()

    def play(self, pieces: Sequence[Piece]) -> None:
        """Speak; the caller listens at once."""
        for piece in pieces:
            self.line.say(self.manifest.locale_of(piece.language), piece.text)
        self._heard(self.line.flush)

    def collect(self, waiting: Waiting) -> Action:
        """What the caller does; words that no grammar listens to are not heard."""
        action = self._heard(self.line.wait)
        match action:
            case actions.Press(keys=keys):
                self.terminator = waiting.termchar
                return Keys(keys)
            case actions.Speak(words=words) if waiting.voice:
                self.line.heard_words(words)
                return Utterance(words)
            case _:
                return Silence()

    def taken(self, keys: str, left: str) -> None:
        """Note the keys without the terminator; one that directly follows an entry belongs to it."""
        if self.terminator and keys.endswith(self.terminator):
            keys = keys[:-1]
        elif self.terminator:
            left = left.removeprefix(self.terminator)
        self.line.took(keys, left)

    def record(self, request: RecordRequest) -> Recording | Silence | HangUp:
        """A message, which the line keeps."""
        if self._heard(lambda: self.line.record(self.mailbox)) == "ok":
            return Recording("message", duration=10.0, size=80_000)
        return Silence()

    def transfer(self, request: TransferRequest) -> TransferOutcome | HangUp:
        """To a queue, if the information for the agent names one, else to a number."""
        facts = dict(part.partition("=")[::2] for part in request.aai.split(";"))
        if "queue" in facts:
            result = self._heard(lambda: self.line.queue(facts["queue"], facts["locale"]))
            return TransferOutcome({"accepted": "connected", "full": "busy", "closed": "noanswer"}[result])
        number = request.dest.removeprefix("tel:")
        result = self._heard(lambda: self.line.transfer(number))
        names = {"connected": "connected", "busy": "busy", "no_answer": "noanswer", "failed": "unknown"}
        return TransferOutcome(names[result])

    def disconnect(self) -> None:
        """The document ends the call, for the reason that it logged."""
        self._heard(lambda: self.line.hang_up(self.ended_by))

    def log(self, label: str, text: str) -> None:
        """Our documents log nodes passed, missed inputs and why they hang up."""
        if label != "ivr":
            return
        kind, _, value = text.strip().partition(" ")
        if kind == "hangup":
            self.ended_by = value
        elif kind == "mailbox":
            self.mailbox = unquote(value)
        else:
            self.line.log(kind, value)

    def now(self) -> datetime:
        """When the call began."""
        return self.setup.at

    def _heard(self, do: Callable[[], T]) -> T:
        try:
            return do()
        except HungUp:
            raise CallerHungUp from None
