"""A translation marked as fuzzy is not used until somebody has looked at it."""

from __future__ import annotations

from collections.abc import Iterator

from ivr_author.catalog.compare import show_difference, word_difference
from ivr_author.catalog.lookup import State
from ivr_author.catalog.model import Message
from ivr_author.catalog.subject import CatalogSubject
from ivr_author.core.diagnostics import Severity
from ivr_author.core.rule import Fault, Rule


def check(subject: CatalogSubject) -> Iterator[Fault]:
    """Entries with the flag `fuzzy`."""
    for one in subject.translations:
        if one.state is State.FUZZY:
            message = f"the translation of `{one.segment.address}` to `{one.catalog.locale}` waits for review"
            difference = _difference(one.message) if one.message is not None else ""
            told = f"{message}; the text was changed: {difference}" if difference else message
            yield Fault(told, one.span, "compare it with the text, mend it, and remove the flag `fuzzy`")


def _difference(entry: Message) -> str:
    """How the text differs from the one that the translation was made for; empty where the entry does not say."""
    if entry.previous_msgid is None:
        return ""
    before = "\n".join(filter(None, (entry.previous_msgid, entry.previous_plural)))
    after = "\n".join(filter(None, (entry.msgid, entry.msgid_plural)))
    # A backtick would begin a stretch of code in the message.
    return show_difference(word_difference(before, after)).replace("`", "'") if before != after else ""


RULE = Rule("fuzzy-translation", Severity.WARNING, "A translation is marked as fuzzy and so is not used", check)
