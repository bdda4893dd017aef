"""Covering calls as a file of call scripts, `flows/<flow>.calls.yaml`, with what is heard taken from the reference.

Reading such a file back is `flow.read_script`'s. Every call is played before it is written: what the file expects is
what the reference does.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ivr_author.call.caller import Action, CallerStep, HangUp, Hear, ScriptCaller
from ivr_author.call.script import last_locale
from ivr_author.call.transcript import Transcript, fold
from ivr_author.call.world import ScriptWorld
from ivr_author.core.locale import find_locale
from ivr_author.flow.edges import Edge
from ivr_author.flow.write_script import quote, write_answers, write_step
from ivr_author.harness.advice import Item
from ivr_author.harness.paths import GeneratedCall
from ivr_author.harness.relevance import reads
from ivr_author.harness.trace import EdgeTrace, TraceLine, trace_call
from ivr_author.ir.ops import Branch
from ivr_author.ir.play import Player
from ivr_author.ir.program import LocalText, Program

MAX_HEARD = 60
"""Characters of a `hear`: enough to tell one offer from another, and short enough to be read."""
CALLED = "called.number"
MAX_NAMED = 90
"""Characters of a call's name, without its number."""


@dataclass
class _Listener:
    """Does what a generated call says, and keeps for each action the fragments heard since the one before."""

    actions: Sequence[Action]
    trace: EdgeTrace
    heard_before: list[list[str]] = field(default_factory=lambda: [[]])
    position: int = 0
    _texts: int = 0

    def heard(self, text: str) -> bool:
        """Keep a telling piece of what was just spoken; only an action hangs up."""
        texts = self.trace.texts[self._texts :]
        self._texts = len(self.trace.texts)
        fragment = next((one for one in map(telling_fragment, texts) if one and one in fold(text)), "")
        if fragment:
            self.heard_before[-1].append(fragment)
        return False

    def act(self) -> Action:
        """The next action; after the last one the caller hangs up."""
        if self.position >= len(self.actions):
            return HangUp()
        self.position += 1
        self.heard_before.append([])
        return self.actions[self.position - 1]

    def left_over(self, keys: str) -> None:
        """A generated press is never longer than its input."""


def telling_fragment(text: LocalText) -> str:
    """The first piece of a text that is the same in every call: at most `MAX_HEARD` characters, in whole words."""
    form = text.forms[0]
    if len(text.forms) > 1 or not form:
        return ""
    pieces = [fold(part) for part in form if isinstance(part, str)]
    piece = next((one for one in pieces if sum(map(str.isalpha, one)) > 2), "")
    if len(piece) <= MAX_HEARD:
        return piece
    cut = piece[:MAX_HEARD]
    return cut.rpartition(" ")[0] or cut if find_locale(text.locale).spaced else cut


def write_calls(calls: Sequence[GeneratedCall], program: Program, *, numbered: bool = True) -> str:
    """A file of call scripts, each in the locale that it was made for; in this form they pass on the reference.

    `numbered`: their names begin with their number, so that no two are the same.
    """
    several = len({call.setup.locale for call in calls}) > 1
    asked = any(
        CALLED in reads(condition)
        for block in program.blocks.values()
        if isinstance(block.end, Branch)
        for condition, _ in block.end.cases
    )
    lines = ["calls:" if calls else "calls: []"]
    for number, call in enumerate(calls, 1):
        lines.extend(_CallWriter(program, call, number if numbered else 0, several, asked).lines())
    return "\n".join(lines) + "\n"


@dataclass(frozen=True, slots=True)
class _CallWriter:
    program: Program
    call: GeneratedCall
    number: int
    names_locale: bool
    gives_called: bool

    def lines(self) -> Iterator[str]:
        steps, transcript = self._steps()
        call = self.call
        yield f"  - name: {quote(self._name())}"
        yield f"    at: {quote(call.setup.at.isoformat())}"
        if self.gives_called:
            yield f"    called: {quote(call.setup.called)}"
        yield f"    locale: {call.setup.locale or self.program.source_locale}"
        if call.lookups:
            yield "    lookups:"
            yield from (f"      {quote(name)}: {write_answers(answers)}" for name, answers in call.lookups.items())
        for key, states in (("queues", call.queues), ("transfers", call.transfers), ("sends", call.sends)):
            if states:
                yield f"    {key}: {{{', '.join(f'{quote(name)}: {state}' for name, state in states.items())}}}"
        for key, state in (("callbacks", call.callbacks), ("recordings", call.recordings)):
            if state != "ok":
                yield f"    {key}: {state}"
        yield "    script:" if steps else "    script: []"
        yield from (f"      - {write_step(step)}" for step in steps)
        yield "    expect:"
        if spoken := last_locale(transcript):
            yield f"      locale: {spoken}"
        yield f"      outcome: {quote(transcript.outcome)}"
        yield f"      passes: [{', '.join(transcript.nodes)}]"

    def _steps(self) -> tuple[list[CallerStep], Transcript]:
        listener, transcript = self._listen()
        for hears, explicit in ((True, True), (True, False), (False, False)):
            steps = _script_steps(listener, hears=hears, explicit=explicit)
            if self._plays_alike(steps, transcript):
                return steps, transcript
        return _script_steps(listener, hears=False, explicit=False), transcript

    def _listen(self) -> tuple[_Listener, Transcript]:
        line = TraceLine(ScriptCaller(()), self._world())
        player = Player(self.program, self.call.setup, line)
        trace = EdgeTrace(player, line)
        listener = _Listener(self.call.actions, trace)
        line.caller = listener
        player.observer = trace
        player.play()
        return listener, line.transcript()

    def _world(self) -> ScriptWorld:
        call = self.call
        return ScriptWorld(call.lookups, call.queues, call.transfers, call.sends, call.callbacks, call.recordings)

    def _plays_alike(self, steps: Sequence[CallerStep], transcript: Transcript) -> bool:
        caller = ScriptCaller(steps)
        again, _ = trace_call(self.program, self.call.setup, caller, self._world())
        caller.finish()
        return not caller.fault and again == transcript

    def _name(self) -> str:
        locale = f" ({self.call.setup.locale})" if self.names_locale else ""
        number = f"{self.number:03} " if self.number else ""
        return f"{number}{describe(self.call.covers)}{locale}"


def _script_steps(listener: _Listener, *, hears: bool, explicit: bool) -> list[CallerStep]:
    """The steps; a hang-up that is not explicit is a script that has run out."""
    steps: list[CallerStep] = []
    taken = listener.actions[: listener.position]
    for index, fragments in enumerate(listener.heard_before):
        if hears and fragments:
            steps.append(Hear(fragments[-1]))
        if index < len(taken) and (explicit or not isinstance(taken[index], HangUp)):
            steps.append(taken[index])
    return steps


def describe(covers: Sequence[Item]) -> str:
    """What a call covers, in few words: by node, the rest as a number."""
    labels: dict[str, list[str]] = {}
    for item in covers:
        if isinstance(item, str):
            labels.setdefault(item, [])
        elif isinstance(item, Edge):
            labels.setdefault(item.source, []).append(item.label)
        else:
            labels.setdefault(item[0].source, []).append(f"{item[0].label} then {item[1].label}")
    named = ""
    for shown, (node, found) in enumerate(labels.items()):
        more = f"{'; ' if named else ''}{node.partition('/')[2]} {', '.join(found)}".rstrip()
        if named and len(named) + len(more) > MAX_NAMED:
            return f"{named}; and {len(labels) - shown} more"
        named += more
    return named
