"""Editing over HTTP as scripts do it: the graph, operations and their answers, faults with their fields."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.web.conftest import create_studio
from tests.web.pages import BASE, Visitor

JSON = {"Accept": "application/json"}


@pytest.fixture
def kept_visitor(kept_workspace: Path) -> Visitor:
    """A visitor of a studio whose workspace is under git, so that steps can be taken back."""
    return Visitor(create_studio(kept_workspace))


def graph_of(visitor: Visitor, query: str = "") -> dict[str, Any]:
    found: dict[str, Any] = visitor.client.get(f"/flows/billing/graph.json{query}", base_url=BASE).json
    return found


def do(visitor: Visitor, path: str = "edit", revision: str = "", **form: str) -> Any:
    visitor.client.get("/nowhere", base_url=BASE)
    token = visitor.client.get("/token", base_url=BASE).text
    sent = {"csrf_token": token, "revision": revision or graph_of(visitor)["revision"], **form}
    return visitor.client.post(f"/flows/billing/{path}", base_url=BASE, data=sent, headers=JSON)


def test_the_graph_says_what_a_canvas_draws(shared_visitor: Visitor) -> None:
    graph = graph_of(shared_visitor, "?locale=ar")
    assert (graph["flow"], graph["start"], graph["locale"], graph["direction"]) == ("billing", "begin", "ar", "rtl")
    nodes = {one["id"]: one for one in graph["nodes"]}
    menu = nodes["pay_menu"]
    assert (menu["type"], menu["waits"], menu["dir"]) == ("menu", True, "rtl")
    assert menu["exits"][1] == {
        "path": "choice/2/next",
        "label": "key 2",
        "to": "ways_to_pay",
        "flow": None,
        "failure": False,
        "condition": "",
        "missing": False,
    }
    assert menu["translation"]["total"] == 1 + 4 + 7, "the question, what offers each choice, what may be said"
    assert nodes["bill_state"]["exits"][0]["condition"].startswith("balance > 0")
    assert {"path": "next/closed", "label": "closed"} in nodes["representative"]["more"] + [
        {"path": one["path"], "label": one["label"]} for one in nodes["representative"]["exits"]
    ]


def test_an_edit_is_answered_with_the_graph_and_can_be_taken_back(kept_visitor: Visitor) -> None:
    answer = do(kept_visitor, op="connect", node="pay_menu", exit="choice/2/next", to="due")
    assert answer.status_code == 200
    done = answer.json
    assert done["message"] == "Connect billing/pay_menu key 2 to due"
    assert done["graph"]["revision"] == done["revision"] == graph_of(kept_visitor)["revision"]
    back = do(kept_visitor, "undo", done["revision"], commit=done["commit"])
    assert back.status_code == 200
    again = do(kept_visitor, "redo", back.json["revision"], commit=back.json["commit"])
    assert again.json["revision"] == done["revision"]


@pytest.mark.parametrize(
    ("form", "field", "rule"),
    [
        ({"op": "connect", "node": "due", "exit": "next", "to": "nowhere"}, "to", "dangling-reference"),
        ({"op": "add", "type": "play", "id": "due"}, "id", "duplicate-name"),
        ({"op": "add", "type": "play", "id": "x", "next": "due"}, "prompt", "missing-key"),
        ({"op": "change", "node": "pay_menu", "timeout": "soon"}, "timeout", "wrong-value"),
        ({"op": "change", "node": "look_up", "next.ok": "nowhere"}, "next.ok", "dangling-reference"),
        ({"op": "remove", "node": "due", "lead_to": ""}, "lead_to", "missing-key"),
        ({"op": "words", "address": "billing/due/prompt/1", "text": ""}, "text", "empty-value"),
    ],
)
def test_faults_name_their_fields(shared_visitor: Visitor, form: dict[str, str], field: str, rule: str) -> None:
    answer = do(shared_visitor, **form)
    assert answer.status_code == 422
    assert (field, rule) in [(one["field"], one["rule"]) for one in answer.json["faults"]]


def test_an_older_version_that_nobody_knows_is_a_conflict(shared_visitor: Visitor) -> None:
    answer = do(shared_visitor, revision="0" * 16, op="start", node="due")
    assert answer.status_code == 409
    assert answer.json["revision"] == graph_of(shared_visitor)["revision"]
    assert answer.json["message"].startswith("The flow was changed meanwhile.")


def test_two_visitors_edit_one_flow(kept_visitor: Visitor) -> None:
    other = Visitor(kept_visitor.client.application)
    seen = graph_of(kept_visitor)["revision"]
    assert do(other, revision=seen, op="connect", node="pay_menu", exit="choice/2/next", to="due").status_code == 200
    beside = do(kept_visitor, revision=seen, op="change", node="pay_menu", timeout="7s")
    assert beside.json["beside"] == "Also kept what Dana Rivera changed meanwhile."
    menu = next(one for one in beside.json["graph"]["nodes"] if one["id"] == "pay_menu")
    assert menu["exits"][1]["to"] == "due"
    clash = do(kept_visitor, revision=seen, op="connect", node="pay_menu", exit="choice/2/next", to="goodbye")
    assert clash.status_code == 409
    assert clash.json["message"] == "Dana Rivera changed pay_menu choices 2 next meanwhile."


def test_nodes_are_placed_and_tidied(visitor: Visitor) -> None:
    assert do(visitor, op="move", node="due", x="40", y="-8").status_code == 200
    assert graph_of(visitor)["positions"] == {"due": [40, -8]}
    assert do(visitor, op="rename", node="due", to="owed").status_code == 200
    assert graph_of(visitor)["positions"] == {"owed": [40, -8]}
    assert do(visitor, op="tidy").status_code == 200
    assert graph_of(visitor)["positions"] == {}


def test_a_broken_flow_has_no_graph(visitor: Visitor, workspace: Any) -> None:
    (workspace / "flows/billing.yaml").write_text("title: [")
    answer = visitor.client.get("/flows/billing/graph.json", base_url=BASE)
    assert answer.status_code == 422
    assert answer.json["faults"]
