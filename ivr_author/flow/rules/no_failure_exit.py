"""Where an input or a hand-over fails, the call must go somewhere."""

from __future__ import annotations

from collections.abc import Iterator

from ivr_author.core.diagnostics import Severity
from ivr_author.core.rule import Fault, Rule
from ivr_author.flow.content import Flow
from ivr_author.flow.model import NodeRef
from ivr_author.flow.node import Node
from ivr_author.flow.nodes.callback import Callback
from ivr_author.flow.nodes.collect import Collect
from ivr_author.flow.nodes.lookup import Lookup
from ivr_author.flow.nodes.menu import Menu
from ivr_author.flow.nodes.queue import Queue
from ivr_author.flow.nodes.send import Send
from ivr_author.flow.nodes.transfer import Transfer
from ivr_author.flow.nodes.voicemail import Voicemail
from ivr_author.flow.subject import Subject


def check(subject: Subject) -> Iterator[Fault]:
    """Nodes whose failure would end the call, since neither they nor their flow say where it goes."""
    for flow, node in subject.nodes():
        for what, key, severity in _lacking(flow, node):
            hint = f"add `{key}:` to it, or `on_failure:` to the flow"
            if flow.on_failure is not None and flow.on_failure.to == node.id:
                hint = f"add `{key}:` to it; the flow's `on_failure` is this very node"
            yield Fault(f"if {what}, the call at `{node.id}` is cut off", node.span, hint, severity)


def _lacking(flow: Flow, node: Node) -> Iterator[tuple[str, str, Severity | None]]:
    """What may happen without a way onward, and the key that gives one. Only a caller's own trouble is an error."""
    own: NodeRef | None = getattr(node, "on_failure", None)

    def lacks(reference: NodeRef | None) -> bool:
        given = (reference, own, flow.on_failure)
        return all(one is None or one.to == node.id for one in given)

    match node:
        case Menu() | Collect() if lacks(None):
            yield "the attempts are used up", "on_failure", None
        case Callback():
            if lacks(None):
                yield "the attempts are used up", "on_failure", None
            elif lacks(node.failed):
                yield "no call back can be registered", "failed", Severity.WARNING
        case Voicemail() | Send() if lacks(node.failed):
            yield "nothing is recorded" if isinstance(node, Voicemail) else "sending fails", "failed", Severity.WARNING
        case Lookup() if lacks(node.next.failed):
            yield "the service fails", "next: {failed: ...}", Severity.WARNING
        case Queue():
            if node.next.full is None and lacks(None):
                yield "the queue is full", "next: {full: ...}", Severity.WARNING
            if node.next.closed is None and lacks(None):
                yield "the queue is closed", "next: {closed: ...}", Severity.WARNING
        case Transfer() if lacks(node.next.failed):
            yield "the transfer fails", "next: {failed: ...}", Severity.WARNING


RULE = Rule("no-failure-exit", Severity.ERROR, "An input, or a hand-over, has no way onward where it fails", check)
