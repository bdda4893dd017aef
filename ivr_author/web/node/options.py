"""What can be chosen in the forms of a flow: nodes to go to, and the names that the workspace knows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ivr_author.flow.content import Content, Flow
from ivr_author.flow.model import (
    BulletinName,
    CalendarName,
    FlowName,
    LocaleName,
    NoticeName,
    QueueName,
    ReturnName,
    ServiceName,
    VariableName,
)


@dataclass(frozen=True, slots=True)
class Option:
    """A value, the words for it, and the group that it is listed under."""

    value: str
    label: str
    group: str = ""
    is_missing: bool = False


@dataclass(frozen=True, slots=True)
class Options:
    """The choices in one flow of a workspace."""

    flow: Flow | None
    content: Content | None

    def targets(self) -> list[Option]:
        """Where an exit can lead: the nodes of this flow in their order, then the other flows."""
        nodes = [Option(one, one, "node") for one in self._nodes()]
        flows = [
            Option(f"flow:{one}", one, "flow") for one in self._flows() if self.flow is None or one != self.flow.id
        ]
        return [*nodes, *flows]

    def key_actions(self) -> list[Option]:
        """What a key can do at any time."""
        return [Option("repeat", "repeat", "action"), Option("back", "back", "action"), *self.targets()]

    def variables(self) -> list[Option]:
        """The flow's variables."""
        return [Option(one, one) for one in (self.flow.variables if self.flow else ())]

    def names(self, kind: object) -> list[Option] | None:
        """The names of a kind that there are; None where the workspace does not know."""
        content = self.content
        if kind is VariableName:
            return self.variables()
        if kind is ReturnName:
            returns = [one.value for one in self.flow.returns] if self.flow else []
            return [Option(one, one) for one in returns] or None
        if content is None:
            return None
        known: dict[object, Sequence[str]] = {
            CalendarName: sorted(content.calendars),
            ServiceName: sorted(content.settings.services),
            QueueName: sorted(content.settings.queues),
            FlowName: self._flows(),
            BulletinName: sorted(content.bulletins),
            LocaleName: content.settings.all_locales(),
            NoticeName: sorted(content.notices or ()),
        }
        return [Option(one, one) for one in known[kind]] if kind in known else None

    def map_keys(self, key: str) -> list[Option]:
        """What the keys of a map are taken from, as suggestions."""
        return self.variables() if key == "set" else []

    def _nodes(self) -> list[str]:
        return [*self.flow.nodes, *sorted(self.flow.broken)] if self.flow else []

    def _flows(self) -> list[str]:
        return sorted(self.content.flows) if self.content else []
