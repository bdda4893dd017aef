"""Nothing is in a translation that nobody can see, but for the signs that a script is written with."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from ivr_author.catalog.rule import Finding, Pair, TranslationRule
from ivr_author.core.diagnostics import Severity

_UNSEEN = re.compile(
    "[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200d\u2028\u2029"
    "\u2060-\u2064\u206a-\u206f\u3164\ufeff\uffa0\ufff9-\ufffd\ue000-\uf8ff\U000e0000-\U000e007f]"
)
_SPACE, _NON_JOINER, _JOINER = "\u200b", "\u200c", "\u200d"
_BETWEEN_WORDS = frozenset(("km", "lo", "my", "th", "bo"))
"""Scripts without spaces: U+200B tells where a line may break."""

_JOINING = frozenset(
    (
        "fa",
        "ar",
        "ur",
        "ps",
        "ckb",
        "ug",
        "sd",
        "prs",
        "hi",
        "mr",
        "ne",
        "bn",
        "gu",
        "pa",
        "or",
        "ta",
        "te",
        "kn",
        "ml",
        "si",
        "my",
        "km",
    )
)
"""Scripts whose letters join: U+200C and U+200D say whether they do."""


def check(pair: Pair) -> Iterator[Finding]:
    """Characters that are not seen, that are in no text of the script, or that stand for a lost one."""
    found = [one for one in dict.fromkeys(_UNSEEN.findall(pair.text)) if one not in pair.source]
    language = pair.locale.split("_")[0]
    allowed = (_SPACE if language in _BETWEEN_WORDS else "") + (_NON_JOINER + _JOINER if language in _JOINING else "")
    wrong = [one for one in found if one not in allowed]
    if wrong:
        named = ", ".join(_name(one) for one in wrong)
        yield Finding(
            f"has characters that nobody can see: {named}", "remove them; they come with text that was copied"
        )


def _name(character: str) -> str:
    name = unicodedata.name(character, "")
    return f"U+{ord(character):04X}{f' {name.lower()}' if name else ''}"


RULE = TranslationRule(
    "invisible-characters", Severity.WARNING, "A translation has characters that nobody can see", check
)
