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
    """Names that are lost, renamed or new. A form for a single number (`one`) may leave out `{count}`."""
    known = {*placeholder_names(pair.source), *placeholder_names(pair.other)}
    differences = compare_placeholders(pair.source, pair.text)
    used = set(placeholder_names(pair.text))
    missing = [name for name in dict.fromkeys(differences.missing) if name not in used]
    if pair.form is not None and _is_for_one_number(pair.locale, pair.form):
        missing = [name for name in missing if name != COUNT]
    extra = [name for name in dict.fromkeys(differences.extra) if name not in known]
    wrong = [f"lacks {{{name}}}" for name in missing] + [f"has {{{name}}}, unlike the text" for name in extra]
    wrong.extend(fault.message for fault in differences.faults)
    if wrong:
        yield Finding(", ".join(wrong), "placeholders stay as they are in the text, also their names")


@cache
def _is_for_one_number(locale: str, form: int) -> bool:
    facts = find_locale(locale)
    chosen = (choose_form(facts.plural_expression, number, facts.plural_count) for number in range(_NUMBERS_TRIED))
    return sum(one == form for one in chosen) <= 1


RULE = TranslationRule(
    "placeholders-differ", Severity.ERROR, "A translation's placeholders differ from its text's", check
)
