"""Editing words in the browser's forms: faults at their field, nothing typed is lost, nothing overwritten."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.web.pages import Visitor
from tests.web.shared import files_of

ADDRESS = "/words/billing/due/prompt/1"
OLD = "Your balance is {balance}."


def flow_file(workspace: Path) -> Path:
    return workspace / "flows/billing.yaml"


def test_form_tells_what_is_needed(shared_visitor: Visitor) -> None:
    page = shared_visitor.get("/words/billing/bills_count/prompt")
    assert page.one("//textarea[@id='text']").text_content().strip() == "You have {count} unpaid bill."
    assert page.one("//textarea[@id='plural']").text_content().strip() == "You have {count} unpaid bills."
    assert page.one("//textarea[@id='text']/@lang") == "en-US"
    names = page.texts("//aside//bdi[@class='placeholder']")
    assert {"{count}", "{balance}", "{caller.number}"} <= set(names)
    assert "7 translations" in page.texts("//section[@aria-labelledby='translations']//p")[0]
    assert page.all("//dd/p[@lang='ar' and @dir='rtl']")


def test_menu_tells_its_keys(shared_visitor: Visitor) -> None:
    page = shared_visitor.get("/words/billing/pay_menu/choice/1/say")
    keys = dict(
        zip(
            page.texts("//section[@aria-labelledby='keys']//dt"),
            page.texts("//section[@aria-labelledby='keys']//dd"),
            strict=True,
        )
    )
    assert keys["1"] == "ask_amount"
    assert keys["0"] == "representative"


def test_save_changes_the_words_alone(visitor: Visitor, workspace: Path) -> None:
    before = flow_file(workspace).read_bytes()
    form = visitor.get(ADDRESS).form()
    page = visitor.post(ADDRESS, {**form, "text": "You owe {balance}."})
    assert flow_file(workspace).read_bytes() == before.replace(OLD.encode(), b"You owe {balance}.")
    assert page.headers["Location"].endswith("#n-due")
    shown = visitor.follow(page)
    assert "Saved." in shown.texts("//*[@role='status']")[0]
    assert "7 translations are out of date" in shown.texts("//*[@role='status']")[0]
    assert "You owe {balance}." in shown.texts("//article[@aria-labelledby='t-due']//p[@lang='en-US']")


def test_translation_is_out_of_date_after_that(visitor: Visitor) -> None:
    visitor.post(ADDRESS, {**visitor.get(ADDRESS).form(), "text": "You owe {balance}."})
    page = visitor.get("/flows/billing/list?locale=es")
    due = "//article[@aria-labelledby='t-due']"
    assert page.texts(f"{due}//span[contains(@class, 'status--stale')]") == ["out of date"]
    assert page.texts(f"{due}//p[@lang='en-US']") == ["You owe {balance}."]
    home = visitor.get("/flows")
    assert page.texts("//progress") or home.texts("//li[contains(@class, 'status--stale')]")


def test_language_is_kept(visitor: Visitor) -> None:
    form = visitor.get(f"{ADDRESS}?locale=es").form()
    page = visitor.post(f"{ADDRESS}?locale=es", {**form, "text": "You owe {balance}."})
    assert "locale=es" in page.headers["Location"]


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("", "there are no words"),
        ("You owe {balanc}.", "nothing fills"),
        ("You owe {", "a single {"),
        ("Bell \x07", "can't be seen"),
    ],
)
def test_wrong_words_come_back_with_their_fault(shared_visitor: Visitor, text: str, wrong: str) -> None:
    before = flow_file(files_of(shared_visitor)).read_bytes()
    page = shared_visitor.post(ADDRESS, {**shared_visitor.get(ADDRESS).form(), "text": text}, status=422)
    assert wrong in page.texts("//div[@role='alert']")[0]
    assert page.one("//div[@role='alert']//a/@href") == "#text"
    assert wrong in page.texts("//span[@id='text-fault-1']")[0]
    assert page.one("//textarea[@id='text']/@aria-invalid") == "true"
    assert page.form()["text"].replace("\x07", "") == text.replace("\x07", "")
    assert flow_file(files_of(shared_visitor)).read_bytes() == before


def test_conflict_shows_both_and_keeps_what_was_typed(visitor: Visitor, workspace: Path) -> None:
    mine, theirs = visitor.get(ADDRESS).form(), visitor.get(ADDRESS).form()
    visitor.post(ADDRESS, {**theirs, "text": "Theirs {balance}."})
    page = visitor.post(ADDRESS, {**mine, "text": "Mine {balance}."}, status=409)
    assert "Theirs {balance}." in page.texts("//section[@aria-labelledby='theirs']")[0]
    assert "Mine {balance}." in page.texts("//section[@aria-labelledby='yours']")[0]
    assert page.form()["text"] == "Mine {balance}."
    assert "Theirs {balance}." in flow_file(workspace).read_text()
    visitor.post(ADDRESS, page.form())
    assert "Mine {balance}." in flow_file(workspace).read_text()


def test_change_from_outside_is_a_conflict_too(visitor: Visitor, workspace: Path) -> None:
    form = visitor.get(ADDRESS).form()
    path = flow_file(workspace)
    path.write_text(path.read_text().replace(OLD, "From an editor {balance}."))
    page = visitor.post(ADDRESS, {**form, "text": "Mine."}, status=409)
    assert "From an editor" in page.texts("//section[@aria-labelledby='theirs']")[0]


def test_conflict_where_the_prompt_is_gone(visitor: Visitor, workspace: Path) -> None:
    form = visitor.get(ADDRESS).form()
    path = flow_file(workspace)
    path.write_text(path.read_text().replace(f"      - {OLD}\n", ""))
    page = visitor.get(ADDRESS, status=404)
    assert "no words at billing/due/prompt/1" in page.text
    page = visitor.post(ADDRESS, {**form, "text": "Mine."}, status=409)
    assert "gone" in page.texts("//section[@aria-labelledby='theirs']")[0]
    assert "Mine." in page.texts("//section[@aria-labelledby='yours']")[0]
    assert not page.all("//main//form")


def test_old_form_is_shown_again(visitor: Visitor, workspace: Path) -> None:
    form = visitor.get(ADDRESS).form()
    page = visitor.post(ADDRESS, {**form, "text": "Mine {balance}.", "csrf_token": "of an earlier start"}, status=403)
    assert "still here" in page.texts("//div[@role='alert']")[0]
    assert page.form()["text"] == "Mine {balance}."
    visitor.post(ADDRESS, page.form())
    assert "Mine {balance}." in flow_file(workspace).read_text()


def test_unknown_and_missing_fields(shared_visitor: Visitor) -> None:
    form = shared_visitor.get(ADDRESS).form()
    shared_visitor.post(ADDRESS, {**form, "extra": "1"}, status=400)
    shared_visitor.post(ADDRESS, {"csrf_token": form["csrf_token"]}, status=400)


def test_too_large_form(shared_visitor: Visitor) -> None:
    form = shared_visitor.get(ADDRESS).form()
    shared_visitor.post(ADDRESS, {**form, "text": "x" * 1_100_000}, status=413)


def test_file_that_cannot_be_written_keeps_the_words(
    visitor: Visitor, workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = visitor.get(ADDRESS).form()

    def refuse(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", refuse)
    page = visitor.post(ADDRESS, {**form, "text": "Mine {balance}."}, status=507)
    assert "no space left" in page.texts("//div[@role='alert']")[0]
    assert page.form()["text"] == "Mine {balance}."


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/words/texts/nothing", "no words"),
        ("/words/nothing/x/prompt", "no such file"),
        ("/words/../x/y", ""),
        ("/words/.git/config", ""),
        ("/words/billing", "no words"),
    ],
)
def test_no_such_words(shared_visitor: Visitor, path: str, told: str) -> None:
    assert told in shared_visitor.get(path, status=404).text


def test_built_in_sentence_says_how_to_change_it(visitor: Visitor, workspace: Path) -> None:
    settings = workspace / "ivr.yaml"
    settings.write_text(settings.read_text().replace("  star: star\n", ""))
    assert "under `texts:` in ivr.yaml" in visitor.get("/words/texts/star", status=404).text
