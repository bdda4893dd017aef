"""Source as plain forms, and what the editor asks of the server."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ivr_author.core.limits import MAX_FILE_BYTES
from tests.web.pages import BASE, Visitor
from tests.web.shared import files_of

BILLING = "/source/flows/billing.yaml"
TAB = "/flows/billing/source"
TYPO = ("next: identify\n", "next: idetify\n")


def billing(workspace: Path) -> Path:
    return workspace / "flows/billing.yaml"


def changed(visitor: Visitor, old: str, new: str) -> dict[str, str]:
    form = visitor.get(TAB).form()
    assert old in form["text"]
    return {**form, "text": form["text"].replace(old, new, 1)}


def check(visitor: Visitor, path: str, text: str, status: int = 200) -> list[dict[str, object]]:
    token = visitor.get("/token").text
    page = visitor.post("/source/check", {"path": path, "text": text, "csrf_token": token}, status)
    return json.loads(page.text) if status == 200 else []


def send_by_script(visitor: Visitor, form: dict[str, str]) -> Any:
    """As htmx does; what comes is no page."""
    return visitor.client.post(BILLING, data=form, base_url=BASE, headers={"HX-Request": "true"})


def test_a_flow_is_a_tab_and_every_other_file_a_page(shared_visitor: Visitor, repository: Path) -> None:
    page = shared_visitor.get(TAB)
    assert page.one("//nav[contains(@class, 'tabs')]//a[@aria-current]/text()") == "Source"
    assert page.form()["text"] == (repository / "flows/billing.yaml").read_text(encoding="utf-8")
    assert shared_visitor.get(f"{BILLING}?line=12", 302).headers["Location"] == f"{TAB}?line=12"
    listed = shared_visitor.get("/source/").all("//main//ul/li/a/@href")
    assert {BILLING, "/source/ivr.yaml", "/source/notices/_members.yaml"} <= set(listed)
    others = [one for one in listed if "/flows/" not in one or "." in one.removesuffix(".yaml")]
    for path in others[:: len(others) // 6]:
        text = (repository / path.removeprefix("/source/")).read_text(encoding="utf-8")
        assert shared_visitor.get(path).form()["text"] == text


def test_saving_changes_what_was_changed(visitor: Visitor, workspace: Path) -> None:
    before = billing(workspace).read_bytes()
    page = visitor.post(BILLING, changed(visitor, "title: Billing", "title: Bills"))
    assert billing(workspace).read_bytes() == before.replace(b"title: Billing", b"title: Bills")
    shown = visitor.follow(page)
    assert shown.texts("//*[@role='status'][normalize-space()]")[0].startswith("Saved.")
    assert shown.texts("//h1") == ["Bills"]


def test_a_new_error_is_shown_with_what_was_typed_and_saved_by_who_insists(visitor: Visitor, workspace: Path) -> None:
    before = billing(workspace).read_bytes()
    form = changed(visitor, *TYPO)
    page = visitor.post(BILLING, form, 422)
    assert billing(workspace).read_bytes() == before
    assert page.form()["text"] == form["text"]
    assert "did you mean identify?" in page.texts("//*[@role='alert']//li")[0]
    assert "dangling-reference" in page.texts("//ol[@id='source-marks']/li")[0]
    insist = page.one("//button[@name='insist']")
    visitor.post(BILLING, {**page.form(), insist.get("name"): insist.get("value")})
    assert billing(workspace).read_bytes() == before.replace(TYPO[0].encode(), TYPO[1].encode(), 1)


def test_what_cannot_be_read_is_mended_here(visitor: Visitor, workspace: Path) -> None:
    whole = billing(workspace).read_text(encoding="utf-8")
    billing(workspace).write_text("title: [\n", encoding="utf-8")
    page = visitor.get(TAB)
    assert page.form()["text"] == "title: [\n"
    assert page.texts("//ol[@id='source-marks']/li")
    visitor.post(BILLING, {**page.form(), "text": whole})
    assert billing(workspace).read_text(encoding="utf-8") == whole


def test_htmx_gets_what_became_of_it_alone(visitor: Visitor) -> None:
    form = changed(visitor, "title: Billing", "title: Bills")
    saved = send_by_script(visitor, form)
    assert saved.status_code == 200
    assert saved.text.startswith('<div class="source__result"')
    assert "Saved." in saved.text
    told = json.loads(saved.headers["HX-Trigger"])["ivr:edited"]
    assert told["path"] == "flows/billing.yaml"
    assert told["revision"] in saved.text
    assert told["revision"] != form["revision"]
    again = {**form, "revision": told["revision"], "text": form["text"].replace(*TYPO)}
    refused = send_by_script(visitor, again)
    assert refused.status_code == 422
    assert "Save anyway" in refused.text


def test_somebody_elses_change_is_shown_and_not_overwritten(visitor: Visitor, workspace: Path) -> None:
    form = changed(visitor, "title: Billing", "title: Mine")
    theirs = billing(workspace).read_text(encoding="utf-8").replace("title: Billing", "title: Theirs")
    billing(workspace).write_text(theirs, encoding="utf-8")
    page = visitor.post(BILLING, form, 409)
    assert billing(workspace).read_text(encoding="utf-8") == theirs
    assert "Theirs" in page.texts("//main//table")[0]
    assert "title: Mine" in page.texts("//main//textarea")[0]


def test_an_old_form_comes_back_with_what_was_typed(shared_visitor: Visitor) -> None:
    before = billing(files_of(shared_visitor)).read_bytes()
    page = shared_visitor.post(
        BILLING, {**changed(shared_visitor, "title: Billing", "title: X"), "csrf_token": "old"}, 403
    )
    assert "title: X" in page.form()["text"]
    assert billing(files_of(shared_visitor)).read_bytes() == before


def test_what_is_no_content_is_not_found(shared_visitor: Visitor) -> None:
    form = shared_visitor.get(TAB).form()
    for path in ("README.md", "flows/nothing.yaml", "flows/.git.yaml", "x/ivr.yaml", "%2e%2e/ivr.yaml", "flows/schema"):
        shared_visitor.get(f"/source/{path}", 404)
        shared_visitor.post(f"/source/{path}", form, 404)


def test_forms_that_are_not_ours_are_refused(shared_visitor: Visitor) -> None:
    form = shared_visitor.get(TAB).form()
    shared_visitor.post(BILLING, {**form, "more": "1"}, 400)
    shared_visitor.post(BILLING, {name: form[name] for name in ("csrf_token", "text")}, 400)
    check(shared_visitor, "flows/../ivr.yaml", "", 404)
    token = form["csrf_token"]
    shared_visitor.post("/source/check", {"path": "ivr.yaml", "csrf_token": token}, 400)
    shared_visitor.post("/source/check", {"path": "ivr.yaml", "text": "", "csrf_token": "no"}, 403)


def test_a_text_that_is_too_large_is_refused(shared_visitor: Visitor) -> None:
    form = shared_visitor.get(TAB).form()
    assert "file-too-large" in shared_visitor.post(BILLING, {**form, "text": "x" * (MAX_FILE_BYTES + 1)}, 422).text
    shared_visitor.post(BILLING, {**form, "text": "x" * (3 * MAX_FILE_BYTES)}, 413)


def test_a_file_that_is_no_text_says_what_to_do(visitor: Visitor, workspace: Path) -> None:
    billing(workspace).write_bytes(b"title: \xff\n")
    assert "save it as UTF-8" in visitor.get(TAB, 422).text


def test_faults_are_told_at_their_line(shared_visitor: Visitor, repository: Path) -> None:
    text = (repository / "flows/billing.yaml").read_text(encoding="utf-8")
    [found] = check(shared_visitor, "flows/billing.yaml", text.replace(*TYPO))[:1]
    line = text[: text.index(TYPO[0])].count("\n") + 1
    assert (found["line"], found["column"], found["rule"]) == (line, 11, "dangling-reference")
    assert (found["severity"], found["hint"]) == ("error", "did you mean `identify`?")
    # A text that is the file's has all that `check` tells of it; the ends of lines make no difference.
    notes = check(shared_visitor, "flows/billing.yaml", text.replace("\n", "\r\n"))
    assert notes == check(shared_visitor, "flows/billing.yaml", text)
    assert "dangling-reference" not in {one["rule"] for one in notes}


@pytest.mark.parametrize("path", ["flows/billing.yaml", "ivr.yaml", "notices/renewal/notice.md.j2"])
def test_odd_texts_are_told_of(path: str, shared_visitor: Visitor) -> None:
    for text in ("", "\0", "\x1b[31m", "a: [", "{{ {% ::: ", "\ufffd\u2028"):
        assert isinstance(check(shared_visitor, path, text), list)


def test_schemas_and_names_are_served(shared_visitor: Visitor, repository: Path) -> None:
    options = json.loads(shared_visitor.get(TAB).one("//form[@data-source]/@data-source"))
    schema = shared_visitor.get(options["schema"])
    assert schema.text == (repository / "flows/schema/flow.schema.json").read_text(encoding="utf-8")
    assert schema.headers["ETag"]
    shared_visitor.get("/schemas/nothing.json", 404)
    names = json.loads(shared_visitor.get(options["names"]).text)
    assert names["flows"]["billing"] == "Billing"
    assert {"queues", "services", "calendars", "bulletins", "locales", "notices"} <= set(names)
