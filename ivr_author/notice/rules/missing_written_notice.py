"""45 CFR 155.230(a): a notice must be written."""

from __future__ import annotations

from collections.abc import Iterator

from ivr_author.core.diagnostics import Severity
from ivr_author.core.rule import Fault, Rule
from ivr_author.notice.rules._elements import APPEALS, GENERAL
from ivr_author.notice.subject import READ, NoticeSubject, legal_span


def check(subject: NoticeSubject) -> Iterator[Fault]:
    """Notices under 155.230 or 155.515 that go out as text message or robocall only."""
    for file in subject.files:
        for citation in (GENERAL, APPEALS):
            if file.notice.lives_under(citation):
                if not any(channel in READ for channel in file.notice.channels):
                    message = "this notice is never written: it has neither letter nor web page nor email"
                    hint = "add `letter` or `web` to `channels`, or take the citation off `legal`"
                    yield Fault(f"{message} ({GENERAL}(a))", legal_span(file, citation), hint)
                break


RULE = Rule("missing-written-notice", Severity.ERROR, "A notice that must be written is not", check)
