"""A channel that can't carry something leaves it out; the author should know, and give that channel its own words."""

from __future__ import annotations

from collections.abc import Iterator

from ivr_author.core.diagnostics import Severity
from ivr_author.core.rule import Fault, Rule
from ivr_author.notice.channel_shelf import CHANNELS
from ivr_author.notice.subject import NoticeSubject, span_of

_WHATS = {"table": "this table", "link": "the web address here", "citation": "this citation"}


def check(subject: NoticeSubject) -> Iterator[Fault]:
    """What channels say that they drop, once for each place. A citation that is not read aloud is worth a note only."""
    for body in subject.all_bodies():
        for channel in body.channels:
            known = CHANNELS.get(channel)
            if known is None:
                continue
            found = dict.fromkeys(drop for letter in body.letters for drop in known.drops(letter.document))
            for drop in found:
                message = f"the {known.title.lower()} leaves out {_WHATS.get(drop.what, drop.what)}"
                hint = f"give it words of its own: `{{% block {channel} %}}` ... `{{% endblock %}}`"
                severity = Severity.NOTE if drop.what == "citation" else None
                yield Fault(message, span_of(body.file, drop.address), hint, severity)


RULE = Rule("channel-drops", Severity.WARNING, "A channel leaves out something that the notice says", check)
