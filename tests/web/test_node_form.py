"""Forms made from the types of fields: nothing is changed that was not typed, and faults stand at their fields."""

from __future__ import annotations

import typing
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from ivr_author.flow.fields import record_fields
from ivr_author.flow.model import Prompt
from ivr_author.flow.read import NODE_TYPES, FlowFile
from ivr_author.usecases.flow_places import bare_type
from ivr_author.web.flow.form_page import SETTINGS_LEFT_OUT
from ivr_author.web.node.fields import SCALARS, UnknownField, read_fields
from ivr_author.web.node.form import WIDGETS, change_rows, form_of
from tests.web.conftest import create_studio
from tests.web.pages import Page, Visitor
from tests.web.shared import files_of

# Everything that the sample workspace's nodes do not have.
EVERYTHING = """\
format: 1
title: Everything
start: ask
on_failure: bye
variables: {when: date, got: {type: text}, n: number, sure: boolean}
nodes:
  ask: {type: collect, prompt: {count: n, one: One., other: "{count}.", context: why}, into: when, next: set_it}
  set_it: {type: assign, notes: "for \\
    colleagues", set: {n: 1, got: "'x'"}, next: say}
  say:
    type: play
    prompt:
      - |
        First line.
        Second line.
      - {until: "2027-01-01", text: 'Seasonal', from: "2026-01-01", max_seconds: 8, audio: quick}
    next: news
  news: {type: bulletin, only: [gone], next: mail}
  mail: {type: voicemail, mailbox: x, prompt: Speak., max_length: 90s, terminator: "*", next: bye}
  bye: {type: hangup}
"""


def boxes(page: Page) -> dict[str, list[str]]:
    """What the form would send, every value of each name."""
    sent: dict[str, list[str]] = {}
    for name, value in page.tree.xpath("//*[@id='node-form']//form[@data-draft]")[0].form_values():
        sent.setdefault(name, []).append((value or "").removeprefix("\n"))
    return sent


def scalar_types(kind: object, seen: set[object]) -> Iterator[type]:
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin is tuple:
        yield from scalar_types(bare_type(arguments[0]), seen)
    elif origin is not None:
        yield from scalar_types(bare_type(arguments[1]), seen)
    elif isinstance(kind, type) and getattr(kind, "IS_RECORD", False):
        for one in record_fields(kind):
            yield from scalar_types(bare_type(one.type), seen)
    elif isinstance(kind, type) and kind is not Prompt:
        yield kind


FIELDS = [
    (name, one.key, bare_type(one.type))
    for name, record in {**NODE_TYPES, "flow": FlowFile}.items()
    for one in record_fields(record)
    if not (record is FlowFile and one.key in SETTINGS_LEFT_OUT)
]


@pytest.mark.parametrize(("name", "key", "kind"), FIELDS)
def test_every_type_of_field_has_a_widget_and_is_read(name: str, key: str, kind: object) -> None:
    for one in scalar_types(kind, set()):
        assert any(issubclass(one, base) for base in WIDGETS), f"{name}.{key}: {one.__name__} has no widget"
        assert any(issubclass(one, base) for base in SCALARS), f"{name}.{key}: {one.__name__} is not read"


def nodes_of(text: str) -> list[str]:
    lines = text.partition("\nnodes:\n")[2].split("\n")
    return [line.split(":")[0].strip() for line in lines if line.startswith("  ") and line[2] not in " #"]


def check_unchanged(visitor: Visitor, path: Path, address: str) -> None:
    before = path.read_bytes()
    sent = boxes(visitor.get(address))
    answer = visitor.client.post(address, base_url="http://127.0.0.1:8000", data=sent)
    assert answer.status_code == 303, html.fromstring(answer.text).text_content()
    assert path.read_bytes() == before, address


@pytest.mark.parametrize("flow", ["main", "overflow", "everything"])
def test_a_form_that_is_sent_as_it_stands_changes_nothing(visitor: Visitor, workspace: Path, flow: str) -> None:
    if flow == "everything":
        (workspace / "flows/everything.yaml").write_text(EVERYTHING)
    path = workspace / f"flows/{flow}.yaml"
    for node in [*nodes_of(path.read_text())][:8]:
        check_unchanged(visitor, path, f"/flows/{flow}/nodes/{node}")
    check_unchanged(visitor, path, f"/flows/{flow}/settings")


def test_line_ends_of_another_system_stay(visitor: Visitor, workspace: Path) -> None:
    path = workspace / "flows/everything.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + EVERYTHING.replace("\n", "\r\n").encode())
    check_unchanged(visitor, path, "/flows/everything/nodes/say")
    sent = {**boxes(visitor.get("/flows/everything/nodes/say")), "prompt.0.text": ["First.\r\nThird."]}
    visitor.post("/flows/everything/nodes/say", sent)
    assert path.read_bytes().decode("utf-8-sig") == EVERYTHING.replace(
        "First line.\n        Second line.", "First.\n        Third."
    ).replace("\n", "\r\n")


def test_what_was_typed_is_saved(visitor: Visitor, workspace: Path) -> None:
    address = "/flows/billing/nodes/pay_menu"
    sent = {**boxes(visitor.get(address)), "choices.1.next": ["due"], "choices.0.speech": ["pay\r\npay it\r\n"]}
    answer = visitor.post(address, sent)
    assert answer.headers["Location"].endswith("#n-pay_menu")
    text = (workspace / "flows/billing.yaml").read_text()
    assert "speech: [pay, pay it], next: ask_amount}" in text
    assert "speech: [other ways], next: due}" in text


def test_faults_stand_at_their_fields_and_what_was_typed_stays(shared_visitor: Visitor) -> None:
    before = (files_of(shared_visitor) / "flows/billing.yaml").read_text()
    address = "/flows/billing/nodes/pay_menu"
    sent = {
        **boxes(shared_visitor.get(address)),
        "timeout": ["soon"],
        "choices.1.next": ["nowhere"],
        "prompt.0.text": ["{x"],
    }
    page = shared_visitor.post(address, sent, 422)
    assert page.one("//*[@id='f-timeout']/@value") == "soon"
    assert page.one("//*[@id='f-timeout']/@aria-invalid") == "true"
    assert "is no duration" in page.one("//*[@id='f-timeout-fault-1']").text_content()
    links = page.all("//*[@role='alert']//a/@href")
    assert "#f-timeout" in links
    assert all(page.all(f"//*[@id='{link[1:]}']") for link in links)
    assert (files_of(shared_visitor) / "flows/billing.yaml").read_text() == before


def test_a_fault_in_a_row_stands_in_the_row(shared_visitor: Visitor) -> None:
    address = "/flows/billing/nodes/begin"
    page = shared_visitor.post(address, {**boxes(shared_visitor.get(address)), "set.0.value": ["1 +"]}, 422)
    assert page.one("//*[@id='f-set-0-value']/@aria-invalid") == "true"


def test_rows_are_added_moved_and_taken_out_without_scripts(visitor: Visitor, workspace: Path) -> None:
    before = (workspace / "flows/billing.yaml").read_text()
    address = "/flows/billing/nodes/pay_menu"

    def press(sent: dict[str, list[str]], button: str, row: str) -> dict[str, list[str]]:
        page = visitor.post(address, {**sent, button: [row]}, 200)
        return boxes(page)

    sent = boxes(visitor.get(address))
    sent = press(sent, "_add", "choices")
    assert sent["choices.4.next"] == [""]
    sent = press({**sent, "choices.4.key": ["7"], "choices.4.next": ["due"]}, "_up", "choices.4")
    assert sent["choices.3.key"] == ["7"]
    sent = press(sent, "_remove", "choices.0")
    sent = press(sent, "_add", "prompt")
    sent = press(sent, "_plural", "prompt.0")
    assert sent["prompt.0.one"] == ["What would you like to do?"]
    assert (workspace / "flows/billing.yaml").read_text() == before, "nothing is saved by a row's button"
    sent = {**sent, "prompt.0.count": ["open_bills"], "prompt.0.other": ["Bills?"]}
    visitor.post(address, sent, 303)
    text = (workspace / "flows/billing.yaml").read_text()
    assert text.index('key: "3"') < text.index('key: "7"') < text.index('key: "4"')
    assert "To pay by phone" not in text
    assert "other: Bills?" in text


def test_a_node_is_added_by_its_type(visitor: Visitor, workspace: Path) -> None:
    types = visitor.get("/flows/billing/nodes/new?after_node=begin&after_exit=next")
    assert set(types.texts("//dl[@class='node-types']/dt")) == set(NODE_TYPES)
    page = visitor.get("/flows/billing/nodes/new?type=play&after_node=begin&after_exit=next")
    sent = boxes(page)
    assert sent["next"] == ["identify"]
    refused = visitor.post("/flows/billing/nodes/new", sent, 422)
    assert "needs `prompt`" in refused.text.replace("<code>", "`").replace("</code>", "`")
    visitor.post("/flows/billing/nodes/new", {**sent, "id": ["hello"], "prompt.0.text": ["Hi."]}, 303)
    text = (workspace / "flows/billing.yaml").read_text()
    assert "    next: hello\n  hello:\n    type: play\n    prompt: Hi.\n    next: identify\n  identify:" in text


def test_every_type_of_node_has_a_form(shared_visitor: Visitor) -> None:
    for name in NODE_TYPES:
        assert shared_visitor.get(f"/flows/billing/nodes/new?type={name}").one("//input[@name='type']/@value") == name


def test_a_node_is_renamed_and_removed(visitor: Visitor, workspace: Path) -> None:
    form = visitor.get("/flows/billing/nodes/due/name").form()
    visitor.post("/flows/billing/nodes/due/name", {**form, "to": "9"}, 422)
    visitor.post("/flows/billing/nodes/due/name", {**form, "to": "balance_due"}, 303)
    page = visitor.get("/flows/billing/nodes/balance_due/remove")
    assert "bill_state" in page.text
    visitor.post("/flows/billing/nodes/balance_due/remove", {**page.form(), "lead_to": ""}, 422)
    visitor.post("/flows/billing/nodes/balance_due/remove", page.form(), 303)
    assert "due:" not in (workspace / "flows/billing.yaml").read_text().replace("overdue:", "")


def test_an_older_version_is_shown_with_both(visitor: Visitor, workspace: Path) -> None:
    address, path = "/flows/billing/nodes/all_paid", workspace / "flows/billing.yaml"
    sent = {**boxes(visitor.get(address)), "next": ["due"]}
    path.write_text(path.read_text().replace("Your bills are paid.", "All is paid."))
    page = visitor.post(address, sent, 409)
    assert "All is paid." in page.text
    assert boxes(page)["next"] == ["due"]
    visitor.post(address, boxes(page), 303)


def test_two_visitors_change_one_node(kept_workspace: Path) -> None:
    visitor = Visitor(create_studio(kept_workspace))
    other = Visitor(visitor.client.application)
    address, path = "/flows/billing/nodes/pay_menu", kept_workspace / "flows/billing.yaml"
    mine, theirs = boxes(visitor.get(address)), boxes(other.get(address))
    other.post(address, {**theirs, "timeout": ["11s"]})
    page = visitor.follow(visitor.post(address, {**mine, "prompt.0.text": ["Well?"]}))
    assert "Also kept what Dana Rivera changed meanwhile." in page.text
    text = path.read_text()
    assert "timeout: 11s" in text
    assert "prompt: Well?" in text
    page = visitor.post(address, {**mine, "timeout": ["13s"]}, 409)
    assert "Dana Rivera changed pay_menu timeout meanwhile." in page.text
    assert path.read_text() == text
    assert (boxes(page)["timeout"], boxes(page)["prompt.0.text"]) == (["13s"], ["Well?"]), "only what was meant is mine"
    visitor.post(address, boxes(page))
    assert path.read_text() == text.replace("timeout: 11s", "timeout: 13s")


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"foo": "x"}, 400),
        ({"choices.0.foo": "x"}, 400),
        ({"prompt.0.foo": "x"}, 400),
        ({"prompt.x.text": "x"}, 400),
        ({"_add": "nothing.0.x"}, 200),
        ({"_up": "choices.77"}, 200),
        ({"_remove": "."}, 200),
        ({"_plural": "prompt.0.text.x"}, 200),
        ({"csrf_token": "old"}, 403),
        ({"revision": ""}, 409),
        ({f"choices.{index}.key": "1" for index in range(300)}, 400),
    ],
)
def test_hostile_forms_are_answered(shared_visitor: Visitor, more: dict[str, Any], status: int) -> None:
    address = "/flows/billing/nodes/pay_menu"
    shared_visitor.post(address, {**boxes(shared_visitor.get(address)), **more}, status)


@pytest.mark.parametrize("path", ["nodes/nothing", "nodes/nothing/remove"])
def test_a_node_that_is_not_there_is_not_found(shared_visitor: Visitor, path: str) -> None:
    shared_visitor.get(f"/flows/billing/{path}", 404)


def test_a_fragment_tells_what_was_saved(visitor: Visitor) -> None:
    address = "/flows/billing/nodes/due"
    headers = {"HX-Request": "true"}
    part = visitor.client.get(address, base_url="http://127.0.0.1:8000", headers=headers).text
    assert part.lstrip().startswith("<section")
    sent = boxes(visitor.get(address))
    answer = visitor.client.post(address, base_url="http://127.0.0.1:8000", headers=headers, data=sent)
    assert "ivr:edited" in answer.headers["HX-Trigger"]
    assert "Saved." in answer.text


def test_a_flow_is_begun(visitor: Visitor, workspace: Path) -> None:
    form = visitor.get("/flows/new").form()
    visitor.post("/flows/new", {**form, "id": "x y"}, 422)
    done = visitor.post("/flows/new", {**form, "id": "hours", "title": "Hours", "prompt": "We are open."})
    assert "We are open." in visitor.follow(done).text


def test_values_and_forms_are_each_others_opposite() -> None:
    values = {
        "prompt": ["a", {"text": "b", "context": "c"}],
        "choices": [{"key": "1", "speech": ["x", "y"], "next": "n"}],
    }
    form = form_of(values, NODE_TYPES["menu"])
    assert read_fields(form, NODE_TYPES["menu"]) == values
    with pytest.raises(UnknownField):
        read_fields({"nothing": ["x"]}, NODE_TYPES["menu"])
    assert change_rows(form, "_down", "choices.0", NODE_TYPES["menu"]) == form


def test_choices_are_told_in_a_line_each_and_open_where_something_is_wrong(visitor: Visitor) -> None:
    address = "/flows/billing/nodes/pay_menu"
    page = visitor.get(address)
    assert page.texts("//details[contains(@class, 'node-form__row--rows')]/summary")[0] == (
        "1 To pay by phone, press {key}. ask_amount"
    )
    assert not page.all("//details[contains(@class, 'node-form__row--rows')]/@open")
    assert "How often it is offered" in page.texts("//details[@class='node-form__rest']/summary")[0]
    sent = page.form("//*[@id='node-form']//form[@data-draft]")
    sent["choices.1.next"] = "nowhere"
    opened = visitor.post(address, sent, 422).all(
        "//details[contains(@class, 'node-form__row--rows')][@open]/@aria-label"
    )
    assert opened == ["Choices 2"]


def test_types_and_ways_are_called_in_the_readers_language(shared_visitor: Visitor) -> None:
    page = shared_visitor.get("/flows/billing/list", headers={"Accept-Language": "es"})
    assert page.texts("//*[@id='n-look_up']//span[@class='node__type']") == ["consulta"]
    assert page.texts("//*[@id='n-look_up']//span[contains(@class, 'exit__label')]") == [
        "bien",
        "no encontrado",
        "falló",
    ]
    assert page.texts("//*[@id='n-look_up']//span[@class='node__fact']")[0] == "servicio billing.balance"
