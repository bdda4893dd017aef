"""Editing a flow over HTTP: one operation a request, as JSON for scripts and as pages for plain forms; undo, redo."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, current_app, g, jsonify, redirect, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from ivr_author.core.diagnostics import Diagnostic
from ivr_author.flow.read import NODE_TYPES, FlowFile
from ivr_author.usecases.edit_flow import (
    EditedFlow,
    OutdatedEdit,
    RefusedEdit,
    edit_flow,
    flow_as_seen,
    open_flow_file,
    outdated_edit,
)
from ivr_author.usecases.flow_ops import (
    Add,
    ChangeFlow,
    ChangeNode,
    ChangeWords,
    Connect,
    Duplicate,
    MoveChoice,
    Op,
    RemoveNode,
    RenameNode,
    Start,
)
from ivr_author.usecases.positions import FARTHEST, CannotMove, move_nodes, tidy_up
from ivr_author.web.flow.edit_trail import EditTrails, Step
from ivr_author.web.flow.graph import graph_of
from ivr_author.web.flow.op_form import form_of_op
from ivr_author.web.flow.outdated_edit import form_again, kept_beside, show_outdated, why_outdated
from ivr_author.web.flow.page import FlowPage, open_flow
from ivr_author.web.forms import take_only
from ivr_author.web.language import gettext
from ivr_author.web.node.fields import UnknownField, field_name, read_fields
from ivr_author.web.numbers import whole_number
from ivr_author.web.rooms import Room, the_studio
from ivr_author.workspace.files import Conflict, WorkspaceError, revision
from ivr_author.workspace.keeper import Kept

blueprint = Blueprint("flow_edit", __name__)
ROOM = Room(blueprint, under="flows")

_OWN_FIELDS = ("revision", "op", "back", "insist", "csrf_token")
MOST_ADDRESS = 30_000
"""Letters of an address that says an operation; the server reads many more."""
Answer = Response | tuple[Response | str, int] | str


@blueprint.record_once
def _keep_trails(state: Any) -> None:
    state.app.extensions["ivr_edit_trails"] = EditTrails()


def edit_trails() -> EditTrails:
    """What visitors of this studio did."""
    found = current_app.extensions["ivr_edit_trails"]
    assert isinstance(found, EditTrails), "registering the blueprint puts it there"
    return found


class BadForm(ValueError):
    """A field of the form is missing or not known; the message says which."""


@blueprint.get("/flows/<flow_id>/graph.json")
def graph(flow_id: str) -> Answer:
    """The flow as the canvas draws it."""
    page = open_flow(flow_id)
    if page.flow is None:
        return jsonify({"flow": flow_id, "broken": True, "faults": [fault_of("", one) for one in page.faults]}), 422
    return jsonify(graph_of(page, revision_of(page), with_coverage="coverage" in request.args))


@blueprint.post("/flows/<flow_id>/edit")
def edit(flow_id: str) -> Answer:
    """Do one thing to a flow: connect, add, remove, rename, change, duplicate, move, start, a choice, words."""
    page = open_flow(flow_id)
    name = request.form.get("op", "")
    if name in ("move", "tidy"):
        return _place(page, name)
    op = _asked_op(page, request.form)
    return answer(page, apply(page, op), op)


def _asked_op(page: FlowPage, sent: MultiDict[str, str]) -> Op:
    try:
        return read_op(page, sent)
    except (BadForm, UnknownField) as failure:
        abort(400, gettext("This form has fields that are not known here: {what}.").format(what=failure))


def apply(page: FlowPage, op: Op) -> EditedFlow | RefusedEdit | OutdatedEdit:
    """Do an operation in the name of who visits, against the revision that the form was made for."""
    try:
        done = edit_flow(
            the_studio().keeper,
            page.shown.workspace,
            page.flow_id,
            op,
            request.form.get("revision", ""),
            insists=bool(request.form.get("insist")),
        )
    except WorkspaceError as failure:
        return RefusedEdit((((), failure.diagnostic),))
    if isinstance(done, EditedFlow) and done.kept.commit:
        edit_trails().did(g.visitor, page.flow_id, Step(done.kept.commit, done.message, kept_beside(done)))
    return done


def answer(page: FlowPage, done: EditedFlow | RefusedEdit | OutdatedEdit, op: Op) -> Answer:
    """What an operation came to: JSON for scripts, else a page or the way back."""
    match done:
        case EditedFlow():
            return saved(page.flow_id, done.revision, done.kept, done.message, done.node, kept_beside(done))
        case OutdatedEdit():
            return outdated(page, done, op)
        case RefusedEdit():
            node = getattr(op, "node", "") or getattr(op, "id", "")
            faults = [(field_name(place, node), one) for place, one in done.faults]
            if wants_json():
                return jsonify({"faults": [fault_of(*one) for one in faults], "asks": done.asks}), 422
            more = form_again(page, op, request.form.get("revision", "")) if done.asks else {}
            back = way_back(page.flow_id, node)
            return page.render("flow_edit_refused.html", refused=faults, back=back, asks=done.asks, **more), 422


def saved(flow_id: str, new_revision: str, kept: Kept, message: str, node: str, beside: str = "") -> Answer:
    """The answer to what was saved, beside what others changed meanwhile."""
    if not wants_json():
        return redirect(way_back(flow_id, node, saved="1", unkept=kept.fault.rule if kept.fault else None), 303)
    page = open_flow(flow_id)
    told: dict[str, Any] = {"revision": new_revision, "commit": kept.commit, "message": message, "node": node}
    if beside:
        told["beside"] = beside
    if kept.fault is not None:
        told["fault"] = fault_of("", kept.fault)
    told["graph"] = graph_of(page, new_revision) if page.flow is not None else None
    return jsonify(told)


def outdated(page: FlowPage, done: OutdatedEdit, op: Op) -> Answer:
    """The answer to what was meant for an older version of the file, and is about what was changed since.

    Scripts are told where both versions are shown; that page takes the operation from its address.
    """
    if wants_json():
        told = {"conflict": _page_of_both(page, op), "revision": done.revision, "message": why_outdated(done)}
        return jsonify(told), 409
    return show_outdated(page, done, op, way_back(page.flow_id, getattr(op, "node", ""))), 409


def _page_of_both(page: FlowPage, op: Op) -> str:
    sent = request.form.get("revision", "")
    asked: dict[str, Any] = {**form_of_op(op, record_of(page, getattr(op, "node", ""))), "revision": sent}
    url = url_for("flow_edit.conflict", flow_id=page.flow_id, back="canvas", **asked)
    return url if len(url) <= MOST_ADDRESS else url_for("flow_list.show", flow_id=page.flow_id)


@blueprint.get("/flows/<flow_id>/conflict")
def conflict(flow_id: str) -> Answer:
    """Both versions of what an operation, and somebody else, changed: the address says the operation."""
    page = open_flow(flow_id)
    op = _asked_op(page, request.args)
    workspace = page.shown.workspace
    try:
        now = open_flow_file(workspace, flow_id).revision
        found = outdated_edit(workspace, flow_id, op, request.args.get("revision", ""))
    except WorkspaceError as failure:
        abort(404, failure.diagnostic.message)
    # Where the other one took it back meanwhile, nothing is in the way of it any more.
    done = found or OutdatedEdit(now, "", op, is_possible=True)
    return show_outdated(page, done, op, way_back(flow_id, getattr(op, "node", "")))


def wants_json() -> bool:
    """Whether a script asks."""
    accepted = request.accept_mimetypes
    return accepted["application/json"] > accepted["text/html"]


def revision_of(page: FlowPage) -> str:
    """The revision of the flow's file as it is shown."""
    source = page.shown.sources.get(page.path)
    return revision(source.text.encode()) if source is not None else ""


def fault_of(field: str, one: Diagnostic) -> dict[str, Any]:
    """A fault for a script."""
    return {
        "field": field,
        "rule": one.rule,
        "message": one.message,
        "hint": one.hint,
        "path": one.span.path if one.span else None,
        "line": one.span.line if one.span else None,
    }


def way_back(flow_id: str, node: str, saved: str | None = None, unkept: str | None = None) -> str:
    """Where a plain form came from: the list, or the canvas if it says so."""
    endpoint = "flow.show" if request.values.get("back") == "canvas" else "flow_list.show"
    locale = request.args.get("locale") or None
    told: dict[str, Any] = {"locale": locale, "saved": saved, "unkept": unkept}
    return url_for(endpoint, flow_id=flow_id, _anchor=f"n-{node}" if node else None, **told)


# --- operations ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Form:
    """The arguments of one operation, each taken once; what is left over is not known."""

    values: dict[str, list[str]]

    def take(self, name: str, *, needed: bool = False) -> str:
        found = self.values.pop(name, None)
        if found is None and needed:
            raise BadForm(name)
        return (found or [""])[-1].strip()

    def number(self, name: str) -> int:
        number = whole_number(self.take(name, needed=True), -FARTHEST, FARTHEST)
        if number is None:
            raise BadForm(name)
        return number


def read_op(page: FlowPage, sent: MultiDict[str, str]) -> Op:
    """The operation that a form describes. Raises `BadForm` and `UnknownField` for one that is none."""
    form = _Form({name: sent.getlist(name) for name in sent if name not in _OWN_FIELDS})
    if "revision" not in sent:
        raise BadForm("revision")
    make = _OPERATIONS.get(sent.get("op", ""))
    if make is None:
        raise BadForm("op")
    op = make(page, form)
    if form.values:
        raise UnknownField(", ".join(form.values))
    return op


def record_of(page: FlowPage, node_id: str) -> type | None:
    """The type of a node of the flow, or of one that was taken out since its form was made."""
    node = page.flow.nodes.get(node_id) if page.flow is not None else None
    if node is None and node_id:
        seen = flow_as_seen(page.shown.workspace, page.flow_id, request.values.get("revision", ""))
        node = seen[1].nodes.get(node_id) if seen is not None else None
    return None if node is None else type(node)


def _fields(form: _Form, record: type) -> dict[str, Any]:
    fields = read_fields(dict(form.values), record)
    form.values.clear()
    return fields


def _add(_: FlowPage, form: _Form) -> Op:
    kind = form.take("type", needed=True)
    known = form.take("id"), kind
    after_node, after_exit = form.take("after_node"), form.take("after_exit")
    record = NODE_TYPES.get(kind)
    fields = _fields(form, record) if record is not None else {}
    form.values.clear()
    return Add(*known, fields, after_node, after_exit)


def _change(page: FlowPage, form: _Form) -> Op:
    node_id = form.take("node", needed=True)
    record = record_of(page, node_id)
    if record is None:
        form.values.clear()
        return ChangeNode(node_id, {})
    return ChangeNode(node_id, _fields(form, record))


def _words(_: FlowPage, form: _Form) -> Op:
    address = form.take("address", needed=True)
    text = form.take("text", needed=True)
    plural = form.take("plural") if "plural" in form.values else None
    return ChangeWords(address, text, plural)


def _connect(_: FlowPage, form: _Form) -> Op:
    return Connect(form.take("node", needed=True), form.take("exit", needed=True), form.take("to", needed=True))


def _move_choice(_: FlowPage, form: _Form) -> Op:
    return MoveChoice(form.take("node", needed=True), form.number("choice"), form.number("to"))


_OPERATIONS: Mapping[str, Callable[[FlowPage, _Form], Op]] = {
    "add": _add,
    "change": _change,
    "choice_move": _move_choice,
    "choice_remove": lambda _, form: MoveChoice(form.take("node", needed=True), form.number("choice"), 0),
    "connect": _connect,
    "duplicate": lambda _, form: Duplicate(form.take("node", needed=True), form.take("to")),
    "remove": lambda _, form: RemoveNode(form.take("node", needed=True), form.take("lead_to")),
    "rename": lambda _, form: RenameNode(form.take("node", needed=True), form.take("to", needed=True)),
    "settings": lambda _, form: ChangeFlow(_fields(form, FlowFile)),
    "start": lambda _, form: Start(form.take("node", needed=True)),
    "words": _words,
}


def _place(page: FlowPage, name: str) -> Answer:
    """Keep where nodes were put on the canvas (`node`, `x`, `y`, once for each), or tidy up."""
    take_only(*_OWN_FIELDS, "node", "x", "y")
    known = [*page.flow.nodes, *page.flow.broken] if page.flow else []
    keeper, root = the_studio().keeper, page.shown.workspace.root
    node = request.form.get("node", "")
    try:
        if name == "tidy":
            kept, message = tidy_up(keeper, root, page.flow_id)
        else:
            places = zip(*(map(int, request.form.getlist(name)) for name in ("x", "y")), strict=True)
            moved = dict(zip(request.form.getlist("node"), places, strict=True))
            if not moved:
                raise ValueError("no node is named")
            kept, message = move_nodes(keeper, root, page.flow_id, moved, known)
    except ValueError:
        abort(400, gettext("This form has fields that are not known here: {what}.").format(what="x, y"))
    except CannotMove as cannot:
        refused = RefusedEdit(tuple((("node",), one) for one in cannot.diagnostics))
        return answer(page, refused, Start(node))
    except WorkspaceError as failure:
        return answer(page, RefusedEdit((((), failure.diagnostic),)), Start(node))
    except Conflict:
        return _stale(page, revision_of(page))
    if kept is not None and kept.commit:
        edit_trails().did(g.visitor, page.flow_id, Step(kept.commit, message))
    return saved(page.flow_id, revision_of(page), kept or Kept({}), message, node)


def _stale(page: FlowPage, now: str) -> Answer:
    """The answer where no words are at stake: a place on the canvas, a step that can't be taken back any more."""
    why = why_outdated(OutdatedEdit(now, ""))
    back = way_back(page.flow_id, "")
    if wants_json():
        return jsonify({"conflict": back, "revision": now, "message": why}), 409
    return page.render("flow_edit_refused.html", refused=[], outdated=why, back=back), 409


# --- undo ------------------------------------------------------------------------------------------------------------


@blueprint.post("/flows/<flow_id>/undo")
def undo(flow_id: str) -> Answer:
    """Take back what a commit changed, the visitor's last one unless it is named."""
    return _restore(flow_id, is_redo=False)


@blueprint.post("/flows/<flow_id>/redo")
def redo(flow_id: str) -> Answer:
    """Do again what was taken back last, or by the commit that is named."""
    return _restore(flow_id, is_redo=True)


def _restore(flow_id: str, *, is_redo: bool) -> Answer:
    page = open_flow(flow_id)
    unknown = set(request.form) - {"revision", "commit", "back", "csrf_token"}
    if unknown:
        what = ", ".join(sorted(unknown))
        abort(400, gettext("This form has fields that are not known here: {what}.").format(what=what))
    trails = edit_trails()
    trail = trails.of(g.visitor, flow_id)
    steps = trail.redo if is_redo else trail.undo
    commit = request.form.get("commit") or (steps[-1].commit if steps else "")
    told = next((one.message for one in steps if one.commit == commit), "")
    try:
        kept = the_studio().keeper.restore(commit)
    except WorkspaceError as failure:
        return answer(page, RefusedEdit((((), failure.diagnostic),)), Start(""))
    except Conflict as conflict:
        return _stale(page, conflict.their_revision or "")
    if kept.commit:
        (trails.redid if is_redo else trails.undid)(g.visitor, flow_id, commit, Step(kept.commit, told))
    after = open_flow(flow_id)
    return saved(flow_id, revision_of(after), kept, told, "")
