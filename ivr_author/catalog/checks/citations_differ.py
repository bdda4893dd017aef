"""A translation cites the rules that its text cites: `45 CFR 155.230`, by number, whatever stands around it."""

from __future__ import annotations

from collections.abc import Iterator

from ivr_author.catalog.differences import differences_of
from ivr_author.catalog.rule import Finding, Pair, TranslationRule
from ivr_author.catalog.values import Kind
from ivr_author.core.diagnostics import Severity


def check(pair: Pair) -> Iterator[Finding]:
    """Citations that are lost, new or other."""
    for one in differences_of(pair, Kind.CITATION):
        yield Finding(one.message, "cite the rule of the text; its name and numbers stay as they are")


RULE = TranslationRule("citations-differ", Severity.ERROR, "A translation cites another rule than its text", check)
