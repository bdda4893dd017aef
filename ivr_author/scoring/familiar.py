"""Dale's list of some 3,000 words that four in five pupils of the fourth grade knew, as textstat carries it (MIT).

Read from textstat's files without importing it: that loads nltk, which takes 0.3 s and more. Inflected forms of listed
words are familiar by the rules of Dale and Chall (1948); textstat counts them as hard, and says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.abc import SourceLoader
from importlib.util import find_spec
from pathlib import PurePath

_LISTED = "resources/en/easy_words.txt"
_HYPHENS = re.compile(r"[-‐‑]")


@cache
def easy_words() -> frozenset[str]:
    """The words of the list, in lower case; empty where textstat has none."""
    spec = find_spec("textstat")
    if spec is None or spec.origin is None or not isinstance(spec.loader, SourceLoader):
        return frozenset()
    try:
        raw = spec.loader.get_data(str(PurePath(spec.origin).parent.joinpath(_LISTED)))
    except OSError:
        return frozenset()
    return frozenset(raw.decode().lower().split())


def is_familiar(word: str) -> bool:
    """Whether a word is on the list, is a regular form of one that is, or is made of such words with hyphens."""
    easy = easy_words()
    if word in easy:
        return True
    lowered = word.lower().replace("’", "'")
    if lowered in easy or any(stem in easy for stem in _stems(lowered)):
        return True
    parts = _HYPHENS.split(lowered)
    return len(parts) > 1 and all(is_familiar(part) for part in parts if part)


def _stems(word: str) -> Iterator[str]:
    """What a word may be a regular form of: plurals, possessives, -s, -ed, -ing of verbs, -er and -est."""
    base = word.removesuffix("'s").removesuffix("'")
    if base != word:
        yield base
        yield from _stems(base)
        return
    yield word.replace("'", "")
    for ending, others in (("ies", "y"), ("ied", "y"), ("ier", "y"), ("iest", "y")):
        if word.endswith(ending):
            yield word.removesuffix(ending) + others
    for ending in ("s", "es", "ed", "d", "ing", "er", "r", "est", "st"):
        stem = word.removesuffix(ending)
        if stem == word or len(stem) < 2:
            continue
        yield stem
        if ending == "ing":
            yield f"{stem}e"
        if ending in ("ed", "ing", "er", "est") and stem[-1] == stem[-2]:
            yield stem[:-1]
