"""What a person does to a flow, as values. What each comes to in the flow's file is left to `plan_flow_edit`.

Exits are named by their path as listings have it: `next`, `next/ok`, `choice/2/next`, `branch/1/next`, `on_failure`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ivr_author.core.diagnostics import Diagnostic
from ivr_author.core.yaml_change import Change
from ivr_author.core.yaml_write import Value

Fields = Mapping[str, Value]
"""Values of a node by their keys; None takes a key out, one that is not named stays as it is."""


class InOrder(dict[str, Value]):
    """A map whose order is meant, such as variables that are set one after the other."""


@dataclass(frozen=True, slots=True)
class Connect:
    """An exit of a node leads elsewhere; one that was not written yet is."""

    node: str
    exit: str
    to: str


@dataclass(frozen=True, slots=True)
class ConnectExits:
    """Exits of a flow lead elsewhere, those of them that do not lead there already."""

    ends: tuple[Connect, ...]


@dataclass(frozen=True, slots=True)
class Add:
    """A new node, after another one in the file; put after an exit, it leads on to where that led."""

    id: str
    type: str
    fields: Fields
    after_node: str = ""
    after_exit: str = ""


@dataclass(frozen=True, slots=True)
class RemoveNode:
    """A node goes; whoever led to it leads to `lead_to` now, or loses that exit where it is not needed."""

    node: str
    lead_to: str = ""


@dataclass(frozen=True, slots=True)
class RenameNode:
    """A node gets another name, and everything that names it says the new one."""

    node: str
    to: str


@dataclass(frozen=True, slots=True)
class ChangeNode:
    """Fields of a node get other values."""

    node: str
    fields: Fields


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A copy of a node, right below it; nobody leads to it yet. `to` is its name, one that is free by default."""

    node: str
    to: str = ""


@dataclass(frozen=True, slots=True)
class Start:
    """A call begins at another node."""

    node: str


@dataclass(frozen=True, slots=True)
class MoveChoice:
    """A choice of a node comes at another place (from 1); its number there, `to` 0, takes it out."""

    node: str
    choice: int
    to: int


@dataclass(frozen=True, slots=True)
class ChangeFlow:
    """What a flow says of itself: title, keys, variables and the like."""

    fields: Fields


@dataclass(frozen=True, slots=True)
class ChangeWords:
    """A text of a flow gets other words; `address` as translators know it, `plural` where it counts."""

    address: str
    text: str
    plural: str | None = None


Op = (
    Connect
    | ConnectExits
    | Add
    | RemoveNode
    | RenameNode
    | ChangeNode
    | Duplicate
    | Start
    | MoveChoice
    | ChangeFlow
    | ChangeWords
)


@dataclass(frozen=True, slots=True)
class Plan:
    """The changes of the file, what History says of them, and the node that they are about."""

    changes: tuple[Change, ...]
    message: str
    node: str = ""
    renamed: tuple[str, str] | None = None
    removed: str = ""


@dataclass(frozen=True, slots=True)
class Impossible(Exception):
    """The operation makes no sense here: the form's field that is to blame, and why."""

    field: str
    fault: Diagnostic
