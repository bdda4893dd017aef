"""A translation says the same values as its text: what it lacks, the caller never hears."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from ivr_author.catalog.compare import compare_placeholders
from ivr_author.catalog.lookup import State
from ivr_author.catalog.model import Message
from ivr_author.catalog.subject import CatalogSubject, Translation
from ivr_author.core.diagnostics import Severity
from ivr_author.core.locale import find_locale
from ivr_author.core.placeholders import placeholder_names
from ivr_author.core.plurals import choose_form
from ivr_author.core.rule import Fault, Rule

COUNT = "count"
_NUMBERS_TRIED = 202
"""No plural rule looks at more than the last two digits."""


def check(subject: CatalogSubject) -> Iterator[Fault]:
    """Translations that are used. A form for a single number (`one`) may leave out `{count}`."""
    for one in subject.translations:
        if one.state is State.TRANSLATED and one.message is not None:
            yield from _compare(one, one.message)


def _compare(one: Translation, message: Message) -> Iterator[Fault]:
    known = {*placeholder_names(one.segment.text), *placeholder_names(one.segment.plural)}
    source = one.segment.plural or one.segment.text
    for form, text in enumerate(message.strings):
        differences = compare_placeholders(source, text)
        used = set(placeholder_names(text))
        missing = [name for name in dict.fromkeys(differences.missing) if name not in used]
        if one.segment.plural and _is_for_one_number(one.catalog.locale, form):
            missing = [name for name in missing if name != COUNT]
        extra = [name for name in dict.fromkeys(differences.extra) if name not in known]
        wrong = [f"lacks {{{name}}}" for name in missing] + [f"has {{{name}}}, unlike the text" for name in extra]
        wrong.extend(fault.message for fault in differences.faults)
        if wrong:
            which = f"form {form} of " if one.segment.plural else ""
            place = f"{which}`{one.segment.address}` in `{one.catalog.locale}`"
            hint = "placeholders stay as they are in the text, also their names"
            yield Fault(f"{place} {', '.join(wrong)}", one.span, hint)


@cache
def _is_for_one_number(locale: str, form: int) -> bool:
    facts = find_locale(locale)
    chosen = (choose_form(facts.plural_expression, number, facts.plural_count) for number in range(_NUMBERS_TRIED))
    return sum(one == form for one in chosen) <= 1


RULE = Rule("placeholders-differ", Severity.ERROR, "A translation's placeholders differ from its text's", check)
