"""A translation marked as fuzzy is not used until somebody has looked at it."""

from __future__ import annotations

from collections.abc import Iterator

from ivr_author.catalog.lookup import State
from ivr_author.catalog.subject import CatalogSubject
from ivr_author.core.diagnostics import Severity
from ivr_author.core.rule import Fault, Rule


def check(subject: CatalogSubject) -> Iterator[Fault]:
    """Entries with the flag `fuzzy`."""
    for one in subject.translations:
        if one.state is State.FUZZY:
            message = f"the translation of `{one.segment.address}` to `{one.catalog.locale}` waits for review"
            yield Fault(message, one.span, "compare it with the text, mend it, and remove the flag `fuzzy`")


RULE = Rule("fuzzy-translation", Severity.WARNING, "A translation is marked as fuzzy and so is not used", check)
