"""What rules look at: the content with its call scripts, and the walks that several rules share. Rules judge."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import TypeVar

from ivr_author.call.script import CallScript
from ivr_author.core.source import Source, Span
from ivr_author.core.tree import Scalar
from ivr_author.core.value_types import ValueType
from ivr_author.expression.check import check_condition, check_value, infer
from ivr_author.expression.model import BUILTIN_NAMES, ExpressionFault, Name, walk
from ivr_author.flow.content import Content, Flow
from ivr_author.flow.graph import Graph
from ivr_author.flow.model import ExpressionText, NodeRef, VariableName
from ivr_author.flow.model import Name as NamedThing
from ivr_author.flow.node import Leaf, Node, leaves
from ivr_author.flow.nodes.assign import Assign
from ivr_author.flow.nodes.branch import Branch
from ivr_author.flow.nodes.callback import Callback
from ivr_author.flow.nodes.lookup import Lookup
from ivr_author.flow.nodes.send import Send

N = TypeVar("N", bound=NamedThing)


@dataclass(frozen=True, slots=True)
class UsedExpression:
    """An expression of a node, and the type of the place where its value goes (None: a condition, or not known)."""

    flow: Flow
    node: Node
    text: ExpressionText
    wanted: ValueType | None
    is_condition: bool = False

    @property
    def types(self) -> dict[str, ValueType]:
        """The types of the names that it may read."""
        return {name: variable.type for name, variable in self.flow.variables.items()}

    def undeclared(self) -> Iterator[tuple[ExpressionFault, Span]]:
        """The names in it that nobody declared."""
        offsets = self._undeclared_offsets()
        return ((fault, span) for fault, span in self._faults() if fault.offset in offsets)

    def mistyped(self) -> Iterator[tuple[ExpressionFault, Span]]:
        """What is wrong with its types."""
        offsets = self._undeclared_offsets()
        return ((fault, span) for fault, span in self._faults() if fault.offset not in offsets)

    def _undeclared_offsets(self) -> set[int]:
        known = {*self.flow.variables, *BUILTIN_NAMES}
        return {part.offset for part in walk(self.text.expression) if isinstance(part, Name) and part.name not in known}

    def _faults(self) -> Iterator[tuple[ExpressionFault, Span]]:
        expression, types = self.text.expression, self.types
        if self.is_condition:
            faults = check_condition(expression, types)
        elif self.wanted is None:
            faults = infer(expression, types)[1]
        else:
            faults = check_value(expression, types, self.wanted)
        for fault in faults:
            yield fault, place_in(self.flow.source, self.text.scalar, fault.offset)


@dataclass(frozen=True)
class Subject:
    """A workspace as rules see it. What could not be read is missing here, and no rule may complain of that again.

    With a `focus`, the path of a file, only what is wrong in that file is of interest: the walks pass over the other
    flows. A rule that must know them takes them from `content` or from the `graph`, which always hold all of them.
    """

    content: Content
    scripts: tuple[CallScript, ...] = ()
    focus: str = ""

    @cached_property
    def graph(self) -> Graph:
        """The graph of all flows, made once for all rules."""
        return Graph(self.content)

    @cached_property
    def _leaves(self) -> dict[tuple[str, str], tuple[Leaf, ...]]:
        return {(flow.id, node.id): tuple(leaves(node)) for flow, node in self.nodes()}

    @property
    def is_whole(self) -> bool:
        """Whether everything could be read; if not, nothing can be said about what is never used."""
        return not self.content.unreadable and not any(flow.broken for flow in self.content.flows.values())

    def flows(self) -> Iterable[Flow]:
        """The flows by name; with a focus, the one in it."""
        everything = self.content.flows.values()
        return [flow for flow in everything if flow.source.path == self.focus] if self.focus else everything

    def nodes(self) -> Iterator[tuple[Flow, Node]]:
        """Every node of these that could be read, with its flow."""
        for flow in self.flows():
            for node in flow.nodes.values():
                yield flow, node

    def leaves(self, flow: Flow, node: Node) -> tuple[Leaf, ...]:
        """Every value of a node."""
        return self._leaves[flow.id, node.id]

    def node(self, name: str) -> Node:
        """The node of a name such as `billing/look_up`."""
        flow_id, _, node_id = name.partition("/")
        return self.content.flows[flow_id].nodes[node_id]

    def has_flow(self, name: str) -> bool:
        """Whether there is such a flow, readable or not."""
        return name in self.content.flows or name in self.content.unreadable

    def references(self) -> Iterator[tuple[Flow, NodeRef]]:
        """Every way onward that an author wrote."""
        for flow in self.flows():
            yield flow, flow.start
            if flow.on_failure is not None:
                yield flow, flow.on_failure
            for action in flow.keys.values():
                if action.built_in is None:
                    yield flow, action.to
            for node in flow.nodes.values():
                for leaf in self.leaves(flow, node):
                    if isinstance(leaf.value, NodeRef):
                        yield flow, leaf.value

    def names(self, kind: type[N]) -> Iterator[N]:
        """Every name of a kind, in flows, ivr.yaml and bulletins."""
        settings = self.content.settings
        for record in chain(settings.numbers.values(), settings.queues.values(), settings.without_voice.values()):
            for slot in ("flow", "locale", "calendar", "queue"):
                value = getattr(record, slot, None)
                if isinstance(value, kind):
                    yield value
        yield from (name for name in settings.releases.freeze if isinstance(name, kind))
        for bulletin in self.content.bulletins.values():
            for name in bulletin.flows:
                if isinstance(name, kind):
                    yield name
        for flow, node in self.nodes():
            for leaf in self.leaves(flow, node):
                if isinstance(leaf.value, kind):
                    yield leaf.value

    def expressions(self) -> Iterator[UsedExpression]:
        """Every expression with the place that it fills."""
        for flow, node in self.nodes():
            for leaf in self.leaves(flow, node):
                if isinstance(leaf.value, ExpressionText):
                    wanted = self._wanted(flow, node, leaf)
                    yield UsedExpression(flow, node, leaf.value, wanted, isinstance(node, Branch))

    def _wanted(self, flow: Flow, node: Node, leaf: Leaf) -> ValueType | None:
        match node:
            case Assign():
                variable = flow.variables.get(leaf.path[-1])
                return variable.type if variable else None
            case Lookup():
                service = self.content.settings.services.get(node.service.value)
                return service.arguments.get(leaf.path[-1]) if service else None
            case Send():
                return ValueType.PHONE if node.channel == "text" else ValueType.TEXT
            case Callback():
                return ValueType.PHONE
            case _:
                return None

    def fields_kept(self, node: Lookup, flow: Flow) -> Mapping[str, str]:
        """The answer fields of a lookup that are kept, with their variables: those named, else those of one name."""
        if node.into is not None:
            return {name: variable.value for name, variable in node.into.items()}
        service = self.content.settings.services.get(node.service.value)
        return {name: name for name in (service.answer if service else ()) if name in flow.variables}

    def variables_set(self, flow: Flow) -> set[str]:
        """The variables that a flow gives a value."""
        found: set[str] = set()
        for node in flow.nodes.values():
            found.update(leaf.value.value for leaf in self.leaves(flow, node) if isinstance(leaf.value, VariableName))
            if isinstance(node, Assign):
                found.update(node.set)
            elif isinstance(node, Lookup):
                found.update(self.fields_kept(node, flow).values())
        return found


def place_in(source: Source, scalar: Scalar, offset: int, length: int = 1) -> Span:
    """A place inside a scalar's text; the whole scalar where what was written is not that text letter by letter."""
    start, end = scalar.span.start, scalar.span.end
    for inside in (start, start + 1):
        if source.text[inside : inside + len(scalar.text)] == scalar.text and "\n" not in scalar.text:
            first = min(inside + offset, end)
            return source.span(first, min(first + length, end))
    return scalar.span
