"""What callers do and what the outside answers, as shares: of a file of weights, else of call scripts, else guessed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from ivr_author.call.caller import Action, Press, ScriptCaller, Silence, Speak
from ivr_author.call.line import Line
from ivr_author.call.script import CallScript
from ivr_author.call.world import Answer
from ivr_author.harness.choices import PLAIN_WIRE
from ivr_author.ir.ops import BlockId, Input
from ivr_author.ir.play import Player
from ivr_author.ir.program import Block, Program
from ivr_author.rehearsal.ways import ANYWHERE, ENTRY, guessed_shares, plain_fields, usual_entry, way_of, ways_of
from ivr_author.rehearsal.weights import Weights

Origin = Literal["weights", "scripts", "guess", "works"]
"""Who says what happens at a place: the file of weights, call scripts, nobody; or it is assumed to work."""

CALLER = "+16175550123"
"""From where callers of a rehearsal call."""


@dataclass(frozen=True, slots=True)
class Entrance:
    """How a call begins: the number that is called, and the locale that it begins in."""

    called: str
    locale: str | None = None


@dataclass
class Behaviour:
    """Shares at every place of a program where a call waits."""

    program: Program
    weights: Weights
    entrances: Sequence[tuple[Entrance, float]]
    answers: Mapping[str, Sequence[tuple[Answer, float]]]
    scripts: int
    _seen: Mapping[BlockId, Mapping[str, float]]
    _entered: Mapping[BlockId, Mapping[Action, float]]
    _known: dict[BlockId, tuple[Mapping[str, float], Origin]] = field(default_factory=dict)

    def shares_at(self, block: Block) -> tuple[Mapping[str, float], Origin]:
        """The share of each way at a block that waits, and who says so."""
        known = self._known.get(block.id)
        if known is None:
            known = self._known[block.id] = self._shares_at(block)
        return known

    def entries_at(self, block: Block) -> Sequence[tuple[Action, float]]:
        """What callers enter at an input that takes entries."""
        seen = self._entered.get(block.id)
        if seen:
            return list(seen.items())
        usual = usual_entry(self.program, block)
        return [] if usual is None else [(usual, 1.0)]

    def answers_of(self, service: str) -> Sequence[tuple[Answer, float]]:
        """What a service says when all is well."""
        plain = Answer("ok", plain_fields(self.program, service, PLAIN_WIRE))
        return self.answers.get(service) or [(plain, 1.0)]

    def guesses(self) -> tuple[str, ...]:
        """The nodes at which callers came and nobody had said what they do."""
        found = {self.program.blocks[name].node for name, (_, origin) in self._known.items() if origin == "guess"}
        return tuple(sorted(found))

    def _shares_at(self, block: Block) -> tuple[Mapping[str, float], Origin]:
        ways = ways_of(block)
        given = self.weights.choices.get(block.node) if self.weights.choices is not None else None
        if given is not None:
            here = {way: share for way, share in given.shares.items() if way in ways and share}
            if any(way not in ANYWHERE for way in here) or (here and ANYWHERE.issuperset(given.shares)):
                return here, "weights"
        if not isinstance(block.end, Input):
            return guessed_shares(self.program, block), "works"
        seen = self._seen.get(block.id)
        if seen:
            return dict(sorted(seen.items())), "scripts"
        return guessed_shares(self.program, block), "guess"


def observe(
    program: Program,
    flow: str,
    scripts: Iterable[CallScript],
    weights: Weights,
    examples: Mapping[str, Sequence[Answer]],
) -> Behaviour:
    """Play every script where it stands, and count what its caller does at each place.

    With weights for scripts, only those that have one count. `examples`: answers of services that have no script's.
    """
    seen: dict[BlockId, dict[str, float]] = defaultdict(_counts)
    entered: dict[BlockId, dict[Action, float]] = defaultdict(_counts)
    answers: dict[str, dict[tuple[tuple[str, str], ...], float]] = defaultdict(_counts)
    entrances: dict[Entrance, float] = _counts()
    given = weights.scripts.shares if weights.scripts is not None else None
    counted = 0
    for script in scripts:
        weight = 1.0 if given is None else given.get(script.name, 0.0)
        if not weight or script.setup.flow not in program.entries:
            continue
        counted += 1
        for block, way, action in _acts(program, script):
            seen[block][way] += weight
            if way == ENTRY:
                entered[block][action] += weight
        for service, told in script.lookups.items():
            for answer in told:
                if answer.result == "ok":
                    answers[service][tuple(sorted(answer.fields.items()))] += weight
        if script.setup.flow == flow:
            entrances[Entrance(script.setup.called, script.setup.locale)] += weight
    told_by = {name: [(one, 1.0) for one in told if one.result == "ok"] for name, told in examples.items()}
    for name, fields_told in answers.items():
        told_by[name] = [(Answer("ok", dict(fields)), count) for fields, count in fields_told.items()]
    return Behaviour(
        program=program,
        weights=weights,
        entrances=_entrances(program, flow, weights, entrances),
        answers=told_by,
        scripts=counted,
        _seen=seen,
        _entered=entered,
    )


def _counts() -> dict[Any, float]:
    return defaultdict(float)


def _entrances(
    program: Program, flow: str, weights: Weights, seen: Mapping[Entrance, float]
) -> list[tuple[Entrance, float]]:
    if weights.numbers is not None:
        shares = weights.numbers.shares
        numbers = [(program.numbers[name], share) for name, share in shares.items() if share]
        found = [(Entrance(one.number, one.locale), share) for one, share in numbers if one.flow == flow]
        if found:
            return found
    if seen:
        return list(seen.items())
    numbers_of = [Entrance(one.number, one.locale) for one in program.numbers.values() if one.flow == flow]
    return [(one, 1.0) for one in numbers_of] or [(Entrance("+18005550100"), 1.0)]


class _WatchedLine(Line):
    """A line that tells what its caller does where.

    That a script hangs up says only that its author had heard enough: those who give up early stand in weights alone.
    """

    def watch(self, player: Player, caller: ScriptCaller) -> None:
        """Begin."""
        self.player, self.script = player, caller
        self.acts: list[tuple[BlockId, str, Action]] = []

    def _not_hung_up(self, action: Action) -> Press | Speak | Silence:
        taken = super()._not_hung_up(action)
        self._note(taken)
        return taken

    def _note(self, action: Action) -> None:
        at = self.player.at
        assert at is not None, "a call that waits is somewhere"
        block = self.player.program.blocks[at]
        way = way_of(self.player.program, block, action, self.player.locale)
        if way in ways_of(block):
            self.acts.append((at, str(way), action))


def _acts(program: Program, script: CallScript) -> list[tuple[BlockId, str, Action]]:
    caller = script.caller()
    line = _WatchedLine(caller, script.world())
    player = Player(program, script.setup, line)
    line.watch(player, caller)
    player.play()
    return line.acts
