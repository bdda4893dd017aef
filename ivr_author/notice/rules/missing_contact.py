"""45 CFR 155.230(a)(4): a notice says whom to ask."""

from __future__ import annotations

from collections.abc import Iterator

from ivr_author.core.diagnostics import Severity
from ivr_author.core.rule import Fault, Rule
from ivr_author.notice.rules._elements import GENERAL, Element, missing
from ivr_author.notice.rules._words import contents_in, has_phone
from ivr_author.notice.subject import NoticeSubject

_CONTACT = Element(
    role="contact",
    citation="45 CFR 155.230(a)(4)",
    lack="no box says whom to ask: there is no `contact`",
    empty="the box `contact` has no phone number",
    hint="put `{{ letterhead.phone }}` between `::: contact` and `:::`, or include a snippet that does",
    holds=lambda box, _: any(has_phone(content) for content in contents_in(box.children)),
)


def check(subject: NoticeSubject) -> Iterator[Fault]:
    """Letters without a box `contact` that holds a phone number."""
    return missing(subject, _CONTACT, GENERAL)


RULE = Rule("missing-contact", Severity.ERROR, "A notice does not say whom to ask", check)
