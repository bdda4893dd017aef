"""What tells calls that wait at the same block apart, each combination kept once: covering calls ask for few of them.

Names of variables are left out, so that contexts are shared by blocks at which other variables matter: a thousand
states of a flow have some hundred contexts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter

from ivr_author.core.value_types import Value
from ivr_author.ir.ops import BlockId

Seen = tuple[Value, ...]
Stack = tuple[BlockId, ...]
Pick = Callable[[Seen], Seen]
Counted = tuple[tuple[int, float, float], ...]
"""Places of values that are counted, with the bounds beyond which all are alike."""


@dataclass(slots=True, eq=False)
class Shift:
    """What of a context is seen at another block: `pick` makes it of what was seen, followed by `constants`."""

    pick: Pick
    constants: Seen


@dataclass(slots=True, eq=False)
class Context:
    """The call times still possible (a bit of `mask` for each), the values that matter, and the subflows entered.

    `after` has the contexts that shifts were found to make of it.
    """

    mask: int
    seen: Seen
    stack: Stack
    after: dict[Shift, Context] = field(default_factory=dict)


@dataclass
class Contexts:
    """The contexts and shifts of a search; equal ones are the same."""

    _contexts: dict[tuple[int, Seen, Stack], Context] = field(default_factory=dict)
    _places: dict[tuple[Sequence[str], ...], tuple[int, ...] | None] = field(default_factory=dict)
    _shifts: dict[tuple[tuple[int, ...], Seen], Shift] = field(default_factory=dict)

    def of(self, mask: int, seen: Seen, stack: Stack) -> Context:
        """The context of a call."""
        key = (mask, seen, stack)
        found = self._contexts.get(key)
        if found is None:
            found = self._contexts[key] = Context(mask, seen, stack)
        return found

    def after(self, context: Context, shift: Shift) -> Context:
        """The context that a shift makes of one."""
        found = context.after.get(shift)
        if found is None:
            seen = shift.pick(context.seen + shift.constants)
            found = context.after[shift] = self.of(context.mask, seen, context.stack)
        return found

    def shift(
        self, before: Sequence[str], after: Sequence[str], changes: Mapping[str, Value], counted: Counted
    ) -> Shift | None:
        """The shift to a block at which the variables `after` matter, of which those in `changes` were set on the way.

        None if something would come from nowhere: it did not matter `before`.
        """
        key = (before, after, tuple(changes))
        if key not in self._places:
            self._places[key] = places(*key)
        found = self._places[key]
        if found is None:
            return None
        constants = clamped(tuple(map(changes.get, after)), counted) if changes else ()
        shift = self._shifts.get((found, constants))
        if shift is None:
            shift = self._shifts[found, constants] = Shift(picking(found), constants)
        return shift


def clamped(values: Seen, counted: Counted) -> Seen:
    """What is seen of values: those that are counted no further than it matters."""
    if not counted:
        return values
    found = list(values)
    for index, lowest, highest in counted:
        value = values[index]
        if isinstance(value, float):
            found[index] = min(max(value, lowest), highest)
    return tuple(found)


def places(before: Sequence[str], after: Sequence[str], changed: Sequence[str]) -> tuple[int, ...] | None:
    """Where what is seen after a leap comes from: what was seen before it, followed by the same as it was changed.

    None if something would come from nowhere.
    """
    if not set(after).issubset((*before, *changed)):
        return None
    return tuple(len(before) + index if name in changed else before.index(name) for index, name in enumerate(after))


def picking(found: Sequence[int]) -> Pick:
    """Picks the values at these places."""
    if len(found) > 1:
        return itemgetter(*found)
    # With one place an itemgetter would give the value itself, with none there is none.
    return lambda seen: tuple([seen[place] for place in found])
