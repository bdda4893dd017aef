"""An operation on a flow as the form that asks for it: to be sent once more, from the page that shows both versions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ivr_author.flow.read import NODE_TYPES, FlowFile
from ivr_author.usecases.flow_ops import (
    Add,
    ChangeFlow,
    ChangeNode,
    ChangeWords,
    Connect,
    ConnectExits,
    Duplicate,
    Fields,
    MoveChoice,
    Op,
    RemoveNode,
    RenameNode,
    Start,
)
from ivr_author.web.node.form import form_of

OpForm = Mapping[str, str | Sequence[str]]


def form_of_op(op: Op, record: type | None) -> OpForm:
    """The fields of the form, `op` among them; of several exits the list's own. `record`: what a changed node is."""
    match op:
        case Connect(node, exit_path, to):
            return {"op": "connect", "node": node, "exit": exit_path, "to": to}
        case ConnectExits(ends):
            return {f"{one.node}/{one.exit}": one.to for one in ends}
        case Add(node, kind, fields, after_node, after_exit):
            own = {"op": "add", "type": kind, "id": node, "after_node": after_node, "after_exit": after_exit}
            return {**_fields(fields, NODE_TYPES.get(kind)), **own}
        case RemoveNode(node, lead_to):
            return {"op": "remove", "node": node, "lead_to": lead_to}
        case RenameNode(node, to):
            return {"op": "rename", "node": node, "to": to}
        case ChangeNode(node, fields):
            return {**_fields(fields, record), "op": "change", "node": node}
        case Duplicate(node, to):
            return {"op": "duplicate", "node": node, "to": to}
        case Start(node):
            return {"op": "start", "node": node}
        case MoveChoice(node, choice, 0):
            return {"op": "choice_remove", "node": node, "choice": str(choice)}
        case MoveChoice(node, choice, to):
            return {"op": "choice_move", "node": node, "choice": str(choice), "to": str(to)}
        case ChangeFlow(fields):
            return {**_fields(fields, FlowFile), "op": "settings"}
        case ChangeWords(address, text, plural):
            own = {"op": "words", "address": address, "text": text}
            return own if plural is None else {**own, "plural": plural}


def _fields(fields: Fields, record: type | None) -> OpForm:
    return form_of(fields, record) if record is not None else {}
