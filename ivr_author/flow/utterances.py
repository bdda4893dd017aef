"""Every text that is spoken or listened for, with the placeholders that are filled at its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ivr_author.core.source import Source
from ivr_author.core.tree import Scalar
from ivr_author.core.value_types import ValueType
from ivr_author.expression.model import BUILTIN_NAMES
from ivr_author.flow.content import Flow
from ivr_author.flow.filling import NOTHING, TEXT_FILLINGS, filling_at
from ivr_author.flow.model import PhraseText, Prompt, PromptItem, prompt_items
from ivr_author.flow.node import Node
from ivr_author.flow.subject import Subject


@dataclass(frozen=True, slots=True)
class Utterance:
    """A text at its place (`prompt`, `choice/1/say`). `constants` are what the place itself fills, such as `key`."""

    source: Source
    scalar: Scalar
    place: str
    constants: frozenset[str]
    variables: Mapping[str, ValueType]
    flow: Flow | None = None
    node: Node | None = None
    item: PromptItem | None = None
    is_written: bool = False
    """Read in a message, where nothing of a call is known."""

    @property
    def known(self) -> set[str]:
        """Every name that a placeholder here may have."""
        if self.is_written:
            return set(self.constants)
        return {*self.constants, *self.variables, *BUILTIN_NAMES} if self.item is not None else set()


def utterances(subject: Subject) -> Iterator[Utterance]:
    """All of them: the workspace's own sentences, bulletins, then flows."""
    settings = subject.content.settings
    for name, item in settings.texts.items():
        yield from _of_item(settings.source, f"texts/{name}", item, TEXT_FILLINGS.get(name, NOTHING).names, {})
    for bulletin in subject.content.bulletins.values():
        slots = frozenset(bulletin.slots)
        for suffix, item in prompt_items(bulletin.prompt):
            yield from _of_item(bulletin.source, f"prompt{suffix}", item, slots, {})
        for place, item in bulletin.written():
            yield Utterance(bulletin.source, item.text, place, slots, {}, item=item, is_written=True)
    for flow in subject.flows():
        yield from utterances_of(subject, flow)


def utterances_of(subject: Subject, flow: Flow) -> Iterator[Utterance]:
    """Those of one flow."""
    variables = {name: variable.type for name, variable in flow.variables.items()}
    for node in flow.nodes.values():
        for leaf in subject.leaves(flow, node):
            place = "/".join(leaf.path)
            if isinstance(leaf.value, Prompt):
                constants = filling_at(flow, node, leaf.path).names
                for suffix, item in prompt_items(leaf.value):
                    yield from _of_item(flow.source, place + suffix, item, constants, variables, flow, node)
            elif isinstance(leaf.value, PhraseText):
                yield Utterance(flow.source, leaf.value.text, place, frozenset(), variables, flow, node)


def _of_item(
    source: Source,
    place: str,
    item: PromptItem,
    constants: frozenset[str],
    variables: Mapping[str, ValueType],
    flow: Flow | None = None,
    node: Node | None = None,
) -> Iterator[Utterance]:
    if item.count is not None:
        constants = constants | {"count"}
    for scalar in (item.text, item.plural):
        if scalar is not None:
            yield Utterance(source, scalar, place, constants, variables, flow, node, item)
