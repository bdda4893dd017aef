"""A notice that a call sends must exist, and go out by the channel that the call sends it by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ivr_author.core.diagnostics import Severity
from ivr_author.core.rule import Fault, Rule
from ivr_author.flow.fields import nearest
from ivr_author.flow.nodes.send import Send
from ivr_author.flow.subject import Subject

CHANNEL_OF_SEND = {"text": "sms", "email": "email"}
"""How the channels of calls are called among the channels of notices."""


def check(subject: Subject) -> Iterator[Fault]:
    """A fault for each `send` whose notice nobody could get; silent where it isn't known which notices there are."""
    notices = subject.content.notices
    if notices is None:
        return
    for _, node in subject.nodes():
        if isinstance(node, Send):
            yield from _check_send(node, notices)


def _check_send(node: Send, notices: Mapping[str, frozenset[str]]) -> Iterator[Fault]:
    name, span = node.notice.value, node.notice.span
    channels = notices.get(name)
    if channels is None:
        hint = f"{nearest(name, notices)} (notices stand in notices/)"
        yield Fault(f"there is no notice `{name}`", span, hint)
        return
    wanted = CHANNEL_OF_SEND[node.channel]
    if channels and wanted not in channels:
        others = [f"`channel: {one}`" for one, channel in CHANNEL_OF_SEND.items() if channel in channels]
        way_out = f", or send it with {others[0]}" if others else ""
        hint = f"add `{wanted}` to `channels` in notices/{name}/notice.yaml{way_out}"
        yield Fault(f"notice `{name}` has no channel `{wanted}`", span, hint)


RULE = Rule("notice-not-found", Severity.ERROR, "A notice is sent that does not exist, or not by that channel", check)
