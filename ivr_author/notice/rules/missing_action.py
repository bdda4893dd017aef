"""45 CFR 155.230(a)(1): a notice explains the action that it tells of, with the day on which it takes effect."""

from __future__ import annotations

from collections.abc import Iterator

from ivr_author.core.diagnostics import Severity
from ivr_author.core.rule import Fault, Rule
from ivr_author.notice.document import Box
from ivr_author.notice.rules._elements import GENERAL, Element, missing
from ivr_author.notice.rules._words import contents_in, has_date
from ivr_author.notice.subject import NoticeSubject


def _names_day(box: Box, locale: str) -> bool:
    return any(has_date(content, locale) for content in contents_in(box.children))


_ACTION = Element(
    role="action",
    citation="45 CFR 155.230(a)(1)",
    lack="no box says what is done: there is no `action`",
    empty="the box `action` names no day on which it takes effect",
    hint="put what you do, and from which day, between `::: action` and `:::`, with a field of type date",
    holds=_names_day,
)


def check(subject: NoticeSubject) -> Iterator[Fault]:
    """Letters without a box `action` that holds a date: a field of type date, or a day that the author wrote out."""
    return missing(subject, _ACTION, GENERAL)


RULE = Rule("missing-action", Severity.ERROR, "A notice does not say what is done and from which day", check)
