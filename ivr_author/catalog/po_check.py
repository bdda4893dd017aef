"""Faults that gettext too would refuse in a catalog that can be read. What translations say is left to the checks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ivr_author.catalog.model import Catalog, Message, PluralRule
from ivr_author.core.diagnostics import Diagnostic, error
from ivr_author.core.locale import find_locale
from ivr_author.core.plurals import choose_form
from ivr_author.core.source import Span

RULES = {
    "catalog-duplicate-message": "A catalog translates the same text at the same address twice",
    "catalog-plural-forms": "A catalog's plural forms don't agree with its Plural-Forms header or with its locale",
    "catalog-charset": "A catalog says that it is written in another encoding than UTF-8",
}


def message_span(catalog: Catalog, message: Message) -> Span:
    """Where a message stood in the file that was read."""
    return Span(catalog.path, message.line, 1, message.line, 1)


def check_catalog(catalog: Catalog) -> Iterator[Diagnostic]:
    """The faults of a catalog in itself, each at the line of its entry."""
    yield from _check_charset(catalog)
    yield from _check_duplicates(catalog)
    yield from _check_plural_rule(catalog)
    rule = catalog.plural_rule
    for message in catalog.entries if rule else ():
        if rule and message.msgid_plural is not None and len(message.strings) != rule.count:
            yield error(
                "catalog-plural-forms",
                f"{len(message.strings)} plural forms, but the header says {rule.count}",
                message_span(catalog, message),
                f"give msgstr[0] to msgstr[{rule.count - 1}]",
            )


def _check_plural_rule(catalog: Catalog) -> Iterator[Diagnostic]:
    """The header's rule must be the registry's: forms are filled by the one and chosen by the other."""
    written = catalog.header_field("Plural-Forms")
    locale = find_locale(catalog.locale)
    rule = catalog.plural_rule
    if not written:
        return
    span = message_span(catalog, catalog.header)
    hint = f"write `Plural-Forms: {locale.plural_header}`"
    if rule is None:
        yield error("catalog-plural-forms", f"`{written[:80]}` is no Plural-Forms value", span, hint)
    elif locale.in_registry and not _is_same_rule(rule, PluralRule(locale.plural_count, locale.plural_expression)):
        yield error("catalog-plural-forms", f"`{written[:80]}` is not the plural rule of {locale.id}", span, hint)


def _is_same_rule(one: PluralRule, other: PluralRule) -> bool:
    # By what they choose, for there are many ways to write a rule; no rule looks at more than the last two digits.
    return one.count == other.count and all(
        choose_form(one.expression, number, one.count) == choose_form(other.expression, number, other.count)
        for number in range(202)
    )


def _check_charset(catalog: Catalog) -> Iterator[Diagnostic]:
    match = re.search(r"charset=([^\s;]+)", catalog.header_field("Content-Type"))
    # CHARSET is what a template holds before anybody filled it in.
    if match and match.group(1).lower() not in ("utf-8", "utf8", "us-ascii", "ascii", "charset"):
        yield error(
            "catalog-charset",
            f"the header says charset={match.group(1)}; catalogs are read as UTF-8",
            message_span(catalog, catalog.header),
            "save the file as UTF-8 and write `charset=UTF-8`",
        )


def _check_duplicates(catalog: Catalog) -> Iterator[Diagnostic]:
    # gettext refuses them, the obsolete ones too.
    first: dict[tuple[str | None, str], Message] = {}
    for message in (*catalog.entries, *catalog.obsolete):
        earlier = first.setdefault((message.context, message.msgid), message)
        if earlier is not message:
            yield error(
                "catalog-duplicate-message",
                f"`{message.msgid[:60]}` stands in line {earlier.line} already",
                message_span(catalog, message),
                "keep one of the two",
            )
