"""Every text needs a translation in every locale of the workspace."""

from __future__ import annotations

from collections.abc import Iterator

from ivr_author.catalog.lookup import State
from ivr_author.catalog.subject import CatalogSubject, Translation
from ivr_author.core.diagnostics import Severity
from ivr_author.core.rule import Fault, Rule


def check(subject: CatalogSubject) -> Iterator[Fault]:
    """One fault for a locale without any catalog; what a broken catalog lacks may be in the part that can't be read."""
    for locale in subject.locales:
        if locale not in subject.catalogs and subject.segments:
            count = len(subject.segments)
            message = f"there is no catalog for `{locale}`: {count} texts of {subject.domain} are not translated"
            yield Fault(message, subject.settings, "run `ivr-author catalogs update`, then have it translated")
    for one in subject.translations:
        if one.state is State.MISSING and one.catalog.is_intact and not _lacks_a_form(one):
            message = f"`{one.segment.address}` is not translated to `{one.catalog.locale}`"
            if one.message is not None:
                hint = "write the translation, with as many plural forms as the locale has"
            else:
                hint = "run `ivr-author catalogs update`, then have it translated"
            yield Fault(message, one.span, hint)


def _lacks_a_form(one: Translation) -> bool:
    """Whether some plural forms have words and others have none, which `plural-forms` tells with their numbers."""
    return one.message is not None and any(one.message.strings) and not one.message.is_complete


RULE = Rule("missing-translation", Severity.WARNING, "A text has no translation in a locale of the workspace", check)
