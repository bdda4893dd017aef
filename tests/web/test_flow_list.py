"""The list of a flow as a place to edit: exits, copies, steps back, words that are looked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.web.conftest import create_studio
from tests.web.pages import BASE, Visitor

LIST = "/flows/billing/list"


@pytest.fixture
def kept_visitor(kept_workspace: Path) -> Visitor:
    """A visitor of a studio whose workspace is under git, so that steps can be taken back."""
    return Visitor(create_studio(kept_workspace))


def exit_form(visitor: Visitor, node: str, exit_path: str) -> dict[str, str]:
    page = visitor.get(LIST)
    return page.form(f"//form[input[@name='node' and @value='{node}']][input[@name='exit' and @value='{exit_path}']]")


def test_an_exit_is_chosen_in_its_row(visitor: Visitor, workspace: Path) -> None:
    form = exit_form(visitor, "pay_menu", "choice/2/next")
    assert form["to"] == "ways_to_pay"
    done = visitor.post("/flows/billing/edit", {**form, "to": "due"})
    assert done.headers["Location"].endswith("#n-pay_menu")
    assert "speech: [other ways], next: due}" in (workspace / "flows/billing.yaml").read_text()
    assert "Saved." in visitor.follow(done).texts("//*[@role='status']")[0]


def test_steps_are_taken_back_and_done_again(kept_visitor: Visitor, kept_workspace: Path) -> None:
    path = kept_workspace / "flows/billing.yaml"
    before = path.read_bytes()
    form = exit_form(kept_visitor, "pay_menu", "choice/2/next")
    kept_visitor.post("/flows/billing/edit", {**form, "to": "due"})
    after = path.read_bytes()
    page = kept_visitor.get(LIST)
    assert "Undo: Connect billing/pay_menu key 2 to due" in page.texts("//div[@class='list-bar']//button")
    kept_visitor.post("/flows/billing/undo", page.form("//form[contains(@action, '/undo')]"))
    assert path.read_bytes() == before
    page = kept_visitor.get(LIST)
    assert "Redo: Connect billing/pay_menu key 2 to due" in page.texts("//div[@class='list-bar']//button")
    kept_visitor.post("/flows/billing/redo", page.form("//form[contains(@action, '/redo')]"))
    assert path.read_bytes() == after


def test_a_step_is_not_taken_back_over_what_somebody_did_since(kept_visitor: Visitor, kept_workspace: Path) -> None:
    path = kept_workspace / "flows/billing.yaml"
    kept_visitor.post("/flows/billing/edit", {**exit_form(kept_visitor, "pay_menu", "choice/2/next"), "to": "due"})
    undo = kept_visitor.get(LIST).form("//form[contains(@action, '/undo')]")
    path.write_text(path.read_text() + "# somebody\n")
    kept_visitor.post("/flows/billing/undo", undo, 409)
    assert path.read_text().endswith("# somebody\n")


def test_nodes_are_found_by_their_words(shared_visitor: Visitor) -> None:
    page = shared_visitor.get(f"{LIST}?q=unpaid+BILLS")
    assert page.texts("//article//h3") == ["bills_count"]
    assert "1 node has" in page.texts("//p[@role='status']")[0]
    assert shared_visitor.get(f"{LIST}?q=nothing+of+the+kind").texts("//article") == []


def test_a_large_flow_suggests_where_exits_go_once_for_all(visitor: Visitor, workspace: Path) -> None:
    choices = "[{{key: '1', next: n{}}}, {{key: '2', next: n0}}]"
    nodes = "".join(
        f"  n{one}: {{type: menu, prompt: Choose {one}., choices: {choices.format(one * 7 % 200)}}}\n"
        for one in range(200)
    )
    (workspace / "flows/large.yaml").write_text(f"format: 1\ntitle: Large\nstart: n0\non_failure: n0\nnodes:\n{nodes}")
    # Not by the visitor's own look at each link, which takes long where there are a thousand.
    text = visitor.client.get("/flows/large/list", base_url=BASE).text
    assert text.count("<article") == 200
    assert '<datalist id="targets"><option value="n0">' in text
    assert len(text) < 3_000_000


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"op": "connect"}, 400),
        ({"op": "nothing"}, 400),
        ({}, 400),
        ({"op": "connect", "node": "due", "exit": "next", "to": "due", "more": "x"}, 400),
        ({"op": "choice_move", "node": "pay_menu", "choice": "one", "to": "2"}, 400),
        ({"op": "move", "node": "due", "x": "a", "y": "1"}, 400),
        ({"op": "connect", "node": "due", "exit": "next", "to": "nowhere"}, 422),
        ({"op": "add", "type": "sing", "id": "x"}, 422),
        ({"op": "start", "node": "due", "revision": "0" * 16}, 409),
        ({"op": "start", "node": "due", "csrf_token": "x"}, 403),
    ],
)
def test_bad_forms_are_answered_with_a_page(visitor: Visitor, form: dict[str, str], status: int) -> None:
    held = exit_form(visitor, "due", "next")
    own = {"csrf_token": held["csrf_token"], "revision": held["revision"]}
    page = visitor.post("/flows/billing/edit", {**own, **form}, status)
    assert page.texts("//h1")
