"""A translation tells the phone numbers of its text, figure by figure, however they are grouped."""

from __future__ import annotations

from collections.abc import Iterator

from ivr_author.catalog.differences import differences_of
from ivr_author.catalog.rule import Finding, Pair, TranslationRule
from ivr_author.catalog.values import Kind
from ivr_author.core.diagnostics import Severity


def check(pair: Pair) -> Iterator[Finding]:
    """Numbers that are lost, new or other."""
    for one in differences_of(pair, Kind.PHONE):
        yield Finding(one.message, "give the phone number of the text; a placeholder keeps it right everywhere")


RULE = TranslationRule("phones-differ", Severity.ERROR, "A translation gives another phone number than its text", check)
