"""Which flows a call can come to that begins in one of them."""

from __future__ import annotations

from functools import partial

from ivr_author.core.memo import Memo
from ivr_author.flow.content import Content, Flow
from ivr_author.flow.model import FlowName, NodeRef
from ivr_author.flow.node import leaves

MOST_KEPT = 2_000

# Every page of a call asks: as long as a flow stays the same object, nothing of it is walked again.
_found: Memo[list[str]] = Memo(MOST_KEPT)


def flows_reached(content: Content, flow_id: str) -> dict[str, Flow]:
    """The flow, and every flow that it or one of those leads to, by id; itself first."""
    found = {flow_id: content.flows[flow_id]}
    waiting = [content.flows[flow_id]]
    while waiting:
        flow = waiting.pop()
        for name in _found.get(flow.id, (flow,), partial(_led_to, flow)):
            if name not in found and name in content.flows:
                found[name] = content.flows[name]
                waiting.append(content.flows[name])
    return found


def _led_to(flow: Flow) -> list[str]:
    references = [flow.on_failure, *(action.to for action in flow.keys.values())]
    names = []
    for node in flow.nodes.values():
        for leaf in leaves(node):
            if isinstance(leaf.value, NodeRef):
                references.append(leaf.value)
            elif isinstance(leaf.value, FlowName):
                names.append(leaf.value.value)
    return [*names, *(reference.flow for reference in references if reference is not None and reference.flow)]
