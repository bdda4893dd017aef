"""Grammars as rule expansions over units (keys, or words), and the matching of units against them.

`progress` answers for a prefix, so that input can end as early as the grammar allows; `derive` explains a match.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from ivr_author.targets.voicexml.interpreter.words import units_of

MAX_UNITS = 400


@dataclass(frozen=True, slots=True, eq=False)
class Unit:
    """One key or word."""

    text: str


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """Parts one after the other; without parts it is NULL."""

    parts: tuple[Expansion, ...]


@dataclass(frozen=True, slots=True, eq=False)
class OneOf:
    """Alternatives, the first one first; without alternatives it is VOID."""

    alternatives: tuple[Expansion, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Repeat:
    """A part from `least` to `most` times (None: without end)."""

    part: Expansion
    least: int
    most: int | None


@dataclass(frozen=True, slots=True, eq=False)
class Reference:
    """A rule by its key; `name` is what semantics call its result."""

    key: str
    name: str


@dataclass(frozen=True, slots=True, eq=False)
class Tag:
    """Semantics, matching nothing."""

    text: str


@dataclass(frozen=True, slots=True, eq=False)
class Garbage:
    """Anything."""


@dataclass(frozen=True, slots=True, eq=False)
class Subsequence:
    """Some of the words, in their order: a choice that accepts an approximate utterance."""

    words: tuple[str, ...]


Expansion = Unit | Row | OneOf | Repeat | Reference | Tag | Garbage | Subsequence


@dataclass(frozen=True, slots=True)
class RuleMatch:
    """A rule that matched: the units it covers, and what happened in it in order."""

    name: str
    units: tuple[str, ...]
    events: tuple[str | RuleMatch, ...]  # a tag's text, or the match of a referenced rule


@dataclass(slots=True, eq=False)
class Grammar:
    """Rules by key, the one to begin with, and how a match becomes a value.

    Built-in grammars give `value`; otherwise the tags do, by `tag_format`.
    """

    mode: str
    root: str
    rules: dict[str, Expansion]
    tag_format: str = ""
    header: str = ""
    language: str = ""
    value: Callable[[tuple[str, ...]], object] | None = None
    _known: dict[tuple[str, ...], tuple[bool, bool]] = field(default_factory=dict)

    def units(self, text: str) -> tuple[str, ...]:
        """A text as the units of this grammar. To a built-in grammar `1234` are four digits."""
        units = units_of(text, self.mode)
        if self.value is None or self.mode == "dtmf":
            return units
        return tuple(part for unit in units for part in (tuple(unit) if unit.isdigit() else (unit,)))

    def progress(self, units: Sequence[str]) -> tuple[bool, bool]:
        """Whether the units are a match, and whether something could follow them."""
        key = tuple(units)
        found = self._known.get(key)
        if found is None:
            matcher = _Matcher(self, key)
            accepts = len(key) in matcher.ends(self.rules[self.root], 0)
            if len(self._known) > 2000:
                self._known.clear()
            found = self._known[key] = (accepts, matcher.could_go_on)
        return found

    def match(self, units: Sequence[str]) -> RuleMatch | None:
        """The first way in which the units match as a whole."""
        key = tuple(units)
        if len(key) > MAX_UNITS or not self.progress(key)[0]:
            return None
        events = _Matcher(self, key).derive(self.rules[self.root], 0, len(key))
        return None if events is None else RuleMatch(self.root, key, events)


_Events = tuple[str | RuleMatch, ...]


class _Matcher:
    def __init__(self, grammar: Grammar, units: tuple[str, ...]) -> None:
        self._rules = grammar.rules
        self._units = units
        self._ends: dict[tuple[int, int], frozenset[int]] = {}
        self._derived: dict[tuple[int, int, int], _Events | None] = {}
        self.could_go_on = False

    def ends(self, part: Expansion, start: int) -> frozenset[int]:
        """All positions at which the part can end when it begins at `start`."""
        key = (id(part), start)
        found = self._ends.get(key)
        if found is None:
            # A rule that begins with itself finds nothing in the inner round, and so comes to an end.
            self._ends[key] = frozenset()
            found = self._ends[key] = self._find_ends(part, start)
        return found

    def _find_ends(self, part: Expansion, start: int) -> frozenset[int]:
        match part:
            case Unit(text):
                if start == len(self._units):
                    self.could_go_on = True
                    return frozenset()
                return frozenset({start + 1}) if self._units[start] == text else frozenset()
            case Row(parts):
                reached = frozenset({start})
                for inner in parts:
                    reached = frozenset().union(*(self.ends(inner, position) for position in reached))
                return reached
            case OneOf(alternatives):
                return frozenset().union(*(self.ends(inner, start) for inner in alternatives))
            case Repeat(inner, least, most):
                return self._repeat_ends(inner, least, most, start)
            case Reference(key):
                return self.ends(self._rules[key], start)
            case Tag():
                return frozenset({start})
            case Garbage():
                self.could_go_on = True
                return frozenset(range(start, len(self._units) + 1))
            case Subsequence(words):
                self.could_go_on = True
                return frozenset(
                    end for end in range(start + 1, len(self._units) + 1) if _in_order(words, self._units[start:end])
                )

    def _repeat_ends(self, part: Expansion, least: int, most: int | None, start: int) -> frozenset[int]:
        reached = frozenset({start})
        found = set(reached) if least == 0 else set()
        count = 0
        while reached and (most is None or count < most):
            count += 1
            following = frozenset().union(*(self.ends(part, position) for position in reached))
            if count >= least:
                if following <= found:
                    break
                found |= following
            elif following == reached:
                # Only empty matches: the minimum is reached by as many of them as needed.
                found |= following
                break
            reached = following
        return frozenset(found)

    def derive(self, part: Expansion, start: int, end: int) -> _Events | None:
        """What happens when the part covers start..end, by the first way that leads there; None: it cannot."""
        key = (id(part), start, end)
        if key not in self._derived:
            self._derived[key] = None
            self._derived[key] = self._derive(part, start, end) if end in self.ends(part, start) else None
        return self._derived[key]

    def _derive(self, part: Expansion, start: int, end: int) -> _Events | None:
        match part:
            case Row(parts):
                return self._derive_row(parts, start, end)
            case OneOf(alternatives):
                for inner in alternatives:
                    events = self.derive(inner, start, end)
                    if events is not None:
                        return events
                return None
            case Repeat(inner, least, most):
                return self._derive_repeat(inner, least, most, start, end)
            case Reference(key, name):
                events = self.derive(self._rules[key], start, end)
                return None if events is None else (RuleMatch(name, self._units[start:end], events),)
            case Tag(text):
                return (text,)
            case _:
                return ()

    def _derive_row(self, parts: tuple[Expansion, ...], start: int, end: int) -> _Events | None:
        if not parts:
            return () if start == end else None
        if len(parts) == 1:
            return self.derive(parts[0], start, end)
        for middle in sorted(self.ends(parts[0], start)):
            if middle <= end:
                first = self.derive(parts[0], start, middle)
                rest = None if first is None else self._derive_row(parts[1:], middle, end)
                if first is not None and rest is not None:
                    return first + rest
        return None

    def _derive_repeat(self, part: Expansion, least: int, most: int | None, start: int, end: int) -> _Events | None:
        if start == end:
            empty = self.derive(part, start, end) if least else ()
            return None if empty is None else empty * max(least, 1)
        if most is not None and most <= 0:
            return None
        for middle in sorted(self.ends(part, start)):
            if start < middle <= end:
                first = self.derive(part, start, middle)
                rest = None
                if first is not None:
                    left = None if most is None else most - 1
                    rest = self._derive_repeat(part, max(least - 1, 0), left, middle, end)
                if first is not None and rest is not None:
                    return first + rest
        return None


def _in_order(words: tuple[str, ...], units: tuple[str, ...]) -> bool:
    rest = iter(words)
    return all(unit in rest for unit in units)
