"""Typed values as they go into a file: where only white space differs, the author's own text stays."""

from __future__ import annotations

from collections.abc import Mapping

from ivr_author.core.tree import Mapping as TreeMapping
from ivr_author.core.tree import Node as TreeNode
from ivr_author.core.tree import Scalar
from ivr_author.core.tree import Sequence as TreeSequence
from ivr_author.core.yaml_change import NOWHERE
from ivr_author.core.yaml_write import Bare, Value
from ivr_author.usecases.edit import spoken_form
from ivr_author.usecases.flow_ops import InOrder


def settled(old: TreeNode | None, typed: Value) -> Value:
    """A typed value with its texts as they go into the file: line breaks only where the author has them, too.

    Where only white space differs, the author's text stays.
    """
    if isinstance(typed, Bare) or typed is None or isinstance(typed, bool | int | float):
        return typed
    if isinstance(typed, str) and isinstance(old, TreeMapping) and [key.text for key, _ in old] == ["type"]:
        # A variable in its long form: `{type: money}` for `money`.
        return {"type": typed}
    if isinstance(typed, str):
        before = old if isinstance(old, Scalar) else Scalar(NOWHERE, "", "")
        return before.text if before.text.split() == typed.split() else spoken_form(typed, before)
    if isinstance(typed, Mapping):
        inner = old if isinstance(old, TreeMapping) else TreeMapping(NOWHERE, ())
        settled_ = {key: settled(inner.get(key), one) for key, one in typed.items()}
        if isinstance(typed, InOrder):
            return settled_
        # The keys of a record have no order of their own: they stay in the author's.
        known = [key.text for key, _ in inner if key.text in settled_]
        return {key: settled_[key] for key in (*known, *(key for key in settled_ if key not in known))}
    held = list(old.items) if isinstance(old, TreeSequence) else []
    return [settled(_item_like(held, index, one, len(typed)), one) for index, one in enumerate(typed)]


def _item_like(held: list[TreeNode], index: int, typed: Value, count: int) -> TreeNode | None:
    """The item of a list that a typed one comes from: the one with the same words, else the one in its place."""
    in_place = held[index] if len(held) == count else None
    same = max(
        ((_shared(one, typed), -at, one) for at, one in enumerate(held)), key=lambda found: found[:2], default=None
    )
    return same[2] if same is not None and same[0] > 0 else in_place


def _shared(held: TreeNode, typed: Value) -> int:
    """How many texts a held value and a typed one have in common, white space aside."""
    if isinstance(held, Scalar):
        return int(isinstance(typed, str) and held.text.split() == typed.split())
    if isinstance(held, TreeMapping) and isinstance(typed, Mapping):
        return sum(_shared(value, typed[key.text]) for key, value in held if key.text in typed)
    return 0
