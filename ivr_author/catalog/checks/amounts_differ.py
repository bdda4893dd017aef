"""A translation says the amounts of money of its text: `$1,234.50`, `1.234,50 US$` and `1 234,50 $` are one."""

from __future__ import annotations

from collections.abc import Iterator

from ivr_author.catalog.differences import differences_of
from ivr_author.catalog.rule import Finding, Pair, TranslationRule
from ivr_author.catalog.values import Kind
from ivr_author.core.diagnostics import Severity


def check(pair: Pair) -> Iterator[Finding]:
    """Amounts that are lost, new or other; an added one in parentheses may be a help and is a note."""
    for one in differences_of(pair, Kind.AMOUNT):
        is_help = one.lost is None and one.added is not None and one.added.is_aside
        yield Finding(one.message, "say the amount of the text", Severity.NOTE if is_help else None)


RULE = TranslationRule(
    "amounts-differ", Severity.ERROR, "A translation says another amount of money than its text", check
)
