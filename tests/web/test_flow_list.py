"""The list of a flow as a place to edit: exits, copies, steps back, words that are looked for."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from tests.web.conftest import create_studio
from tests.web.pages import BASE, Page, Visitor

LIST = "/flows/billing/list"


@pytest.fixture
def kept_visitor(kept_workspace: Path) -> Visitor:
    """A visitor of a studio whose workspace is under git, so that steps can be taken back."""
    return Visitor(create_studio(kept_workspace))


def exits_of(page: Page) -> dict[str, str]:
    """What the list sends: its own form, and every field of an exit."""
    fields = {one.get("name"): one.get("value") for one in page.all("//input[@form='exits']")}
    return {**page.form("//form[@id='exits']"), **fields}


def connect(visitor: Visitor, name: str, to: str, status: int = 303, **kinds: Any) -> Page:
    return visitor.post(LIST, {**exits_of(visitor.get(LIST)), name: to}, status, **kinds)


def test_an_exit_is_chosen_in_its_row(visitor: Visitor, workspace: Path) -> None:
    page = visitor.get(LIST)
    assert exits_of(page)["pay_menu/choice/2/next"] == "ways_to_pay"
    assert page.all("//input[@name='pay_menu/choice/2/next']/@aria-label") == ["2 of pay_menu goes to"]
    assert {"due", "flow:main"} <= set(page.all("//datalist[@id='targets']/option/@value"))
    done = visitor.post(LIST, {**exits_of(page), "pay_menu/choice/2/next": "due"})
    assert done.headers["Location"].endswith("#n-pay_menu")
    assert "speech: [other ways], next: due}" in (workspace / "flows/billing.yaml").read_text()
    assert "Saved." in visitor.follow(done).texts("//*[@class='usa-alert__body']")[0]


def test_a_script_is_told_what_is_otherwise_on_the_page_now(kept_visitor: Visitor) -> None:
    sent = {**exits_of(kept_visitor.get(LIST)), "pay_menu/choice/2/next": "due"}
    headers = {"HX-Request": "true"}
    answer = kept_visitor.client.post(LIST, base_url=BASE, data=sent, headers=headers)
    parts = html.fromstring(answer.text)
    assert "pay_menu key 2 goes to due now." in parts.xpath("//*[@id='list-said']")[0].text_content()
    assert parts.xpath("//*[@id='j-pay_menu-choice-2-next']/@href") == ["#n-due"]
    assert "Undo: Connect billing/pay_menu key 2 to due" in parts.xpath("//*[@id='list-steps']")[0].text_content()
    assert parts.xpath("//*[@id='contents']//a[@href='#n-pay_menu']")
    assert (
        json.loads(answer.headers["HX-Trigger"])["ivr:edited"]["revision"]
        == exits_of(kept_visitor.get(LIST))["revision"]
    )
    refused = kept_visitor.client.post(LIST, base_url=BASE, data={**sent, "due/next": "nowhere"}, headers=headers)
    assert refused.status_code == 422
    assert "there is no node <code>nowhere</code>" in refused.text


def test_two_visitors_change_exits_of_one_menu(kept_visitor: Visitor, kept_workspace: Path) -> None:
    other = Visitor(kept_visitor.client.application)
    mine, theirs = exits_of(kept_visitor.get(LIST)), exits_of(other.get(LIST))
    other.post(LIST, {**theirs, "pay_menu/choice/2/next": "due"})
    done = kept_visitor.post(LIST, {**mine, "pay_menu/choice/1/next": "due"})
    assert "Also kept what Dana Rivera changed meanwhile." in kept_visitor.follow(done).text
    text = (kept_workspace / "flows/billing.yaml").read_text()
    assert "speech: [other ways], next: due}" in text
    assert "speech: [pay by phone, pay now], next: due}" in text
    page = kept_visitor.post(LIST, {**mine, "pay_menu/choice/2/next": "goodbye"}, 409)
    assert page.texts("//*[@class='version__body']") == ["ways_to_paydue", "ways_to_paygoodbye"]
    assert (kept_workspace / "flows/billing.yaml").read_text() == text
    headers = {"HX-Request": "true"}
    sent = {**mine, "pay_menu/choice/2/next": "goodbye"}
    answer = kept_visitor.client.post(LIST, base_url=BASE, data=sent, headers=headers)
    assert answer.status_code == 409
    assert "in the file due, yours goodbye" in answer.text
    kept_visitor.post(LIST, page.form("//main//form"))
    assert "speech: [other ways], next: goodbye}" in (kept_workspace / "flows/billing.yaml").read_text()


def test_steps_are_taken_back_and_done_again(kept_visitor: Visitor, kept_workspace: Path) -> None:
    path = kept_workspace / "flows/billing.yaml"
    before = path.read_bytes()
    connect(kept_visitor, "pay_menu/choice/2/next", "due")
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
    connect(kept_visitor, "pay_menu/choice/2/next", "due")
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
    assert text.count('<option value="n7">') == 1, "targets stand once, for all exits"
    # Where an exit goes is a link, which a script makes a field of; without scripts, Change leads to the node's form.
    assert '<a data-exit="choice/1/next" href="#n-n7">n7</a>' in text
    assert 'class="node__change" href="/flows/large/nodes/n1"' in text
    assert '<input class="usa-input goto__to"' not in text
    assert len(text) < 400_000


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
def test_bad_forms_are_answered_with_a_page(shared_visitor: Visitor, form: dict[str, str], status: int) -> None:
    held = exits_of(shared_visitor.get(LIST))
    own = {"csrf_token": held["csrf_token"], "revision": held["revision"]}
    page = shared_visitor.post("/flows/billing/edit", {**own, **form}, status)
    assert page.texts("//h1")
