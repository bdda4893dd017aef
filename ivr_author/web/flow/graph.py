"""A flow as the canvas draws it, as JSON: nodes with their words, exits, problems and the state of translations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from ivr_author.catalog.lookup import State
from ivr_author.core.diagnostics import Diagnostic
from ivr_author.core.placeholders import Piece
from ivr_author.flow.content import Flow
from ivr_author.flow.model import ExpressionText
from ivr_author.flow.node import Node, leaves
from ivr_author.usecases.flow_places import ExitPlace, exit_places
from ivr_author.web.flow.canvas_graph import coverage_of, places_of
from ivr_author.web.flow.page import FlowPage
from ivr_author.web.node_words import exit_word, type_word
from ivr_author.web.presenters import FAILURES, FlowPresenter, NodeView, Speech
from ivr_author.web.texts import segments_of

MOST_WORDS = 160
"""Letters of a node's words that a card shows."""

_STATES = {
    State.REVIEWED: "done",
    State.TRANSLATED: "done",
    State.DRAFT: "draft",
    State.FUZZY: "fuzzy",
    State.STALE: "stale",
    State.MISSING: "missing",
}


def graph_of(page: FlowPage, revision: str = "", *, with_coverage: bool = False) -> dict[str, Any]:
    """The graph of a flow that can be read, in the language of the page. Coverage takes a while after each edit."""
    flow = page.flow
    assert flow is not None, "a flow that can't be read has no graph"
    shown = page.shown
    presenter = FlowPresenter(flow, shown.translations, page.locale.id, page.flow_ids)
    problems, elsewhere = problems_by_node(page, flow)
    states = translation_states(page, flow)
    nodes = [
        _node(page, flow, node, presenter.node(node, ()), problems.get(node.id, []), states)
        for node in flow.nodes.values()
    ]
    if with_coverage:
        coverage = coverage_of(page)
        for node in nodes:
            node["coverage"] = coverage.get(node["id"])
    nodes.extend(_broken(node, problems.get(node, [])) for node in sorted(flow.broken))
    return {
        "flow": flow.id,
        "title": flow.title.value,
        "revision": revision,
        "start": flow.start.to,
        "locale": page.locale.tag,
        "direction": page.locale.direction,
        "nodes": nodes,
        "keys": {key: {"to": action.to.to, "built_in": action.built_in} for key, action in flow.keys.items()},
        "on_failure": flow.on_failure.to if flow.on_failure else "",
        "problems": [_problem(one) for one in elsewhere],
        "checking": shown.is_checking,
        **places_of(page),
    }


def problems_by_node(page: FlowPage, flow: Flow) -> tuple[Mapping[str, list[Diagnostic]], list[Diagnostic]]:
    """The faults of a flow's file by the node that they stand in, and those that stand in none."""
    by_node: dict[str, list[Diagnostic]] = defaultdict(list)
    elsewhere = []
    for fault in page.faults:
        node = page.shown.place_of(fault.span).node
        if flow.has_node(node):
            by_node[node].append(fault)
        else:
            elsewhere.append(fault)
    return by_node, elsewhere


def _node(
    page: FlowPage,
    flow: Flow,
    node: Node,
    view: NodeView,
    problems: Sequence[Diagnostic],
    states: Mapping[str, Mapping[str, int]],
) -> dict[str, Any]:
    said = next((one.speech for one in view.prompts), None)
    if said is None:
        said = next((prompt.speech for row in view.exits for prompt in row.says), None)
    exits = list(exit_places(node))
    conditions = _conditions(node)
    return {
        "id": node.id,
        "type": node.TYPE,
        "title": type_word(node.TYPE),
        "text": words_of(said) if said else "",
        "lang": said.locale.tag if said else "",
        "dir": said.locale.direction if said else "",
        "waits": node.WAITS,
        "facts": [[label, value] for label, value, _ in view.facts],
        "broken": False,
        "exits": [_exit(page, flow, conditions, one) for one in exits if one.to is not None],
        "more": [{"path": one.path, "label": _label(one.path)} for one in exits if one.to is None],
        "problems": [_problem(one) for one in problems],
        "translation": states.get(node.id, no_states()),
        "coverage": None,
    }


def _broken(node: str, problems: Sequence[Diagnostic]) -> dict[str, Any]:
    empty: dict[str, Any] = {"text": "", "lang": "", "dir": "", "type": "", "title": "", "waits": False, "facts": []}
    return {
        "id": node,
        **empty,
        "broken": True,
        "exits": [],
        "more": [],
        "problems": [_problem(one) for one in problems],
        "translation": no_states(),
        "coverage": None,
    }


def _conditions(node: Node) -> Mapping[tuple[str, ...], str]:
    """What each branch asks, by its path."""
    asked = (
        (leaf.path[:-1], leaf.value)
        for leaf in leaves(node)
        if len(leaf.path) == 3 and leaf.path[0] == "branch" and leaf.path[2] == "if"
    )
    return {path: value.text for path, value in asked if isinstance(value, ExpressionText)}


def _exit(page: FlowPage, flow: Flow, conditions: Mapping[tuple[str, ...], str], one: ExitPlace) -> dict[str, Any]:
    assert one.to is not None, "only written exits are shown"
    other = one.to.flow
    path = tuple(one.path.split("/"))
    return {
        "path": one.path,
        "label": _label(one.path),
        "to": one.to.to,
        "flow": other,
        "failure": path[-1] in FAILURES,
        "condition": conditions.get(path[:2], ""),
        "missing": other not in page.flow_ids if other is not None else not flow.has_node(one.to.to),
    }


def _label(path: str) -> str:
    return exit_word(tuple(path.split("/")))


def _problem(one: Diagnostic) -> dict[str, Any]:
    return {
        "severity": str(one.severity),
        "rule": one.rule,
        "message": one.message,
        "hint": one.hint,
        "line": one.span.line if one.span else None,
    }


def words_of(speech: Speech) -> str:
    """The words of a text on one line, cut where a card ends; placeholders stand in braces."""
    text = " ".join("".join(_piece(part) for part in speech.forms[0].pieces).split()) if speech.forms else ""
    return text if len(text) <= MOST_WORDS else text[: MOST_WORDS - 1].rstrip() + "…"


def _piece(part: Piece) -> str:
    return part if isinstance(part, str) else f"{{{part.name}}}"


def no_states() -> dict[str, int]:
    """The count of a node without texts."""
    return {"done": 0, "stale": 0, "fuzzy": 0, "missing": 0, "draft": 0, "total": 0}


def translation_states(page: FlowPage, flow: Flow) -> Mapping[str, Mapping[str, int]]:
    """How far each node's texts are, in the page's language, or in all of them where the source language is shown."""
    settings = page.shown.content.settings if page.shown.content else None
    if settings is None:
        return {}
    locales = [page.locale.id] if page.locale.id != settings.source_locale else list(settings.locales)
    counted: dict[str, dict[str, int]] = defaultdict(no_states)
    for segment in segments_of(flow):
        states = counted[segment.address.split("/", 2)[1]]
        for locale in locales:
            found = page.shown.translations.translate(segment.address, segment.text, segment.plural, locale)
            states[_STATES[found.state]] += 1
            states["total"] += 1
    return counted
