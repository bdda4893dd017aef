"""The interpreter's one door to the outside: what it asks of a telephone, a web client and a clock.

Whether the caller is a script, a terminal or a line is the platform's affair.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from urllib.parse import urlencode


class CallerHungUp(Exception):
    """Raised by a platform that finds the caller gone; the document gets connection.disconnect.hangup."""


class FetchFailed(Exception):
    """Raised by `Platform.fetch` when there is no answer at all (time-out, no such host): error.badfetch."""


@dataclass(frozen=True, slots=True)
class Request:
    """One fetch. `url` carries no parameters of ours; `location` does where the method puts them into it."""

    url: str
    method: str = "GET"
    parameters: tuple[tuple[str, str], ...] = ()
    encoding: str = "application/x-www-form-urlencoded"
    headers: tuple[tuple[str, str], ...] = ()
    timeout: float | None = None
    purpose: str = "document"  # document | script | grammar | data | subdialog

    @property
    def location(self) -> str:
        """The URL to ask: for GET with the parameters as its query."""
        if self.method != "GET" or not self.parameters:
            return self.url
        return f"{self.url}{'&' if '?' in self.url else '?'}{urlencode(self.parameters)}"


@dataclass(frozen=True, slots=True)
class Response:
    """What came back. `url` is where it was found in the end; relative references start from it."""

    status: int
    content: bytes
    url: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of speech in one language, or a recording with the text to speak where it cannot be had."""

    text: str
    language: str
    audio_src: str | None = None
    bargein: bool = True


class Progress(StrEnum):
    """Where a string of keys stands with the grammars that are active."""

    MORE = "more"  # another key may follow; at silence it is a match or a no-match
    TERMINATOR = "terminator"  # complete; only the terminating key may still follow, within `termtimeout`
    DONE = "done"  # complete: nothing more is taken
    NONE = "none"  # no grammar can accept it, whatever follows


@dataclass(frozen=True, slots=True)
class Waiting:
    """The state in which the caller may speak or press keys. Times are in seconds."""

    dtmf: bool
    voice: bool
    timeout: float
    interdigit_timeout: float
    termtimeout: float
    termchar: str
    may_take: Callable[[str], Progress]
    language: str
    discard_keys: bool = False  # a prompt without barge-in was played: keys pressed before its end are lost


@dataclass(frozen=True, slots=True)
class Keys:
    """Keys in the order pressed, followed by silence; the interpreter takes a prefix and tells which."""

    keys: str


@dataclass(frozen=True, slots=True)
class Utterance:
    """Words as the recogniser heard them."""

    text: str
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Silence:
    """Nothing within the timeout."""


@dataclass(frozen=True, slots=True)
class Recording:
    """A finished recording; `reference` stands for the audio in the document's variable."""

    reference: str
    duration: float = 0.0
    size: int = 0
    termchar: str | None = None
    maxtime: bool = False


@dataclass(frozen=True, slots=True)
class HangUp:
    """The caller is gone. A recording that was going on is kept."""

    recording: Recording | None = None


Action = Keys | Utterance | Silence | HangUp


@dataclass(frozen=True, slots=True)
class RecordRequest:
    """How to record. Times are in seconds."""

    beep: bool
    maxtime: float | None
    finalsilence: float | None
    timeout: float
    dtmfterm: bool
    type: str


@dataclass(frozen=True, slots=True)
class TransferRequest:
    """Where to connect the caller, and how. Times are in seconds; maxtime 0 is without limit."""

    dest: str
    kind: str  # blind | bridge | consultation
    aai: str
    connecttimeout: float | None
    maxtime: float
    transferaudio: str | None


@dataclass(frozen=True, slots=True)
class TransferOutcome:
    """How it went.

    `connected` (blind, consultation) or one of the results of the recommendation: busy, noanswer, network_busy,
    near_end_disconnect, far_end_disconnect, network_disconnect, maxtime_disconnect, unknown; or the name of an event
    to throw, such as error.connection.baddestination.
    """

    result: str
    duration: float = 0.0
    keys: str = ""


class Platform(Protocol):
    """What the interpreter needs. `play`, `collect`, `taken`, `record` and `transfer` may raise CallerHungUp."""

    def fetch(self, request: Request) -> Response:
        """Get a document, script, grammar or data; raise FetchFailed where there is no answer."""
        ...

    def play(self, pieces: Sequence[Piece]) -> None:
        """Let the caller hear what has been queued."""
        ...

    def collect(self, waiting: Waiting) -> Action:
        """Wait for the caller."""
        ...

    def taken(self, keys: str, left: str) -> None:
        """Learn how much of the last `Keys` was taken, terminating key included, and what was not."""
        ...

    def record(self, request: RecordRequest) -> Recording | Silence | HangUp:
        """Record the caller."""
        ...

    def transfer(self, request: TransferRequest) -> TransferOutcome | HangUp:
        """Connect the caller with somebody else."""
        ...

    def disconnect(self) -> None:
        """Hang up on the caller."""
        ...

    def log(self, label: str, text: str) -> None:
        """Note what a <log> says."""
        ...

    def now(self) -> datetime:
        """The time of the call, with its zone; scripts get it as theirs."""
        ...
