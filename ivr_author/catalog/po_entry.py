"""One entry of a PO text put in place of another, all other bytes as they were; and a text read again after that.

A catalog of a large workspace has megabytes: to write and read all of it for one translation takes most of a second.
Both ways check themselves against the whole reader's results and give up where a file is laid out in another way.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import replace

from ivr_author.catalog.model import NO_HEADER, Catalog, Message
from ivr_author.catalog.po import read_catalog, write_entry
from ivr_author.catalog.po_check import check_catalog
from ivr_author.core.diagnostics import Diagnostic
from ivr_author.core.source import Source

_BLANK = "\n\n"


def replace_entry(text: str, old: Message, new: Message) -> str | None:
    """The text with `new` where `old`, an entry that was read from it, stands; None where it can't be cut out alone.

    What comes back differs in the lines of that entry and in no others, and the entry reads as `new`.
    """
    lines = text.split("\n")
    first = last = old.line - 1
    if not 0 <= first < len(lines):
        return None
    while first > 0 and lines[first - 1].strip():
        first -= 1
    while last + 1 < len(lines) and lines[last + 1].strip():
        last += 1
    # A text that ends without a line end, or whose lines end as on Windows, is the whole writer's to deal with.
    if _only_entry(lines[first : last + 1]) != old or "\r" in lines[old.line - 1]:
        return None
    written = write_entry(new).split("\n")
    if _only_entry(written) != new:
        return None
    return "\n".join((*lines[:first], *written, *lines[last + 1 :]))


def _only_entry(lines: list[str]) -> Message | None:
    catalog, faults = read_catalog(Source("", "\n".join(lines)), "")
    if faults or catalog.obsolete or catalog.closing_comments or catalog.header != NO_HEADER:
        return None
    return catalog.entries[0] if len(catalog.entries) == 1 else None


def reread_catalog(before: Source, catalog: Catalog, source: Source) -> tuple[Catalog, list[Diagnostic]] | None:
    """What `read_catalog` gives for a text, by way of what it gave for an earlier one: only what differs is read.

    Entries that did not change are the same objects. None where the whole has to be read.
    """
    if not catalog.is_intact or before.path != source.path:
        return None
    old, new = before.text, source.text
    same, alike = _common(old, new)
    begin = old.rfind(_BLANK, 0, same) + len(_BLANK)
    end = old.find(_BLANK, len(old) - alike)
    if begin < len(_BLANK) or end < 0:
        return None
    # The blank line stays outside; both texts have it.
    until = len(new) - (len(old) - end)
    was, _ = read_catalog(Source("", old[begin:end]), catalog.locale)
    now, _ = read_catalog(Source("", new[begin:until]), catalog.locale)
    line = old.count("\n", 0, begin)
    place = bisect_left(catalog.entries, line + 1, key=_line)
    rest = place + len(was.entries)
    if not _is_plain(was) or not _is_plain(now) or catalog.entries[place:rest] != was.entries:
        return None
    lines = new.count("\n", begin, until) - old.count("\n", begin, end)
    entries = (
        *catalog.entries[:place],
        *(replace(one, line=one.line + line) for one in now.entries),
        *_moved(catalog.entries[rest:], lines),
    )
    read = replace(catalog, entries=entries, obsolete=_moved(catalog.obsolete, lines))
    return read, list(check_catalog(read))


def _is_plain(part: Catalog) -> bool:
    """Whether a stretch holds whole living entries and nothing else."""
    return part.is_intact and part.header == NO_HEADER and not part.obsolete and not part.closing_comments


def _moved(messages: tuple[Message, ...], lines: int) -> tuple[Message, ...]:
    return tuple(replace(one, line=one.line + lines) for one in messages) if lines else messages


def _line(message: Message) -> int:
    return message.line


def _common(one: str, other: str) -> tuple[int, int]:
    """How many characters two texts have in common at the beginning, and how many at the end of what is left."""
    most = min(len(one), len(other))
    same = _longest(most, lambda low, high: one[low:high] == other[low:high])
    last, end = len(one), len(other)
    alike = _longest(most - same, lambda low, high: one[last - high : last - low] == other[end - high : end - low])
    return same, alike


def _longest(most: int, are_equal: Callable[[int, int], bool]) -> int:
    """How far two texts are equal; each step compares half of what is left, and nothing twice."""
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        if are_equal(low, middle):
            low = middle
        else:
            high = middle - 1
    return low
