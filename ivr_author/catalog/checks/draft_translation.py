"""What a machine drafted is used, and waits for a person who is qualified to judge it (45 CFR 92.201(c)(3))."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ivr_author.catalog.lookup import State
from ivr_author.catalog.subject import CatalogSubject
from ivr_author.core.diagnostics import Severity
from ivr_author.core.rule import Fault, Rule
from ivr_author.core.source import Span


def check(subject: CatalogSubject) -> Iterator[Fault]:
    """One note for each catalog, with the count: the same for every text would hide what else is said."""
    drafts = Counter(one.catalog.locale for one in subject.translations if one.state is State.DRAFT)
    for locale, count in drafts.items():
        what = "translation is a draft" if count == 1 else "translations are drafts"
        message = f"{count} {what} by a machine in the catalog of {subject.domain} for `{locale}`"
        hint = f"have them reviewed, then say so: `ivr-author catalogs review {locale} --by NAME`"
        yield Fault(message, Span(subject.catalogs[locale].path, 1, 1, 1, 1), hint)


RULE = Rule(
    "draft-translation", Severity.NOTE, "Translations that a machine drafted and no qualified person reviewed", check
)
"""45 CFR 92.201(c)(3): a qualified human reviews what a machine translated, where the text is critical."""
