"""The rules of translations, loaded from the shelf `checks`. What is wrong with a catalog in itself is `po_check`'s."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ivr_author.catalog import checks
from ivr_author.catalog.subject import CatalogSubject
from ivr_author.core.diagnostics import Diagnostic
from ivr_author.core.rule import Rule
from ivr_author.core.shelf import load_shelf

CATALOG_RULES: Mapping[str, Rule[CatalogSubject]] = {
    rule.id: rule for rule in load_shelf(checks, "RULE", Rule).values()
}
"""Every rule by its id."""


def check_catalogs(subject: CatalogSubject) -> Iterator[Diagnostic]:
    """The breaches of every rule."""
    for rule in CATALOG_RULES.values():
        yield from rule.run(subject)
