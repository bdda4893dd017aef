"""Two people edit one flow: what does not touch stands side by side, else the second sees both versions and chooses."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.web.conftest import create_studio, put_under_git
from tests.web.pages import BASE, Visitor

FLOW = """\
format: 1
title: Bills
start: menu
on_failure: person
nodes:
  menu:
    type: menu
    prompt: What would you like?
    choices:
      - {key: "1", say: "To pay, press {key}.", next: pay}  # the way most take
      - {key: "2", say: "To hear it again, press {key}.", next: menu}
  pay: {type: play, prompt: Thank you., next: person}
  person: {type: hangup, prompt: Hold.}
  bye: {type: hangup, prompt: Good bye.}
"""
SETTINGS = "format: 1\norganisation: Test\nsource_locale: en\nlocales: []\ntime_zone: America/New_York\n"
PATH = "flows/bills.yaml"
EDIT = "/flows/bills/edit"
JSON = {"Accept": "application/json"}

Form = dict[str, str]


@pytest.fixture(scope="module")
def shared_studio(tmp_path_factory: pytest.TempPathFactory) -> tuple[Visitor, Path]:
    """A studio of one flow under git; each test begins from the text that it had at first."""
    root = tmp_path_factory.mktemp("two")
    (root / "flows").mkdir()
    (root / "ivr.yaml").write_text(SETTINGS)
    (root / PATH).write_text(FLOW)
    return Visitor(create_studio(put_under_git(root))), root / PATH


@pytest.fixture
def studio(shared_studio: tuple[Visitor, Path]) -> tuple[Visitor, Path]:
    """That studio with the flow as it was at first, and its file."""
    shared_studio[1].write_text(FLOW)
    return shared_studio


def send(visitor: Visitor, revision: str, form: Form) -> Any:
    visitor.client.get("/nowhere", base_url=BASE)
    token = visitor.client.get("/token", base_url=BASE).text
    return visitor.client.post(
        EDIT, base_url=BASE, data={"csrf_token": token, "revision": revision, **form}, headers=JSON
    )


def seen(visitor: Visitor) -> str:
    found: str = visitor.client.get("/flows/bills/graph.json", base_url=BASE).json["revision"]
    return found


CHANGE_WORDS: Form = {"op": "words", "address": "bills/menu/prompt", "text": "Yes?"}
LEAD_PAY_TO_BYE: Form = {"op": "connect", "node": "pay", "exit": "next", "to": "bye"}
ADD_HI: Form = {"op": "add", "type": "play", "id": "hi", "prompt.0.text": "Hi.", "next": "bye"}

KEPT: dict[str, tuple[Form, str]] = {
    "add": ({**ADD_HI, "after_node": "menu", "after_exit": "choice/2/next"}, "  hi: {type: play, prompt: Hi., next"),
    "change": ({"op": "change", "node": "bye", "prompt.0.text": "Ciao."}, "bye: {type: hangup, prompt: Ciao.}"),
    "choice_move": ({"op": "choice_move", "node": "menu", "choice": "2", "to": "1"}, 'press {key}.", next: menu}\n   '),
    "choice_remove": ({"op": "choice_remove", "node": "menu", "choice": "2"}, "# the way most take\n  pay"),
    "connect": ({"op": "connect", "node": "menu", "exit": "choice/2/next", "to": "bye"}, 'press {key}.", next: bye}'),
    "duplicate": ({"op": "duplicate", "node": "person"}, "person_2: {type: hangup, prompt: Hold.}"),
    "remove": ({"op": "remove", "node": "person", "lead_to": "bye"}, "on_failure: bye"),
    "rename": ({"op": "rename", "node": "person", "to": "agent"}, "on_failure: agent"),
    "settings": ({"op": "settings", "title": "Invoices"}, "title: Invoices"),
    "start": ({"op": "start", "node": "pay"}, "start: pay"),
    "words": ({"op": "words", "address": "bills/bye/prompt", "text": "Ciao."}, "prompt: Ciao."),
}


@pytest.mark.parametrize("op", KEPT)
def test_what_does_not_touch_stands_beside(studio: tuple[Visitor, Path], op: str) -> None:
    visitor, path = studio
    revision = seen(visitor)
    assert send(visitor, revision, CHANGE_WORDS).status_code == 200
    mine, wanted = KEPT[op]
    answer = send(visitor, revision, mine)
    assert answer.status_code == 200, answer.json
    assert answer.json["beside"] == "Also kept what Dana Rivera changed meanwhile."
    text = path.read_text()
    assert "prompt: Yes?" in text
    assert wanted in text


# What the other one did, what I want, what the page shows of both, and a part of the file after I insist (else ""
# where that can't be done any more).
CLASHES: dict[str, tuple[Form, Form, list[str], str]] = {
    "add": (
        LEAD_PAY_TO_BYE,
        {"op": "add", "type": "play", "id": "hi", "prompt.0.text": "Hi.", "after_node": "pay", "after_exit": "next"},
        ["personbye", "personhi"],
        "hi: {type: play, prompt: Hi., next: bye}",
    ),
    "add the same name": (
        {**ADD_HI, "prompt.0.text": "Hello."},
        ADD_HI,
        ["type: play prompt: Hello. next: bye", "type: play prompt: Hi. next: bye"],
        "",
    ),
    "change": (
        {"op": "change", "node": "bye", "prompt.0.text": "Bye."},
        {"op": "change", "node": "bye", "prompt.0.text": "Ciao."},
        ["Good byeBye.", "Good byeCiao."],
        "bye: {type: hangup, prompt: Ciao.}",
    ),
    "change what is gone": (
        {"op": "remove", "node": "bye"},
        {"op": "change", "node": "bye", "prompt.0.text": "Ciao."},
        ["gone", "type: hangup prompt: Good byeCiao."],
        "",
    ),
    "choice_move": (
        {"op": "choice_remove", "node": "menu", "choice": "1"},
        {"op": "choice_move", "node": "menu", "choice": "2", "to": "1"},
        [],
        "",
    ),
    "choice_remove": (
        {"op": "choice_move", "node": "menu", "choice": "2", "to": "1"},
        {"op": "choice_remove", "node": "menu", "choice": "2"},
        [],
        'choices:\n      - {key: "2"',
    ),
    "connect": (
        LEAD_PAY_TO_BYE,
        {**LEAD_PAY_TO_BYE, "to": "menu"},
        ["personbye", "personmenu"],
        "Thank you., next: menu}",
    ),
    "duplicate": (
        {"op": "words", "address": "bills/bye/prompt", "text": "Bye."},
        {"op": "duplicate", "node": "bye", "to": "end"},
        ["type: hangup prompt: Good byeBye.", "type: hangup prompt: Good bye."],
        "  end: {type: hangup, prompt: Bye.}",
    ),
    "remove": (
        LEAD_PAY_TO_BYE,
        {"op": "remove", "node": "bye", "lead_to": "menu"},
        ["personbye", "personmenu"],
        "Thank you., next: menu}",
    ),
    "rename": (
        {"op": "rename", "node": "bye", "to": "end"},
        {"op": "rename", "node": "person", "to": "end"},
        ["type: hangup prompt: Good bye.", "type: hangup prompt: Hold."],
        "",
    ),
    "settings": (
        {"op": "settings", "title": "Invoices"},
        {"op": "settings", "title": "Payments", "description": "How to pay."},
        ["BillsInvoices", "BillsPayments"],
        "title: Payments\ndescription: How to pay.",
    ),
    "start": ({"op": "start", "node": "pay"}, {"op": "start", "node": "bye"}, ["menupay", "menubye"], "start: bye"),
    "words": (
        {"op": "words", "address": "bills/bye/prompt", "text": "Bye."},
        {"op": "words", "address": "bills/bye/prompt", "text": "Ciao."},
        ["Good byeBye.", "Good byeCiao."],
        "prompt: Ciao.",
    ),
}


@pytest.mark.parametrize("case", CLASHES)
def test_what_both_touched_is_shown_and_chosen(studio: tuple[Visitor, Path], case: str) -> None:
    visitor, path = studio
    theirs, mine, bodies, wanted = CLASHES[case]
    revision = seen(visitor)
    assert send(visitor, revision, theirs).status_code == 200
    held = path.read_text()
    answer = send(visitor, revision, mine)
    assert answer.status_code == 409
    assert "Dana Rivera changed" in answer.json["message"]
    page = visitor.get(answer.json["conflict"])
    assert path.read_text() == held, "nothing was overwritten"
    shown = [" ".join(one.split()) for one in page.texts("//*[@class='version__body']")]
    assert shown == bodies or (not bodies and len(shown) == 2)
    assert page.all("//a[contains(., 'Keep theirs')]/@href")
    # A plain form gets the same page at once.
    token = page.all("//input[@name='csrf_token']/@value") or [visitor.client.get("/token", base_url=BASE).text]
    plain = visitor.post(EDIT, {**mine, "revision": revision, "csrf_token": token[0]}, 409)
    assert [" ".join(one.split()) for one in plain.texts("//*[@class='version__body']")] == shown
    forms = [one for one in page.all("//main//form") if one.xpath(".//input[@name='revision']")]
    if not wanted:
        assert forms == []
        assert "this can't be done" in page.text
        return
    visitor.post(forms[0].get("action"), dict(forms[0].form_values()))
    assert wanted in path.read_text()
    assert "# the way most take" in path.read_text() or case == "choice_remove"


def test_mine_again_is_no_more_than_what_was_meant(studio: tuple[Visitor, Path]) -> None:
    visitor, path = studio
    page = visitor.get("/flows/bills/list")
    exits = {one.get("name"): one.get("value") for one in page.all("//input[@form='exits']")}
    form = {**page.form("//form[@id='exits']"), **exits}
    revision = seen(visitor)
    send(visitor, revision, {"op": "connect", "node": "menu", "exit": "choice/2/next", "to": "bye"})
    send(visitor, seen(visitor), LEAD_PAY_TO_BYE)
    page = visitor.post("/flows/bills/list", {**form, "pay/next": "menu"}, 409)
    assert page.texts("//*[@class='version__body']") == ["personbye", "personmenu"]
    again = next(one for one in page.all("//main//form") if one.get("action") == "/flows/bills/list")
    visitor.post("/flows/bills/list", dict(again.form_values()))
    text = path.read_text()
    assert "Thank you., next: menu}" in text
    assert 'To hear it again, press {key}.", next: bye}' in text, "their other exit stands"


@pytest.mark.parametrize("address", ["name", "remove"])
def test_pages_of_a_node_show_both_versions(studio: tuple[Visitor, Path], address: str) -> None:
    visitor, path = studio
    form = visitor.get(f"/flows/bills/nodes/bye/{address}").form()
    send(visitor, seen(visitor), {"op": "remove", "node": "bye"})
    more = {"to": "end"} if address == "name" else {"lead_to": "menu"}
    if address == "remove":
        send(visitor, seen(visitor), {"op": "add", "type": "hangup", "id": "bye", "prompt.0.text": "Later."})
    held = path.read_text()
    shown = visitor.post(f"/flows/bills/nodes/bye/{address}", {**form, **more}, 409)
    assert shown.texts("//*[@class='version__body']")[0] in ("gone", "type: hangup prompt: Good byeLater.")
    assert path.read_text() == held


def test_a_form_of_a_node_that_is_gone_keeps_what_was_typed(studio: tuple[Visitor, Path]) -> None:
    visitor, path = studio
    form = visitor.get("/flows/bills/nodes/bye").form("//form[@data-draft]")
    send(visitor, seen(visitor), {"op": "remove", "node": "bye"})
    page = visitor.post("/flows/bills/nodes/bye", {**form, "prompt.0.text": "Ciao."}, 409)
    assert "Dana Rivera changed bye meanwhile." in page.text
    assert page.one("//input[@name='id']/@value") == "bye"
    kept = page.form("//form[@data-draft]")
    assert kept["prompt.0.text"] == "Ciao."
    visitor.post("/flows/bills/nodes/new", kept)
    assert "bye: {type: hangup, prompt: Ciao.}" in path.read_text()


def test_a_form_of_a_new_node_keeps_what_was_typed(studio: tuple[Visitor, Path]) -> None:
    visitor, path = studio
    form = visitor.get("/flows/bills/nodes/new?type=play&after_node=pay&after_exit=next").form("//form[@data-draft]")
    send(visitor, seen(visitor), LEAD_PAY_TO_BYE)
    page = visitor.post("/flows/bills/nodes/new", {**form, "id": "hi", "prompt.0.text": "Hi."}, 409)
    assert page.texts("//dl/*") == ["pay next", "in the file: bye", "yours: hi"]
    kept = page.form("//form[@data-draft]")
    visitor.post("/flows/bills/nodes/new", kept)
    assert "Hi." in path.read_text()


def test_both_are_shown_of_a_version_that_nobody_knows(studio: tuple[Visitor, Path]) -> None:
    visitor, path = studio
    answer = send(visitor, "0" * 16, {"op": "change", "node": "bye", "prompt.0.text": "Ciao."})
    assert answer.status_code == 409
    page = visitor.get(answer.json["conflict"])
    assert page.texts("//*[@class='version__body']") == ["Good bye.", "Good byeCiao."]
    assert path.read_text() == FLOW


def test_a_conflict_that_is_none_any_more_is_done_with_a_button(studio: tuple[Visitor, Path]) -> None:
    visitor, path = studio
    revision = seen(visitor)
    send(visitor, revision, LEAD_PAY_TO_BYE)
    url = send(visitor, revision, {**LEAD_PAY_TO_BYE, "to": "menu"}).json["conflict"]
    path.write_text(FLOW)
    page = visitor.get(url)
    (form,) = [one for one in page.all("//main//form") if one.xpath(".//input[@name='op']")]
    answer = visitor.post(form.get("action"), dict(form.form_values()))
    assert answer.headers["Location"].endswith("/flows/bills?saved=1#n-pay"), "back on the canvas"
    assert "Thank you., next: menu}" in path.read_text()


def test_an_address_that_says_no_operation_is_refused(studio: tuple[Visitor, Path]) -> None:
    studio[0].get("/flows/bills/conflict", 400)
    studio[0].get("/flows/bills/conflict?op=sing&revision=0", 400)
    studio[0].get("/flows/nothing/conflict?op=start&node=a&revision=0", 404)
