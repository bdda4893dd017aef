"""The rules of notices, loaded from the shelf `rules`. What reading alone finds is described by the readers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ivr_author.core.diagnostics import Diagnostic
from ivr_author.core.rule import Rule
from ivr_author.core.shelf import load_shelf
from ivr_author.notice import rules
from ivr_author.notice.subject import NoticeSubject

NOTICE_RULES: Mapping[str, Rule[NoticeSubject]] = {rule.id: rule for rule in load_shelf(rules, "RULE", Rule).values()}
"""Every rule by its id."""

LETTER_RULES = frozenset({"letter-cannot-be-printed", "pages-over-budget"})
"""Rules that lay out whole letters, 10 to 30 ms each: for a check that somebody waits for, not while one types."""


def check_notices(subject: NoticeSubject, letters: bool = True) -> Iterator[Diagnostic]:
    """The breaches of every rule; without `letters` those of `LETTER_RULES` are left out."""
    for rule in NOTICE_RULES.values():
        if letters or rule.id not in LETTER_RULES:
            yield from rule.run(subject)
