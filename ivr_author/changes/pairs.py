"""Which flow or node of now is which of before: by its name, else, where it was renamed, by what it says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from ivr_author.changes.values import NOT_HEARD, shown
from ivr_author.flow.content import Flow
from ivr_author.flow.model import NodeRef, PhraseText, Prompt
from ivr_author.flow.node import Node, leaves

LIKE_ENOUGH = 0.6
"""The share of what two things say that must be equal before one counts as the other by a new name."""

Signature = frozenset[tuple[str, ...]]
Thing = TypeVar("Thing")


def renamed_flows(before: Mapping[str, Flow], now: Mapping[str, Flow]) -> dict[str, str]:
    """Each flow of before that is there by another name now."""
    return _renamed(before, now, _signature_of_flow)


def renamed_nodes(before: Mapping[str, Node], now: Mapping[str, Node]) -> dict[str, str]:
    """Each node of before that is there by another name now."""
    return _renamed(before, now, signature_of_node)


def signature_of_node(node: Node) -> Signature:
    """What a node says and holds, without the names of where it leads."""
    return frozenset(
        (node.TYPE, "/".join(leaf.path), words_of_leaf(leaf.value))
        for leaf in leaves(node)
        if not isinstance(leaf.value, NodeRef) and leaf.path[0] not in NOT_HEARD
    )


def words_of_leaf(value: object) -> str:
    """A value as one text, prompts and phrases too."""
    if isinstance(value, Prompt):
        return " ".join(item.text.text for item in value.items)
    return value.text.text if isinstance(value, PhraseText) else shown(value)


def _signature_of_flow(flow: Flow) -> Signature:
    return frozenset((name, *part) for name, node in flow.nodes.items() for part in signature_of_node(node))


def _renamed(
    before: Mapping[str, Thing], now: Mapping[str, Thing], signature: Callable[[Thing], Signature]
) -> dict[str, str]:
    gone = {name: signature(one) for name, one in before.items() if name not in now}
    new = {name: signature(one) for name, one in now.items() if name not in before}
    likes = [
        (-_likeness(old, other), name, other_name)
        for name, old in gone.items()
        for other_name, other in new.items()
        if old and _likeness(old, other) >= LIKE_ENOUGH
    ]
    found: dict[str, str] = {}
    for _, name, other_name in sorted(likes):
        if name not in found and other_name not in found.values():
            found[name] = other_name
    return found


def _likeness(one: Signature, other: Signature) -> float:
    return 2 * len(one & other) / ((len(one) + len(other)) or 1)
