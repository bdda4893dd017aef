"""Spaces at the ends and between words are those of the text: pieces are joined by them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ivr_author.catalog.rule import Finding, Pair, TranslationRule
from ivr_author.core.diagnostics import Severity

_DOUBLE = re.compile(r"\S[ \u00a0]{2,}\S")


def check(pair: Pair) -> Iterator[Finding]:
    """Spaces that were added or lost at the beginning and the end; two where the text has one (advice)."""
    for place, is_ours, is_theirs in (
        ("begins", pair.source[:1].isspace(), pair.text[:1].isspace()),
        ("ends", pair.source[-1:].isspace(), pair.text[-1:].isspace()),
    ):
        if is_ours != is_theirs:
            yield Finding(
                f"{place} {'with' if is_theirs else 'without'} a space, unlike its text",
                f"{place[:-1]} it as the text does",
            )
    if _DOUBLE.search(pair.text) and not _DOUBLE.search(pair.source):
        yield Finding("has two spaces in a row", "remove one of them", Severity.NOTE)


RULE = TranslationRule("spaces", Severity.WARNING, "Spaces at the ends of a translation differ from its text's", check)
