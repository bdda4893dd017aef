"""The contract of a menu's keys: in every language each key is told once, for its own choice, and no other is.

What the text itself tells decides: where it names no key, a translation need not either.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from ivr_author.catalog.checks.keys_differ import finding
from ivr_author.catalog.keys import Keys, compare_keys, keys_of
from ivr_author.catalog.subject import CatalogSubject, Translation
from ivr_author.core.diagnostics import Severity
from ivr_author.core.rule import Fault, Rule
from ivr_author.core.segment import Offer, Segment

ENGLISH = "en"


def check(subject: CatalogSubject) -> Iterator[Fault]:
    """The lines of the source that tell another key than their own, then each offer in each language."""
    for segment in subject.segments:
        if segment.offer is not None:
            yield from _of_source(segment, segment.offer, subject.source_locale)
    places: dict[tuple[str, str], list[Translation]] = defaultdict(list)
    for one in subject.translations:
        if one.segment.offer is not None and one.message is not None and one.state.is_used:
            places[one.catalog.locale, one.segment.offer.place].append(one)
    for (locale, _), translations in places.items():
        yield from _of_place(locale, translations, subject.source_locale)


def _of_source(segment: Segment, offer: Offer, locale: str) -> Iterator[Fault]:
    told = keys_of(segment.text, locale, segment.constants).told
    if offer.key and told and offer.key not in told:
        message = f"the line of key {offer.key} tells key {' and '.join(told)}"
        yield Fault(message, segment.span, "write {key}; it is spoken as the choice's own key")
        return
    # In English `hard-coded-key` says so, and where.
    strange = [key for key in dict.fromkeys(told) if key not in (*offer.keys, *offer.also)]
    if strange and locale.split("_")[0] != ENGLISH:
        message = f"key {' and '.join(strange)} leads nowhere here"
        yield Fault(message, segment.span, "add a choice for it, or leave it out")


def _of_place(locale: str, translations: list[Translation], source_locale: str) -> Iterator[Fault]:
    heard: Counter[str] = Counter()
    written: Counter[str] = Counter()
    for one in translations:
        segment, offer = one.segment, one.segment.offer
        assert offer is not None, "texts that offer keys were chosen"
        source, told = _source_keys(segment, source_locale), _told(one, locale)
        difference = compare_keys(source, told, offer.also)
        place = f"`{segment.address}` in `{locale}`"
        if difference:
            found = finding(difference)
            yield Fault(f"{place} {found.message}", one.span, found.hint, found.severity)
        elif source.told != told.told and sorted(source.told) == sorted(told.told):
            message = f"{place} tells the keys in another order than the text: {', '.join(told.told)}"
            hint = "see that each key still stands for the same thing"
            yield Fault(message, one.span, hint, Severity.WARNING)
        heard.update(told.told)
        written.update(source.told)
        for key in dict.fromkeys(told.told):
            if key in offer.keys and heard[key] > max(1, written[key]) and key not in difference.added:
                message = f"{place} tells key {key} once more than the text does"
                yield Fault(message, one.span, "tell each key once, in the line of its own choice")


def _source_keys(segment: Segment, locale: str) -> Keys:
    return keys_of(segment.text, locale, segment.constants)


def _told(one: Translation, locale: str) -> Keys:
    """All forms of a translation say the same; the last is the one for most counts."""
    assert one.message is not None, "translations with words were chosen"
    return keys_of(one.message.strings[-1], locale, one.segment.constants)


RULE = Rule(
    "menu-keys", Severity.ERROR, "A menu's keys are not told once each, for the same choices, in a language", check
)
