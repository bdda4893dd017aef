"""What a call can ask of the outside: the services, queues and lines of the flows that it can reach."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ivr_author.flow.content import Content, Flow
from ivr_author.flow.nodes.callback import Callback
from ivr_author.flow.nodes.lookup import Lookup
from ivr_author.flow.nodes.queue import Queue
from ivr_author.flow.nodes.send import Send
from ivr_author.flow.nodes.transfer import Transfer
from ivr_author.flow.nodes.voicemail import Voicemail
from ivr_author.flow.reached import flows_reached
from ivr_author.flow.settings import ServiceSetting


@dataclass(frozen=True, slots=True)
class Outside:
    """What the flows that a call can reach ask of the outside."""

    services: Mapping[str, ServiceSetting]
    queues: tuple[str, ...]
    transfers: tuple[str, ...]
    sends: tuple[str, ...]
    has_callbacks: bool
    has_recordings: bool

    def __bool__(self) -> bool:
        return bool(
            self.services or self.queues or self.transfers or self.sends or self.has_callbacks or self.has_recordings
        )


def outside_of(content: Content, flow: Flow) -> Outside:
    """What can be asked in a call that begins in a flow."""
    nodes = [node for one in flows_reached(content, flow.id).values() for node in one.nodes.values()]
    services = {node.service.value for node in nodes if isinstance(node, Lookup)}
    return Outside(
        services={name: one for name, one in content.settings.services.items() if name in services},
        queues=tuple(sorted({node.queue.value for node in nodes if isinstance(node, Queue)})),
        transfers=tuple(sorted({str(node.to) for node in nodes if isinstance(node, Transfer)})),
        sends=tuple(sorted({node.notice.value for node in nodes if isinstance(node, Send)})),
        has_callbacks=any(isinstance(node, Callback) for node in nodes),
        has_recordings=any(isinstance(node, Voicemail) for node in nodes),
    )
