"""A platform for tests: documents from a mapping, a caller by a list of actions, everything heard written down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from ivr_author.targets.voicexml.interpreter import (
    Action,
    CallerHungUp,
    FetchFailed,
    HangUp,
    Keys,
    Outcome,
    Piece,
    Recording,
    RecordRequest,
    Request,
    Response,
    Settings,
    Silence,
    TransferOutcome,
    TransferRequest,
    Waiting,
    interpret,
)

HOME = "http://test.example/"
_HEAD = '<vxml version="2.1" xmlns="http://www.w3.org/2001/vxml" xml:lang="en-US">'


@dataclass
class Phone:
    """What a call met. `heard` is one list of texts for each flush."""

    documents: Mapping[str, bytes]
    actions: Sequence[Action] = ()
    transfers: Sequence[TransferOutcome | HangUp] = ()
    recordings: Sequence[Recording | Silence | HangUp] = ()
    hang_up_after_hearing: str = ""
    moment: datetime = datetime(2026, 12, 23, 18, 30, tzinfo=UTC)
    outcome: Outcome | None = None
    heard: list[list[str]] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)
    logged: list[tuple[str, str]] = field(default_factory=list)
    takings: list[tuple[str, str]] = field(default_factory=list)
    waitings: list[Waiting] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    transfer_requests: list[TransferRequest] = field(default_factory=list)
    record_requests: list[RecordRequest] = field(default_factory=list)
    events: list[str] = field(default_factory=list)
    disconnected: int = 0
    _turn: int = 0

    def fetch(self, request: Request) -> Response:
        """Answer from the documents."""
        self.requests.append(request)
        self.events.append("fetch")
        if not request.url.startswith(HOME):
            raise FetchFailed("no such host")
        content = self.documents.get(request.url.removeprefix(HOME).partition("?")[0])
        if content is None:
            return Response(404, b"", request.url)
        return Response(200, content, request.url)

    def play(self, pieces: Sequence[Piece]) -> None:
        """Listen."""
        self.events.append("play")
        self.pieces.extend(pieces)
        self.heard.append([piece.text for piece in pieces])
        if self.hang_up_after_hearing and any(self.hang_up_after_hearing in piece.text for piece in pieces):
            raise CallerHungUp

    def collect(self, waiting: Waiting) -> Action:
        """Act."""
        self.events.append("collect")
        self.waitings.append(waiting)
        self._turn += 1
        return self.actions[self._turn - 1] if self._turn <= len(self.actions) else HangUp()

    def taken(self, keys: str, left: str) -> None:
        """Note what was taken."""
        self.takings.append((keys, left))

    def record(self, request: RecordRequest) -> Recording | Silence | HangUp:
        """Leave a message."""
        self.record_requests.append(request)
        return self.recordings[len(self.record_requests) - 1]

    def transfer(self, request: TransferRequest) -> TransferOutcome | HangUp:
        """Connect."""
        self.transfer_requests.append(request)
        return self.transfers[len(self.transfer_requests) - 1]

    def disconnect(self) -> None:
        """Count."""
        self.disconnected += 1

    def log(self, label: str, text: str) -> None:
        """Note."""
        self.logged.append((label, text))

    def now(self) -> datetime:
        """The time of the call."""
        return self.moment

    @property
    def speech(self) -> list[str]:
        """All texts heard, in order."""
        return [piece.text for piece in self.pieces]

    @property
    def log_texts(self) -> list[str]:
        """The texts logged."""
        return [text for _, text in self.logged]


def press(*keys: str) -> list[Action]:
    """One action for each string of keys; an empty one is a silence."""
    return [Keys(part) if part else Silence() for part in keys]


def document(body: str) -> bytes:
    """A whole document around its content, unless it begins with an XML declaration of its own."""
    if body.startswith("<?"):
        return body.encode()
    return f"{_HEAD}{body}</vxml>".encode()


def call(
    body: str | Mapping[str, str | bytes],
    actions: Sequence[Action] = (),
    *,
    settings: Settings | None = None,
    session: Mapping[str, object] | None = None,
    transfers: Sequence[TransferOutcome | HangUp] = (),
    recordings: Sequence[Recording | Silence | HangUp] = (),
    hang_up_after_hearing: str = "",
    moment: datetime | None = None,
) -> Phone:
    """Interpret a document, or the one named `main` of several."""
    bodies: Mapping[str, str | bytes] = {"main": body} if isinstance(body, str) else body
    documents = {name: text if isinstance(text, bytes) else document(text) for name, text in bodies.items()}
    phone = Phone(documents, actions, transfers, recordings, hang_up_after_hearing)
    phone.moment = moment or phone.moment
    phone.outcome = interpret(HOME + "main", phone, session=session, settings=settings)
    return phone
