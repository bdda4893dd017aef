"""The ways to write a change into a text, the one nearest to the author's first. Which one is right is tried elsewhere.

A text here is small: the entries around the change. Every way is a whole new text; a wrong one does no harm.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ivr_author.core.source import line_start
from ivr_author.core.tree import Mapping, Node, Scalar, Sequence
from ivr_author.core.yaml_change import (
    Arrange,
    Change,
    Insert,
    Path,
    Remove,
    Rename,
    Set,
    applied,
    index_of,
    node_at,
    to_value,
)
from ivr_author.core.yaml_layout import (
    begins_its_line,
    content_end,
    dash_of,
    entry_lines,
    is_block_scalar,
    is_flow,
    line_end,
)
from ivr_author.core.yaml_patch import ways_to_write
from ivr_author.core.yaml_write import (
    Bare,
    Shape,
    Value,
    after_mark,
    block_entry,
    block_item,
    flow_entry,
    inline,
    is_scalar,
    scalar_text,
)

Splice = tuple[int, int, str]


def ways_to_change(text: str, tree: Node, change: Change, end: str) -> Iterator[str]:
    """Texts in which the change may be made; `end` is what ends a line."""
    match change:
        case Set(path, value):
            yield from _set(text, tree, path, value, end)
            return
        case Insert(path, at, value, key):
            yield from _insert(text, tree, path, at, key, value, end)
        case Remove(path):
            yield from _remove(text, tree, path)
        case Rename(path, key):
            parent = node_at(tree, path[:-1])
            if isinstance(parent, Mapping):
                old = parent.entries[index_of(parent, path[-1])][0]
                for written in ways_to_write(text, old, key):
                    yield _spliced(text, [(old.span.start, old.span.end, written)])
        case Arrange(path, order):
            yield from _arrange(text, tree, path, order, end)
    # The last resort: the collection anew, its comments lost.
    around = change.path if isinstance(change, Insert | Arrange) else change.path[:-1]
    after = applied(tree, change)
    collection = node_at(after, around) if after is not None else None
    if around and collection is not None:
        yield from _set(text, tree, around, to_value(collection), end)


def _spliced(text: str, splices: list[Splice]) -> str:
    for start, stop, new in sorted(splices, reverse=True):
        text = text[:start] + new + text[stop:]
    return text


# --- set -------------------------------------------------------------------------------------------------------------


def _set(text: str, tree: Node, path: Path, value: Value, end: str) -> Iterator[str]:
    old = node_at(tree, path)
    if old is None:
        return
    if isinstance(old, Scalar) and is_scalar(value):
        if not isinstance(value, str) or isinstance(value, Bare):
            plain = scalar_text(value) if isinstance(value, str | int | float) else ""
            yield _spliced(text, [(old.span.start, content_end(text, old), _gap(text, old, plain) + plain)])
        if isinstance(value, str):
            for written in ways_to_write(text, old, str(value)):
                yield _spliced(text, [(old.span.start, old.span.end, written)])
    if _in_flow(text, tree, path):
        written = inline(value, in_flow=True)
        yield _spliced(text, [(old.span.start, old.span.end, _gap(text, old, written) + written)])
        return
    mark = _mark_end(text, tree, path)
    if mark is None:
        return
    stop = content_end(text, old)
    column = _mark_column(text, tree, path)
    written = after_mark(value, column, mark - column - line_start(text, mark), end)
    first, newline, lines = written.partition(end) if end in written else (written, "", "")
    if text.count("\n", mark, stop) and not isinstance(old, Scalar) and not is_flow(old, text):
        # The old value begins below its key: what stands behind the key, a comment, stays there.
        tail = line_end(text, mark)
        rest = text[stop : line_end(text, stop)]
        cut = (tail, line_end(text, stop), lines + (rest if newline else "")) if newline else None
        if begins_its_line(text, old.span.start):
            ending = end if text[:stop] != text and line_end(text, stop) > stop else ""
            yield _spliced(text, [(mark, mark, first), (tail, line_end(text, stop), lines + ending if newline else "")])
        if cut is not None:
            yield _spliced(text, [(mark, mark, first), cut])
    if newline and not is_block_scalar(old, text) and not first.strip():
        # Behind the old value stands a comment: it stays on the line of the key.
        behind = text[stop : line_end(text, stop)].rstrip("\r\n")
        yield _spliced(text, [(mark, stop + len(behind), behind + written)])
    yield _spliced(text, [(mark, stop, written)])
    yield _spliced(text, [(mark, stop, " " + inline(value, in_flow=False))])


def _gap(text: str, old: Node, written: str) -> str:
    """A missing value stands right behind its colon or dash."""
    is_missing = old.span.start == old.span.end
    return " " if written and is_missing and not text[: old.span.start].endswith((" ", "\t", "\n")) else ""


def _in_flow(text: str, tree: Node, path: Path) -> bool:
    return any(is_flow(node, text) for length in range(len(path)) if (node := node_at(tree, path[:length])) is not None)


def _mark_end(text: str, tree: Node, path: Path) -> int | None:
    """Behind the colon or dash that the value at a path stands after."""
    parent = node_at(tree, path[:-1]) if path else None
    if isinstance(parent, Mapping):
        key, _ = parent.entries[index_of(parent, path[-1])]
        colon = text.find(":", key.span.end)
        return colon + 1 if colon >= 0 else None
    if isinstance(parent, Sequence) and isinstance(path[-1], int):
        dash = dash_of(text, parent.items[path[-1]])
        return dash + 1 if dash >= 0 else None
    return None


def _mark_column(text: str, tree: Node, path: Path) -> int:
    parent = node_at(tree, path[:-1])
    if isinstance(parent, Mapping):
        # All keys of a block stand in one column, the first one maybe behind a dash.
        return parent.entries[0][0].span.column - 1
    if isinstance(parent, Sequence) and isinstance(path[-1], int):
        dash = dash_of(text, parent.items[path[-1]])
        return dash - line_start(text, dash)
    return 0


# --- insert ----------------------------------------------------------------------------------------------------------


def _insert(text: str, tree: Node, path: Path, at: int, key: str, value: Value, end: str) -> Iterator[str]:
    parent = node_at(tree, path)
    if parent is None or isinstance(parent, Scalar):
        return
    entries = _entries(parent)
    if is_flow(parent, text):
        entry = flow_entry(key, value) if isinstance(parent, Mapping) else inline(value, in_flow=True)
        yield from _insert_in_flow(text, parent, entries, at, entry, end)
        return
    if not entries:
        return
    if isinstance(parent, Mapping):
        column = parent.entries[0][0].span.column - 1
        entry = block_entry(key, value, column, end, _shape_beside(text, parent))
    else:
        dash = dash_of(text, parent.items[0])
        if dash < 0:
            return
        column = dash - line_start(text, dash)
        entry = block_item(value, column, end)
    yield from _insert_in_block(text, entries, at, " " * column + entry, column, end)


def _shape_beside(text: str, parent: Mapping) -> Shape:
    """The shape that the maps of the entries around have, where they all have one."""
    maps = [is_flow(one, text) for _, one in parent.entries if isinstance(one, Mapping)]
    if not maps or len(maps) < len(parent.entries):
        return Shape.BY_CONTENT
    return Shape.IN_BRACES if all(maps) else Shape.BY_CONTENT if any(maps) else Shape.IN_LINES


def _entries(parent: Mapping | Sequence) -> list[tuple[Node, Node]]:
    """Keys and values; an item of a list is its own key."""
    if isinstance(parent, Mapping):
        return list(parent.entries)
    return [(one, one) for one in parent.items]


def _insert_in_block(
    text: str, entries: list[tuple[Node, Node]], at: int, entry: str, column: int, end: str
) -> Iterator[str]:
    if at == 0:
        first = entries[0][0]
        place = entry_lines(text, *entries[0])[0]
        if begins_its_line(text, first.span.start) or entries[0][0] is entries[0][1]:
            yield _spliced(text, [(place, place, entry + end)])
        # The first key of a map behind a dash.
        yield _spliced(text, [(first.span.start, first.span.start, entry.lstrip(" ") + end + " " * column)])
        return
    _, value = entries[at - 1]
    spaced = len(entries) > 1 and all(
        not text[line_start(text, entry_lines(text, *two)[0] - 1) : entry_lines(text, *two)[0]].strip()
        for two in entries[1:]
    )
    blank = end if spaced else ""
    for place in (
        entry_lines(text, *entries[at - 1])[1],
        line_end(text, content_end(text, value)),
        value.span.end,
    ):
        if text[:place].endswith("\n"):
            yield _spliced(text, [(place, place, blank + entry + end)])
        else:
            yield _spliced(text, [(place, place, end + blank + entry)])


def _insert_in_flow(
    text: str, parent: Node, entries: list[tuple[Node, Node]], at: int, entry: str, end: str
) -> Iterator[str]:
    if not entries:
        place = parent.span.start + 1
        yield _spliced(text, [(place, place, entry)])
        return
    lined = all(begins_its_line(text, key.span.start) for key, _ in entries)
    first = entries[0][0].span.start
    indent = text[line_start(text, first) : first] if lined else ""
    if at == 0:
        yield _spliced(text, [(first, first, entry + "," + (end + indent if lined else " "))])
        return
    stop = entries[at - 1][1].span.end
    if lined:
        comma = re.compile(r"\s*,").match(text, stop)
        behind = line_end(text, comma.end() if comma else stop)
        is_free = text[behind - 1 : behind] == "\n" and re.match(
            r"[ \t]*(#.*)?\r?\n\Z", text[comma.end() if comma else stop : behind]
        )
        if is_free and comma:
            yield _spliced(text, [(behind, behind, indent + entry + "," + end)])
        elif is_free:
            yield _spliced(text, [(stop, stop, ","), (behind, behind, indent + entry + end)])
        yield _spliced(text, [(stop, stop, "," + end + indent + entry)])
    yield _spliced(text, [(stop, stop, ", " + entry)])


# --- remove ----------------------------------------------------------------------------------------------------------


def _remove(text: str, tree: Node, path: Path) -> Iterator[str]:
    parent = node_at(tree, path[:-1])
    if parent is None or isinstance(parent, Scalar):
        return
    entries = _entries(parent)
    at = index_of(parent, path[-1]) if isinstance(parent, Mapping) else int(path[-1])
    key, value = entries[at]
    if is_flow(parent, text):
        yield from _remove_from_flow(text, entries, at)
        return
    is_lined = begins_its_line(text, key.span.start) if isinstance(parent, Mapping) else _dash_begins(text, value)
    if is_lined:
        start, stop = entry_lines(text, key, value)
        above = line_start(text, start - 1) if start else 0
        below = line_end(text, stop)
        if start and not text[above:start].strip() and not text[stop:below].strip():
            yield _spliced(text, [(above, stop, "")])
        elif at == 0 and below > stop and not text[stop:below].strip():
            yield _spliced(text, [(start, below, "")])
        yield _spliced(text, [(start, stop, "")])
        yield _spliced(text, [(start, max(stop, value.span.end), "")])
    elif at == 0 and len(entries) > 1:
        yield _spliced(text, [(key.span.start, entries[1][0].span.start, "")])


def _dash_begins(text: str, item: Node) -> bool:
    dash = dash_of(text, item)
    return dash >= 0 and begins_its_line(text, dash)


def _remove_from_flow(text: str, entries: list[tuple[Node, Node]], at: int) -> Iterator[str]:
    key, value = entries[at]
    if begins_its_line(text, key.span.start) and len(entries) > 1:
        comma = re.compile(r"\s*,").match(text, value.span.end)
        start, stop = entry_lines(text, key, key)[0], line_end(text, comma.end() if comma else value.span.end)
        if isinstance(key, Scalar) and key is not value:
            start = entry_lines(text, key, value)[0]
        if re.match(r"[ \t]*(#.*)?\r?\n\Z", text[comma.end() if comma else value.span.end : stop]):
            yield _spliced(text, [(start, stop, "")])
    if at:
        yield _spliced(text, [(entries[at - 1][1].span.end, value.span.end, "")])
    elif len(entries) > 1:
        yield _spliced(text, [(key.span.start, entries[1][0].span.start, "")])
    yield _spliced(text, [(key.span.start, value.span.end, "")])


# --- another order ---------------------------------------------------------------------------------------------------


def _arrange(text: str, tree: Node, path: Path, order: tuple[int, ...], end: str) -> Iterator[str]:
    parent = node_at(tree, path)
    if parent is None or isinstance(parent, Scalar):
        return
    entries = _entries(parent)
    if is_flow(parent, text):
        places = [(key.span.start, value.span.end) for key, value in entries]
        yield _spliced(
            text, [(*places[to], text[places[index][0] : places[index][1]]) for to, index in enumerate(order)]
        )
        return
    lined = [
        begins_its_line(text, key.span.start) if isinstance(parent, Mapping) else _dash_begins(text, value)
        for key, value in entries
    ]
    if all(lined):
        places = [entry_lines(text, *one) for one in entries]
        whole = [text[start:stop] for start, stop in places]
        moved = []
        for to, index in enumerate(order):
            lines = whole[index]
            if whole[to].endswith("\n") and not lines.endswith("\n"):
                lines += end
            elif not whole[to].endswith("\n"):
                lines = lines.rstrip("\r\n")
            moved.append((*places[to], lines))
        yield _spliced(text, moved)
