"""An optional field is asked for before it is printed; else the letters of members without it are never made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ivr_author.core.diagnostics import Severity
from ivr_author.core.rule import Fault, Rule
from ivr_author.core.source import Span
from ivr_author.notice.channel import CannotRender
from ivr_author.notice.model import Raw
from ivr_author.notice.subject import Body, NoticeSubject, top_of, units_in
from ivr_author.notice.template.tree import ForNode, IfNode, SetNode, walk_nodes

_MOST_TOLD = 5
"""Faults of one text; the others have mostly the same reason."""


def check(subject: NoticeSubject) -> Iterator[Fault]:
    """Values that there is no letter for: those of conditions, and each optional field left out in each letter."""
    for body in subject.all_bodies():
        told: dict[str, Mapping[str, Raw]] = {}
        for chosen, reason in [*body.failures, *_left_out(subject, body)]:
            told.setdefault(reason, chosen)
        for reason, chosen in list(told.items())[:_MOST_TOLD]:
            span = _span(body, reason)
            message, _, hint = reason.replace(_place(span), "").partition("; ")
            names = ", ".join(f"`{name}`" for name, raw in chosen.items() if raw is None)
            members = f"members without {names}" if names else "some members"
            yield Fault(f"{members} get no {body.channels[0]}: {message}", span, hint)


def _left_out(subject: NoticeSubject, body: Body) -> Iterator[tuple[Mapping[str, Raw], str]]:
    renderer = subject.renderer(body.file)
    optional = [name for name, one in body.file.notice.fields.items() if one.optional]
    for letter in body.letters:
        for name in optional:
            if letter.branch.values.get(name) is not None:
                try:
                    renderer.decide(body.channels[0], subject.source_locale, {**letter.branch.values, name: None})
                except CannotRender as fault:
                    yield {name: None}, str(fault)


def _span(body: Body, reason: str) -> Span:
    """The place that the reason names."""
    spans = [unit.span for unit in units_in(body.nodes)]
    spans += [node.span for node in walk_nodes(body.nodes) if isinstance(node, IfNode | ForNode | SetNode)]
    subject = body.file.notice.subject
    if subject is not None:
        spans.append(subject.span)
    return next((span for span in spans if _place(span) in reason), top_of(body.file))


def _place(span: Span) -> str:
    return f" ({span.path}:{span.line})"


RULE = Rule("value-may-be-missing", Severity.WARNING, "A value is printed that some members don't have", check)
