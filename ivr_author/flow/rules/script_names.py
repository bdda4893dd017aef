"""Call scripts must speak of nodes, services, queues and locales that exist."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from ivr_author.call.script import CallScript
from ivr_author.core.diagnostics import Severity
from ivr_author.core.rule import Fault, Rule
from ivr_author.core.source import Span
from ivr_author.flow.fields import nearest
from ivr_author.flow.nodes.send import Send
from ivr_author.flow.nodes.transfer import Transfer
from ivr_author.flow.subject import Subject


def check(subject: Subject) -> Iterator[Fault]:
    """What a script answers for, expects or passes that no call can meet."""
    content = subject.content
    settings = content.settings
    nodes = [node for flow in content.flows.values() for node in flow.nodes.values()]
    numbers = sorted({str(node.to) for node in nodes if isinstance(node, Transfer)})
    notices = sorted({node.notice.value for node in nodes if isinstance(node, Send)})
    for script in subject.scripts:
        if not subject.has_flow(script.setup.flow):
            yield Fault(
                f"there is no flow `{script.setup.flow}` to call",
                script.span,
                nearest(script.setup.flow, content.flows),
            )
            continue
        span = script.span
        yield from _unknown("service", script.lookups, settings.services, span)
        yield from _unknown("queue", script.queues, settings.queues, span)
        if subject.is_whole:
            yield from _unknown("transfer to", script.transfers, numbers, span)
            yield from _unknown("notice sent:", script.sends, notices, span)
        yield from _fields(subject, script)
        locales = (script.setup.locale, script.expect.locale)
        used = [one for one in locales if one is not None]
        yield from _unknown("locale", used, settings.all_locales(), script.expect.span or span)
        yield from _expectations(subject, script, numbers)


def _unknown(thing: str, names: Iterable[str], known: Iterable[str], span: Span) -> Iterator[Fault]:
    listed = set(known)
    for name in names:
        if name not in listed:
            yield Fault(f"there is no {thing} `{name}`", span, nearest(name, listed))


def _fields(subject: Subject, script: CallScript) -> Iterator[Fault]:
    for name, answers in script.lookups.items():
        service = subject.content.settings.services.get(name)
        for answer in answers if service is not None else ():
            fields: Mapping[str, object] = answer.fields
            for field in fields:
                if service is not None and field not in service.answer:
                    message = f"service `{name}` answers no field `{field}`"
                    yield Fault(message, script.span, nearest(field, service.answer))


def _expectations(subject: Subject, script: CallScript, numbers: list[str]) -> Iterator[Fault]:
    span = script.expect.span or script.span
    for name in script.expect.passes:
        if not _may_pass(subject, name):
            yield Fault(f"there is no node `{name}` to pass", span, _near_node(subject, script, name))
    kind, _, name = (script.expect.outcome or "").partition(" ")
    if kind == "queue":
        yield from _unknown("queue", [name], subject.content.settings.queues, span)
    elif kind == "transfer" and subject.is_whole:
        yield from _unknown("transfer to", [name], numbers, span)


def _may_pass(subject: Subject, name: str) -> bool:
    flow_id, slash, node_id = name.rpartition("/")
    if not slash:
        if any(flow.has_node(node_id) for flow in subject.content.flows.values()):
            return True
        return any("/" not in one for one in subject.content.unreadable)
    flow = subject.content.flows.get(flow_id)
    return flow.has_node(node_id) if flow else flow_id in subject.content.unreadable


def _near_node(subject: Subject, script: CallScript, name: str) -> str:
    if "/" in name:
        return nearest(name, [f"{flow.id}/{node}" for flow in subject.content.flows.values() for node in flow.nodes])
    flow = subject.content.flows.get(script.setup.flow)
    return nearest(name, flow.nodes if flow else ())


RULE = Rule("script-names", Severity.ERROR, "A call script speaks of something that does not exist", check)
