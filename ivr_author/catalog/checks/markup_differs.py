"""Bold words, links and line ends of a notice are in its translation too, and are written so that they work."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

from ivr_author.catalog.rule import Finding, Pair, TranslationRule
from ivr_author.core.diagnostics import Severity
from ivr_author.core.inline_markdown import inline_parser

_MAY_BE_MARKUP = re.compile(r"[*_\\\[\]\n]")
_NAMES = {
    "strong_open": ("bold words", "`**`"),
    "em_open": ("words in italics", "`*`"),
    "link_open": ("links", "`[text](address)`"),
    "hardbreak": ("line ends", "a backslash at the end of the line"),
}
_LEFT_OVER = re.compile(r"\*\*|\]\s*\(|\[[^\]]*$|__(?=\w)")
_PLACEHOLDER = re.compile(r"\{[^{}]*\}")
_PARSER = inline_parser()


def check(pair: Pair) -> Iterator[Finding]:
    """Marks that stay visible, and marks that are lost or new. Spoken texts have none."""
    if pair.is_spoken or not (_MAY_BE_MARKUP.search(pair.source) or _MAY_BE_MARKUP.search(pair.text)):
        return
    wanted, ours = _markup_of(pair.source)
    given, theirs = _markup_of(pair.text)
    if theirs - ours:
        left = " ".join(sorted(theirs - ours))
        yield Finding(
            f"has broken markup: {left} stays visible",
            "close each mark, with a letter or figure beside it",
            Severity.ERROR,
        )
        return
    for name, (what, mark) in _NAMES.items():
        if wanted[name] != given[name]:
            yield Finding(f"has {given[name]} {what}, and its text has {wanted[name]}", f"set {mark} as in the text")


@lru_cache(maxsize=16_384)
def _markup_of(text: str) -> tuple[Counter[str], frozenset[str]]:
    """How often each kind of mark works in a text, and what looks like marks and does not work."""
    counts: Counter[str] = Counter()
    left: set[str] = set()
    # A value stands where it says; braces would count as punctuation, beside which no mark opens in Chinese.
    for block in _PARSER.parseInline(_PLACEHOLDER.sub("x", text)):
        for token in block.children or ():
            counts[token.type] += 1
            if token.type == "text":
                left.update(match.group().strip() for match in _LEFT_OVER.finditer(token.content))
    return counts, frozenset(left)


RULE = TranslationRule(
    "markup-differs", Severity.WARNING, "Markup of a notice is lost or broken in a translation", check
)
