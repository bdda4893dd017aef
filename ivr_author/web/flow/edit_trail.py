"""What each visitor did to each flow since the studio was started, so that it can be taken back step by step.

The steps are commits of the workspace: who restarts the studio finds them in History.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from threading import Lock

MOST_STEPS = 100
MOST_TRAILS = 500


@dataclass(frozen=True, slots=True)
class Step:
    """One save: its commit, what History says of it, and what to tell of changes of others that stand beside it."""

    commit: str
    message: str
    beside: str = ""


@dataclass
class Trail:
    """The steps that can be taken back, and those that can be done again, the next one last."""

    undo: list[Step] = field(default_factory=list)
    redo: list[Step] = field(default_factory=list)


class EditTrails:
    """The trails of all visitors, by visitor and flow; the oldest are forgotten."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._trails: OrderedDict[tuple[str, str], Trail] = OrderedDict()

    def of(self, visitor: str, flow: str) -> Trail:
        """A copy, to be shown."""
        with self._lock:
            held = self._trails.get((visitor, flow), Trail())
            return Trail(list(held.undo), list(held.redo))

    def did(self, visitor: str, flow: str, step: Step) -> None:
        """A new step: what was taken back before can't be done again."""
        with self._lock:
            trail = self._open(visitor, flow)
            trail.undo = [*trail.undo, step][-MOST_STEPS:]
            trail.redo = []

    def undid(self, visitor: str, flow: str, taken_back: str, step: Step) -> None:
        """A step was taken back by another one, which can be restored in its turn."""
        with self._lock:
            trail = self._open(visitor, flow)
            trail.undo = [one for one in trail.undo if one.commit != taken_back]
            trail.redo.append(step)

    def redid(self, visitor: str, flow: str, taken_back: str, step: Step) -> None:
        """What had been taken back was done again."""
        with self._lock:
            trail = self._open(visitor, flow)
            trail.redo = [one for one in trail.redo if one.commit != taken_back]
            trail.undo.append(step)

    def _open(self, visitor: str, flow: str) -> Trail:
        trail = self._trails.setdefault((visitor, flow), Trail())
        self._trails.move_to_end((visitor, flow))
        while len(self._trails) > MOST_TRAILS:
            self._trails.popitem(last=False)
        return trail
