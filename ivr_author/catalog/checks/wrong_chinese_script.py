"""Chinese is in the script of its locale: simplified characters are hard to read for who grew up with the others."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from ivr_author.catalog.chinese import SIMPLIFIED, TRADITIONAL
from ivr_author.catalog.rule import Finding, Pair, TranslationRule
from ivr_author.core.diagnostics import Severity
from ivr_author.core.locale import find_locale

SHOWN = 8


def check(pair: Pair) -> Iterator[Finding]:
    """Characters that only the other script has, unless the text has them too (the name of a language)."""
    wrong, name = _other_script(pair.locale)
    found = [character for character in dict.fromkeys(pair.text) if character in wrong and character not in pair.source]
    if found:
        yield Finding(f"has {name} characters: {''.join(found[:SHOWN])}", f"write it in the script of `{pair.locale}`")


@cache
def _other_script(locale: str) -> tuple[frozenset[str], str]:
    facts = find_locale(locale)
    if facts.id.split("_")[0] not in ("zh", "yue", "cmn"):
        return frozenset(), ""
    is_traditional = bool({"Hant", "TW", "HK", "MO", "yue"} & {*facts.cldr.split("_"), *facts.id.split("_")})
    return (SIMPLIFIED, "simplified") if is_traditional else (TRADITIONAL, "traditional")


RULE = TranslationRule(
    "wrong-chinese-script", Severity.WARNING, "A Chinese translation has characters of the other script", check
)
