"""45 CFR 155.230(a)(2): a notice gives the facts that the action rests on."""

from __future__ import annotations

from collections.abc import Iterator

from ivr_author.core.diagnostics import Severity
from ivr_author.core.rule import Fault, Rule
from ivr_author.notice.rules._elements import GENERAL, Element, missing
from ivr_author.notice.rules._words import has_words
from ivr_author.notice.subject import NoticeSubject

_FINDINGS = Element(
    role="findings",
    citation="45 CFR 155.230(a)(2)",
    lack="no box gives the facts: there is no `findings`",
    empty="the box `findings` has no words",
    hint="put what you found (the payment, the income, the paper) between `::: findings` and `:::`",
    holds=lambda box, _: has_words(box),
)


def check(subject: NoticeSubject) -> Iterator[Fault]:
    """Letters without a box `findings` that says something."""
    return missing(subject, _FINDINGS, GENERAL)


RULE = Rule("missing-findings", Severity.ERROR, "A notice does not give the facts that it rests on", check)
