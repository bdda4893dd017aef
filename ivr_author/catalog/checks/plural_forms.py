"""Plural forms have words, all of them, and differ where the language tells one from many."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from ivr_author.catalog.bare_text import bare
from ivr_author.catalog.lookup import State
from ivr_author.catalog.model import Message
from ivr_author.catalog.subject import CatalogSubject, Translation
from ivr_author.core.diagnostics import Severity
from ivr_author.core.locale import find_locale
from ivr_author.core.plurals import choose_form
from ivr_author.core.rule import Fault, Rule

_UNCHANGED = frozenset(("hmn", "ht", "tl", "fil", "ko", "so"))
"""Languages whose nouns stay as they are after a number, though their rule has several forms."""

_SHOWN = 3
_TRIED = 202
"""No plural rule looks at more than the last two digits."""


def check(subject: CatalogSubject) -> Iterator[Fault]:
    """Forms without words, each with the numbers that it is for; forms that are all the same (advice)."""
    for one in subject.translations:
        if one.message is None or not one.segment.plural or one.state in (State.STALE, State.FUZZY):
            continue
        yield from _check_empty(one, one.message)
        yield from _check_equal(one, one.message)


def _check_empty(one: Translation, message: Message) -> Iterator[Fault]:
    if message.is_complete or not any(message.strings):
        return  # nothing at all is `missing-translation`'s
    locale = one.catalog.locale
    for form, text in enumerate(message.strings):
        if not text:
            numbers = ", ".join(map(str, _numbers_of(locale, form)))
            where = f"form {form} of `{one.segment.address}` in `{locale}`"
            yield Fault(
                f"{where} has no words", one.span, f"it is for numbers such as {numbers}; nothing of it is used"
            )


def _check_equal(one: Translation, message: Message) -> Iterator[Fault]:
    locale = one.catalog.locale
    if not one.state.is_used or len(message.strings) < 2 or len(set(message.strings)) > 1:
        return
    says_more = any(map(str.isalpha, bare(message.strings[0])))
    if says_more and one.segment.text != one.segment.plural and locale.split("_")[0] not in _UNCHANGED:
        told = f"all forms of `{one.segment.address}` in `{locale}` are the same"
        yield Fault(told, one.span, "check that one and many are said alike here", Severity.NOTE)


@cache
def _numbers_of(locale: str, form: int) -> tuple[int, ...]:
    facts = find_locale(locale)
    chosen = (n for n in range(_TRIED) if choose_form(facts.plural_expression, n, facts.plural_count) == form)
    return tuple(number for number, _ in zip(chosen, range(_SHOWN), strict=False))


RULE = Rule("plural-forms", Severity.WARNING, "A plural form has no words, or all forms are the same", check)
