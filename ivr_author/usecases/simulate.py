"""Plays a call step by step: what a phone in a page or a terminal shows after the caller's actions so far.

Nothing is kept between two steps. Every step plays the call anew from its beginning, so any state is a list of actions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ivr_author.call.caller import Action, ListCaller, NeedAction
from ivr_author.call.line import Line
from ivr_author.call.transcript import Event, Transcript
from ivr_author.call.world import Answer, CallSetup, ScriptWorld
from ivr_author.core.entry import EntrySpec
from ivr_author.core.value_types import Value
from ivr_author.ir.ops import BlockId, Input, Say
from ivr_author.ir.ops import Record as RecordOp
from ivr_author.ir.play import Player
from ivr_author.ir.program import Block, LocalText, Program
from ivr_author.ir.speech import spoken_text
from ivr_author.ir.target import Artifact, PlayFault, Target

MAX_ACTIONS = 200
"""Actions of one interactive call; each step plays all of them again."""


@dataclass(frozen=True, slots=True)
class WorldAnswers:
    """What the outside answers in a simulated call; whatever is not named works."""

    lookups: Mapping[str, Sequence[Answer]] = field(default_factory=dict)
    queues: Mapping[str, str] = field(default_factory=dict)
    transfers: Mapping[str, str] = field(default_factory=dict)
    sends: Mapping[str, str] = field(default_factory=dict)
    callbacks: str = "ok"
    recordings: str = "ok"

    def world(self) -> ScriptWorld:
        """A fresh world that answers so."""
        return ScriptWorld(self.lookups, self.queues, self.transfers, self.sends, self.callbacks, self.recordings)


@dataclass(frozen=True, slots=True)
class Moment:
    """One event of the call and the nodes that it came through since the event before.

    `pieces` are what is said one after another, each a text of its own that may be recorded. `wanted` is the caller's
    language where these words are in another one because theirs are missing.
    """

    event: Event
    nodes: tuple[str, ...]
    pieces: tuple[str, ...] = ()
    wanted: str = ""


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that the call listens for now, in the locale that they are in."""

    locale: str
    words: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """What the call waits for: an entry of keys, words, or a message to record."""

    node: str
    entry: EntrySpec
    keys: tuple[str, ...] = ()
    phrases: tuple[Phrase, ...] = ()
    free_speech: bool = False
    records: bool = False


@dataclass(frozen=True, slots=True)
class Simulation:
    """The call so far. `waiting` is None when it is over.

    `left` are keys that no input took, `unused` how many actions came after the end. `expected` is the transcript of
    the reference, where a target was played and gave another one; `broken` is why its documents could not go on.
    """

    moments: tuple[Moment, ...]
    transcript: Transcript
    waiting: Waiting | None
    locale: str
    values: Mapping[str, Value]
    left: str = ""
    unused: int = 0
    expected: Transcript | None = None
    broken: str = ""


def simulate(
    program: Program,
    setup: CallSetup,
    answers: WorldAnswers,
    actions: Sequence[Action],
    target: tuple[Target, Artifact] | None = None,
) -> Simulation:
    """Play the actions on the reference or, with a target, through what it emitted, up to the next input."""
    caller = ListCaller(actions)
    line = TracedLine(caller, answers.world())
    player = Player(program, setup, line)
    player.observer = _Listener(player, line)
    try:
        player.play()
        waiting = None
    except NeedAction:
        waiting = _waiting(player)
    reference = line.transcript()
    expected, broken = None, ""
    moments = line.moments()
    if target is not None:
        caller = ListCaller(actions)
        line = TracedLine(caller, answers.world())
        try:
            target[0].play(target[1], setup, line)
        except PlayFault as fault:
            broken = str(fault)
        except NeedAction:
            # The reference waits there too, or else the transcripts differ.
            broken = ""
        if line.transcript() != reference:
            # Where both do the same, the reference knows more: which texts were said, and whose words are missing.
            expected, moments = reference, line.moments()
    return Simulation(
        moments=moments,
        transcript=line.transcript(),
        waiting=waiting,
        locale=player.locale,
        values={name: value for name, value in player.values.items() if not name.startswith("_")},
        left=caller.left,
        unused=len(actions) - caller.position,
        expected=expected,
        broken=broken,
    )


def _waiting(player: Player) -> Waiting | None:
    """What the reference waits for where it stands; a target waits for the same."""
    if player.at is None:
        return None
    program = player.program
    block = program.blocks[player.at]
    end = block.end
    if isinstance(end, RecordOp):
        return Waiting(block.node, EntrySpec(kind="menu", terminator=end.terminator), records=True)
    if not isinstance(end, Input):
        return None
    texts = [program.speech[phrase.address, player.locale] for phrase in end.phrases]
    phrases = tuple(Phrase(text.locale, text.plain()) for text in texts)
    return Waiting(block.node, end.entry, tuple(end.keys), phrases, end.free_speech)


@dataclass
class _Listener:
    """Notes which texts are in another language because the caller's is not translated; an `Observer`."""

    player: Player
    line: TracedLine
    _block: Block | None = None

    def entered(self, block: Block) -> None:
        """Its steps are what can be said next."""
        self._block = block

    def said(self, text: LocalText) -> None:
        """A text whose language is fixed is meant to be in that language."""
        program, locale = self.player.program, self.player.locale
        steps = self._block.steps if self._block is not None and text.locale != locale else ()
        is_missing = any(
            isinstance(step, Say) and step.locale is None and spoken_text(program, step, locale) == text
            for step in steps
        )
        self.line.wanted = locale if is_missing else ""

    def left(self, block: Block, to: BlockId | None) -> None:
        """Nothing is said there."""


@dataclass
class _Noted:
    """A moment that may still grow: further texts of one node join the last one said."""

    event: dict[str, object]
    nodes: tuple[str, ...]
    pieces: list[str] = field(default_factory=list)
    wanted: str = ""


@dataclass
class TracedLine(Line):
    """A line that remembers through which nodes each event came; `say`s of different nodes stay apart."""

    wanted: str = ""
    _moments: list[_Noted] = field(default_factory=list)
    _passed: list[str] = field(default_factory=list)
    _noted: int = 0

    def moments(self) -> tuple[Moment, ...]:
        """The call so far."""
        self._catch_up()
        return tuple(Moment(dict(one.event), one.nodes, tuple(one.pieces), one.wanted) for one in self._moments)

    def log(self, kind: str, value: str = "") -> None:
        """Also remember the node."""
        super().log(kind, value)
        self._catch_up()
        if kind == "node":
            self._passed.append(value)

    def say(self, locale: str, text: str) -> None:
        """Also remember where it was said."""
        self._catch_up()
        super().say(locale, text)
        last = self._record.events[-1] if self._record.events else None
        if last is None or last["event"] != "say" or not text.strip():
            return
        words = " ".join(text.split())
        held = self._moments[-1] if self._moments and not self._passed else None
        if held is not None and (held.event["event"], held.event.get("locale")) == ("say", locale):
            held.event["text"] = f"{held.event['text']} {words}"
            held.pieces.append(words)
            held.wanted = held.wanted or self.wanted
            return
        event: dict[str, object] = {"event": "say", "locale": locale, "text": words}
        self._moments.append(_Noted(event, self._take(), [words], self.wanted))

    def _catch_up(self) -> None:
        """Take over what the line noted itself since."""
        events = self._record.events
        for event in events[self._noted :]:
            if event["event"] != "say":
                self._moments.append(_Noted(event, self._take()))
        # Further words may still join a `say` at the end, but not before another event stands behind it.
        self._noted = len(events)

    def _take(self) -> tuple[str, ...]:
        nodes = tuple(self._passed)
        self._passed.clear()
        return nodes
