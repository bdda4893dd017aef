"""Which states are worth going on from: those in which something is seen at a block that was not seen there before.

Calls with many variables have more states than can be looked at. Few conditions read more than two values at once, and
most need one alone: so at first one new value makes a state new, later two that have not been seen together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from itertools import combinations

from ivr_author.harness.contexts import Context
from ivr_author.harness.machine import State
from ivr_author.ir.ops import BlockId

Places = Callable[[BlockId], Sequence[int]]
"""Some of the variables at a block, by their places in what is seen there."""
Last = int
"""The last edge before a state; always the same one where it does not matter which it was."""
IsNovel = Callable[[State, Last], bool]
"""Whether a state is new, asked once: what it brings has been seen from then on."""


def single_values() -> IsNovel:
    """A value that was not seen at the block before. Call times are left out: they multiply with everything."""
    numbers: dict[tuple[int, object], int] = {}
    found: dict[tuple[Context, Last], frozenset[int]] = {}

    def marks(state: State, last: Last) -> Iterable[int]:
        # Numbers are compared at once, and states share them: many more are asked for than there are contexts.
        key = (state.context, last)
        if key not in found:
            values = enumerate((state.context.stack, last, *state.context.seen))
            found[key] = frozenset([numbers.setdefault(one, len(numbers)) for one in values])
        return found[key]

    return _novelty(marks)


def pairs_of_values(places: Places | None = None) -> IsNovel:
    """Two values, or one and the call times, that were not seen together at the block before.

    `places`: the values that count; None: all do.
    """

    def marks(state: State, last: Last) -> Iterable[Hashable]:
        context = state.context
        seen = context.seen if places is None else [context.seen[place] for place in places(state.block)]
        return enumerate(combinations((context.mask, context.stack, last, *seen), 2))

    return _novelty(marks)


def _novelty(marks: Callable[[State, Last], Iterable[Hashable]]) -> IsNovel:
    known: defaultdict[BlockId, set[Hashable]] = defaultdict(set)

    def is_novel(state: State, last: Last) -> bool:
        there = known[state.block]
        before = len(there)
        there.update(marks(state, last))
        return len(there) > before

    return is_novel
