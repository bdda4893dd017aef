"""The same text is said in the same words everywhere: two translations of it are a choice, or an oversight."""

from __future__ import annotations

from collections.abc import Iterator

from ivr_author.catalog.subject import CatalogSubject, Translation
from ivr_author.core.diagnostics import Severity
from ivr_author.core.rule import Fault, Rule

_LONGEST_SHOWN = 60


def check(subject: CatalogSubject) -> Iterator[Fault]:
    """In each locale, every translation that differs from the first of its text and kind."""
    first: dict[tuple[str, str, str, str], Translation] = {}
    told: set[tuple[str, tuple[str, ...]]] = set()
    for one in subject.translations:
        if one.message is None or not one.state.is_used or one.segment.kind == "phrase":
            continue  # callers say the same thing in many ways
        segment, locale = one.segment, one.catalog.locale
        key = (locale, segment.kind, segment.text, segment.plural)
        known = first.setdefault(key, one)
        assert known.message is not None, "only translations with a message are kept"
        if known.message.strings == one.message.strings or (segment.text, one.message.strings) in told:
            continue
        told.add((segment.text, one.message.strings))
        yield Fault(
            f"`{segment.address}` in `{locale}` has other words than `{known.segment.address}` for the same text",
            one.span,
            f"there it is “{_short(known.message.strings[0])}”; use one of the two, unless the places ask for both",
        )


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"


RULE = Rule("same-source-differs", Severity.NOTE, "The same text is translated in two ways in one locale", check)
