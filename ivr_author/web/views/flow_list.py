"""A flow as a list: its outline, and its nodes with their words in a chosen language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint, g, request
from markupsafe import Markup

from ivr_author.flow.content import Flow
from ivr_author.flow.node import exits_of
from ivr_author.web.flow_page import open_flow
from ivr_author.web.graph import problems_by_node, translation_states, words_of
from ivr_author.web.language import gettext
from ivr_author.web.node_options import Option, Options
from ivr_author.web.outline import OutlineItem, outline
from ivr_author.web.presenters import FlowPresenter, NodeView
from ivr_author.web.rooms import Room
from ivr_author.web.views.flow_edit import edit_trails, revision_of

blueprint = Blueprint("flow_list", __name__)
ROOM = Room(blueprint, gettext("List"), "flow_list.show", order=20, under="flows", tab_of="flow")

MOST_OPTIONS = 60
"""Where more can be chosen, exits are typed with suggestions: long lists at every exit would make the page slow."""

MAX_DEPTH = 4
"""Deeper nodes are not set in further: the column is narrow."""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the outline: its head's name, and its nodes in reading order with how far each is set in."""

    head: str
    rows: tuple[tuple[NodeView, int], ...]


@blueprint.get("/flows/<flow_id>/list")
def show(flow_id: str) -> str:
    """One flow, readable or not; `q` shows only the nodes that say it."""
    page = open_flow(flow_id)
    flow = page.flow
    if flow is None:
        return page.show_broken()
    shown = page.shown
    by_node, elsewhere = problems_by_node(page, flow)
    presenter = FlowPresenter(flow, shown.translations, page.locale.id, page.flow_ids)
    nodes = {node.id: presenter.node(node, by_node.get(node.id, ())) for node in flow.nodes.values()}
    asked = request.args.get("q", "").strip()
    sections = _sections(flow, nodes)
    found = _found(sections, asked) if asked else sections
    trail = edit_trails().of(g.visitor, flow_id)
    return page.render(
        "flow_list.html",
        elsewhere=elsewhere,
        by_node=by_node,
        sections=sections,
        found=found,
        asked=asked,
        nodes=nodes,
        presenter=presenter,
        states=translation_states(page, flow),
        revision=revision_of(page),
        goto=Goto(Options(flow, shown.content).targets()),
        undo=trail.undo[-1] if trail.undo else None,
        redo=trail.redo[-1] if trail.redo else None,
        saved=request.args.get("saved", ""),
        outdated=request.args.get("outdated", type=int) or 0,
    )


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


class Goto:
    """The choices of where an exit leads, written once for all exits of a page."""

    def __init__(self, options: Sequence[Option]) -> None:
        self.options = options
        self.is_long = len(options) > MOST_OPTIONS
        self._known = {one.value for one in options}
        groups = {"node": gettext("Nodes of this flow"), "flow": gettext("Other flows")}
        markup = Markup("")
        for group, title in groups.items():
            rows = Markup("").join(
                Markup('<option value="{}">{}</option>').format(one.value, one.label)
                for one in options
                if one.group == group
            )
            markup += Markup('<optgroup label="{}">{}</optgroup>').format(title, rows) if rows else ""
        self._markup = markup

    def __call__(self, to: str) -> Markup:
        """The options with this one chosen, whether or not it is there."""
        if to not in self._known:
            return Markup('<option value="{0}" selected>{0}</option>').format(to) + self._markup
        plain, chosen = Markup('value="{}">').format(to), Markup('value="{}" selected>').format(to)
        return Markup(str(self._markup).replace(str(plain), str(chosen), 1))  # noqa: S704


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
