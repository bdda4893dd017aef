"""What of a text that was edited need not be read: all that stands before the change, and all from where the parser is
sure to say what it said of the text before. Reading what is between is left to `yaml_source`.

Above the change, the reader begins at a key that stands in its line alone, in maps that are open as they were: it is
given as many of them, empty ones, and then the text from that line on. Below, where the readings meet at the same key,
with the same maps open, the parser would say the same of all that follows.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence as SequenceOf
from dataclasses import dataclass

from ivr_author.core.source import Source, Span, count_marks
from ivr_author.core.tree import Mapping, Node, Scalar
from ivr_author.core.yaml_drafts import Open, Origin, Place
from ivr_author.core.yaml_move import Move


@dataclass(frozen=True, slots=True)
class Rest:
    """An edited text: the one before, that was read without a fault as `tree`, and what is known of the one `now`.

    `changed`: where they begin to differ. `since`: where they are alike again, in the new text; `shift`: how many
    letters later that is than it was.
    """

    before: Source
    tree: Mapping
    now: Source
    changed: int
    since: int
    shift: int

    def start(self) -> Start:
        """Where to begin to read; at the latest line above the change that allows it."""
        way: list[tuple[Mapping, int]] = []
        node: Node = self.tree
        # In braces, no key stands in a column of its own.
        while isinstance(node, Mapping) and self.before.text[node.span.start] != "{":
            index = bisect_left(node.entries, self.changed, key=_end_of_key) - 1
            # Behind a `?`, a key is in another column than its map; all others begin their line there. Where a key
            # itself is changed, it may be none any more: `-: 1` and `- 1`.
            if index < 0 or node.entries[index][0].span.column != node.span.column:
                break
            way.append((node, index))
            node = node.entries[index][1]
        return Start.at(way, self.now) if way else Start.of(self.now)

    def meets(self, opened: SequenceOf[Open], letters: int, key: Span) -> Joint | None:
        """The whole, if what follows can be taken from this key on; `opened` is the maps around it, from the root.

        `letters` stand in the text before what the parser is given.
        """
        # All of its line has to be what it was: a key moves with what stands before it.
        if self.now.text.rfind("\n", 0, key.start) < self.since:
            return None
        old_start = key.start - self.shift
        levels: list[_Level] = []
        node: Node = self.tree
        for one in opened:
            if not isinstance(node, Mapping) or not self._is_same_block(one, node, letters):
                return None
            # Of what stands before the first key, this is the last one: it does not stand there.
            index = bisect_right(node.entries, old_start, key=_start_of_key) - 1
            levels.append(_Level(one, node, index if one is opened[-1] else index + 1))
            last_key, node = node.entries[index]
        # A key that is given twice is the reader's to tell.
        if last_key.span.start != old_start or any(level.repeats_a_key() for level in levels):
            return None
        return Joint(tuple(levels), Move(key.line - last_key.span.line, self.shift))

    def _is_same_block(self, one: Open, old: Mapping, letters: int) -> bool:
        """Whether a map that is open is the old one, and began before anything was changed.

        In braces, what is a key may depend on a `?` lines above it.
        """
        return not one.is_flow and one.start.index + letters == old.span.start < self.changed


@dataclass(frozen=True, slots=True)
class Start:
    """Where a reader begins: the text that the parser is given, where it stands, and the maps that are open there.

    `skipped`: events that the parser tells of what opens them, not of the text.
    """

    text: str
    origin: Origin
    opened: list[Open]
    skipped: int

    @staticmethod
    def of(source: Source) -> Start:
        """At the beginning. Parsers differ in whether they count a byte order mark: they never see it."""
        marks = count_marks(source.text)
        return Start(source.text[marks:], Origin(source.path, marks, 1), [], 0)

    @staticmethod
    def at(way: SequenceOf[tuple[Mapping, int]], source: Source) -> Start:
        """At the entry that a way through maps leads to: at each, the index of an entry."""
        last, index = way[-1]
        key = last.entries[index][0].span
        begin = key.start - (key.column - 1)
        maps = "".join(f"{' ' * (mapping.span.column - 1)}k:\n" for mapping, _ in way)
        origin = Origin(source.path, begin - len(maps), key.line - len(way))
        opened = [_opened(mapping, index, origin, is_last=mapping is last) for mapping, index in way]
        # The beginnings of the text and its document, each map and its key, and the last one's missing value.
        return Start(maps + source.text[begin:], origin, opened, 2 + 2 * len(way) + 1)


def _opened(mapping: Mapping, index: int, origin: Origin, *, is_last: bool) -> Open:
    """A map with its entries before the `index`th; if it isn't the last one, the value of that one is being read."""
    span = mapping.span
    place = Place(span.start - origin.letters, span.line - origin.lines, span.column - 1)
    opened = Open(place, is_mapping=True, is_flow=False)
    opened.inside = list(mapping.entries[:index])
    opened.first_keys = {key.text: key for key, _ in opened.inside}
    if not is_last:
        opened.key = mapping.entries[index][0]
        opened.first_keys[opened.key.text] = opened.key
        opened.waits_for_value = True
    return opened


@dataclass(frozen=True, slots=True)
class _Level:
    """A map that is open where the readings met, and the same one of before, taken from its `following`th entry on."""

    opened: Open
    old: Mapping
    following: int

    def repeats_a_key(self) -> bool:
        first_keys = self.opened.first_keys
        return any(key.text in first_keys for key, _ in self.old.entries[self.following :])


@dataclass(frozen=True, slots=True)
class Joint:
    """What was read, from the root to where the readings met, and what follows as it was but for its place."""

    levels: tuple[_Level, ...]
    move: Move

    def words(self) -> Mapping:
        """The tree but for places: what was not read is the very values of the tree before."""
        return self._joined(None)

    def tree(self) -> Mapping:
        """The tree."""
        return self._joined(self.move if self.move.lines or self.move.letters else None)

    def _joined(self, move: Move | None) -> Mapping:
        whole: Mapping | None = None
        for level in reversed(self.levels):
            entries = list(level.opened.inside)
            if whole is not None:
                assert level.opened.key is not None, "there was no fault"
                entries.append((level.opened.key, whole))
            following = level.old.entries[level.following :]
            if move is None:
                whole = Mapping(level.old.span, (*entries, *following))
            else:
                whole = Mapping(move.end(level.old.span), (*entries, *map(move.entry, following)))
        assert whole is not None, "a key stands in a map"
        return whole


def _start_of_key(entry: tuple[Scalar, Node]) -> int:
    return entry[0].span.start


def _end_of_key(entry: tuple[Scalar, Node]) -> int:
    return entry[0].span.end
