"""The telephone line: what a player of any target speaks into and listens to. It alone writes the transcript."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NoReturn

from ivr_author.call.caller import Action, Caller, HangUp, Press, Silence, Speak
from ivr_author.call.transcript import Transcript, TranscriptBuilder
from ivr_author.call.world import Answer, World


class HungUp(Exception):
    """The caller has hung up; a player stops what it does."""


@dataclass
class Line:
    """One call's line between a player, its caller and the world."""

    caller: Caller
    world: World
    _record: TranscriptBuilder = field(default_factory=TranscriptBuilder)
    _unheard: list[str] = field(default_factory=list)

    def transcript(self) -> Transcript:
        """What has happened so far."""
        return self._record.build()

    def log(self, kind: str, value: str = "") -> None:
        """A `Log` op: `node` goes to the nodes passed, `no_input` and `no_match` to the events."""
        if kind == "node":
            self._record.nodes.append(value)
        else:
            self._record.add(kind)

    def say(self, locale: str, text: str) -> None:
        """Speak; the caller hears it at the next flush."""
        self._record.say(locale, text)
        self._unheard.append(text)

    def flush(self) -> None:
        """The caller hears what was spoken since the last time, and may hang up (`HungUp`)."""
        heard = " ".join(self._unheard)
        self._unheard.clear()
        if self.caller.heard(heard):
            self.hang_up_by_caller()

    def wait(self) -> Press | Speak | Silence:
        """Flush, then what the caller does at an input."""
        self.flush()
        return self._not_hung_up(self.caller.act())

    def took(self, keys: str, left: str = "") -> None:
        """An input took these keys of a press; `left` are those it did not take."""
        self._record.add("keys", keys=keys)
        self.caller.left_over(left)

    def heard_words(self, words: str) -> None:
        """An input took words."""
        self._record.add("speech", words=words)

    def ask(self, kind: str, name: str, arguments: Mapping[str, str], locale: str) -> Answer:
        """Flush, then ask the outside and note it."""
        self.flush()
        answer = self.world.ask(kind, name, arguments, locale)
        if kind == "lookup":
            self._record.add("lookup", service=name, **{"with": dict(arguments)}, result=answer.result)
        elif kind == "send":
            facts = {"channel": arguments.get("channel", ""), "to": arguments.get("to", "")}
            self._record.add("send", notice=name, **facts, locale=locale, result=answer.result)
        else:
            number = arguments.get("number", "")
            self._record.add("callback", queue=name, number=number, locale=locale, result=answer.result)
        return answer

    def transfer(self, to: str) -> str:
        """Flush, then connect to a number; the result as `World.transfer` gives it."""
        self.flush()
        result = self.world.transfer(to)
        self._record.add("transfer", to=to, result=result)
        return result

    def queue(self, name: str, locale: str) -> str:
        """Flush, then hand over to agents; the result as `World.queue` gives it."""
        self.flush()
        result = self.world.queue(name, locale)
        self._record.add("queue", queue=name, locale=locale, result=result)
        return result

    def record(self, mailbox: str) -> str:
        """Flush, then record what the caller says; silence is `failed`."""
        action = self.wait()
        result = "failed" if isinstance(action, Silence) else self.world.store_recording(mailbox)
        self._record.add("record", mailbox=mailbox, result=result)
        return result

    def hang_up(self, by: str) -> None:
        """The call is ended by the flow or by a failure, after the caller has heard the rest."""
        self.flush()
        self._record.add("hangup", by=by)

    def hang_up_by_caller(self) -> NoReturn:
        """The caller hangs up: note it and stop the player."""
        self._record.add("hangup", by="caller")
        raise HungUp

    def _not_hung_up(self, action: Action) -> Press | Speak | Silence:
        if isinstance(action, HangUp):
            self.hang_up_by_caller()
        return action
