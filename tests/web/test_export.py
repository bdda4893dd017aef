"""Export: what blocks each target and where it is mended, calls that are played, the bundle, the steps, the changes."""

from __future__ import annotations

import io
import json
import time
import zipfile
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from ivr_author.changes.write import to_markdown
from ivr_author.usecases.changes import find_changes
from ivr_author.usecases.export import DEPLOY, RELEASE
from ivr_author.web import export_page
from ivr_author.workspace.exports import list_exports
from tests.harness.sample import CALLS, change, make_workspace
from tests.web.conftest import create_studio, put_under_git
from tests.web.pages import BASE, Page, Visitor

MAIN = "flows/main.yaml"
SECONDS = 20


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """A small workspace with a history."""
    return put_under_git(make_workspace(tmp_path / "office"))


@pytest.fixture
def guest(office: Path) -> Visitor:
    return Visitor(create_studio(office))


@pytest.fixture(autouse=True)
def short_tasks_are_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a page shows must not depend on how busy this machine is."""
    monkeypatch.setattr(export_page, "SOON_SECONDS", 60.0)


def until_done(visitor: Visitor, path: str) -> Page:
    """The page when its task has ended."""
    end = time.monotonic() + SECONDS
    page = visitor.get(path)
    while page.all("//*[@id='job']//progress"):
        assert time.monotonic() < end, "it never ends"
        page = visitor.get(path)
    return page


def try_everything(visitor: Visitor, target: str) -> Page:
    page = visitor.get(f"/export/{target}/")
    form = "//form[contains(@action, '/try')]"
    assert visitor.post(page.one(f"{form}/@action"), page.form(form)).headers["Location"].endswith("#trial")
    return until_done(visitor, f"/export/{target}/")


# --- can it go out? ---


def test_sample_can_go_to_every_target(shared_visitor: Visitor) -> None:
    page = shared_visitor.get("/export/")
    states = page.texts("//section//span[contains(@class, 'status')]")
    assert states == ["Nothing stands in the way"] * 2
    assert page.all("//a[@aria-current='page' and text()='Export']")
    for target in ("twiml", "voicexml"):
        shown = shared_visitor.get(f"/export/{target}/")
        address = shown.one("//div[@id='export-languages']/@hx-get")
        assert len(shared_visitor.get(address).all("//div[@id='export-languages']//tbody/tr")) == 7
        assert shown.all(f"//a[@href='/export/{target}.zip']")


def test_what_blocks_is_named_with_its_rule_and_leads_to_mending(guest: Visitor, office: Path) -> None:
    change(office, MAIN, "type: menu", "type: meun")
    for path in ("/export/", "/export/twiml/"):
        page = guest.get(path)
        assert "unknown-node-type" in page.texts("//code")
        (link,) = set(page.all("//main//a[contains(., 'flows/main.yaml')]/@href"))
        assert "/flows/main" in link
        assert guest.client.get(link.partition("#")[0], base_url=BASE).status_code == 200
        assert not page.all("//a[contains(@href, '.zip')]")
    assert "What stands in the way" in guest.get("/export/twiml/").texts("//h2")


def test_the_bundle_of_what_is_blocked_is_refused_with_a_page(guest: Visitor, office: Path) -> None:
    change(office, MAIN, "type: menu", "type: meun")
    assert "mended" in guest.get("/export/twiml.zip", 409).text
    # What can be compiled all the same may be looked at.
    assert guest.get("/documents/twiml/")


def test_what_another_target_cannot_do_does_not_block_this_one(guest: Visitor, office: Path) -> None:
    change(office, "ivr.yaml", "locales: []", "locales: [ht]\nvoices: {voicexml: {ht: platform}}")
    catalog = office / "locales/ht/LC_MESSAGES/flows.po"
    catalog.parent.mkdir(parents=True)
    head = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
    entry = '\nmsgctxt "main/closed/prompt"\nmsgid "Our office is closed now."\nmsgstr "Biwo nou fèmen kounye a."\n'
    catalog.write_text(head + entry)
    twiml = guest.get("/export/twiml/")
    assert "twiml-no-voice" in twiml.texts("//code")
    languages = guest.get("/export/twiml/languages")
    assert languages.one("//details//span[starts-with(@lang, 'ht')]/text()") == "Biwo nou fèmen kounye a."
    assert languages.all("//a[@href='/words/main/closed/prompt']")
    assert guest.get("/export/voicexml.zip")


def test_nothing_to_export(guest: Visitor, office: Path) -> None:
    for path in (MAIN, CALLS):
        (office / path).unlink()
    change(office, "ivr.yaml", 'numbers:\n  main: {number: "+18005550100", flow: main}\n', "")
    assert "Nothing to export yet" in guest.get("/export/").text
    assert guest.get("/export/twiml/").all("//a[@href='/flows']")
    assert guest.get("/export/twiml.zip", 409)


def test_a_target_that_there_is_not(shared_visitor: Visitor) -> None:
    for path in ("/export/morse/", "/export/morse.zip", "/export/morse/deploy"):
        assert "morse" in shared_visitor.get(path, 404).text


# --- check everything now ---


@pytest.mark.parametrize("target", ["twiml", "voicexml"])
def test_everything_is_tried_and_counted(guest: Visitor, target: str) -> None:
    page = try_everything(guest, target)
    text = page.texts("//section[@id='trial']")[0]
    assert "5 of 5 calls went as they should" in text
    assert "Ready, everything tried" in guest.get("/export/").text
    # The same content is not tried again.
    assert not page.all("//form[contains(@action, '/try')]")


def test_a_call_that_fails_blocks_and_is_named(guest: Visitor, office: Path) -> None:
    change(office, MAIN, "on_failure: agent", "on_failure: message")
    page = try_everything(guest, "twiml")
    assert "1 call failed" in page.text
    assert "A caller who never presses a key" in page.texts("//ul[@class='blockers']")[0]
    assert guest.get("/export/twiml.zip", 409)
    assert "Blocked by 1 thing" in guest.get("/export/").text
    # Other content is another matter.
    change(office, MAIN, "on_failure: message", "on_failure: agent")
    assert guest.get("/export/twiml.zip")


def test_trying_needs_the_form(guest: Visitor) -> None:
    assert guest.post("/export/twiml/try", {}, 403)
    assert guest.post("/export/twiml/stop", {}, 403)
    assert guest.get("/export/twiml/try", 405)


def test_giving_up_what_never_began_does_no_harm(guest: Visitor) -> None:
    form = guest.get("/export/twiml/").form("//form[contains(@action, '/try')]")
    assert guest.post("/export/twiml/stop", form)


# --- the bundle and the steps ---


def test_bundle(guest: Visitor) -> None:
    page = guest.get("/export/twiml.zip")
    assert page.body == guest.get("/export/twiml.zip").body
    assert page.headers["Content-Disposition"] == "attachment; filename=office-twiml.zip"
    with zipfile.ZipFile(io.BytesIO(page.body)) as archive:
        release = json.loads(archive.read(RELEASE))
        assert archive.read(DEPLOY)
    assert release["target"] == "twiml"
    assert len(release["commit"]) == 40


def test_a_bundle_that_takes_long_is_waited_for_on_a_page(guest: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    go = Event()
    pack = export_page.bundle_of

    def slow(*arguments: Any) -> Any:
        assert go.wait(SECONDS)
        return pack(*arguments)

    monkeypatch.setattr(export_page, "SOON_SECONDS", 0.0)
    monkeypatch.setattr(export_page, "bundle_of", slow)
    wait = guest.get("/export/twiml.zip", 303).headers["Location"]
    assert guest.get(wait).all("//progress")
    # Other pages, and what is tried, do not wait for it.
    assert guest.get("/export/")
    go.set()
    end = time.monotonic() + SECONDS
    while guest.get(wait).all("//progress"):
        assert time.monotonic() < end
    assert guest.get(wait).one("//main//a[contains(@class, 'usa-button')]/@href") == "/export/twiml.zip"
    assert guest.get("/export/twiml.zip").body


def test_exports_are_listed_and_the_last_one_is_what_changes_are_told_since(guest: Visitor, office: Path) -> None:
    assert "Nothing was exported yet." in guest.get("/export/").text
    assert guest.get("/export/twiml.zip")
    assert guest.get("/export/twiml.zip")
    rows = guest.get("/export/").texts("//section[@aria-labelledby='exports']//tbody/tr")
    assert len(rows) == 1
    assert "Dana" in rows[0]
    assert guest.get("/export/twiml/").all("//section[@aria-labelledby='exports']//tbody/tr")
    assert "Nothing was exported yet." in guest.get("/export/voicexml/").text
    change(office, MAIN, "next: address}", "next: closed}")
    page = until_done(guest, guest.get("/export/").one("//section[@aria-labelledby='exports']//tbody//a/@href"))
    assert page.one("//select[@name='since']/optgroup[1]/@label") == "Exports"
    assert page.one("//select[@name='since']//option[@selected]/@value").startswith("export/twiml/")
    assert "Last export for " in page.texts("//optgroup[1]/option")[0]
    ways = page.texts("//section[@aria-labelledby='ways']//li")
    assert len(ways) == 1
    for words in ("main: a caller presses 1", "main/address", "We are at 1 Main Street", "main/closed", "closed now"):
        assert words in ways[0]
    # What went out last is what changes are told since, where nobody chooses.
    since = until_done(guest, "/export/changes").one("//select[@name='since']//option[@selected]/@value")
    assert since.startswith("export/twiml/")


def test_what_another_site_fetches_is_no_export(guest: Visitor, office: Path) -> None:
    guest.client.get("/export/twiml.zip", base_url=BASE, headers={"Sec-Fetch-Site": "cross-site"})
    assert list_exports(office) == ()


@pytest.mark.parametrize("target", ["twiml", "voicexml"])
def test_steps_of_deploying(shared_visitor: Visitor, target: str) -> None:
    page = shared_visitor.get(f"/export/{target}/deploy")
    assert page.one("//h1/text()").startswith("Put these documents on")
    assert len(page.all("//div[@class='prose']//h2")) >= 4
    assert page.all("//pre[@tabindex='0']//code")
    assert page.one("//div[@class='prose']/@lang") == "en"


# --- what callers hear differently ---


def test_nothing_new(guest: Visitor) -> None:
    assert "Callers hear nothing new." in until_done(guest, "/export/changes").text


def test_changes_by_flow_with_words_in_their_language(guest: Visitor, office: Path) -> None:
    change(office, MAIN, "Thank you for calling the Example Office.", "Welcome to the Example Office.")
    change(office, MAIN, "next: address}", "next: closed}")
    page = until_done(guest, "/export/changes")
    assert page.texts("//del")[0] == "Thank you for calling"
    assert page.texts("//ins")[0] == "Welcome to"
    assert page.one("(//del)[1]/ancestor::*[@lang][1]/@lang") == "en-US"
    assert "key 1 led to address, and now leads to closed." in page.texts("//p[@class='change__what']")
    assert page.all("//a[@href='/flows/main#n-main_menu']")
    assert "5 of 5 scripted calls go differently" in page.text
    text = guest.get("/export/changes.md")
    since = text.text.partition("\n")[0].split()[-1]
    assert text.text == to_markdown(find_changes(office, since).report, since)
    assert text.headers["Content-Disposition"] == 'attachment; filename="changes.md"'


def test_arabic_words_run_from_the_right(guest: Visitor, office: Path) -> None:
    change(office, "ivr.yaml", "locales: []", "locales: [ar]")
    catalog = office / "locales/ar/LC_MESSAGES/flows.po"
    catalog.parent.mkdir(parents=True)
    head = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
    entry = '\nmsgctxt "main/closed/prompt"\nmsgid "Our office is closed now."\nmsgstr "{}"\n'
    catalog.write_text(head + entry.format("مكتبنا مغلق الآن."))
    put_under_git(office)
    catalog.write_text(head + entry.format("مكتبنا مغلق اليوم."))
    page = until_done(guest, "/export/changes?since=HEAD")
    words = page.one("//span[contains(@class, 'heard__words')]")
    assert (words.get("lang"), words.get("dir")) == ("ar", "rtl")
    assert page.texts("//del") == ["الآن"]
    assert page.texts("//ins") == ["اليوم"]


@pytest.mark.parametrize("since", ["nowhere", "--all", "<script>", "HEAD:flows", "x" * 5_000])
def test_what_is_no_revision_is_said_on_the_page(guest: Visitor, since: str) -> None:
    page = guest.get("/export/changes", query_string={"since": since})
    assert "These versions can't be compared" in page.text or page.all("//progress")
    page = guest.get("/export/changes.md", 404, query_string={"since": since})
    assert "neither a folder" in page.text


def test_without_a_history_there_is_one_button(shared_visitor: Visitor) -> None:
    page = shared_visitor.get("/export/changes")
    assert page.all("//div[@class='empty']//a[@href='/history']") or page.all("//div[@class='empty']//a")
    assert shared_visitor.get("/export/changes.md", 404)
