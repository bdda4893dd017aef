"""What can happen at a block, and where it was found to lead: most choices need no second look at the blocks.

A choice after which only values decide leads to the same place whenever they are the same. `machine` finds out where,
a `Move` remembers it as a `Leap` under the values that were read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from operator import itemgetter

from ivr_author.core.value_types import Value
from ivr_author.harness.choices import Choice, Given
from ivr_author.harness.stretches import Stretch
from ivr_author.ir.ops import BlockId

Seen = tuple[Value, ...]
Pick = Callable[[Seen], Seen]
Counted = tuple[tuple[int, float, float], ...]
"""Places of values that are counted, with the bounds beyond which all are alike."""


@dataclass(slots=True, eq=False)
class Leap:
    """From one wait to the next: the edges passed, the block (None: the call ends) and what is set on the way.

    `pick` makes what is seen there out of what was seen before, followed by `constants` (None: it is the same).
    """

    edges: tuple[int, ...]
    block: BlockId | None
    changes: Mapping[str, Value] = field(default_factory=dict)
    visits: tuple[BlockId, ...] = ()
    constants: Seen = ()
    pick: Pick | None = None

    def seen(self, before: Seen) -> Seen:
        """What is seen at its block after it."""
        return before if self.pick is None else self.pick(before + self.constants)


@dataclass(slots=True, eq=False)
class Move:
    """A choice at a block. `only`: the leap it always is; else `leaps` has those known, by the values of `reads`.

    `back`: how it goes back to a menu, if it does just that; `returns` has the leaps to menus, None if they must be
    followed. `fixed`: what the world does with it, if it may not do otherwise later in the same call.
    """

    block: BlockId
    choice: Choice
    only: Leap | None = None
    reads: tuple[str, ...] = ()
    leaps: dict[Seen, Leap] = field(default_factory=dict)
    back: Stretch | None = None
    returns: dict[BlockId, Leap | None] = field(default_factory=dict)
    fixed: Given | None = field(init=False)

    def __post_init__(self) -> None:
        given = self.choice.given
        self.fixed = None if given is None or given.kind == "lookups" else given

    def known(self, values: Mapping[str, Value]) -> Leap | None:
        """Where it leads with these values, if that was learned."""
        return self.only or (self.leaps.get(tuple(map(values.get, self.reads))) if self.reads else None)

    def learn(self, leap: Leap, read: Set[str], values: Mapping[str, Value]) -> None:
        """Remember where it led with these values, of which those named in `read` decided."""
        if not read <= set(self.reads):
            # What was learned before was not asked for these values: it would be found under half a key.
            self.reads = tuple(sorted({*read, *self.reads}))
            self.leaps.clear()
        if self.reads:
            self.leaps[tuple(map(values.get, self.reads))] = leap
        else:
            self.only = leap


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


def picking(before: Sequence[str], after: Sequence[str], changed: Sequence[str]) -> Pick | None:
    """How what is seen after a leap is made of what was seen before it, followed by what of it was changed.

    None if something would come from nowhere.
    """
    if not set(after).issubset((*before, *changed)):
        return None
    places = [len(before) + index if name in changed else before.index(name) for index, name in enumerate(after)]
    if len(places) > 1:
        return itemgetter(*places)
    # With one place an itemgetter would give the value itself, with none there is none.
    return lambda seen: tuple([seen[place] for place in places])
