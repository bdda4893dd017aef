"""Many letters in one PDF, for a print vendor: a bookmark for each member, pages counted letter by letter."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from ivr_author.notice.channel import CannotRender, Member, Rendering
from ivr_author.notice.channels.letter.compiler import compile_pdf, count_pages
from ivr_author.notice.channels.letter.letter import Prepared, fill, timestamp_of, write_head, write_letter
from ivr_author.notice.channels.letter.literals import escape, quote

Item = tuple[Prepared, Member]

_KIDS = re.compile(rb"1 0 obj\n<</Type/Pages/Count \d+/Kids\[([^\]]*)\]")
_SPOTS = re.compile(rb"/Dests<</Names\[([^\]]*)\]")
_SPOT = re.compile(rb"\(m(\d+)\)(\d+) 0 R")
_NUMBER = re.compile(rb"(\d+) 0 R")


class CannotBundle(CannotRender):
    """Some letters can't be made, so there is no bundle; `faults` says why, by place in the bundle (from 0)."""

    def __init__(self, faults: Mapping[int, str], message: str) -> None:
        super().__init__(message)
        self.faults = faults


def bundle_letters(items: Sequence[Item], *, odd: bool = False) -> Rendering:
    """The letters in their order. `odd`: each begins on a front side, after an empty page where it must be.

    Facts: `pages`; `starts`, the page on which each letter begins (from 1).
    The bookmark of a letter is the member's key. Raises `CannotBundle`.
    """
    if not items:
        raise ValueError("a bundle has at least one letter")
    source = "".join([_head(items), *(_write(number, item, odd=odd) for number, item in enumerate(items))])
    try:
        data = compile_pdf(source, timestamp_of(items[0][1]))
    except CannotRender as fault:
        raise _find_faults(items, fault) from fault
    starts = find_starts(data)
    assert len(starts) == len(items), "every letter has one main heading, and it has a label"
    return Rendering({"pdf": data}, {"pages": count_pages(data), "starts": starts})


def find_starts(data: bytes) -> tuple[int, ...]:
    """The page on which each letter of a bundle begins, from 1, as its PDF says."""
    kids, spots = _KIDS.search(data, 0), _SPOTS.search(data, data.rfind(b"/Dests<</Names["))
    assert kids, "Typst begins with the tree of pages"
    assert spots, "every letter of a bundle has a label"
    pages = {int(number): place for place, number in enumerate(_NUMBER.findall(kids[1]), 1)}
    found = {}
    for letter, target in _SPOT.findall(spots[1]):
        at = data.index(b"\n%d 0 obj" % int(target))
        page = _NUMBER.search(data, at + 1)
        assert page, "a destination names its page"
        found[int(letter)] = pages[int(page[1])]
    return tuple(found[letter] for letter in sorted(found))


def _head(items: Sequence[Item]) -> str:
    first = items[0][0]
    title = f"{first.notice_title} ({len(items)})"
    return write_head(escape(title), first.author)


def _write(number: int, item: Item, *, odd: bool) -> str:
    prepared, member = item
    key = member.key or str(number + 1)
    more = f'key: {quote(key)}, spot: "m{number}", odd: {"true" if odd else "false"}, '
    return write_letter(prepared, member, more)


def _find_faults(items: Sequence[Item], fault: CannotRender) -> CannotBundle:
    """Which letters are at fault: each is tried alone."""
    faults: dict[int, str] = {}
    for number, (prepared, member) in enumerate(items):
        try:
            fill(prepared, member)
        except CannotRender as own:
            faults[number] = str(own)
    named = "; ".join(f"{items[number][1].key or number + 1}: {message}" for number, message in faults.items())
    return CannotBundle(faults, named or str(fault))
