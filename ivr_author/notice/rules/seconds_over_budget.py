"""A robocall within the seconds that its owner gives it: an answering machine cuts, and people hang up."""

from __future__ import annotations

from collections.abc import Iterator

from ivr_author.core.diagnostics import Severity
from ivr_author.core.rule import Fault, Rule
from ivr_author.notice.rules._budget import costs, over_budget
from ivr_author.notice.subject import NoticeSubject


def check(subject: NoticeSubject) -> Iterator[Fault]:
    """Robocalls over `limits: seconds` (an estimate), with the longest plausible values or for a sample member."""
    return over_budget(
        subject,
        "robocall",
        lambda limits: limits.seconds,
        lambda one, body: costs(one, body, "robocall", "seconds"),
        lambda cost: f"the robocall takes {cost.amount} seconds",
        "say less in `{% block robocall %}`, or raise `seconds` under `limits:`",
    )


RULE = Rule("seconds-over-budget", Severity.WARNING, "A robocall takes longer than it may", check)
