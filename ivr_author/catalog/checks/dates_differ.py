"""A translation says the dates and times of its text: `November 5` and `5 tháng 11`, `8 p.m.` and `20:00` are one."""

from __future__ import annotations

from collections.abc import Iterator

from ivr_author.catalog.differences import differences_of
from ivr_author.catalog.rule import Finding, Pair, TranslationRule
from ivr_author.catalog.values import Kind
from ivr_author.core.diagnostics import Severity


def check(pair: Pair) -> Iterator[Finding]:
    """Days, months, years and times that are lost, new or other; a month alone, or a day of
    the week, is a word that may be another."""
    for one in differences_of(pair, Kind.DATE, Kind.TIME, Kind.MONTH, Kind.WEEKDAY):
        severity = Severity.WARNING if one.kind in (Kind.MONTH, Kind.WEEKDAY) else None
        yield Finding(one.message, "say the day, month, year and time of the text", severity)


RULE = TranslationRule("dates-differ", Severity.ERROR, "A translation says another date or time than its text", check)
