"""Ways that callers take: calls made up for what changed in either version, played on both, and where they part.

Call scripts say what somebody thought of; these calls go where the two versions differ. Words alone are no other way.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ivr_author.call.caller import Action, HangUp
from ivr_author.call.line import Line
from ivr_author.call.transcript import Event
from ivr_author.call.world import CallSetup, ScriptWorld
from ivr_author.changes.model import Arrival, PathChange, Paths
from ivr_author.changes.pairs import renamed_flows, renamed_nodes
from ivr_author.flow.content import Content
from ivr_author.flow.edges import Edge, Exits, nodes_of, ways_of_node
from ivr_author.harness.compare import describe_event
from ivr_author.harness.paths import GeneratedCall, covering_calls
from ivr_author.harness.reachable import edges_of_program
from ivr_author.ir.ops import Ask, Assign, BlockId, Branch, Enter, Hours, Input, Queue, Record, Transfer
from ivr_author.ir.play import Player
from ivr_author.ir.program import Program

MOST_SECONDS = 20.0
"""For looking; a search that was begun then ends by itself."""

MOST_STATES = 4_000
"""Of a call that one search looks at: two seconds. What is deeper in than that is left out."""

MOST_CALLS = 400

MOST_SHORTENED = 12
"""Acts of a call that are left out in turn, to see whether it parts all the same."""

Renames = Mapping[str, str]
"""Flows, and nodes as `flow/node`, by their names of before: what they are called now."""

Tell = Callable[[float, str], None]


def renames_of(before: Content, now: Content) -> Renames:
    """What only has another name."""
    flows = renamed_flows(before.flows, now.flows)
    found = dict(flows)
    for name, old in before.flows.items():
        new = now.flows.get(flows.get(name, name))
        if new is None or (new.source.text == old.source.text and new.id == old.id):
            continue
        nodes = renamed_nodes(old.nodes, new.nodes)
        if nodes or new.id != old.id:
            found.update({f"{name}/{node}": f"{new.id}/{nodes.get(node, node)}" for node in old.nodes})
    return found


def compare_paths(
    before: Program,
    now: Program,
    renames: Renames,
    tell: Tell,
    most_seconds: float = MOST_SECONDS,
) -> Paths:
    """Calls of both versions, in the source language, that go another way; the same two give the same ones.

    `tell` hears how much is done, from 0 to 1. What there was no time for is counted as `left_out`.
    """
    search = _Search(before, now, renames, time.monotonic() + most_seconds)
    return search.result(tell)


@dataclass
class _Search:
    before: Program
    now: Program
    renames: Renames
    deadline: float
    played: int = 0
    found: dict[tuple[str, str], PathChange] = field(default_factory=dict)

    def result(self, tell: Tell) -> Paths:
        old, new = _deciders(self.before, self.renames), _deciders(self.now, {})
        sought = (_differing(old, new), _differing(new, old))
        left = [0, 0]
        for index, (program, wanted) in enumerate(zip((self.before, self.now), sought, strict=True)):
            missing = set(wanted)
            starts = list(_starts(program, wanted))
            for number, flow in enumerate(starts):
                tell((index + number / len(starts)) / 2, flow)
                if not missing or time.monotonic() > self.deadline or self.played >= MOST_CALLS:
                    break
                missing -= self._seek(program, flow, missing, is_old=index == 0)
            else:
                # Looked for everywhere: what is left, no call passes.
                continue
            left[index] = len(missing)
        changes = sorted(self.found.values(), key=lambda one: (len(one.steps), one.flow, one.before.node))
        return Paths(self.played, tuple(changes), sum(left))

    def _seek(self, program: Program, flow: str, wanted: set[Edge], *, is_old: bool) -> set[Edge]:
        """Play calls to a flow for these edges, and give those that they passed."""
        edges = edges_of_program(program, flow)
        if wanted.isdisjoint(edges):
            return set()
        passed: set[Edge] = set()
        others = [edge for edge in edges if edge not in wanted]
        for call in covering_calls(program, flow, "edges", None, others, MOST_STATES).calls:
            passed.update(call.edges)
            self._play(call, is_old=is_old)
        return passed

    def _play(self, call: GeneratedCall, *, is_old: bool) -> None:
        named = call.setup.flow
        earlier = {new: old for old, new in self.renames.items()}
        flows = (named, self.renames.get(named, named)) if is_old else (earlier.get(named, named), named)
        if flows[0] not in self.before.entries or flows[1] not in self.now.entries:
            return
        self.played += 1
        for one in self._partings(flows, call):
            held = self.found.get(_names(one))
            if held is None or len(one[0]) < len(held.steps):
                self.found[_names(one)] = PathChange(flows[1], *self._shorter(flows, call, one))

    def _partings(self, flows: tuple[str, str], call: GeneratedCall) -> list[Parting]:
        old = _listen(self.before, replace(call.setup, flow=flows[0]), call)
        new = _listen(self.now, replace(call.setup, flow=flows[1]), call)
        return list(_partings([_renamed(one, self.renames) for one in old], new))

    def _shorter(self, flows: tuple[str, str], call: GeneratedCall, parting: Parting) -> Parting:
        """The same parting without what else the call tried on its way: a reader wants the shortest."""
        index = 0
        while index < min(len(call.actions), MOST_SHORTENED) and parting[0]:
            fewer = replace(call, actions=(*call.actions[:index], *call.actions[index + 1 :]))
            same = [one for one in self._partings(flows, fewer) if _names(one) == _names(parting)]
            if same and len(same[0][0]) < len(parting[0]):
                call, parting = fewer, same[0]
            else:
                index += 1
        return parting


# --- what differs ----------------------------------------------------------------------------------------------------

Deciders = Mapping[Edge, tuple[Edge, object]]
"""Every edge by its names of now: as its own program names it, and what decides that a call takes it."""


def _deciders(program: Program, renames: Renames) -> Deciders:
    found: dict[Edge, tuple[Edge, object]] = {}
    begins = {program.blocks[entry].node for entry in program.entries.values()}
    sets: dict[str, list[object]] = {}
    for block in program.blocks.values():
        # What is set before a wait decides too.
        sets.setdefault(block.node, []).extend(one for one in block.steps if isinstance(one, Assign))
    exits = Exits(program.blocks)
    for node in nodes_of(program.blocks.values()):
        for way in ways_of_node(node, exits):
            edge = way.edge
            named = Edge(renames.get(edge.source, edge.source), edge.label, renames.get(edge.target, edge.target))
            found[named] = (edge, (node in begins, _decision(program, way.at), sets[node]))
    return found


def _decision(program: Program, at: BlockId) -> object:
    """What decides at a block, without where it leads."""
    end = program.blocks[at].end
    match end:
        case Branch():
            return tuple(condition for condition, _ in end.cases)
        case Hours():
            return program.calendars[end.calendar]
        case Input():
            said = tuple(program.speech[one.address, program.source_locale].plain() for one in end.phrases)
            return end.entry, said, frozenset(end.keys), end.into, end.free_speech
        case Ask():
            return end.kind, end.name, end.arguments, end.into
        case Transfer():
            return end.to
        case Queue():
            return end.queue
        case Record():
            return end.mailbox
        case Enter():
            return frozenset(end.returns)
        case _:
            return type(end).__name__


def _differing(one: Deciders, other: Deciders) -> list[Edge]:
    """The edges, as their own program names them, that the other has not, or decides by something else."""
    return [edge for named, (edge, decision) in one.items() if named not in other or other[named][1] != decision]


def _starts(program: Program, wanted: Sequence[Edge]) -> list[str]:
    """The flows at which to begin: the edges' own, which is the shortest to read, then those that numbers reach."""
    numbers = (one.flow for one in program.numbers.values())
    named = (*(edge.source.partition("/")[0] for edge in wanted), *numbers)
    return [flow for flow in dict.fromkeys(named) if flow in program.entries]


# --- where two calls part --------------------------------------------------------------------------------------------


@dataclass
class _Moment:
    """A node that was entered, or an event other than speech; and what was said from then on until the next one."""

    node: str = ""
    event: Event | None = None
    said: list[str] = field(default_factory=list)
    locale: str = ""

    @property
    def key(self) -> str:
        return f"node {self.node}" if self.event is None else describe_event(self.event)


@dataclass
class _Listener(Line):
    """A line that remembers in which order nodes were entered, things happened and words were said."""

    moments: list[_Moment] = field(default_factory=lambda: [_Moment()])
    _noted: int = 0

    def log(self, kind: str, value: str = "") -> None:
        super().log(kind, value)
        self.note()
        if kind == "node":
            self.moments.append(_Moment(value))

    def say(self, locale: str, text: str) -> None:
        self.note()
        super().say(locale, text)
        if text.strip():
            last = self.moments[-1]
            last.locale = last.locale or locale
            last.said.append(text.strip())

    def note(self) -> None:
        """Put down what has happened since the last time."""
        events = self.transcript().events
        self.moments += [_Moment(event=event) for event in events[self._noted :] if event["event"] != "say"]
        self._noted = len(events)


@dataclass
class _Caller:
    """Does what a generated call says, whatever is heard; then hangs up."""

    actions: Sequence[Action]
    position: int = 0

    def heard(self, text: str) -> bool:
        return False

    def act(self) -> Action:
        self.position += 1
        return self.actions[self.position - 1] if self.position <= len(self.actions) else HangUp()

    def left_over(self, keys: str) -> None:
        """Keys that are left over are lost."""


def _listen(program: Program, setup: CallSetup, call: GeneratedCall) -> list[_Moment]:
    world = ScriptWorld(call.lookups, call.queues, call.transfers, call.sends, call.callbacks, call.recordings)
    line = _Listener(_Caller(call.actions), world)
    Player(program, setup, line).play()
    line.note()
    return line.moments[1:]


def _renamed(moment: _Moment, renames: Renames) -> _Moment:
    return replace(moment, node=renames.get(moment.node, moment.node))


_OWN = frozenset({"keys", "speech", "no_input", "no_match"})
"""What callers do where they came to, which is no part of where that is."""

Parting = tuple[tuple[Event, ...], Arrival, Arrival]


def _partings(old: Sequence[_Moment], new: Sequence[_Moment]) -> Iterator[Parting]:
    """Where the newer call goes another way than the older one; where both meet again, the comparison goes on."""
    first, second = 0, 0
    while first < len(old) or second < len(new):
        was, became = old[first : first + 1], new[second : second + 1]
        if was and became and was[0].key == became[0].key:
            first, second = first + 1, second + 1
            continue
        met = _meeting(old[first:], new[second:])
        if met is None:
            heard = _heard(old[first:]) != _heard(new[second:])
        else:
            heard = _heard(old[first : first + met[0]]) != _heard(new[second : second + met[1]])
        if heard:
            steps = tuple(one.event for one in old[:first] if one.event is not None)
            yield steps, _arrival(old[first:]), _arrival(new[second:])
        if met is None:
            return
        first, second = first + met[0], second + met[1]


def _meeting(old: Sequence[_Moment], new: Sequence[_Moment]) -> tuple[int, int] | None:
    """How many nodes each passes before both are at the same one, with nothing done or met in between; else None."""
    mine, theirs = _silent(old), _silent(new)
    for passed in range(1, len(mine) + len(theirs)):
        for count in range(min(passed, len(mine) - 1) + 1):
            other = passed - count
            if other < len(theirs) and mine[count].key == theirs[other].key:
                return count, other
    return None


def _silent(moments: Sequence[_Moment]) -> list[_Moment]:
    """The nodes up to the first event, with that."""
    events = (index for index, one in enumerate(moments) if one.event is not None)
    return list(moments[: next(events, len(moments)) + 1])


def _heard(moments: Sequence[_Moment]) -> list[str]:
    """What a caller notices: words and events, whatever the nodes are called."""
    told: list[str] = []
    for one in moments:
        told += [one.key] if one.event is not None else []
        told += [" ".join(one.said)] if one.said else []
    return told


def _arrival(moments: Sequence[_Moment]) -> Arrival:
    """The node that a call came to, what is heard there until something happens, and what that is."""
    if not moments:
        return Arrival()
    first = moments[0]
    if first.event is not None:
        return Arrival(event=first.event, words=" ".join(first.said), locale=first.locale)
    said: list[_Moment] = []
    event: Event | None = None
    for one in moments:
        event = one.event
        if event is not None:
            break
        said.append(one)
    words = " ".join(text for one in said for text in one.said)
    if event is not None and (event["event"] in _OWN or event.get("by") == "caller"):
        event = None
    return Arrival(first.node, words, next((one.locale for one in said if one.locale), ""), event)


def _names(parting: Parting) -> tuple[str, str]:
    """Where a call came to before and now: calls of which that is the same are told of once."""
    return _name(parting[1]), _name(parting[2])


def _name(arrival: Arrival) -> str:
    """What calls that part alike have in common."""
    return arrival.node or (describe_event(arrival.event) if arrival.event is not None else "")
