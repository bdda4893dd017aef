"""What can happen at a block, and where it was found to lead: most choices need no second look at the blocks.

A choice after which only values and call times decide leads to the same places whenever they are the same. `leaps`
finds out where; a `Move` remembers it, each place as a `Leap`, under the values that were read.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass, field

from ivr_author.core.value_types import Value
from ivr_author.flow.edges import NO_BLOCK
from ivr_author.harness.choices import Choice, Given
from ivr_author.harness.contexts import Seen, Shift
from ivr_author.harness.stretches import Fork, Stretch
from ivr_author.ir.ops import Back, BlockId


@dataclass(slots=True, eq=False)
class Leap:
    """From one wait to the next: the edges passed, the block it leads to, and what is set on the way.

    `shift` tells what it leaves of the context; None if the call ends.
    """

    edges: tuple[int, ...]
    to: BlockId = NO_BLOCK
    shift: Shift | None = None
    changes: Mapping[str, Value] = field(default_factory=dict)
    visits: tuple[BlockId, ...] = ()


Part = tuple[Leap, int]
"""A leap, and the call times at which it is made, a bit for each."""
Case = tuple[int, str | None, BlockId]
"""The call times at which hours lead on like this, the label, and the block."""


@dataclass(slots=True, eq=False)
class Turn:
    """A stretch on the way of a choice, and what is decided at its end: by values (`fork`), or by `hours`.

    With neither the call waits there, or is over. `parts`: call times may part here. Of the way from the choice
    to the end of the stretch: the `edges` passed, the label and node left last, the values that decided (`reads`),
    those set (`names`) and the menus visited. `onward`: by the number of the case taken, None where something else
    decides as well.
    """

    stretch: Stretch
    edges: tuple[int, ...]
    label: str | None
    source: str
    fork: Fork | None
    hours: tuple[Case, ...]
    parts: bool
    reads: frozenset[str]
    names: tuple[str, ...]
    visits: tuple[BlockId, ...]
    onward: dict[int, Turn | None] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class Move:
    """A choice at a block. `only`: the leap it always is. `turn`: its way, if values and call times alone decide there.

    What was learned of that way is in `leaps`, by the values of `reads`, and by the call times if it is `parted` by
    them. `back`: the end at which it goes back, if it does just that; `returns` has the leaps to menus, None if they
    must be followed. `fixed`: what the world does with it, if it may not do otherwise later in the same call.
    """

    block: BlockId
    choice: Choice
    only: Leap | None = None
    turn: Turn | None = None
    back: Back | None = None
    reads: tuple[str, ...] = ()
    parted: bool = False
    leaps: dict[Seen, tuple[Part, ...]] = field(default_factory=dict)
    returns: dict[BlockId, Leap | None] = field(default_factory=dict)
    fixed: Given | None = field(init=False)

    def __post_init__(self) -> None:
        given = self.choice.given
        self.fixed = None if given is None or given.kind == "lookups" else given

    def known(self, values: Mapping[str, Value], mask: int) -> tuple[Part, ...] | None:
        """Where it leads with these values at these call times, if that was learned."""
        key = tuple(map(values.get, self.reads))
        return self.leaps.get((mask, *key) if self.parted else key)

    def learn(
        self, parts: tuple[Part, ...], read: Set[str], values: Mapping[str, Value], mask: int, parted: bool
    ) -> None:
        """Remember where it led with these values, of which those named in `read` decided, at these call times."""
        if parted > self.parted or not read <= set(self.reads):
            # What was learned before was not asked for these values: it would be found under half a key.
            self.reads = tuple(sorted({*read, *self.reads}))
            self.parted |= parted
            self.leaps.clear()
        key = tuple(map(values.get, self.reads))
        self.leaps[(mask, *key) if self.parted else key] = parts
