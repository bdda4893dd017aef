"""Which edges a call on the reference passed, and what its caller heard before each thing they did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ivr_author.call.caller import Action, Caller, HangUp, Press, Silence, Speak
from ivr_author.call.line import Line
from ivr_author.call.transcript import Transcript
from ivr_author.call.world import Answer, CallSetup, World
from ivr_author.core.calendar import state_at
from ivr_author.core.entry import classify_entry
from ivr_author.expression.evaluate import evaluate, is_true
from ivr_author.flow.edges import (
    BACK,
    END,
    ENTER,
    HANG_UP,
    NEXT,
    NOBODY_ENTERED,
    RETURN,
    Edge,
    exits_of_block,
    is_first,
    speech_exit,
)
from ivr_author.harness.choices import phrase_heard
from ivr_author.ir.ops import (
    Ask,
    Back,
    BlockId,
    Branch,
    Enter,
    Hangup,
    Hours,
    Input,
    Log,
    Queue,
    Record,
    Return,
    Transfer,
)
from ivr_author.ir.play import Player, take_keys
from ivr_author.ir.program import Block, LocalText, Program


@dataclass
class TraceLine(Line):
    """A line that remembers what was last done on it: by the caller, or by the world."""

    last_action: Action | None = None
    last_result: str = ""

    def wait(self) -> Press | Speak | Silence:
        """As a line does it; a hang-up is remembered too."""
        self.last_action = HangUp()
        self.last_action = action = super().wait()
        return action

    def ask(self, kind: str, name: str, arguments: Mapping[str, str], locale: str) -> Answer:
        """As a line does it."""
        answer = super().ask(kind, name, arguments, locale)
        self.last_result = answer.result
        return answer

    def transfer(self, to: str) -> str:
        """As a line does it."""
        self.last_result = super().transfer(to)
        return self.last_result

    def queue(self, name: str, locale: str) -> str:
        """As a line does it."""
        self.last_result = super().queue(name, locale)
        return self.last_result

    def record(self, mailbox: str) -> str:
        """As a line does it."""
        self.last_result = super().record(mailbox)
        return self.last_result


@dataclass
class EdgeTrace:
    """Follows a call and notes its edges; an `Observer` of the reference."""

    player: Player
    line: TraceLine
    edges: list[Edge] = field(default_factory=list)
    texts: list[LocalText] = field(default_factory=list)
    locales: list[str] = field(default_factory=list)
    """The language that the call was in when it passed each of the edges."""
    _node: str = ""
    _label: str | None = None
    _silent: bool = True
    _stack: list[Block] = field(default_factory=list)
    _at: Block | None = None

    def entered(self, block: Block) -> None:
        """A first block closes the edge that led there; a wait inside the same node does so too."""
        self._at = block
        if is_first(block) and block.steps and block.steps[0] == Log("node", block.node):
            if not self._silent:
                self._pass(Edge(self._node, self._label or NEXT, block.node))
            self._node, self._label, self._silent = block.node, None, False
        if isinstance(block.end, (Input, Ask, Transfer, Queue, Record, Hours)) and self._label is not None:
            self._pass(Edge(self._node, self._label, self._node))
            self._label = None

    def said(self, text: LocalText) -> None:
        """Texts in the order in which they are spoken."""
        self.texts.append(text)

    def left(self, block: Block, to: BlockId | None) -> None:
        """What decided, and what that makes of the edge."""
        end = block.end
        if isinstance(end, Back):
            self._pass(Edge(self._node, self._label or NEXT, BACK))
            self._label, self._silent = None, True
        elif isinstance(end, Return):
            self._return(end, block)
        elif isinstance(end, Enter):
            self._stack.append(block)
            self._label = ENTER
        elif isinstance(end, Hangup):
            self._pass(Edge(self._node, self._label or ("hangup" if is_first(block) else NEXT), END))
        else:
            self._decided(block, to)
        # `back` and `flow:NAME` leave subflows behind without a return.
        del self._stack[len(self.player.stack) :]

    def finish(self) -> tuple[Edge, ...]:
        """The call is over: a caller who hung up did so where the call waited."""
        if isinstance(self.line.last_action, HangUp) and self._at is not None:
            found = exits_of_block(self._at, self.player.program.blocks).get(HANG_UP)
            if found is not None:
                self._pass(Edge(self._node, found.label or HANG_UP, END))
        return tuple(self.edges)

    def edges_by_locale(self) -> dict[str, list[Edge]]:
        """The edges that were passed while the call was in each language."""
        found: dict[str, list[Edge]] = {}
        for edge, locale in zip(self.edges, self.locales, strict=True):
            found.setdefault(locale, []).append(edge)
        return found

    def _pass(self, edge: Edge) -> None:
        self.edges.append(edge)
        self.locales.append(self.player.locale)

    def _return(self, end: Return, block: Block) -> None:
        if not self._stack:
            self._label = NOBODY_ENTERED
            return
        self._pass(Edge(self._node, "return", RETURN))
        entered = self._stack.pop()
        self._node, self._label = entered.node, end.name

    def _decided(self, block: Block, to: BlockId | None) -> None:
        name = self._deciding(block)
        if name is None:
            return
        found = exits_of_block(block, self.player.program.blocks)[name]
        if to is None:
            self._pass(Edge(self._node, found.label or NEXT, END))
            self._label, self._silent = None, True
        elif found.label is not None:
            # Where `back` found no menu, the call is still in the node that it was in.
            self._label, self._silent = found.label, False

    def _deciding(self, block: Block) -> str | None:
        end = block.end
        match end:
            case Input():
                return self._input(end)
            case Ask() | Transfer() | Queue() | Record():
                return self.line.last_result
            case Branch(cases=cases):
                holding = (
                    index for index, (one, _) in enumerate(cases, 1) if is_true(evaluate(one, self.player.values))
                )
                return next((f"if {index}" for index in holding), "else")
            case Hours(calendar=calendar):
                return state_at(self.player.program.calendars[calendar], self.player.setup.at)
            case _:
                return None

    def _input(self, end: Input) -> str:
        action = self.line.last_action
        if isinstance(action, Press):
            keys, ended, _ = take_keys(action.keys, end.entry)
            result = classify_entry(keys, ended, end.entry)
            return {"key": f"key {result.key}", "ok": "accepted"}.get(result.outcome, result.outcome)
        if isinstance(action, Speak):
            if end.free_speech:
                return "accepted"
            phrase = phrase_heard(self.player.program, end, action.words, self.player.locale)
            return "no_match" if phrase is None else speech_exit(phrase.address)
        return "no_input"


def trace_call(program: Program, setup: CallSetup, caller: Caller, world: World) -> tuple[Transcript, EdgeTrace]:
    """Play a call on the reference and follow it."""
    line = TraceLine(caller, world)
    player = Player(program, setup, line)
    trace = EdgeTrace(player, line)
    player.observer = trace
    player.play()
    trace.finish()
    return line.transcript(), trace
