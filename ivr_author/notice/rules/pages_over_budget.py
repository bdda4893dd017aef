"""A letter within its sheets: one more page for 260,000 members is 260,000 sheets, and some envelopes don't close."""

from __future__ import annotations

from collections.abc import Iterator

from ivr_author.core.diagnostics import Severity
from ivr_author.core.rule import Fault, Rule
from ivr_author.notice.rules._budget import longest_letters, over_budget
from ivr_author.notice.rules._fonts import has_fonts
from ivr_author.notice.subject import NoticeSubject


def check(subject: NoticeSubject) -> Iterator[Fault]:
    """Letters over `limits: pages`: the longest with its longest values, in every locale, with all pages it carries."""
    if not has_fonts():
        return iter(())
    return over_budget(
        subject,
        "letter",
        lambda limits: limits.pages,
        lambda one, body: longest_letters(one, body, "letter", "pages"),
        lambda cost: f"the letter has {cost.amount} pages",
        "shorten it, or raise `pages` under `limits:`",
    )


RULE = Rule("pages-over-budget", Severity.WARNING, "A letter has more pages than it may", check)
