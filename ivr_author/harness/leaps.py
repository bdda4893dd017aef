"""Where choices lead from one wait to the next, as far as values and call times decide: told once, kept in the `Move`.

What subflows and the menus visited decide is left to `machine`, which follows a call.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ivr_author.core.limits import MAX_STEPS_WITHOUT_CALLER
from ivr_author.core.value_types import Value
from ivr_author.expression.model import CALL_DATE
from ivr_author.flow.edges import BACK, END, NEXT, NO_BLOCK
from ivr_author.harness.choices import Choice
from ivr_author.harness.contexts import Contexts, Counted, Shift
from ivr_author.harness.instants import Instant
from ivr_author.harness.moves import Case, Leap, Move, Part, Turn
from ivr_author.harness.relevance import CALL_TIME, TIME_NAMES, Relevance
from ivr_author.harness.stretches import SILENT, Stretch, Stretches, Values
from ivr_author.ir.ops import Back, BlockId, Branch, Hours
from ivr_author.ir.program import Block

_NOTHING: Mapping[str, Value] = {}


@dataclass
class Leaps:
    """Makes moves and finds their leaps."""

    stretches: Stretches
    relevance: Relevance
    instants: tuple[Instant, ...]
    contexts: Contexts = field(default_factory=Contexts)
    _calendars: dict[tuple[str, str], int] = field(default_factory=dict)
    _seen: dict[BlockId, tuple[tuple[str, ...], Counted]] = field(default_factory=dict)

    def move(self, block: Block, choice: Choice) -> Move:
        """A choice at a block, with where it always leads if that can be told without any values: it can for most."""
        if choice.exit.to == NO_BLOCK:
            return Move(block.id, choice, Leap((self.leaves(block, choice),)))
        stretch = self.stretches.at(choice.exit.to)
        end = stretch.stop.end if stretch.stop else None
        if isinstance(end, Back) and stretch.constants is not None and not stretch.visits:
            return Move(block.id, choice, back=end)
        edges, label, source = self.stretches.passed(stretch, choice.exit.label, block.node)
        only = self._sure(block.id, choice, stretch, edges)
        turn = None if only else self._turn(stretch, edges, label, source)
        return Move(block.id, choice, only, turn=turn)

    def leaves(self, block: Block, choice: Choice) -> int:
        """The edge of a choice that ends the call."""
        return self.stretches.number(block.node, choice.exit.label or NEXT, END)

    def seen_at(self, block: BlockId) -> tuple[tuple[str, ...], Counted]:
        """The variables that matter at a block, and the bounds of those that are counted by their place."""
        found = self._seen.get(block)
        if found is None:
            names, bounds = self.relevance.live[block], self.relevance.counting
            counted = tuple((index, *bounds[name]) for index, name in enumerate(names) if name in bounds)
            found = self._seen[block] = (names, counted)
        return found

    def returning(self, move: Move, block: Block, to: BlockId) -> Leap | None:
        """Where a choice at a block leads that goes back to a menu; None if that is not always the same."""
        if to not in move.returns:
            back = self.stretches.at(move.choice.exit.to)
            edges, label, source = self.stretches.passed(back, move.choice.exit.label, block.node)
            edges += (self.stretches.number(source, label or NEXT, BACK),)
            stretch = self.stretches.at(to)
            edges += self.stretches.passed(stretch, SILENT, source)[0]
            move.returns[to] = self._sure(block.id, move.choice, stretch, edges, back.constants or _NOTHING)
        return move.returns[to]

    def decided(self, move: Move, values: Values, mask: int) -> tuple[Part, ...] | None:
        """Where a choice leads with these values at these call times; None if something else decides as well."""
        sets = move.choice.sets
        parts: dict[tuple[tuple[int, ...], BlockId, Shift | None], Part] = {}
        read: set[str] = set()
        parted = False
        waiting = [(move.turn, {**values, **dict(sets)} if sets else values, mask)]
        for _ in range(2 * MAX_STEPS_WITHOUT_CALLER):
            turn, now, times = waiting.pop()
            if turn is None:
                return None
            stretch, fork = turn.stretch, turn.fork
            parted = parted or turn.parts
            if stretch.timed and several(times):
                waiting.extend((turn, now, time) for time in apart(times))
                continue
            if stretch.assigns:
                now = self.assigned(stretch, now, times)
            if fork is not None:
                for time in apart(times) if fork.timed else (times,):
                    case = fork.case(self.timed(now, time) if fork.timed else now)
                    waiting.append((self._turned(turn, case), now, time))
            elif turn.hours:
                for case, (at, _, _) in reversed(tuple(enumerate(turn.hours))):
                    if times & at:
                        waiting.append((self._turned(turn, case), now, times & at))
            else:
                leap = self._end(move, turn, now)
                if leap is None:
                    return None
                read |= turn.reads
                key = (leap.edges, leap.to, leap.shift)
                leap, before = parts.get(key, (leap, 0))
                parts[key] = (leap, before | times)
            if not waiting:
                break
        else:
            return None
        # What the choice itself sets is the same every time.
        read.difference_update(dict(sets))
        found = tuple(parts.values())
        move.learn(found, read, values, mask, parted)
        return found

    def _turned(self, turn: Turn, case: int) -> Turn | None:
        """What comes after a case was taken."""
        if case not in turn.onward:
            _, label, to = turn.fork.cases[case] if turn.fork else turn.hours[case]
            stretch = self.stretches.at(to)
            edges, label, source = self.stretches.passed(stretch, label or turn.label, turn.source)
            turn.onward[case] = self._turn(stretch, turn.edges + edges, label, source, turn)
        return turn.onward[case]

    def _turn(
        self, stretch: Stretch, edges: tuple[int, ...], label: str | None, source: str, before: Turn | None = None
    ) -> Turn | None:
        """A stretch on the way of a choice, if nothing but values and call times decides at its end."""
        fork = None
        hours: tuple[Case, ...] = ()
        reads = stretch.reads
        stop, timed = stretch.stop, stretch.timed
        if stop is not None and isinstance(stop.end, Branch):
            fork = self.stretches.fork(stop, stop.end)
            reads, timed = reads | fork.reads, timed or fork.timed
        elif stop is not None and isinstance(stop.end, Hours):
            hours = self.hours_at(stop, stop.end)
        elif stop is not None and not stretch.waits:
            return None
        names, visits = stretch.names, stretch.visits
        if before is not None:
            reads, names, visits = before.reads | reads, before.names + names, before.visits + visits
        return Turn(stretch, edges, label, source, fork, hours, timed or bool(hours), reads, names, visits)

    def assigned(self, stretch: Stretch, values: Values, mask: int) -> Values:
        """Values after a stretch, at the only call time if it reads the clock."""
        if not stretch.timed:
            return stretch.assigned(values)
        found = stretch.assigned(self.timed(values, mask))
        return {name: value for name, value in found.items() if name not in TIME_NAMES}

    def timed(self, values: Values, mask: int) -> Values:
        """Values with those of the clock at a call time."""
        instant = self.instants[mask.bit_length() - 1]
        return {**values, CALL_DATE: instant.date, CALL_TIME: instant.time}

    def hours_at(self, block: Block, end: Hours) -> tuple[Case, ...]:
        """What a block that ends in hours decides by."""
        exits = self.stretches.exits.of(block)
        return tuple((self._times(end.calendar, state), one.label, one.to) for state, one in exits.items())

    def _times(self, calendar: str, state: str) -> int:
        """The call times at which a calendar says so."""
        times = self._calendars.get((calendar, state))
        if times is None:
            bits = [1 << bit for bit, instant in enumerate(self.instants) if instant.states[calendar] == state]
            times = self._calendars[calendar, state] = sum(bits)
        return times

    def _end(self, move: Move, turn: Turn, values: Values) -> Leap | None:
        """The leap to the end of a way with the values that are set there."""
        stop = turn.stretch.stop
        if stop is None:
            return Leap(turn.edges)
        changes = {**dict(move.choice.sets), **{name: values.get(name) for name in turn.names}}
        return self._leap(turn.edges, move.block, stop.id, changes, turn.visits)

    def _sure(
        self,
        origin: BlockId,
        choice: Choice,
        stretch: Stretch,
        edges: tuple[int, ...],
        changes: Mapping[str, Value] = _NOTHING,
    ) -> Leap | None:
        """Where a choice always leads over these edges, the last of a stretch, and after these changes, if surely."""
        if stretch.stop is None:
            return Leap(edges)
        if stretch.constants is None or not stretch.waits:
            return None
        all_changes = stretch.constants
        if choice.sets or changes:
            all_changes = {**dict(choice.sets), **changes, **stretch.constants}
        return self._leap(edges, origin, stretch.stop.id, all_changes, stretch.visits)

    def _leap(
        self,
        edges: tuple[int, ...],
        origin: BlockId,
        to: BlockId,
        changes: Mapping[str, Value],
        visits: tuple[BlockId, ...],
    ) -> Leap | None:
        before, (after, counted) = self.seen_at(origin)[0], self.seen_at(to)
        shift = self.contexts.shift(before, after, changes, counted)
        return None if shift is None else Leap(edges, to, shift, changes, visits)


def several(mask: int) -> bool:
    """Whether there is more than one call time in it."""
    return mask & (mask - 1) != 0


def apart(mask: int) -> list[int]:
    """The call times in it, each by itself."""
    return [1 << bit for bit in range(mask.bit_length()) if mask >> bit & 1]
