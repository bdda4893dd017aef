"""The rules of translations, loaded from the shelf `checks`. What is wrong with a catalog in itself is `po_check`'s."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

from ivr_author.catalog import checks
from ivr_author.catalog.glossary.model import NO_GLOSSARY
from ivr_author.catalog.rule import Finding, Pair, TranslationRule, pairs_of
from ivr_author.catalog.subject import CatalogSubject
from ivr_author.core.diagnostics import Diagnostic, Severity
from ivr_author.core.rule import Rule
from ivr_author.core.shelf import load_shelf

CatalogRule = Rule[CatalogSubject] | TranslationRule

_SHELF = load_shelf(checks, "RULE", object)

CATALOG_RULES: Mapping[str, CatalogRule] = {
    rule.id: rule for rule in _SHELF.values() if isinstance(rule, Rule | TranslationRule)
}
"""Every rule by its id."""

MOST_KEPT = 131_072
"""Judged forms of translations that are kept: a large workspace in twelve locales."""


def check_catalogs(subject: CatalogSubject) -> Iterator[Diagnostic]:
    """The breaches of every rule."""
    for rule in CATALOG_RULES.values():
        if isinstance(rule, Rule):
            yield from rule.run(subject)
    for one in subject.translations:
        if one.message is None or not one.state.is_used:
            continue
        glossary = subject.glossaries.get(one.catalog.locale, NO_GLOSSARY)
        for pair in pairs_of(one.segment, one.message, one.catalog.locale, subject.source_locale, glossary):
            for rule_id, severity, finding in judge(pair):
                which = f"form {pair.form} of " if pair.form is not None else ""
                place = f"{which}`{one.segment.address}` in `{one.catalog.locale}`"
                yield Diagnostic(rule_id, f"{place} {finding.message}", one.span, severity, finding.hint)


@lru_cache(maxsize=MOST_KEPT)
def judge(pair: Pair) -> tuple[tuple[str, Severity, Finding], ...]:
    """What every check of translations finds in one form: rule id, severity, finding."""
    return tuple(
        (rule.id, finding.severity or rule.severity, finding)
        for rule in CATALOG_RULES.values()
        if isinstance(rule, TranslationRule)
        for finding in rule.check(pair)
    )
