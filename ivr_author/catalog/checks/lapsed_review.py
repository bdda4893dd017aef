"""A review holds for the words that were reviewed, not for those that took their place."""

from __future__ import annotations

from collections.abc import Iterator

from ivr_author.catalog.states import lapsed_review
from ivr_author.catalog.subject import CatalogSubject
from ivr_author.core.diagnostics import Severity
from ivr_author.core.rule import Fault, Rule


def check(subject: CatalogSubject) -> Iterator[Fault]:
    """Translations in use whose text or words were changed after their review; what is not used is another rule's."""
    for one in subject.translations:
        lapsed = lapsed_review(one.message) if one.message is not None and one.state.is_used else None
        if lapsed is not None:
            address, locale = one.segment.address, one.catalog.locale
            day = f" on {lapsed.on}" if lapsed.on else ""
            message = (
                f"the translation of `{address}` to `{locale}` was reviewed by {lapsed.by}{day}, and changed since"
            )
            hint = f"have it reviewed again: `ivr-author catalogs review {locale} {address} --by NAME`"
            yield Fault(message, one.span, hint)


RULE = Rule("lapsed-review", Severity.NOTE, "A translation was changed after its review", check)
