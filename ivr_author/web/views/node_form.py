"""The forms of a flow: a node's fields, a new node, its name, its removal, the flow's own settings."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence

from flask import Blueprint, abort, g, make_response, redirect, request
from werkzeug.wrappers import Response

from ivr_author.core.diagnostics import Diagnostic
from ivr_author.core.tree import Mapping as TreeMapping
from ivr_author.core.yaml_change import node_at, to_value
from ivr_author.core.yaml_write import Value
from ivr_author.flow.fields import record_fields
from ivr_author.flow.read import NODE_TYPES, FlowFile
from ivr_author.usecases.edit_flow import EditedFlow, OpenFlow, OutdatedEdit, RefusedEdit, open_flow_file, outdated_edit
from ivr_author.usecases.flow_ops import Add, ChangeFlow, ChangeNode, Op, RemoveNode, RenameNode
from ivr_author.usecases.flow_places import exit_places, references_to
from ivr_author.usecases.plan_flow_edit import free_name
from ivr_author.web.flow.form_page import Shown, draw, form_of_meant, is_fragment, row_name
from ivr_author.web.flow.outdated_edit import kept_beside, places_of, show_outdated, why_outdated
from ivr_author.web.flow.page import FlowPage, open_flow
from ivr_author.web.forms import take_only
from ivr_author.web.language import gettext
from ivr_author.web.node.fields import UnknownField, field_name, read_fields
from ivr_author.web.node.form import ROW_BUTTONS, change_rows, form_of
from ivr_author.web.node.options import Options
from ivr_author.web.rooms import Room
from ivr_author.web.security import shows_expired_forms
from ivr_author.web.views.flow_edit import apply, record_of, way_back
from ivr_author.workspace.files import WorkspaceError

blueprint = Blueprint("node_form", __name__)
ROOM = Room(blueprint, under="flows")

_OWN = ("revision", "csrf_token", "back", "insist", "type", "id", "after_node", "after_exit", *ROW_BUTTONS)
Answer = Response | str | tuple[str, int]


# --- a node ----------------------------------------------------------------------------------------------------------


@blueprint.get("/flows/<flow_id>/nodes/<node_id>")
def show(flow_id: str, node_id: str) -> Answer:
    """A node's fields."""
    page = open_flow(flow_id)
    if page.flow is None:
        return page.show_broken()
    if node_id == "new" and (request.args.get("type") or not page.flow.has_node("new")):
        return _show_new(page)
    opened = _open(page)
    values, kind = _node_in(opened, node_id)
    shown = Shown(
        node_id, NODE_TYPES[kind], form_of(values, NODE_TYPES[kind]), opened.revision, node=node_id, type=kind
    )
    return _draw(page, shown)


@blueprint.post("/flows/<flow_id>/nodes/<node_id>")
@shows_expired_forms
def save(flow_id: str, node_id: str) -> Answer:
    """Save a node's fields, or show the form again with what was typed."""
    page = open_flow(flow_id)
    if page.flow is None:
        return page.show_broken()
    if node_id == "new" and request.form.get("type"):
        return _save_new(page)
    opened = _open(page)
    if not page.flow.has_node(node_id) and (gone := _gone(page, opened, node_id)) is not None:
        return gone
    values, kind = _node_in(opened, node_id)
    record = NODE_TYPES[kind]
    shown = Shown(node_id, record, _sent(), request.form.get("revision", ""), node=node_id, type=kind)
    return _answer(page, shown, lambda: ChangeNode(node_id, _fields(record)), form_of(values, record))


def _gone(page: FlowPage, opened: OpenFlow, node_id: str) -> Answer | None:
    """What was typed for a node that somebody took out meanwhile, as the form of a new one; None where none was."""
    record = record_of(page, node_id)
    if record is None:
        return None
    kind = next(name for name, one in NODE_TYPES.items() if one is record)
    shown = _new(kind, _sent(), opened.revision)
    shown.node = node_id
    op = ChangeNode(node_id, _fields(record))
    done = outdated_edit(page.shown.workspace, page.flow_id, op, request.form.get("revision", ""))
    shown.theirs = {}
    shown.why = why_outdated(done) if done is not None else ""
    shown.places = places_of(done) if done is not None else []
    return _draw(page, shown, 409)


def _show_new(page: FlowPage) -> Answer:
    kind = request.args.get("type", "")
    if kind not in NODE_TYPES:
        types = [(name, _about(one)) for name, one in NODE_TYPES.items()]
        hidden = {name: request.args.get(name, "") for name in ("after_node", "after_exit", "back")}
        return page.render("node_types.html", types=types, hidden=hidden, is_fragment=is_fragment())
    opened = _open(page)
    assert page.flow is not None, "asked before"
    after_node, after_exit = request.args.get("after_node", ""), request.args.get("after_exit", "")
    wish = request.args.get("id") or (free_name(page.flow, opened.tree, kind) if opened.tree is not None else kind)
    shown = _new(kind, form_of(_defaults(page, kind, after_node, after_exit), NODE_TYPES[kind]), opened.revision)
    shown.hidden = {"after_node": after_node, "after_exit": after_exit}
    shown.node = wish
    return _draw(page, shown)


def _save_new(page: FlowPage) -> Answer:
    kind = request.form["type"]
    if kind not in NODE_TYPES:
        abort(400, gettext("There is no node type “{type}”.").format(type=kind))
    sent = {name: request.form.get(name, "").strip() for name in ("id", "after_node", "after_exit")}
    shown = _new(kind, _sent(), request.form.get("revision", ""))
    shown.hidden = {"after_node": sent["after_node"], "after_exit": sent["after_exit"]}
    shown.node = sent["id"]
    record = NODE_TYPES[kind]
    return _answer(page, shown, lambda: Add(sent["id"], kind, _fields(record), sent["after_node"], sent["after_exit"]))


def _new(kind: str, form: Mapping[str, Sequence[str]], revision: str) -> Shown:
    title = gettext("New node: {type}").format(type=kind)
    return Shown(title, NODE_TYPES[kind], form, revision, type=kind, is_new=True, about=_about(NODE_TYPES[kind]))


def _about(record: type) -> str:
    return (record.__doc__ or "").split("\n\n")[0].strip().replace("\n", " ")


def _defaults(page: FlowPage, kind: str, after_node: str, after_exit: str) -> dict[str, Value]:
    """What a new node's form begins with: the way on of the exit that it is put after, names of which there is one."""
    options = Options(page.flow, page.shown.content)
    values: dict[str, Value] = {}
    after = page.flow.nodes.get(after_node) if page.flow else None
    onward = next((one.to.to for one in exit_places(after) if one.path == after_exit and one.to), "") if after else ""
    for one in record_fields(NODE_TYPES[kind]):
        names = options.names(one.type) if one.required else None
        if names and len(names) == 1:
            values[one.key] = names[0].value
        elif one.key == "choices":
            values[one.key] = [{"key": "1"}, {"key": "2"}]
        elif one.key == "branches":
            values[one.key] = [{"if": ""}]
    if onward:
        target = next((one for one in record_fields(NODE_TYPES[kind]) if one.key in ("next", "else")), None)
        if target is not None and not getattr(target.type, "IS_RECORD", False):
            values[target.key] = onward
        elif target is not None and isinstance(target.type, type):
            values[target.key] = {one.key: onward for one in record_fields(target.type) if one.required}
    return values


# --- name and removal ------------------------------------------------------------------------------------------------


@blueprint.route("/flows/<flow_id>/nodes/<node_id>/name", methods=["GET", "POST"])
def rename(flow_id: str, node_id: str) -> Answer:
    """Another name for a node."""
    take_only("revision", "to", "back", "insist")
    page = open_flow(flow_id)
    opened = _open(page)
    faults: list[tuple[str, Diagnostic]] = []
    code, asks = 200, False
    to = request.form.get("to", node_id).strip()
    if request.method == "POST":
        op = RenameNode(node_id, to)
        done = apply(page, op)
        if isinstance(done, EditedFlow):
            return _back(page, to, done)
        if isinstance(done, OutdatedEdit):
            return show_outdated(page, done, op, way_back(page.flow_id, node_id)), 409
        faults, code, asks = _faults(done, node_id), 422, done.asks
    return page.render("node_name.html", node=node_id, to=to, revision=opened.revision, refused=faults, asks=asks), code


@blueprint.route("/flows/<flow_id>/nodes/<node_id>/remove", methods=["GET", "POST"])
def remove(flow_id: str, node_id: str) -> Answer:
    """Take a node out, and say where those who led to it lead now."""
    take_only("revision", "lead_to", "back", "insist")
    page = open_flow(flow_id)
    if page.flow is None:
        return page.show_broken()
    opened = _open(page)
    if not page.flow.has_node(node_id) and request.form.get("revision", opened.revision) == opened.revision:
        abort(404, gettext("There is no node “{node}” in this flow.").format(node=node_id))
    faults: list[tuple[str, Diagnostic]] = []
    code, asks = 200, False
    node = page.flow.nodes.get(node_id)
    ways = [one.to.to for one in exit_places(node) if one.to is not None] if node else []
    lead_to = request.form.get("lead_to", ways[0] if len(set(ways)) == 1 and ways[0] != node_id else "")
    if request.method == "POST":
        op = RemoveNode(node_id, lead_to)
        done = apply(page, op)
        if isinstance(done, EditedFlow):
            return _back(page, "", done)
        if isinstance(done, OutdatedEdit):
            return show_outdated(page, done, op, way_back(page.flow_id, node_id)), 409
        faults, code, asks = _faults(done, node_id), 422, done.asks
    leading = []
    if opened.flow is not None and opened.tree is not None:
        paths = references_to(opened.flow, opened.tree, node_id)
        leading = [str(path[1]) if path[0] == "nodes" else str(path[0]) for path in paths if path[1:2] != (node_id,)]
    targets = [one for one in Options(page.flow, page.shown.content).targets() if one.value != node_id]
    return (
        page.render(
            "node_remove.html",
            node=node_id,
            lead_to=lead_to,
            leading=list(dict.fromkeys(leading)),
            targets=targets,
            revision=opened.revision,
            refused=faults,
            asks=asks,
        ),
        code,
    )


# --- the flow itself -------------------------------------------------------------------------------------------------


@blueprint.get("/flows/<flow_id>/settings")
def settings(flow_id: str) -> Answer:
    """What the flow says of itself."""
    page = open_flow(flow_id)
    opened = _open(page)
    if page.flow is None or opened.tree is None:
        return page.show_broken()
    return _draw(page, _settings(form_of(_values(opened.tree), FlowFile), opened.revision))


@blueprint.post("/flows/<flow_id>/settings")
@shows_expired_forms
def save_settings(flow_id: str) -> Answer:
    """Save that."""
    page = open_flow(flow_id)
    opened = _open(page)
    if page.flow is None or opened.tree is None:
        return page.show_broken()
    shown = _settings(_sent(), request.form.get("revision", ""))
    return _answer(page, shown, lambda: ChangeFlow(_fields(FlowFile)), form_of(_values(opened.tree), FlowFile))


def _settings(form: Mapping[str, Sequence[str]], revision: str) -> Shown:
    return Shown(gettext("Settings of this flow"), FlowFile, form, revision)


# --- what all have in common -----------------------------------------------------------------------------------------


def _open(page: FlowPage) -> OpenFlow:
    try:
        return open_flow_file(page.shown.workspace, page.flow_id)
    except WorkspaceError as failure:
        abort(404, failure.diagnostic.message)


def _values(tree: TreeMapping) -> Mapping[str, Value]:
    values = to_value(tree)
    assert isinstance(values, Mapping), "a map gives a map"
    return values


def _node_in(opened: OpenFlow, node_id: str) -> tuple[Mapping[str, Value], str]:
    """The values of a node, readable or not, and its type."""
    tree = node_at(opened.tree, ("nodes", node_id)) if opened.tree is not None else None
    values = _values(tree) if isinstance(tree, TreeMapping) else {}
    kind = str(values.get("type", ""))
    if tree is None:
        abort(404, gettext("There is no node “{node}” in this flow.").format(node=node_id))
    if kind not in NODE_TYPES:
        abort(404, gettext("“{node}” has no type that is known. Mend it in Source.").format(node=node_id))
    return values, kind


def _sent() -> dict[str, list[str]]:
    return {name: request.form.getlist(name) for name in request.form if name not in _OWN}


def _fields(record: type) -> dict[str, Value]:
    try:
        return read_fields(_sent(), record)
    except UnknownField as failure:
        abort(400, gettext("This form has fields that are not known here: {what}.").format(what=failure))


def _answer(
    page: FlowPage, shown: Shown, make: Callable[[], Op], held: Mapping[str, Sequence[str]] | None = None
) -> Answer:
    if "revision" not in request.form:
        abort(400, gettext("This form has fields that are not known here: {what}.").format(what="revision"))
    if g.form_expired:
        shown.expired = True
        return _draw(page, shown, 403)
    button = next((one for one in ROW_BUTTONS if one in request.form), None)
    op = make()
    if button is not None:
        shown.form = change_rows(_sent(), button, request.form[button], shown.record)
        return _draw(page, shown)
    done = apply(page, op)
    match done:
        case EditedFlow():
            return _back(page, shown.node, done, shown)
        case OutdatedEdit():
            shown.revision, shown.theirs = done.revision, held or {}
            shown.why = why_outdated(done)
            shown.places = places_of(done) if held is None else ()
            if held is not None and isinstance(done.meant, ChangeNode | ChangeFlow):
                shown.form = form_of_meant(shown.form, held, done.meant.fields)
            return _draw(page, shown, 409)
        case RefusedEdit():
            shown.asks = done.asks
            shown.faults = [(row_name(shown, name), one) for name, one in _faults(done, shown.node)]
            return _draw(page, shown, 422)


def _faults(done: RefusedEdit, node: str) -> list[tuple[str, Diagnostic]]:
    return [(field_name(place, node), one) for place, one in done.faults]


def _back(page: FlowPage, node: str, done: EditedFlow, shown: Shown | None = None) -> Answer:
    if not is_fragment():
        unkept = done.kept.fault.rule if done.kept.fault else None
        return redirect(way_back(page.flow_id, node, saved="1", unkept=unkept), 303)
    told = {
        "ivr:edited": {"revision": done.revision, "node": node, "commit": done.kept.commit, "message": done.message}
    }
    if beside := kept_beside(done):
        told["ivr:edited"]["beside"] = beside
    now = open_flow(page.flow_id)
    answer = make_response("")
    if shown is not None:
        if shown.record is FlowFile:
            after = Shown(shown.title, FlowFile, form_of(_values(done.tree), FlowFile), done.revision, saved=True)
        else:
            tree = node_at(done.tree, ("nodes", node))
            values = _values(tree) if isinstance(tree, TreeMapping) else {}
            record = shown.record
            after = Shown(
                node,
                record,
                form_of(values, record),
                done.revision,
                saved=True,
                node=node,
                type=str(values.get("type")),
            )
        after.beside = beside
        answer = make_response(_draw(now, after))
    answer.headers["HX-Trigger"] = json.dumps(told)
    return answer


def _draw(page: FlowPage, shown: Shown, code: int = 200) -> tuple[str, int]:
    return draw(page, shown, way_back(page.flow_id, "" if shown.is_new else shown.node), code)
