"""45 CFR 155.230(a)(3): a notice cites the regulations that support the action."""

from __future__ import annotations

from collections.abc import Iterator

from ivr_author.core.diagnostics import Severity
from ivr_author.core.rule import Fault, Rule
from ivr_author.notice.rules._elements import GENERAL, Element, missing
from ivr_author.notice.rules._words import contents_in, has_citation
from ivr_author.notice.subject import NoticeSubject

_RULES = Element(
    role="rules",
    citation="45 CFR 155.230(a)(3)",
    lack="no box names the regulation: there is no `rules`",
    empty="the box `rules` cites no regulation",
    hint="put the citation, such as `45 CFR 155.430(b)`, between `::: rules` and `:::`",
    holds=lambda box, _: any(has_citation(content) for content in contents_in(box.children)),
)


def check(subject: NoticeSubject) -> Iterator[Fault]:
    """Letters without a box `rules` that holds a citation: of CFR, USC, CMR or a statute, or a field of type text."""
    return missing(subject, _RULES, GENERAL)


RULE = Rule("missing-citation", Severity.ERROR, "A notice does not cite the regulation that it rests on", check)
