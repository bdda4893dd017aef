"""What the last few texts say: one edit asks for the same text before, while and after it is proven. How they are read
is left to `yaml_source`."""

from __future__ import annotations

from dataclasses import dataclass
from threading import Lock
from typing import Final

from ivr_author.core.diagnostics import Diagnostic
from ivr_author.core.source import Source
from ivr_author.core.tree import Node
from ivr_author.core.yaml_rest import Joint

MOST_KEPT = 16
"""Texts whose trees are kept."""


@dataclass(slots=True)
class Reading:
    """What a text says, and every fault found in it.

    `words`: the tree, but where an edit was read, values that it did not touch may be those of the text before, which
    know another place.
    """

    words: Node | None
    faults: tuple[Diagnostic, ...]
    joint: Joint | None = None
    """The tree, where it is still to be made."""

    def tree(self) -> Node | None:
        """The tree, whose values know their places in this text."""
        joint = self.joint
        if joint is not None:
            # In this order, so that another thread never takes words for the tree.
            self.words = joint.tree()
            self.joint = None
        return self.words


_kept: Final[dict[Source, Reading]] = {}
"""The one that was asked for last stands at the end."""
_lock: Final = Lock()


def find_reading(source: Source) -> Reading | None:
    """The reading of a text that was read lately."""
    with _lock:
        reading = _kept.pop(source, None)
        if reading is not None:
            _kept[source] = reading
    return reading


def keep_reading(source: Source, reading: Reading) -> Reading:
    """The same reading, kept for who asks next."""
    with _lock:
        _kept[source] = reading
        while len(_kept) > MOST_KEPT:
            del _kept[next(iter(_kept))]
    return reading
