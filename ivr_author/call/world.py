"""The world around a call: clock, services, queues and lines. From a script in tests; the web and tests share it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Answer:
    """What the outside said: `ok`, `not_found` or `failed`, and for `ok` the fields as wire text."""

    result: str
    fields: Mapping[str, str] = field(default_factory=dict)


FAILED = Answer("failed")


@dataclass(frozen=True, slots=True)
class CallSetup:
    """How a call begins: the flow that answers, when (with a zone), from and to which number, in which locale."""

    flow: str
    at: datetime
    caller: str = "+16175550123"
    called: str = "+18005550100"
    locale: str | None = None


class World(Protocol):
    """What answers a call from outside."""

    def ask(self, kind: str, name: str, arguments: Mapping[str, str], locale: str) -> Answer:
        """Look up (`lookup`), send a notice (`send`) or register a call back (`callback`)."""

    def transfer(self, to: str) -> str:
        """`connected`, `busy`, `no_answer` or `failed`."""

    def queue(self, name: str, locale: str) -> str:
        """`accepted`, `full` or `closed`."""

    def store_recording(self, mailbox: str) -> str:
        """`ok` or `failed`."""


@dataclass
class ScriptWorld:
    """Answers as a call script says; a list of answers is used in turn and its last one stays.

    A service without an answer in the script is `failed`, as a service is that nobody set up.
    """

    lookups: Mapping[str, Sequence[Answer]] = field(default_factory=dict)
    queues: Mapping[str, str] = field(default_factory=dict)
    transfers: Mapping[str, str] = field(default_factory=dict)
    sends: Mapping[str, str] = field(default_factory=dict)
    callbacks: str = "ok"
    recordings: str = "ok"
    _used: dict[str, int] = field(default_factory=dict)

    def ask(self, kind: str, name: str, arguments: Mapping[str, str], locale: str) -> Answer:
        """The script's next answer."""
        if kind == "send":
            return Answer(self.sends.get(name, "ok"))
        if kind == "callback":
            return Answer(self.callbacks)
        answers = self.lookups.get(name, ())
        if not answers:
            return FAILED
        turn = self._used.get(name, 0)
        self._used[name] = turn + 1
        return answers[min(turn, len(answers) - 1)]

    def transfer(self, to: str) -> str:
        """By the number; connects unless the script says otherwise."""
        return self.transfers.get(to, "connected")

    def queue(self, name: str, locale: str) -> str:
        """By the queue; takes the call unless the script says otherwise."""
        return self.queues.get(name, "accepted")

    def store_recording(self, mailbox: str) -> str:
        """Kept unless the script says otherwise."""
        return self.recordings
