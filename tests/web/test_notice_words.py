"""The words of a notice as a form: judged as they are typed, previewed as they stand, saved only when all is right."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest

from ivr_author.web.app import create_app
from ivr_author.web.notice.drafts import NoticeDrafts
from tests.web.conftest import put_under_git
from tests.web.notices import TEMPLATE, write_workspace
from tests.web.pages import BASE, Page, Visitor

MILLISECONDS = 300
FORM = "//form[@id='words-form']"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_workspace(tmp_path)


@pytest.fixture
def notices(root: Path) -> Visitor:
    return Visitor(create_app(root))


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Visitor:
    return Visitor(create_app(write_workspace(tmp_path_factory.mktemp("words"))))


def send(visitor: Visitor, text: str, status: int = 303, **more: str) -> Page:
    form = visitor.get("/notices/bill").form(FORM)
    form.update({"text": text.replace("\n", "\r\n"), "do": "save", **more})
    return visitor.post("/notices/bill", form, status)


def judge(visitor: Visitor, text: str, address: str = "/notices/bill", **more: str) -> dict[str, Any]:
    token = visitor.get(address).form(FORM)["csrf_token"]
    answer = visitor.client.post(
        f"{address}/judge", data={"text": text, **more}, headers={"X-CSRF-Token": token}, base_url=BASE
    )
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = json.loads(answer.data)
    return found


# --- saving -----------------------------------------------------------------------------------------------------------


def test_words_are_saved_and_shown_as_saved(notices: Visitor, root: Path) -> None:
    page = notices.follow(send(notices, TEMPLATE.replace("Dear", "Hello"), member="layla", channel="sms"))
    assert (root / "notices/bill/notice.md.j2").read_text() == TEMPLATE.replace("Dear", "Hello")
    assert page.texts("//p[@role='status']")[0].startswith(
        "Saved. 2 translations have to be made or renewed. See which"
    )
    assert page.one("//select[@id='member']/option[@selected]/@value") == "layla"
    assert page.one("//input[@id='channel']/@value") == "sms"


def test_save_is_a_version_in_the_history(root: Path) -> None:
    put_under_git(root)
    visitor = Visitor(create_app(root))
    send(visitor, TEMPLATE.replace("Dear", "Hello"))
    history = visitor.get("/notices/bill/history")
    assert "Change the words of “Bill” (bill)" in history.texts("//ol[@class='history']/li")[0]
    assert "Dana Rivera" in history.texts("//ol[@class='history']/li")[0]


def test_words_with_an_error_are_shown_again_with_it(notices: Visitor, root: Path) -> None:
    typed = TEMPLATE.replace("{{ name }}", "{{ nobody }}")
    page = send(notices, typed, status=422)
    assert page.form(FORM)["text"] == typed
    summary = page.texts("//div[@class='error-summary']")[0]
    assert "line 3: no field nobody is declared" in summary
    assert "undeclared-field" in summary
    assert (root / "notices/bill/notice.md.j2").read_text() == TEMPLATE
    # What members got before stays in sight.
    assert page.all("//img[@class='sheet']")
    assert "this is what members got before" in page.texts("//p[@id='stale'][not(@hidden)]")[0]


def test_name_is_declared_and_the_words_come_along(notices: Visitor, root: Path) -> None:
    typed = TEMPLATE.replace("{{ name }}", "{{ paid_on }} {{ name }}")
    refused = send(notices, typed, status=422)
    fields = notices.get(refused.one("//a[contains(., 'Declare the field')]/@href").partition("#")[0])
    form = fields.form("//section[@id='new']//form")
    assert (form["name"], form["type"]) == ("paid_on", "date")
    form |= {"do": "add", "example": "2026-11-20"}
    back = notices.follow(notices.post("/notices/bill/fields", form))
    assert back.form(FORM)["text"] == typed
    words = back.form(FORM) | {"do": "save"}
    confirm = notices.post("/notices/bill", words, 200)
    notices.post("/notices/bill", confirm.form("//main//form") | {"do": "save"})
    assert (root / "notices/bill/notice.md.j2").read_text() == typed


def test_change_of_fields_is_agreed_to_first(notices: Visitor, root: Path) -> None:
    typed = TEMPLATE.replace("Dear {{ name }},", "Hello, {{ address }},")
    asked = send(notices, typed, status=200)
    assert asked.texts("//h2")[0] == "Confirm changes"
    told = asked.texts("//div[@class='confirm']")[0]
    assert "no longer use this field:" in told
    assert (
        "now use this field: address address, 2 sample members have it; in: Letter, Email, Robocall, Web page" in told
    )
    assert "name until now in: Letter, Email, Robocall, Web page" in told
    assert "español: 1 text" in told
    assert (root / "notices/bill/notice.md.j2").read_text() == TEMPLATE
    form = asked.form("//main//form")
    back = notices.post("/notices/bill", form | {"do": "preview"}, 200)
    assert back.form(FORM)["text"] == typed
    notices.post("/notices/bill", form | {"do": "save"})
    assert (root / "notices/bill/notice.md.j2").read_text() == typed


def test_who_saves_too_late_sees_both_versions(notices: Visitor, root: Path) -> None:
    form = notices.get("/notices/bill").form(FORM)
    path = root / "notices/bill/notice.md.j2"
    path.write_text(TEMPLATE.replace("Dear", "Good day,"))
    mine = TEMPLATE.replace("Dear", "Hello")
    page = notices.post("/notices/bill", form | {"text": mine, "do": "save"}, 409)
    assert "Good day," in page.texts("//main")[0]
    assert path.read_text() == TEMPLATE.replace("Dear", "Good day,")
    again = page.form("//main//form")
    notices.post("/notices/bill", again | {"text": mine})
    assert path.read_text() == mine


@pytest.mark.parametrize("sent", [{"text": "x"}, {"revision": "x"}, {"text": "x", "revision": "x", "other": "x"}])
def test_form_with_other_fields_is_refused(shared: Visitor, sent: dict[str, str]) -> None:
    token = shared.get("/notices/bill").form(FORM)["csrf_token"]
    shared.post("/notices/bill", {"csrf_token": token, **sent}, 400)


def test_form_that_is_too_old_keeps_what_was_typed(shared: Visitor) -> None:
    form = shared.get("/notices/bill").form(FORM)
    page = shared.post("/notices/bill", form | {"text": "typed\n", "do": "save", "csrf_token": "old"}, 403)
    assert page.form(FORM)["text"] == "typed\n"
    assert "Not saved yet" in page.texts("//main")[0]


# --- previews ---------------------------------------------------------------------------------------------------------


def test_preview_without_scripts_shows_what_was_typed_in_every_channel(shared: Visitor) -> None:
    form = shared.get("/notices/bill").form(FORM) | {"text": TEMPLATE.replace("today", "at once")}
    page = shared.post("/notices/bill", form | {"channel": "sms"}, 200)
    assert page.texts("//p[@class='handset__bubble']") == ["Pay $212.40 - at once."]
    assert page.texts("//details[contains(@class, 'changes')]//ins") == ["at once"]
    html = shared.post("/notices/bill", form | {"channel": "web", "text": TEMPLATE.replace("Dear", "Hello")}, 200)
    address = html.one("//iframe/@src")
    assert "draft=" in address
    assert "Hello <bdi>Robin Sample</bdi>" in shared.client.get(address, base_url=BASE).text
    letter = shared.post("/notices/bill", form | {"channel": "letter"}, 200)
    for path in (letter.one("//img[@class='sheet']/@src"), letter.one("//a[. = 'Open the PDF']/@href")):
        assert shared.client.get(path, base_url=BASE).status_code == 200
    assert "Dear" in shared.get("/notices/bill").form(FORM)["text"]


def test_draft_that_is_no_longer_kept_is_told(shared: Visitor) -> None:
    page = shared.get("/notices/bill?draft=0000", 409)
    assert "no longer kept" in page.texts("//main")[0]


def test_drafts_are_kept_as_far_as_there_is_room() -> None:
    drafts = NoticeDrafts(10)
    first, second = drafts.keep("aaaa"), drafts.keep("bbbb")
    assert drafts.keep("aaaa") == first
    third = drafts.keep("cccccc")
    assert (drafts.get(first), drafts.get(second), drafts.get(third)) == ("aaaa", None, "cccccc")
    whole = drafts.keep("d" * 50)
    assert drafts.get(whole) == "d" * 50


# --- while one types --------------------------------------------------------------------------------------------------


def test_judgement_has_places_as_browsers_count(shared: Visitor) -> None:
    words = "😀 We will act prior to the day. {{ nobody }}"
    found = judge(shared, TEMPLATE.replace("Dear {{ name }},", words).replace("# What", "# 😀 What"))
    assert found["preview"] == ""
    (error,) = [one for one in found["places"] if one["severity"] == "error"]
    assert error["rule"] == "undeclared-field"
    found = judge(shared, TEMPLATE.replace("Dear {{ name }},", words.replace("{{ nobody }}", "")))
    text = TEMPLATE.replace("Dear {{ name }},", words.replace("{{ nobody }}", ""))
    (advice,) = [one for one in found["places"] if one["rule"] == "substitution"]
    units = text.encode("utf-16-le")
    assert units[2 * advice["from"] : 2 * advice["to"]].decode("utf-16-le") == "prior to"
    assert (advice["severity"], advice["replacement"]) == ("advice", "before")
    assert "substitution" in found["judged"]


def test_judgement_shows_the_chosen_member_channel_and_language(shared: Visitor) -> None:
    found = judge(shared, TEMPLATE, channel="sms", member="layla", locale="ar")
    assert 'class="handset__bubble" lang="ar"' in found["preview"]
    assert "ادفع" in found["preview"]


@pytest.mark.parametrize("text", ["", "\x00", "{" * 5000, "{% for a in b %}" * 200, "x" * 300_000, "\ud83d😀"])
def test_whatever_is_typed_is_judged(shared: Visitor, text: str) -> None:
    found = judge(shared, text.encode("utf-8", "replace").decode())
    assert set(found) == {"draft", "places", "judged", "preview"}


def test_judgement_takes_no_time(shared_visitor: Visitor) -> None:
    form = shared_visitor.get("/notices/renewal").form(FORM)
    took = []
    for number in range(5):
        typed = form | {"text": f"{form['text']}\nA new line {number}.\n", "channel": "letter"}
        # Of this process alone: other tests may be busy beside it.
        began = time.process_time()
        shared_visitor.client.post("/notices/renewal/judge", data=typed, base_url=BASE)
        took.append((time.process_time() - began) * 1000)
    assert min(took) < MILLISECONDS


def test_robocall_sounds_as_a_telephone_plays_it(shared: Visitor) -> None:
    page = shared.get("/notices/bill?channel=robocall")
    address = page.one("//audio/@src")
    answer = shared.client.get(address, base_url=BASE)
    assert answer.status_code == 200
    assert answer.data.startswith(b"RIFF")
    part = shared.client.get(address, base_url=BASE, headers={"Range": "bytes=0-99"})
    assert (part.status_code, len(part.data)) == (206, 100)
