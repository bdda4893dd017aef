"""Recordings: every text with what is there of it; takes that are heard before they are taken, replaced, removed."""

from __future__ import annotations

import io
import shutil
import subprocess
from pathlib import Path
from threading import Event
from typing import Any

import numpy as np
import pytest
import soundfile
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from ivr_author.speech.pace import seconds_of
from ivr_author.web import checking
from ivr_author.web.translate import recordings as desks
from ivr_author.workspace import stamps
from ivr_author.workspace.files import revision
from ivr_author.workspace.project import load_workspace
from tests.harness.sample import change
from tests.speech.sounds import silence, sine, write
from tests.voiceless import MAIN, record, write_workspace
from tests.web.conftest import create_studio, put_under_git
from tests.web.pages import Page, Visitor

WELCOME, OPEN, HELP, BYE = "Byenveni.", "Nou louvri.", "Kijan nou ka ede ou?", "Orevwa."
AUDIO = "locales/ht/audio"
CATALOG = "locales/ht/LC_MESSAGES/flows.po"
TEXT = "/recordings/ht/main.menu.prompt"
FORM = "//form[contains(@action, '{}')]"


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two texts are recorded: one well, one with noise."""
    root = write_workspace(tmp_path_factory.mktemp("office"))
    record(root, [WELCOME, OPEN])
    (root / AUDIO / "take_1.wav").write_bytes(sound(WELCOME, encoding="ULAW"))
    change(root, f"{AUDIO}/manifest.yaml", "seconds: 1.50", f"seconds: {seconds_of(WELCOME, 'ht') + 0.2:.2f}")
    return put_under_git(root)


@pytest.fixture
def office(template: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(template, tmp_path / "office"))


@pytest.fixture
def desk(office: Path) -> Visitor:
    return Visitor(create_studio(office))


@pytest.fixture(scope="module")
def quiet_desk(template: Path) -> Visitor:
    """For tests that save nothing."""
    return Visitor(create_studio(template))


def sound(text: str = HELP, level: float = 0.3, encoding: str = "PCM_16", factor: float = 1.0) -> bytes:
    tone = sine(seconds_of(text, "ht") * factor, level=level)
    return write(np.concatenate([silence(0.1), tone, silence(0.1)]), encoding=encoding)


def bring(
    desk: Visitor, raw: bytes, status: int = 303, at: str = TEXT, name: str = "take 7.wav", **fields: str
) -> Page:
    """Choose a file on the page of a text."""
    path, _, query = at.partition("?")
    form = desk.get(at).form(FORM.format(f"{path}{'?' if query else ''}"))
    boundary, body = encode_multipart({**form, **fields, "take": FileStorage(io.BytesIO(raw), name, "take")})
    kind = f'multipart/form-data; boundary="{boundary}"'
    return desk.post(at, body, status, content_type=kind)  # type: ignore[arg-type]


def brought(desk: Visitor, raw: bytes, at: str = TEXT) -> Page:
    return desk.follow(bring(desk, raw, at=at))


def take(desk: Visitor, page: Page, status: int = 303, **typed: str) -> Page:
    form = page.form("//form[@id='rec-form']")
    return desk.post(page.one("//form[@id='rec-form']/@action"), {**form, **typed}, status)


def entries(office: Path) -> dict[str, str]:
    return {one.recording.path.rpartition("/")[2]: one.recording.text for one in load_workspace(office).takes["ht"]}


def log_of(office: Path) -> list[str]:
    told = subprocess.run(["git", "-C", str(office), "log", "--format=%an: %s"], check=True, capture_output=True)
    return told.stdout.decode().splitlines()


def states(page: Page) -> dict[str, str]:
    rows = page.all("//table//tbody/tr")
    return {
        " ".join(row.xpath("th/p")[0].text_content().split()): row.xpath(".//span[contains(@class, 'status')]")[0].text
        for row in rows
    }


# --- looking ---------------------------------------------------------------------------------------------------------


def test_languages_are_told_with_what_is_there(quiet_desk: Visitor) -> None:
    page = quiet_desk.get("/recordings")
    row = page.texts("//tr[th//a[@href='/recordings/ht']]/td")
    assert row[:4] == ["1 of 10", "8 Not recorded, Haitian Creole", "–", "1 Does not pass the check, Haitian Creole"]
    assert "/recordings/ht?show=missing" in page.all("//td/a/@href")
    # Nobody has translated anything into Khmer.
    assert page.texts("//tr[th//a[@href='/recordings/km']]/td")[:2] == ["0 of 0", "–"]
    assert quiet_desk.get("/recordings?locale=ht", 303).headers["Location"] == "/recordings/ht"


def test_a_language_lists_every_text_with_its_state(quiet_desk: Visitor) -> None:
    page = quiet_desk.get("/recordings/ht")
    found = states(page)
    assert (found[WELCOME], found[OPEN], found[HELP]) == ("Recorded", "Does not pass the check", "Not recorded")
    assert "1 of 10 texts are recorded." in page.text
    assert states(quiet_desk.get("/recordings/ht?show=faulty")) == {OPEN: "Does not pass the check"}
    assert "recording-" not in page.texts("//td/small")[0]
    assert set(states(quiet_desk.get("/recordings/ht?flow=texts"))) < set(found)
    assert list(states(quiet_desk.get("/recordings/ht?q=kijan"))) == [HELP]
    assert "No texts are in this list." in quiet_desk.get("/recordings/ht?q=nothing+like+it").text
    assert states(quiet_desk.get("/recordings/en?show=voice")) == {"{n} bills.": "Needs a voice"}
    assert "Nothing is said in this language yet" in quiet_desk.get("/recordings/km").text
    # What is no filter shows all.
    assert states(quiet_desk.get("/recordings/ht?show=x&flow=../y&from=-1")) == found


def test_a_long_list_has_pages(quiet_desk: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ivr_author.web.views.recordings.PAGE", 4)
    first = quiet_desk.get("/recordings/ht")
    (later,) = first.all("//p[@class='tl-pages']/a/@href")
    rest = quiet_desk.get(later)
    assert not set(states(first)) & set(states(rest))
    assert "5 to 8 of 10" in rest.text
    assert len(rest.all("//p[@class='tl-pages']/a")) == 2


def test_a_text_tells_how_it_is_said_and_where(quiet_desk: Visitor) -> None:
    page = quiet_desk.get("/recordings/ht/main.menu.choice.1.say?flow=main")
    assert "1 = youn" in page.texts("//dd/span")
    assert "/flows/main?locale=ht#n-menu" in page.all("//ul[@class='rec-places']//a/@href")
    assert "/translate/ht?at=flows:main/menu/choice/1/say" in page.all("//ul[@class='rec-places']//a/@href")
    assert page.one("//*[@id='rec-before']/@href").endswith("main.menu.prompt?flow=main")
    taken = quiet_desk.get("/recordings/ht/take_2")
    assert "recording-replaced" in taken.texts("//code[@class='blocker__rule']")
    assert not taken.all("//form[@id='rec-form']")


def test_every_recording_can_be_heard(quiet_desk: Visitor, template: Path) -> None:
    (address,) = quiet_desk.get("/recordings/ht/take_1").all("//audio/@src")
    heard = quiet_desk.get(address)
    assert heard.body == (template / AUDIO / "take_1.wav").read_bytes()
    assert heard.headers["Content-Type"] == "audio/wav"
    part = quiet_desk.get(address, 206, headers={"Range": "bytes=0-3"})
    assert part.body == b"RIFF"
    (voice,) = quiet_desk.get(TEXT).all("//a[contains(@href, 'voice.wav')]/@href")
    assert soundfile.info(io.BytesIO(quiet_desk.get(voice).body)).samplerate == 8_000


@pytest.mark.parametrize(
    "address",
    [
        "/recordings/xx",
        "/recordings/xx/a",
        "/recordings/ht/main.gone.prompt",
        "/recordings/ht/files/gone.wav",
        "/recordings/ht/files/manifest.yaml",
        "/recordings/ht/files/..%2fglossary.yaml",
        "/recordings/xx/files/take_1.wav",
        "/recordings/ht/main.gone.prompt/voice.wav",
        f"/recordings/ht/takes/{'0' * 32}.wav",
        "/recordings/ht/takes/..wav",
    ],
)
def test_what_is_not_there_is_not_found(quiet_desk: Visitor, address: str) -> None:
    quiet_desk.get(address, 404)


def test_a_workspace_without_recordings_says_how_to_begin(tmp_path: Path) -> None:
    desk = Visitor(create_studio(write_workspace(tmp_path)))
    assert "Nothing is recorded yet" in desk.get("/recordings").text
    assert set(states(desk.get("/recordings/ht")).values()) == {"Not recorded"}


def test_flows_with_errors_are_told_and_their_texts_left_out(desk: Visitor, office: Path) -> None:
    assert "Flows with errors" not in desk.get("/recordings").text
    (office / "flows/other.yaml").write_text(MAIN.replace("How can we help?", "What else?"))
    assert "Flows with errors" not in desk.get("/recordings").text
    change(office, "flows/main.yaml", "next: count", "next: nowhere")
    page = desk.get("/recordings/ht")
    assert page.texts("//div[contains(@class, 'usa-alert--warning')]//a") == ["main"]
    assert "Flows with errors are not listed" in page.text
    assert HELP not in states(page)
    (office / "ivr.yaml").write_text("format: 1\n")
    assert "What calls say is not known yet" in desk.get("/recordings").text
    desk.get("/recordings/ht", (404, 503))


def test_texts_are_listed_before_a_first_check_has_ended(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    go = Event()
    check = checking._check_here
    monkeypatch.setattr(checking, "_check_here", lambda workspace: check(workspace) if go.wait(30) else None)
    monkeypatch.setattr(checking, "FIRST_SECONDS", 0.0)
    desk = Visitor(create_studio(office))
    before = states(desk.get("/recordings/ht"))
    assert before[HELP] == "Not recorded"
    go.set()
    monkeypatch.setattr(checking, "FIRST_SECONDS", 60.0)
    assert states(desk.get("/recordings/ht")) == before


def test_many_recordings_are_listened_to_in_a_task(desk: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desks, "LISTENED_AT_ONCE", 0)
    monkeypatch.setattr(stamps, "SETTLED_NANOSECONDS", 0)
    desk.get("/recordings")
    # Tests wait until the task is over; the next page has what it found.
    assert states(desk.get("/recordings/ht?show=faulty")) == {OPEN: "Does not pass the check"}


# --- bringing, taking ------------------------------------------------------------------------------------------------


def test_a_take_is_heard_first_and_then_taken(desk: Visitor, office: Path) -> None:
    before = log_of(office)
    page = brought(desk, sound(), f"{TEXT}?show=missing")
    assert "Passes the check" in page.text
    assert (entries(office), log_of(office)) == ({"take_1.wav": WELCOME, "take_2.wav": OPEN}, before)
    heard = desk.get(page.one("//audio[@id='rec-take']/@src")).body
    told = soundfile.info(io.BytesIO(heard))
    assert (told.samplerate, told.channels, told.subtype) == (8_000, 1, "ULAW")
    done = desk.follow(take(desk, page, by="Ana Sample", on="2026-11-22"))
    assert "Taken:" in done.text
    # On to the next text that is missing; the list and who speaks are kept.
    assert done.texts("//h1") == ["main.menu.choice.1.say"]
    assert done.texts("//*[contains(@class, 'rec-head')]//span") == ["Not recorded"]
    (office / AUDIO / "main.menu.prompt.wav").read_bytes()
    assert (office / AUDIO / "main.menu.prompt.wav").read_bytes() == heard
    (kept,) = [one for one in load_workspace(office).takes["ht"] if one.recording.text == HELP]
    assert (kept.recording.by, kept.recording.on) == ("Ana Sample", "2026-11-22")
    assert kept.recording.address == "main/menu/prompt"
    assert log_of(office) == ["Dana Rivera: Take the recording of main/menu/prompt in ht", *before]
    again = brought(desk, sound(), f"{done.one('//form[@enctype]/@action')}")
    assert again.form("//form[@id='rec-form']")["by"] == "Ana Sample"
    assert states(desk.get("/recordings/ht?show=recorded")) == {WELCOME: "Recorded", HELP: "Recorded"}


def test_after_the_last_text_comes_the_list(desk: Visitor) -> None:
    done = desk.follow(take(desk, brought(desk, sound(), f"{TEXT}?q=kijan")))
    assert "Taken:" not in done.texts("//h1")[0]
    assert list(states(done)) == [HELP]


@pytest.mark.parametrize(
    ("raw", "rule"),
    [
        (b"", "recording-unreadable"),
        (b"RIFF is no sound", "recording-unreadable"),
        (b"PK\x03\x04", "recording-unreadable"),
        (write(silence(2)), "recording-silent"),
    ],
)
def test_what_is_no_take_is_refused_and_not_kept(quiet_desk: Visitor, template: Path, raw: bytes, rule: str) -> None:
    page = bring(quiet_desk, raw, 422, name="<b>.wav")
    assert rule in page.texts("//code[@class='blocker__rule']")
    assert "<b>" not in page.text
    assert not page.all("//audio[@id='rec-take']")
    waiting = template / ".ivr_author/deliveries"
    assert not waiting.exists() or not list(waiting.iterdir())


def test_warnings_are_shown_before_it_is_taken(quiet_desk: Visitor) -> None:
    page = brought(quiet_desk, sound(level=0.005, factor=2.5))
    assert {"recording-too-quiet", "recording-length"} <= set(page.texts("//code[@class='blocker__rule']"))
    key = page.form("//form[@id='rec-form']")["key"]
    # It waits here, for this text: not as a delivery, not in another language, not for another text.
    quiet_desk.get(f"/deliveries/{key}", 404)
    quiet_desk.get(f"/recordings/en/takes/{key}.wav", 404)
    quiet_desk.get(f"/recordings/ht/main.bye.prompt?take={key}", 409)
    dropped = {**page.form(FORM.format("/drop")), "key": key}
    quiet_desk.follow(quiet_desk.post(f"{TEXT}/drop", dropped))
    quiet_desk.get(f"/recordings/ht/takes/{key}.wav", 404)
    gone = quiet_desk.get(f"{TEXT}?take={key}")
    assert "not kept any more" in gone.texts("//div[@role='alert']")[0]
    assert not gone.all("//audio[@id='rec-take']")
    take(quiet_desk, page, 404)


def test_a_file_must_be_chosen_and_fields_must_be_so(desk: Visitor, office: Path) -> None:
    assert bring(desk, b"", 422, name="").one("//input[@id='rec-take']/@aria-invalid") == "true"
    bring(desk, sound(), 400, path="../../ivr.yaml")
    page = brought(desk, sound())
    wrong = take(desk, page, 422, on="22.11.2026", by="Ana")
    assert wrong.one("//input[@id='rec-on']/@aria-invalid") == "true"
    assert (wrong.form("//form[@id='rec-form']")["on"], wrong.form("//form[@id='rec-form']")["by"]) == (
        "22.11.2026",
        "Ana",
    )
    assert take(desk, page, 422, on="2999-01-01").texts("//code[@class='blocker__rule']") == ["wrong-value"]
    take(desk, page, 422, by="x" * 300)
    take(desk, page, 400, path="x")
    assert set(entries(office)) == {"take_1.wav", "take_2.wav"}


# --- meanwhile -------------------------------------------------------------------------------------------------------


def reword(office: Path, new: str = "Kijan nou ka ede ou jodi a?") -> None:
    change(office, CATALOG, f'msgstr "{HELP}"', f'msgstr "{new}"')


def test_words_that_change_before_the_upload_are_shown(desk: Visitor, office: Path) -> None:
    form = desk.get(TEXT).form("//form[@enctype]")
    reword(office)
    boundary, body = encode_multipart({**form, "take": FileStorage(io.BytesIO(sound()), "a.wav", "take")})
    kind = f'multipart/form-data; boundary="{boundary}"'
    page = desk.post(TEXT, body, 409, content_type=kind)  # type: ignore[arg-type]
    assert "Kijan nou ka ede ou jodi a?" in page.texts("//p[contains(@class, 'tl-source')]")
    assert "words were changed meanwhile" in page.text


def test_words_that_change_before_it_is_taken_are_shown(desk: Visitor, office: Path) -> None:
    page = brought(desk, sound())
    reword(office)
    assert "words were changed meanwhile" in take(desk, page, 409).text
    assert set(entries(office)) == {"take_1.wav", "take_2.wav"}


def test_who_was_quicker_is_heard_before_theirs_is_replaced(desk: Visitor, office: Path) -> None:
    mine, theirs = brought(desk, sound()), brought(desk, sound(level=0.2))
    take(desk, theirs)
    held = (office / AUDIO / "main.menu.prompt.wav").read_bytes()
    page = take(desk, mine, 409, by="Me")
    assert "Somebody changed this recording meanwhile" in page.text
    assert (office / AUDIO / "main.menu.prompt.wav").read_bytes() == held
    assert page.all("//audio[@id='rec-sound']")
    assert page.form("//form[@id='rec-form']")["by"] == "Me"
    take(desk, page)
    assert (office / AUDIO / "main.menu.prompt.wav").read_bytes() != held


def test_a_stale_recording_is_shown_beside_todays_words_and_replaced(desk: Visitor, office: Path) -> None:
    take(desk, brought(desk, sound()))
    reword(office)
    page = desk.get(TEXT)
    assert page.texts("//p[contains(@class, 'rec-earlier')]//ins") == ["jodi a"]
    assert page.all("//a[contains(@href, 'files/main.menu.prompt.wav')]")
    assert states(desk.get("/recordings/ht?show=stale")) == {"Kijan nou ka ede ou jodi a?": "Recorded in earlier words"}
    take(desk, brought(desk, sound("Kijan nou ka ede ou jodi a?")))
    assert entries(office)["main.menu.prompt.wav"] == "Kijan nou ka ede ou jodi a?"
    assert states(desk.get("/recordings/ht?show=stale")) == {}


def test_a_manifest_that_cannot_be_read_is_told_and_left(desk: Visitor, office: Path) -> None:
    page = brought(desk, sound())
    manifest = office / AUDIO / "manifest.yaml"
    manifest.write_text(manifest.read_text() + "  - {file: a.wav}\n")
    broken = manifest.read_text()
    assert "missing-key" in take(desk, page, 422).texts("//code[@class='blocker__rule']")
    assert manifest.read_text() == broken
    assert "missing-key" in desk.get("/recordings/ht").text


# --- removing --------------------------------------------------------------------------------------------------------


def test_a_recording_is_removed_and_stays_in_the_history(desk: Visitor, office: Path) -> None:
    page = desk.get("/recordings/ht/take_1")
    (action,) = page.all("//form[contains(@action, '/remove')]/@action")
    done = desk.follow(desk.post(action, page.form("//form[contains(@action, '/remove')]")))
    assert "Removed:" in done.text
    assert entries(office) == {"take_2.wav": OPEN}
    assert log_of(office)[0] == "Dana Rivera: Remove the recording take_1.wav in ht"
    assert states(desk.get("/recordings/ht"))[WELCOME] == "Not recorded"
    desk.post(action, page.form("//form[contains(@action, '/remove')]"), 404)


def test_what_is_left_over_is_removed_from_the_list(desk: Visitor, office: Path) -> None:
    (office / AUDIO / "who.wav").write_bytes(b"x")
    change(office, CATALOG, f'msgstr "{OPEN}"', 'msgstr "Nou louvri jodi a."')
    page = desk.get("/recordings/ht?show=left")
    assert states(page) == {OPEN: "Left over", "No entry of the manifest names this file.": "Left over"}
    for action in page.all("//form[contains(@action, '/remove')]/@action"):
        form = page.form(f"//form[@action='{action}']")
        desk.follow(desk.post(action, form))
    assert entries(office) == {"take_1.wav": WELCOME}
    assert sorted(path.name for path in (office / AUDIO).iterdir()) == ["manifest.yaml", "take_1.wav"]


def test_who_listens_to_another_take_does_not_remove_it(desk: Visitor, office: Path) -> None:
    page = desk.get("/recordings/ht/take_1")
    raw = sound(WELCOME, level=0.2, encoding="ULAW")
    (office / AUDIO / "take_1.wav").write_bytes(raw)
    (action,) = page.all("//form[contains(@action, '/remove')]/@action")
    told = desk.post(action, page.form("//form[contains(@action, '/remove')]"), 409)
    assert "Somebody changed this recording meanwhile" in told.text
    assert told.form("//form[contains(@action, '/remove')]")["seen"] == revision(raw)
    assert (office / AUDIO / "take_1.wav").read_bytes() == raw


@pytest.mark.parametrize("file", ["manifest.yaml", "gone.wav", "..%2f..%2fivr.yaml", "take_1"])
def test_nothing_else_can_be_removed(quiet_desk: Visitor, template: Path, file: str) -> None:
    form: dict[str, Any] = {**quiet_desk.get("/recordings/ht/take_1").form(FORM.format("/remove")), "seen": ""}
    quiet_desk.post(f"/recordings/ht/files/{file}/remove", form, 404)
    assert (template / "ivr.yaml").exists()
    assert set(entries(template)) == {"take_1.wav", "take_2.wav"}
