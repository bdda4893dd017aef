"""A simulated call as an address: the state that the phone's page shows, and what the caller's next act makes of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from urllib.parse import parse_qsl, urlencode
from zoneinfo import ZoneInfo

from werkzeug.datastructures import MultiDict

from ivr_author.call.caller import Action, HangUp, Press, Silence, Speak
from ivr_author.call.world import FAILED, Answer, CallSetup
from ivr_author.core.entry import EntrySpec
from ivr_author.core.text_input import has_control_character
from ivr_author.flow.settings import ServiceSetting
from ivr_author.harness.targets import REFERENCE
from ivr_author.ir.play import take_keys
from ivr_author.usecases.simulate import WorldAnswers
from ivr_author.web.call.outside import Outside
from ivr_author.web.language import gettext

TYPED = "typed"
"""The lookup answer whose fields the tester types."""

GIVEN = "given"
"""The lookup answers that stand in the address, used in turn: those of a generated call."""

SWITCHED, FILES = "now", "files"
"""Bulletins as they are switched now, or as their files have them."""

KEYS = re.compile(r"[0-9*#]{1,60}")
CLOCK = "%Y-%m-%dT%H:%M"
MAX_WORDS = 500


@dataclass(frozen=True, slots=True)
class PhoneState:
    """One call: how it begins, what the outside answers, what the caller has done; `typed` are keys not yet sent."""

    target: str
    locale: str
    at: str
    caller: str
    called: str
    lookups: Mapping[str, str] = field(default_factory=dict)
    fields: Mapping[tuple[str, str], str] = field(default_factory=dict)
    results: Mapping[str, str] = field(default_factory=dict)
    """Queues, transfers and the rest, by the name of their field in the form."""
    actions: tuple[str, ...] = ()
    typed: str = ""
    given: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Answers of services in their form in an address: `not_found`, `ok balance=120.55&paid=false`."""
    bulletins: str = SWITCHED

    def query(self) -> Iterator[tuple[str, str]]:
        """As pairs for an address; what is as it would be anyway is left out, but for the clock."""
        if self.target != REFERENCE:
            yield "target", self.target
        yield "locale", self.locale
        yield "at", self.at
        yield "caller", self.caller
        yield "called", self.called
        if self.bulletins != SWITCHED:
            yield "bulletins", self.bulletins
        for service, answer in self.lookups.items():
            if answer != "0":
                yield f"lookup.{service}", answer
        for (service, name), value in self.fields.items():
            if value and self.lookups.get(service) == TYPED:
                yield f"field.{service}/{name}", value
        for service, answers in self.given.items():
            if self.lookups.get(service) == GIVEN:
                yield from ((f"given.{service}", one) for one in answers)
        for name, result in self.results.items():
            if result not in ("accepted", "connected", "ok"):
                yield name, result
        for action in self.actions:
            yield "do", action
        if self.typed:
            yield "typed", self.typed

    def over_again(self) -> PhoneState:
        """The same call before the caller has done anything."""
        return replace(self, actions=(), typed="")

    def undone(self) -> PhoneState:
        """Without the last thing that the caller did."""
        if self.typed:
            return replace(self, typed=self.typed[:-1])
        return replace(self, actions=self.actions[:-1])

    def caller_actions(self) -> tuple[Action, ...]:
        """What the caller did, to be played."""
        return tuple(action for action in map(parse_action, self.actions) if action is not None)

    def setup(self, flow: str, zone: str) -> CallSetup:
        """How the call begins."""
        at = datetime.strptime(self.at, CLOCK).replace(tzinfo=ZoneInfo(zone))
        return CallSetup(flow, at, self.caller, self.called, self.locale)

    def answers(self, outside: Outside) -> WorldAnswers:
        """What the outside answers."""
        return WorldAnswers(
            lookups={name: self._answers(name, service) for name, service in outside.services.items()},
            queues={name: self.results[f"queue.{name}"] for name in outside.queues},
            transfers={to: self.results[f"transfer.{to}"] for to in outside.transfers},
            sends={name: self.results[f"send.{name}"] for name in outside.sends},
            callbacks=self.results.get("callbacks", "ok"),
            recordings=self.results.get("recordings", "ok"),
        )

    def _answers(self, name: str, service: ServiceSetting) -> list[Answer]:
        if self.lookups[name] == GIVEN:
            return [one for one in map(parse_answer, self.given[name]) if one is not None]
        return [self._answer(name, service)]

    def _answer(self, name: str, service: ServiceSetting) -> Answer:
        chosen = self.lookups[name]
        if chosen == TYPED:
            return Answer("ok", {one: self.fields[name, one] for one in service.answer if self.fields.get((name, one))})
        if chosen.isdecimal() and int(chosen) < len(service.examples):
            return service.examples[int(chosen)]
        return Answer(chosen) if chosen in ("not_found", "failed") else FAILED


def parse_action(text: str) -> Action | None:
    """What the caller did, from its form in an address; None if that is no action."""
    word, _, rest = text.partition(" ")
    if word == "press" and KEYS.fullmatch(rest):
        return Press(rest)
    if word == "say" and rest.strip() and not has_control_character(rest):
        return Speak(" ".join(rest.split())[:MAX_WORDS])
    if text == "silence":
        return Silence()
    return HangUp() if text == "hang_up" else None


def write_action(action: Action) -> str:
    """What the caller did, in its form in an address."""
    match action:
        case Press(keys=keys):
            return f"press {keys}"
        case Speak(words=words):
            return f"say {words}"
        case Silence():
            return "silence"
        case HangUp():
            return "hang_up"


def parse_answer(text: str) -> Answer | None:
    """What a service answered, from its form in an address; None if that is no answer."""
    result, _, fields = text.partition(" ")
    if has_control_character(text) or result not in ("ok", "not_found", "failed"):
        return None
    return Answer(result, dict(parse_qsl(fields, keep_blank_values=True)) if result == "ok" else {})


def write_answer(answer: Answer) -> str:
    """What a service answered, in its form in an address."""
    return f"ok {urlencode(answer.fields)}" if answer.result == "ok" else answer.result


def act(state: PhoneState, query: MultiDict[str, str], entry: EntrySpec | None) -> tuple[PhoneState, str]:
    """The state after what the form asks for (`act`, `key`), and what is wrong with that.

    Keys are gathered until the input that waits has enough of them; then they are one press.
    """
    act_name, key = query.get("act", ""), query.get("key", "")
    if act_name == "restart":
        return state.over_again(), ""
    if act_name == "undo":
        return state.undone(), ""
    if act_name == "hang_up":
        return _done(state, "hang_up"), ""
    if key:
        typed = state.typed + key
        if not KEYS.fullmatch(typed):
            return state, gettext("Only 0-9, * and # are keys.")
        if entry is None or _is_complete(typed, entry):
            return _done(state, f"press {typed}"), ""
        return replace(state, typed=typed), ""
    if act_name == "enter":
        # The Enter key: whatever field it was pressed in, what stands there is meant.
        said = query.get("words", "").strip()
        act_name = "press" if state.typed else "say" if said else "play"
    if act_name == "press":
        if not KEYS.fullmatch(state.typed):
            return state, gettext("Write the keys to press, for example 12345678#.")
        return _done(state, f"press {state.typed}"), ""
    if act_name == "silence":
        # Who has begun to press keys and then stops has pressed these keys.
        return _done(state, f"press {state.typed}" if state.typed else "silence"), ""
    if act_name == "say":
        words = " ".join(query.get("words", "").split())[:MAX_WORDS]
        return (
            (_done(state, f"say {words}"), "") if words else (state, gettext("Write the words that the caller says."))
        )
    return state, ""


def _done(state: PhoneState, action: str) -> PhoneState:
    return replace(state, actions=(*state.actions, action), typed="")


def _is_complete(keys: str, entry: EntrySpec) -> bool:
    taken, ended, _ = take_keys(keys, entry)
    return ended or len(taken) >= entry.longest
