"""How flows differ for those who call them: what is said, where exits lead, what is asked and how long is waited."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ivr_author.changes.facts import compare_facts
from ivr_author.changes.model import Change, ChangeKind, Group, GroupKind
from ivr_author.changes.pairs import renamed_flows, renamed_nodes
from ivr_author.changes.values import NOT_HEARD, shown
from ivr_author.changes.words import Line, Voices, compare_words
from ivr_author.flow.content import Content, Flow
from ivr_author.flow.lower import flows_named_by
from ivr_author.flow.model import NodeRef, PhraseText, Prompt, prompt_items
from ivr_author.flow.node import Leaf, Node, exit_label, exits_of, leaves

CHOICE = "choice"


def compare_flows(before: Content, now: Content, old_voices: Voices, voices: Voices) -> Iterator[Group]:
    """The flows that differ, in the order in which callers come to them; those that are gone stand last."""
    renamed = renamed_flows(before.flows, now.flows)
    earlier = {new: old for old, new in renamed.items()}
    for name in flows_in_order(now):
        flow, old = now.flows[name], before.flows.get(earlier.get(name, name))
        if old is not None and not renamed and not voices.changed and old.source.text == flow.source.text:
            continue
        if old is None:
            found = [Change(ChangeKind.FLOW_ADDED, after=str(len(flow.nodes)))] if name not in before.unreadable else []
        else:
            found = list(_FlowComparison(old, flow, renamed, old_voices, voices).changes())
        if found:
            yield Group(GroupKind.FLOW, name, flow.title.value, tuple(found))
    for name, old in before.flows.items():
        if name not in now.flows and name not in renamed and name not in now.unreadable:
            gone = Change(ChangeKind.FLOW_REMOVED, before=str(len(old.nodes)))
            yield Group(GroupKind.FLOW, name, old.title.value, (gone,), is_gone=True)


def flows_in_order(content: Content) -> list[str]:
    """The flows from those that numbers reach, each before those that it leads to; then the rest by name."""
    found: dict[str, None] = {}
    waiting = [one.flow.value for one in content.settings.numbers.values()]
    waiting += sorted(content.flows)
    waiting.reverse()
    while waiting:
        name = waiting.pop()
        if name in content.flows and name not in found:
            found[name] = None
            waiting.extend(reversed(flows_named_by(content.flows[name])))
    return list(found)


def nodes_in_order(flow: Flow) -> list[str]:
    """The nodes from the start, each before those that it leads to; then those that nothing leads to."""
    found: dict[str, None] = {}
    waiting = [*reversed(list(flow.nodes)), flow.start.to]
    while waiting:
        name = waiting.pop()
        if name in flow.nodes and name not in found:
            found[name] = None
            waiting.extend(reversed([ref.to for _, ref in exits_of(flow.nodes[name])]))
    return list(found)


@dataclass(frozen=True)
class _FlowComparison:
    old: Flow
    flow: Flow
    renamed_flows: Mapping[str, str]
    old_voices: Voices
    voices: Voices

    def changes(self) -> Iterator[Change]:
        if self.old.id != self.flow.id:
            yield Change(ChangeKind.FLOW_RENAMED, before=self.old.id)
        renamed = renamed_nodes(self.old.nodes, self.flow.nodes)
        start = self._led(self.old.start, renamed)
        if start != self.flow.start.to:
            yield Change(ChangeKind.START_MOVED, before=start, after=self.flow.start.to)
        yield from compare_facts(_flow_facts(self.old), _flow_facts(self.flow))
        yield from _compare_exits(
            {label: self._led(ref, renamed) for label, ref in _flow_exits(self.old)},
            {label: ref.to for label, ref in _flow_exits(self.flow)},
        )
        earlier = {new: old for old, new in renamed.items()}
        for name in nodes_in_order(self.flow):
            old = self.old.nodes.get(earlier.get(name, name))
            if old is not None:
                yield from self._compare_nodes(old, self.flow.nodes[name], renamed)
            elif name not in self.old.broken:
                yield from self._new_node(self.flow.nodes[name])
        for name in nodes_in_order(self.old):
            if name not in self.flow.nodes and name not in renamed and name not in self.flow.broken:
                yield from self._gone_node(self.old.nodes[name])

    def _led(self, ref: NodeRef, renamed: Mapping[str, str]) -> str:
        """Where an exit of before led, by the names of now."""
        if ref.flow is not None:
            return f"flow:{self.renamed_flows.get(ref.flow, ref.flow)}"
        return renamed.get(ref.to, ref.to)

    def _new_node(self, node: Node) -> Iterator[Change]:
        yield Change(ChangeKind.NODE_ADDED, node.id, node.TYPE)
        for place, lines in _said(self.flow, node).items():
            change = compare_words(self.old_voices, self.voices, (), lines, node.id, place)
            if change is not None:
                yield change
        yield from _compare_exits({}, {label: ref.to for label, ref in exits_of(node)}, node.id)

    def _gone_node(self, node: Node) -> Iterator[Change]:
        yield Change(ChangeKind.NODE_REMOVED, node.id, node.TYPE)
        for place, lines in _said(self.old, node).items():
            change = compare_words(self.old_voices, self.voices, lines, (), node.id, place)
            if change is not None:
                yield change

    def _compare_nodes(self, old: Node, node: Node, renamed: Mapping[str, str]) -> Iterator[Change]:
        if old.id != node.id:
            yield Change(ChangeKind.NODE_RENAMED, node.id, before=old.id)
        if old.TYPE != node.TYPE:
            yield Change(ChangeKind.NODE_TYPE_CHANGED, node.id, before=old.TYPE, after=node.TYPE)
        mine, theirs = _said(self.flow, node), _said(self.old, old)
        for place in dict.fromkeys((*mine, *theirs)):
            lines, earlier = mine.get(place, ()), theirs.get(place, ())
            change = compare_words(self.old_voices, self.voices, earlier, lines, node.id, place)
            if change is not None:
                yield change
        yield from self._compare_phrases(old, node)
        yield from compare_order(_choices(old), _choices(node), node.id)
        yield from _compare_exits(
            {label: self._led(ref, renamed) for label, ref in exits_of(old)},
            {label: ref.to for label, ref in exits_of(node)},
            node.id,
        )
        yield from compare_facts(_node_facts(old), _node_facts(node), node.id)

    def _compare_phrases(self, old: Node, node: Node) -> Iterator[Change]:
        mine, theirs = _phrases(self.flow, node), _phrases(self.old, old)
        for place in dict.fromkeys((*mine, *theirs)):
            earlier = {line[1]: line for line in theirs.get(place, ())}
            today = {line[1]: line for line in mine.get(place, ())}
            for text in dict.fromkeys((*today, *earlier)):
                one, other = today.get(text), earlier.get(text)
                before, now = [other] if other else [], [one] if one else []
                change = compare_words(self.old_voices, self.voices, before, now, node.id, place)
                if change is not None:
                    kind = {
                        ChangeKind.WORDS_ADDED: ChangeKind.PHRASE_ADDED,
                        ChangeKind.WORDS_REMOVED: ChangeKind.PHRASE_REMOVED,
                    }.get(change.kind, change.kind)
                    yield Change(kind, node.id, place, heard=change.heard)


def compare_order(before: Sequence[str], now: Sequence[str], node: str) -> Iterator[Change]:
    """A change where things that both have stand in another order."""
    old, new = [one for one in before if one in now], [one for one in now if one in before]
    if old != new:
        yield Change(ChangeKind.ORDER_CHANGED, node, before=", ".join(old), after=", ".join(new))


def _compare_exits(before: Mapping[str, str], now: Mapping[str, str], node: str = "") -> Iterator[Change]:
    for label, to in now.items():
        old = before.get(label)
        if old is None:
            yield Change(ChangeKind.EXIT_ADDED, node, label, after=to)
        elif old != to:
            yield Change(ChangeKind.EXIT_MOVED, node, label, old, to)
    for label, old in before.items():
        if label not in now:
            yield Change(ChangeKind.EXIT_REMOVED, node, label, old)


def _flow_facts(flow: Flow) -> dict[str, str]:
    facts = {"timeout": f"{flow.timeout:g} s" if flow.timeout is not None else "", "attempts": shown(flow.attempts)}
    return {name: value for name, value in facts.items() if value}


def _flow_exits(flow: Flow) -> Iterator[tuple[str, NodeRef]]:
    if flow.on_failure is not None:
        yield "on_failure", flow.on_failure
    for key, action in flow.keys.items():
        yield f"key {key}", action.to


def _node_facts(node: Node) -> dict[str, str]:
    facts: dict[str, str] = {}
    for leaf in leaves(node):
        if leaf.path[0] in NOT_HEARD or isinstance(leaf.value, NodeRef | PhraseText):
            continue
        if isinstance(leaf.value, Prompt):
            facts.update(_prompt_facts(leaf.path, leaf.value))
        else:
            facts[place_of(leaf.path)] = shown(leaf.value)
    return facts


def _prompt_facts(path: tuple[str, ...], prompt: Prompt) -> Iterator[tuple[str, str]]:
    """On which days a text is said."""
    for suffix, item in prompt_items(prompt):
        days = " – ".join(str(day or "…") for day in (item.first_day, item.last_day))
        if item.first_day or item.last_day:
            yield f"days of {place_of((*path, *suffix.strip('/').split()))}", days


def place_of(path: Sequence[str]) -> str:
    """A part of a node for people: `prompt`, `key 1 say`, `if 2`."""
    return exit_label(tuple(path)) if path[0] in (CHOICE, "branch") else " ".join(path)


def lines_of_prompt(address: str, prompt: Prompt) -> tuple[Line, ...]:
    """A prompt's texts with their addresses."""
    return tuple(
        (address + suffix, item.text.text, item.plural.text if item.plural else "")
        for suffix, item in prompt_items(prompt)
    )


def _said(flow: Flow, node: Node) -> dict[str, tuple[Line, ...]]:
    return {
        place_of(leaf.path): lines_of_prompt(_address(flow, node, leaf), leaf.value)
        for leaf in leaves(node)
        if isinstance(leaf.value, Prompt)
    }


def _phrases(flow: Flow, node: Node) -> dict[str, list[Line]]:
    found: dict[str, list[Line]] = {}
    for leaf in leaves(node):
        if isinstance(leaf.value, PhraseText):
            line = (_address(flow, node, leaf), leaf.value.text.text, "")
            found.setdefault(place_of(leaf.path[:-1]), []).append(line)
    return found


def _address(flow: Flow, node: Node, leaf: Leaf) -> str:
    return "/".join((flow.id, node.id, *leaf.path))


def _choices(node: Node) -> list[str]:
    return list(dict.fromkeys(leaf.path[1] for leaf in leaves(node) if leaf.path[0] == CHOICE and len(leaf.path) > 1))
