"""Content -> Program: asks each node of each flow to lower itself. The only place where the two floors meet."""

from __future__ import annotations

from collections.abc import Iterable

from ivr_author.core.value_types import ValueType
from ivr_author.expression.model import BUILTIN_NAMES, CALL_DATE
from ivr_author.flow.content import Content, Flow
from ivr_author.flow.lowering import Output, lower_node
from ivr_author.flow.model import FlowName, NodeRef
from ivr_author.flow.node import leaves
from ivr_author.flow.settings import ANY_VOICE, BUILT_IN_TEXTS, NO_VOICE, Settings, VoiceSetting
from ivr_author.flow.ways_out import add_ways_out, ways_out_of
from ivr_author.ir.program import Endpoint, Message, Number, Program, QueueTarget, Voice

CALL_VARIABLES = {**BUILTIN_NAMES, CALL_DATE: ValueType.DATE}
"""What can be read everywhere besides the flows' own variables."""


def lower(content: Content, flows: Iterable[Flow] | None = None) -> Program:
    """The program of some flows (default: all) and of every flow that they lead to."""
    settings = content.settings
    chosen = _with_reachable(content, list(content.flows.values()) if flows is None else list(flows))
    output = Output(variables=dict(CALL_VARIABLES))
    for flow in chosen:
        output.variables.update({name: variable.type for name, variable in flow.variables.items()})
    for flow in chosen:
        for node in flow.nodes.values():
            lower_node(content, flow, node, output)
    _add_texts(settings, output)
    entries = {flow.id: f"{flow.id}/{flow.start.to}" for flow in chosen if flow.start.to in flow.nodes}
    entries = add_ways_out(content, output, entries)
    return Program(
        organisation=settings.organisation,
        source_locale=settings.source_locale,
        locales=settings.locales,
        time_zone=settings.time_zone,
        entries=entries,
        blocks=output.blocks,
        variables=output.variables,
        messages=output.messages,
        calendars={name: one.calendar for name, one in sorted(content.calendars.items())},
        services={
            name: Endpoint(one.url, one.method, float(one.timeout), dict(one.arguments), dict(one.answer))
            for name, one in sorted(settings.services.items())
        },
        gateways={
            name: Endpoint(one.url, "POST", float(one.timeout)) for name, one in sorted(settings.gateways.items())
        },
        queues={
            name: QueueTarget(str(one.number), one.workflow or "") for name, one in sorted(settings.queues.items())
        },
        numbers={
            name: Number(str(one.number), one.flow.value, one.locale.value if one.locale else None)
            for name, one in sorted(settings.numbers.items())
            if one.flow.value in {flow.id for flow in chosen}
        },
        voices={
            target: {locale: _voice(voice) for locale, voice in voices.items()}
            for target, voices in sorted(settings.voices.items())
        },
        without_voice=frozenset(ways_out_of(settings)),
    )


def _voice(setting: VoiceSetting) -> Voice | None:
    if setting.voice == NO_VOICE:
        return None
    name = "" if setting.voice == ANY_VOICE else setting.voice
    return Voice(name, setting.language or "", setting.borrowed)


def _with_reachable(content: Content, flows: list[Flow]) -> list[Flow]:
    """The flows and those that they name, in the order of their names."""
    found: dict[str, Flow] = {}
    waiting = list(flows)
    while waiting:
        flow = waiting.pop()
        if flow.id in found:
            continue
        found[flow.id] = flow
        waiting.extend(content.flows[name] for name in flows_named_by(flow) if name in content.flows)
    return [found[name] for name in sorted(found)]


def flows_named_by(flow: Flow) -> list[str]:
    """The other flows that a flow goes on at or enters."""
    return sorted(set(_names(flow)))


def _names(flow: Flow) -> Iterable[str]:
    for node in flow.nodes.values():
        for leaf in leaves(node):
            if isinstance(leaf.value, FlowName):
                yield leaf.value.value
            elif isinstance(leaf.value, NodeRef) and leaf.value.flow is not None:
                yield leaf.value.flow
    references = [flow.on_failure, *(action.to for action in flow.keys.values())]
    yield from (one.flow for one in references if one is not None and one.flow is not None)


def _add_texts(settings: Settings, output: Output) -> None:
    # How * and # are called is needed wherever a key is spoken, so it is always there.
    for name in ("star", "pound", "goodbye"):
        item = settings.texts.get(name)
        text, span = (item.text.text, item.span) if item else (BUILT_IN_TEXTS[name], settings.span)
        output.messages.setdefault(f"texts/{name}", Message(f"texts/{name}", text, span))
