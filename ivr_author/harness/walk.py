"""A covering call as it is made: what the caller and the world did in it, and what it passed."""

from __future__ import annotations

from dataclasses import dataclass, field

from ivr_author.call.world import Answer
from ivr_author.harness.choices import Choice
from ivr_author.harness.machine import State
from ivr_author.harness.moves import Move

Step = tuple[State, Choice]
"""A choice that a call took, in the state in which it took it."""


@dataclass
class Walk:
    """One call as it is made."""

    state: State | None
    mask: int = 0
    steps: list[Step] = field(default_factory=list)
    edges: list[int] = field(default_factory=list)
    items: list[int] = field(default_factory=list)
    given: dict[tuple[str, str], Answer] = field(default_factory=dict)

    @property
    def last(self) -> int:
        """The last edge passed (-1: none)."""
        return self.edges[-1] if self.edges else -1

    def allows(self, move: Move) -> bool:
        """Whether the world may answer so: queues, transfers and the like stay as they are for a whole call."""
        given = move.fixed
        return given is None or self.given.get((given.kind, given.name), given.answer) == given.answer

    def copy(self) -> Walk:
        """The same call, to be gone on with in another way."""
        return Walk(self.state, self.mask, [*self.steps], [*self.edges], [*self.items], dict(self.given))
