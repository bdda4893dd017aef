"""45 CFR 155.230(a)(5): a notice explains the right to appeal, where there is one."""

from __future__ import annotations

from collections.abc import Iterator

from ivr_author.core.diagnostics import Severity
from ivr_author.core.rule import Fault, Rule
from ivr_author.notice.rules._elements import GENERAL, Element, missing
from ivr_author.notice.rules._words import has_words
from ivr_author.notice.subject import NoticeSubject

_APPEAL = Element(
    role="appeal",
    citation="45 CFR 155.230(a)(5)",
    lack="no box explains the right to appeal: there is no `appeal`",
    empty="the box `appeal` has no words",
    hint="put it between `::: appeal` and `:::`; where nothing can be appealed, say there how to disagree",
    holds=lambda box, _: has_words(box),
)


def check(subject: NoticeSubject) -> Iterator[Fault]:
    """Letters without a box `appeal` that says something. The regulation says "if applicable", which only people can
    judge: so a notice that has nothing to appeal says how to disagree with it."""
    return missing(subject, _APPEAL, GENERAL)


RULE = Rule("missing-appeal", Severity.ERROR, "A notice does not explain the right to appeal", check)
