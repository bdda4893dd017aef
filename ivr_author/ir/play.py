"""Plays a program against a caller: the reference that every target is held to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from ivr_author.call.caller import Press, Speak
from ivr_author.call.line import HungUp, Line
from ivr_author.call.world import CallSetup
from ivr_author.core.calendar import local_moment, state_at, to_milliseconds
from ivr_author.core.entry import EntrySpec, classify_entry
from ivr_author.core.limits import MAX_STEPS_WITHOUT_CALLER, MAX_VALUE_CHARACTERS
from ivr_author.core.matching import matches
from ivr_author.core.plurals import choose_form
from ivr_author.core.spoken import speak
from ivr_author.core.value_types import Value, ValueType
from ivr_author.core.wire import Malformed, as_type, from_wire, number_of, to_wire
from ivr_author.expression.evaluate import evaluate, is_true
from ivr_author.expression.model import Expr
from ivr_author.ir.ops import (
    GATEWAY_ARGUMENTS,
    Ask,
    Assign,
    Back,
    BlockId,
    Branch,
    End,
    Enter,
    Hangup,
    Hours,
    Input,
    Jump,
    Log,
    Queue,
    Record,
    Return,
    Say,
    SetLocale,
    Transfer,
    Visit,
)
from ivr_author.ir.program import Block, LocalText, Program, Slot
from ivr_author.ir.speech import spoken_text


class Observer(Protocol):
    """Watches a call from inside, as coverage does."""

    def entered(self, block: Block) -> None:
        """The call has come to a block."""

    def said(self, text: LocalText) -> None:
        """A text is spoken; the slots of variables are not filled in."""

    def left(self, block: Block, to: BlockId | None) -> None:
        """The call goes on at another block, or is over; not told where the caller hangs up."""


def play(program: Program, setup: CallSetup, line: Line, observer: Observer | None = None) -> None:
    """Play one call to its end, or until the caller hangs up."""
    Player(program, setup, line, observer=observer).play()


@dataclass
class Player:
    """The state of one call: where it is, its variables and locale, the subflow stack and the menus visited."""

    program: Program
    setup: CallSetup
    line: Line
    values: dict[str, Value] = field(default_factory=dict)
    locale: str = ""
    stack: list[Mapping[str, BlockId]] = field(default_factory=list)
    menus: list[tuple[BlockId, int]] = field(default_factory=list)
    passed: int = 0
    at: BlockId | None = None
    observer: Observer | None = None

    def play(self) -> None:
        """Play to the end, or until the caller hangs up."""
        try:
            self.run()
        except HungUp:
            return

    def run(self) -> None:
        """Go from block to block until the call is over."""
        self._begin()
        self.at = self.program.entries[self.setup.flow]
        self._go_on()

    def _go_on(self) -> None:
        while self.at is not None:
            block = self.program.blocks[self.at]
            if self.observer is not None:
                self.observer.entered(block)
            for step in block.steps:
                self._step(step)
                if self.passed > MAX_STEPS_WITHOUT_CALLER:
                    self.line.hang_up("failure")
                    return
            self.at = self._end(block.end)
            if self.observer is not None:
                self.observer.left(block, self.at)

    def _begin(self) -> None:
        self.locale = self.setup.locale or self.program.source_locale
        day, time = local_moment(self.setup.at, self.program.time_zone)
        self.values = dict.fromkeys(self.program.variables)
        self.values.update(
            {
                "caller.number": number_of(self.setup.caller),
                "called.number": number_of(self.setup.called),
                "call.time": time,
                "call.date": day,
                "locale": self.locale,
            }
        )

    def _step(self, step: Log | Say | Assign | Visit) -> None:
        match step:
            case Log(kind=kind, value=value):
                self.line.log(kind, value)
                if kind == "node":
                    self.passed += 1
            case Say():
                self._say(step)
            case Assign(name=name, expression=expression):
                self.values[name] = as_type(self._value(expression), self.program.variables.get(name))
            case Visit(menu=menu):
                self._visit(menu)

    def _value(self, expression: Expr) -> Value:
        return evaluate(expression, self.values)

    def _say(self, say: Say) -> None:
        began = to_milliseconds(self.setup.at)
        for window in say.windows:
            if (window.start is not None and began < window.start) or (window.end is not None and began >= window.end):
                return
        text = spoken_text(self.program, say, self.locale)
        if self.observer is not None:
            self.observer.said(text)
        self.line.say(text.locale, self._words(text))

    def _words(self, text: LocalText) -> str:
        spoken = []
        form = text.forms[0]
        if len(text.forms) > 1:
            form = text.forms[choose_form(text.plural, self.values.get(text.count), len(text.forms))]
        for part in form:
            if isinstance(part, Slot):
                spoken.append(speak(self.values.get(part.name), part.type, self.program.formats[text.locale]))
            else:
                spoken.append(part)
        return "".join(spoken)

    def _visit(self, menu: BlockId) -> None:
        visit = (menu, len(self.stack))
        if visit in self.menus:
            del self.menus[self.menus.index(visit) :]
        self.menus.append(visit)

    def _forget_left_menus(self) -> None:
        # A menu of a subflow that was left could not find its way out of it again.
        while self.menus and self.menus[-1][1] > len(self.stack):
            self.menus.pop()

    # --- ends ---

    def _end(self, end: End) -> BlockId | None:
        match end:
            case Jump(to=to, leaves_subflow=leaves):
                if leaves:
                    self.stack.clear()
                    self._forget_left_menus()
                return to
            case Branch(cases=cases, otherwise=otherwise):
                return next((to for condition, to in cases if is_true(self._value(condition))), otherwise)
            case Hours():
                state = state_at(self.program.calendars[end.calendar], self.setup.at)
                return {"open": end.open, "closed": end.closed, "holiday": end.holiday}[state]
            case Input():
                return self._input(end)
            case Ask():
                return self._ask(end)
            case Transfer():
                result = self.line.transfer(end.to)
                return {"busy": end.busy, "no_answer": end.no_answer, "failed": end.failed}.get(result)
            case Queue():
                result = self.line.queue(end.queue, self.locale)
                return {"full": end.full, "closed": end.closed}.get(result)
            case Record():
                self.passed = 0
                return end.ok if self.line.record(end.mailbox) == "ok" else end.failed
            case SetLocale(locale=locale, to=to):
                self.locale = self.values["locale"] = locale
                return to
            case Enter(to=to, returns=returns):
                self.stack.append(returns)
                return to
            case Return(name=name, otherwise=otherwise):
                returns = self.stack.pop() if self.stack else {}
                self._forget_left_menus()
                return returns.get(name, otherwise)
            case Back():
                return self._back(end)
            case Hangup(by=by):
                self.line.hang_up(by)
        return None

    def _back(self, end: Back) -> BlockId:
        if end.menu is not None and self.menus and self.menus[-1][0] == end.menu:
            if len(self.menus) == 1:
                return end.otherwise
            self.menus.pop()
        if not self.menus:
            return end.otherwise
        menu, depth = self.menus[-1]
        del self.stack[depth:]
        return menu

    def _input(self, end: Input) -> BlockId:
        self.passed = 0
        action = self.line.wait()
        if isinstance(action, Speak) and (end.phrases or end.free_speech):
            return self._words_heard(end, action.words)
        if not isinstance(action, Press) or not action.keys:
            # Words at an input that listens for none are not heard.
            return end.no_input
        return self._keys_pressed(end, action)

    def _words_heard(self, end: Input, words: str) -> BlockId:
        self.line.heard_words(words)
        if end.free_speech and end.into and end.accepted:
            self.values[end.into] = as_type(words[:MAX_VALUE_CHARACTERS], self.program.variables.get(end.into))
            return end.accepted
        for phrase in end.phrases:
            text = self.program.speech[phrase.address, self.locale]
            if matches(words, text.plain()):
                return phrase.to
        return end.no_match

    def _keys_pressed(self, end: Input, action: Press) -> BlockId:
        keys, ended, left = take_keys(action.keys, end.entry)
        self.line.took(keys, left)
        result = classify_entry(keys, ended, end.entry)
        if result.outcome == "key":
            return end.keys[result.key]
        if result.outcome == "ok" and end.into and end.accepted:
            self.values[end.into] = as_type(result.value, self.program.variables.get(end.into))
            return end.accepted
        return end.no_input if result.outcome == "no_input" else end.no_match

    def _ask(self, end: Ask) -> BlockId:
        service = self.program.services.get(end.name) if end.kind == "lookup" else None
        types = service.arguments if service else GATEWAY_ARGUMENTS
        arguments = {
            name: to_wire(self._value(expression), types.get(name, ValueType.TEXT))
            for name, expression in end.arguments.items()
        }
        answer = self.line.ask(end.kind, end.name, arguments, self.locale)
        if answer.result != "ok":
            return end.not_found if answer.result == "not_found" else end.failed
        try:
            fields = {
                name: from_wire(answer.fields.get(name, ""), kind)
                for name, kind in (service.answer if service else {}).items()
            }
        except Malformed:
            return end.failed
        for name, variable in end.into.items():
            self.values[variable] = as_type(fields.get(name), self.program.variables.get(variable))
        return end.ok


def take_keys(pressed: str, entry: EntrySpec) -> tuple[str, bool, str]:
    """The keys that an input takes of a press, whether the terminator ended it, and the keys that are left over.

    A terminator directly after an entry that is complete by its length belongs to it.
    """
    for index, key in enumerate(pressed):
        if key == entry.terminator:
            return pressed[:index], True, pressed[index + 1 :]
        if index == entry.longest:
            return pressed[:index], False, pressed[index:]
    return pressed, False, ""
