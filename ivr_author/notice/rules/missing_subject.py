"""Letters, pages and emails have a title: the PDF's (PDF/UA-1, 7.1), the page's (WCAG 2.4.2), the email's subject."""

from __future__ import annotations

from collections.abc import Iterator

from ivr_author.core.diagnostics import Severity
from ivr_author.core.rule import Fault, Rule
from ivr_author.notice.subject import READ, NoticeSubject


def check(subject: NoticeSubject) -> Iterator[Fault]:
    """Notices with such a channel and no `subject:`."""
    for file in subject.files:
        notice = file.notice
        titled = [channel for channel in READ if channel in notice.channels]
        if titled and (notice.subject is None or not notice.subject.value.strip()):
            message = f"the notice has no subject, which is the title of its {' and '.join(titled)}"
            yield Fault(message, notice.span, 'add `subject: "Your premium of {amount_due} is due {due_date}"`')


RULE = Rule("missing-subject", Severity.ERROR, "A letter, page or email has no title", check)
