"""A notice whose conditions make more letters than anybody can read is approved unread."""

from __future__ import annotations

from collections.abc import Iterator

from ivr_author.core.diagnostics import Severity
from ivr_author.core.rule import Fault, Rule
from ivr_author.notice.subject import NoticeSubject, top_of
from ivr_author.notice.template.tree import IfNode, walk_nodes


def check(subject: NoticeSubject) -> Iterator[Fault]:
    """Notices with more letters than rules look at; what other rules say of them is true of those alone."""
    for body in subject.all_bodies():
        if body.more:
            span = next((node.span for node in walk_nodes(body.nodes) if isinstance(node, IfNode)), top_of(body.file))
            message, _, hint = body.more.partition(". ")
            yield Fault(f"{message}; only the first {len(body.letters)} were checked", span, hint)


RULE = Rule("too-many-branches", Severity.WARNING, "The conditions of a notice make too many letters", check)
