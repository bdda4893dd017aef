"""A translation of another text than the one of today is not used."""

from __future__ import annotations

from collections.abc import Iterator

from ivr_author.catalog.lookup import State
from ivr_author.catalog.subject import CatalogSubject
from ivr_author.core.diagnostics import Severity
from ivr_author.core.rule import Fault, Rule


def check(subject: CatalogSubject) -> Iterator[Fault]:
    """Entries whose source text was changed since."""
    for one in subject.translations:
        if one.state is State.STALE:
            message = f"the translation of `{one.segment.address}` to `{one.catalog.locale}` is of an older text"
            yield Fault(message, one.span, "run `ivr-author catalogs update`, then have it looked at")


RULE = Rule("stale-translation", Severity.WARNING, "A translation belongs to a text that was changed since", check)
