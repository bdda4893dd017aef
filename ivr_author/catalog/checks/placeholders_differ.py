"""A translation says the same values as its text: what it lacks, the caller never hears."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from ivr_author.catalog.compare import compare_placeholders
from ivr_author.catalog.rule import Finding, Pair, TranslationRule
from ivr_author.core.diagnostics import Severity
from ivr_author.core.locale import find_locale
from ivr_author.core.placeholders import placeholder_names
from ivr_author.core.plurals import choose_form

COUNT = "count"
_NUMBERS_TRIED = 202
"""No plural rule looks at more than the last two digits."""


def check(pair: Pair) -> Iterator[Finding]:
    """Names that are lost, renamed, new or doubled. A form for a single number (`one`) may leave out `{count}`.

    Where that form is for none as well, as in French, and the text's own leaves it out, there is a note.
    """
    known = {*placeholder_names(pair.source), *placeholder_names(pair.other)}
    differences = compare_placeholders(pair.source, pair.text)
    used = set(placeholder_names(pair.text))
    missing = [name for name in dict.fromkeys(differences.missing) if name not in used]
    if pair.form is not None and COUNT in missing:
        numbers = _numbers_of(pair.locale, pair.form)
        if len(numbers) <= 1 or (numbers == {0, 1} and COUNT not in placeholder_names(pair.other)):
            missing.remove(COUNT)
            if len(numbers) > 1:
                yield Finding(f"lacks {{{COUNT}}}, and the form is for 0 as well", "say {count}", Severity.NOTE)
    extra = [name for name in dict.fromkeys(differences.extra) if name not in known]
    wrong = [f"lacks {{{name}}}" for name in missing] + [f"has {{{name}}}, unlike the text" for name in extra]
    wrong.extend(fault.message for fault in differences.faults)
    if wrong:
        yield Finding(", ".join(wrong), "placeholders stay as they are in the text, also their names")
    doubled = [name for name in dict.fromkeys(differences.extra) if name in known]
    if doubled and pair.form is None:
        message = " and ".join(f"has {{{name}}} more often than the text" for name in doubled)
        yield Finding(message, "say each value as often as the text does", Severity.WARNING)


@cache
def _numbers_of(locale: str, form: int) -> frozenset[int]:
    """The numbers that a form is for, of the first two hundred."""
    facts = find_locale(locale)
    return frozenset(
        number
        for number in range(_NUMBERS_TRIED)
        if choose_form(facts.plural_expression, number, facts.plural_count) == form
    )


RULE = TranslationRule(
    "placeholders-differ", Severity.ERROR, "A translation's placeholders differ from its text's", check
)
