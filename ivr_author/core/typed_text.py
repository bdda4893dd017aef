"""A text that came out of a file into a form and goes back into it: what a form does not keep is put back as it was.

A browser makes every line end CR LF and drops a byte order mark; lines that nobody touched must stay to the byte.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher

MARK = "\ufeff"
"""What some editors begin a file with. It is kept, and no part of the text."""

_LINE = re.compile(r"([^\r\n]*)(\r\n|\r|\n|\Z)")


def form_text(held: str) -> str:
    """The text of a file as a form and an editor have it: line feeds alone, no mark."""
    return held.removeprefix(MARK).replace("\r\n", "\n").replace("\r", "\n")


def file_text(held: str, typed: str) -> str:
    """What was typed, as the file is written that held `held`.

    Each line that still stands keeps its own end, new ones end as most do; the mark stays.
    """
    mark = MARK if held.startswith(MARK) else ""
    old = _lines(held.removeprefix(MARK))
    new = form_text(typed).split("\n")
    known = Counter(end for _, end in old if end)
    usual = known.most_common(1)[0][0] if known else "\n"
    if len(known) <= 1:
        return mark + usual.join(new)
    ends = [usual] * (len(new) - 1)
    for before, after in _standing([line for line, _ in old], new):
        if after < len(ends) and old[before][1]:
            ends[after] = old[before][1]
    return mark + "".join(line + end for line, end in zip(new, [*ends, ""], strict=True))


def _lines(text: str) -> list[tuple[str, str]]:
    """Each line, as a page shows it, with its end; the last one has none."""
    found = []
    for match in _LINE.finditer(text):
        found.append((match[1].replace("\0", "\ufffd"), match[2]))
        if not match[2]:
            break
    return found


def _standing(old: list[str], new: list[str]) -> Iterator[tuple[int, int]]:
    """The places, before and after, of lines that stand in both."""
    shorter = min(len(old), len(new))
    top = 0
    while top < shorter and old[top] == new[top]:
        yield top, top
        top += 1
    end = 0
    while end < shorter - top and old[-1 - end] == new[-1 - end]:
        end += 1
        yield len(old) - end, len(new) - end
    # Only what lies between is compared line by line: that takes long where many lines are alike.
    matcher = SequenceMatcher(None, old[top : len(old) - end], new[top : len(new) - end], autojunk=False)
    for block in matcher.get_matching_blocks():
        for number in range(block.size):
            yield top + block.a + number, top + block.b + number
