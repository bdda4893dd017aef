"""The explicit levels of UAX #9 (X1 to X8), to see what a text leaves open; resolving is left to real engines."""

from __future__ import annotations

import re
import unicodedata

MAX_DEPTH = 125
# An FSI counts as an LRI: which way it goes changes what is in it, not what is left open after it.
ISOLATES = {"LRI": 0, "RLI": 1, "FSI": 0}
EMBEDDINGS = {"LRE": (0, ""), "RLE": (1, ""), "LRO": (0, "L"), "RLO": (1, "R")}
_EXPLICIT = "[\n\r\u001c-\u001e\u0085\u2029\u202a-\u202e\u2066-\u2069]"

State = tuple[int, str, int, int]
"""Level, override, and how many directions and isolates are open, with those beyond the greatest depth."""


def states_at(places: re.Pattern[str], text: str, rtl: bool) -> list[State]:
    """What holds at each match of a pattern."""
    levels = Levels(int(rtl))
    states: list[State] = []
    for match in re.finditer(f"({_EXPLICIT})|{places.pattern}", text):
        if match[1]:
            levels.take(unicodedata.bidirectional(match[1]))
        else:
            states.append(levels.state)
    return states


class Levels:
    """The stack of X1, fed with the explicit characters of a text."""

    def __init__(self, base: int) -> None:
        self.base = base
        self.stack: list[tuple[int, str, bool]] = [(base, "", False)]
        self.over_isolates = self.over_embeddings = self.isolates = 0

    @property
    def state(self) -> State:
        """What holds now."""
        level, override, _ = self.stack[-1]
        return level, override, len(self.stack) + self.over_embeddings, self.isolates + self.over_isolates

    def take(self, kind: str) -> None:
        """One explicit character, by its class."""
        if kind in ISOLATES:
            if self._open(ISOLATES[kind], "", True):
                self.isolates += 1
            else:
                self.over_isolates += 1
        elif kind in EMBEDDINGS:
            if not self._open(*EMBEDDINGS[kind], False) and not self.over_isolates:
                self.over_embeddings += 1
        elif kind == "PDI":
            self._close_isolate()
        elif kind == "PDF":
            self._close_embedding()
        elif kind == "B":
            self.__init__(self.base)  # type: ignore[misc]

    def _open(self, parity: int, override: str, is_isolate: bool) -> bool:
        level = self.stack[-1][0] + 1
        level += level % 2 != parity
        if level > MAX_DEPTH or self.over_isolates or self.over_embeddings:
            return False
        self.stack.append((level, override, is_isolate))
        return True

    def _close_isolate(self) -> None:
        if self.over_isolates:
            self.over_isolates -= 1
        elif self.isolates:
            self.over_embeddings = 0
            while not self.stack[-1][2]:
                self.stack.pop()
            self.stack.pop()
            self.isolates -= 1

    def _close_embedding(self) -> None:
        if self.over_isolates:
            return
        if self.over_embeddings:
            self.over_embeddings -= 1
        elif not self.stack[-1][2] and len(self.stack) > 1:
            self.stack.pop()
