"""A text message within the parts that its owner pays for, whoever gets it, in every language (3GPP TS 23.038)."""

from __future__ import annotations

from collections.abc import Iterator

from ivr_author.core.diagnostics import Severity
from ivr_author.core.rule import Fault, Rule
from ivr_author.notice.rules._budget import Cost, costs, over_budget
from ivr_author.notice.subject import NoticeSubject


def check(subject: NoticeSubject) -> Iterator[Fault]:
    """Text messages over `limits: parts`, with the longest plausible values or for a sample member."""
    return over_budget(
        subject,
        "sms",
        lambda limits: limits.parts,
        lambda one, body: costs(one, body, "sms", "parts"),
        _tell,
        "say less in `{% block sms %}`, or raise `parts` under `limits:`",
    )


def _tell(cost: Cost) -> str:
    guilty = "".join(cost.facts["guilty"][:8])
    why = f" (70 characters a part, not 160, because of {' '.join(guilty)})" if guilty else ""
    return f"the text message takes {cost.amount} parts{why}"


RULE = Rule("parts-over-budget", Severity.WARNING, "A text message takes more parts than it may", check)
