"""A flow as a list: its outline, and its nodes with their words in a chosen language."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, g, make_response, render_template, request, url_for

from ivr_author.catalog.check import CATALOG_RULES
from ivr_author.flow.content import Flow
from ivr_author.flow.node import exits_of
from ivr_author.usecases.edit_flow import EditedFlow, OutdatedEdit, RefusedEdit
from ivr_author.usecases.flow_ops import Connect, ConnectExits
from ivr_author.usecases.flow_places import exit_places
from ivr_author.web.flow.graph import problems_by_node, translation_states, words_of
from ivr_author.web.flow.outdated_edit import exit_name, kept_beside, why_outdated
from ivr_author.web.flow.outline import OutlineItem, outline
from ivr_author.web.flow.page import FlowPage, open_flow
from ivr_author.web.forms import take_only
from ivr_author.web.language import gettext
from ivr_author.web.node.options import Options
from ivr_author.web.presenters import FlowPresenter, NodeView
from ivr_author.web.rooms import Room
from ivr_author.web.views.flow_edit import Answer, answer, apply, edit_trails, revision_of

blueprint = Blueprint("flow_list", __name__)
ROOM = Room(blueprint, gettext("List"), "flow_list.show", order=20, under="flows", tab_of="flow")

MAX_DEPTH = 4
"""Deeper nodes are not set in further: the column is narrow."""


MOST_IN_FULL = 60
"""Nodes whose exits the page sends as fields; where there are more, it sends links, and a script makes fields of them.

Without scripts, their exits are changed in the node's form.
"""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the outline: its head's name, and its nodes in reading order with how far each is set in."""

    head: str
    rows: tuple[tuple[NodeView, int], ...]


@blueprint.get("/flows/<flow_id>/list")
def show(flow_id: str) -> str:
    """One flow, readable or not; `q` shows only the nodes that say it."""
    page = open_flow(flow_id)
    if page.flow is None:
        return page.show_broken()
    asked = request.args.get("q", "").strip()
    drawn = _drawn(page, page.flow, asked)
    return page.render(
        "flow_list.html",
        **drawn,
        found=_found(drawn["sections"], asked) if asked else drawn["sections"],
        asked=asked,
        states=translation_states(page, page.flow),
        targets=Options(page.flow, page.shown.content).targets(),
        saved=request.args.get("saved", ""),
        beside=drawn["undo"].beside if drawn["undo"] else "",
        outdated=request.args.get("outdated", type=int) or 0,
    )


def _drawn(page: FlowPage, flow: Flow, asked: str) -> dict[str, Any]:
    """What the page and the answer to a change of exits draw alike."""
    shown = page.shown
    by_node, elsewhere = problems_by_node(page, flow)
    presenter = FlowPresenter(flow, shown.translations, page.locale.id, page.flow_ids)
    # What is not translated is counted by each node.
    own = {node: [one for one in faults if one.rule not in CATALOG_RULES] for node, faults in by_node.items()}
    nodes = {node.id: presenter.node(node, own.get(node.id, ())) for node in flow.nodes.values()}
    trail = edit_trails().of(g.visitor, flow.id)
    locale = request.args.get("locale") or None
    return {
        "asked_locale": locale,
        "in_locale": f"?locale={page.locale.id}" if locale else "",
        "address": url_for("flow_list.connect", flow_id=flow.id, locale=locale),
        "whole": url_for("flow_list.show", flow_id=flow.id, locale=locale) if asked else "",
        "nodes_at": url_for("node_form.show", flow_id=flow.id, node_id="new").removesuffix("new"),
        "words_at": url_for("words.edit", address="-").removesuffix("-"),
        "source_at": url_for("flow_source.show", flow_id=flow.id),
        "flow_at": url_for("flow.show", flow_id="-").removesuffix("-"),
        "problems_at": url_for("problems.index", flow=flow.id, text=f"{flow.id}/"),
        "elsewhere": elsewhere,
        "by_node": by_node,
        "sections": _sections(flow, nodes),
        "nodes": nodes,
        "is_long": len(nodes) > MOST_IN_FULL,
        "presenter": presenter,
        "revision": revision_of(page),
        "undo": trail.undo[-1] if trail.undo else None,
        "redo": trail.redo[-1] if trail.redo else None,
    }


@blueprint.post("/flows/<flow_id>/list")
def connect(flow_id: str) -> Answer:
    """Lead exits elsewhere: those of the form that stand otherwise than in the version that the page showed."""
    page = open_flow(flow_id)
    exits = {name: value.strip() for name, value in request.form.items() if "/" in name}
    take_only("revision", "q", "back", "insist", *exits)
    ends = tuple(Connect(name.partition("/")[0], name.partition("/")[2], to) for name, to in exits.items())
    op = ConnectExits(ends)
    done = apply(page, op)
    if not request.headers.get("HX-Request"):
        return answer(page, done, op)
    return _changes(open_flow(flow_id), done, ends)


def _changes(page: FlowPage, done: EditedFlow | RefusedEdit | OutdatedEdit, ends: Sequence[Connect]) -> Answer:
    """What is otherwise on the page now, for a script."""
    more: dict[str, Any] = {"page": page, "flow": page.flow, "asked_locale": request.args.get("locale") or None}
    address = url_for("flow_list.connect", flow_id=page.flow_id, locale=more["asked_locale"])
    if isinstance(done, RefusedEdit):
        more |= {
            "faults": [one for _, one in done.faults],
            "asks": done.asks,
            "ends": [one for one in ends if one.to != _theirs(page, one)],
            "revision": request.form.get("revision", ""),
        }
        return render_template("flow_list_changed.html", address=address, **more), 422
    if isinstance(done, OutdatedEdit):
        more |= {"outdated": done, "why": why_outdated(done), "theirs": lambda one: _theirs(page, one)}
        return render_template("flow_list_changed.html", address=address, **more), 409
    if page.flow is None:
        return "", 204
    asked = request.form.get("q", "").strip()
    drawn = {**more, **_drawn(page, page.flow, asked)}
    shown = _found(drawn["sections"], asked) if asked else drawn["sections"]
    there = {node.id for section in shown for node, _ in section.rows}
    nodes = drawn["nodes"]
    changed = [
        (nodes[one.node], row)
        for one in ends
        if one.node in there
        for row in nodes[one.node].exits
        if row.path == one.exit
    ]
    touched = dict.fromkeys(one for end in ends for one in (end.node, end.to) if one in there)
    said = [gettext("{exit} goes to {target} now.").format(exit=exit_name(one), target=one.to or "–") for one in ends]
    text = " ".join([*(said if done.changed else [gettext("This is what the file says already.")]), kept_beside(done)])
    answered = make_response(
        render_template(
            "flow_list_changed.html",
            done=done,
            said=text,
            changed=changed,
            touched=[nodes[one] for one in touched],
            **drawn,
        )
    )
    told = {"ivr:edited": {"revision": done.revision, "node": done.node, "commit": done.kept.commit}}
    answered.headers["HX-Trigger"] = json.dumps(told)
    return answered


def _theirs(page: FlowPage, one: Connect) -> str:
    node = page.flow.nodes.get(one.node) if page.flow is not None else None
    return next((place.to.to for place in exit_places(node) if place.path == one.exit and place.to), "") if node else ""


def _found(sections: Sequence[Section], asked: str) -> list[Section]:
    """The sections with the nodes alone whose name, type, words or exits hold what was asked for."""
    wanted = asked.casefold().split()
    kept = (
        Section(one.head, tuple(row for row in one.rows if all(word in _said_by(row[0]) for word in wanted)))
        for one in sections
    )
    return [one for one in kept if one.rows]


def _said_by(node: NodeView) -> str:
    prompts = [*node.prompts, *(prompt for row in node.exits for prompt in (*row.says, *row.phrases))]
    words = [words_of(one.speech) for one in prompts]
    facts = [f"{label} {value}" for label, value, _ in node.facts]
    exits = [f"{one.label} {one.to}" for one in node.exits]
    return "\n".join([node.id, node.type, node.notes, *words, *facts, *exits]).casefold()


def _sections(flow: Flow, nodes: Mapping[str, NodeView]) -> list[Section]:
    graph = {
        node.id: list(dict.fromkeys(ref.to for _, ref in exits_of(node) if ref.to in flow.nodes))
        for node in flow.nodes.values()
    }
    return [Section(item.node, tuple(_rows(item, nodes))) for item in outline(graph, flow.start.to)]


def _rows(head: OutlineItem, nodes: Mapping[str, NodeView]) -> Iterator[tuple[NodeView, int]]:
    waiting = [(head, 0)]
    while waiting:
        item, depth = waiting.pop()
        yield nodes[item.node], min(depth, MAX_DEPTH)
        # An only child goes on at the same depth, so that a long chain stays a straight line.
        below = depth + 1 if len(item.below) > 1 or item is head else depth
        waiting.extend((one, below) for one in reversed(item.below))
