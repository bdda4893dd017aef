"""What people do all day, from Home in three clicks, by mouse and by keyboard alone.

Why export is blocked stands in `test_browser_export.py`, a node that comes and goes in `test_browser_canvas.py`.
"""

from __future__ import annotations

import re
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from ivr_author.workspace.espeak import VoiceState, voice_state
from tests.harness.sample import make_workspace
from tests.web.conftest import copy_workspace, create_studio, put_under_git
from tests.web.hands import Hands, reach
from tests.web.server import serving

CLICKS = 3

needs_voice = pytest.mark.skipif(voice_state("ht") is VoiceState.NO_PROGRAM, reason="no espeak-ng on this machine")

SOUNDS = """() => {
  const audio = document.getElementById('phone-audio');
  return audio && audio.duration > 0.5 && audio.currentTime > 0 && !audio.error;
}"""


@pytest.fixture(scope="module")
def content(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One workspace for all jobs: each changes something else."""
    return put_under_git(copy_workspace(repository, tmp_path_factory.mktemp("jobs")))


@pytest.fixture(scope="module")
def studio(content: Path) -> Iterator[str]:
    with serving(create_studio(content)) as address:
        yield address


@pytest.fixture(params=["mouse", "keyboard"])
def hands(request: pytest.FixtureRequest, page: Page, studio: str) -> Hands:
    """Somebody who has just come to Home."""
    page.goto(studio)
    expect(page.get_by_role("heading", level=1)).to_have_text("What needs you")
    return Hands(page, request.param == "mouse")


def last_commit(content: Path) -> str:
    command = ["git", "-C", str(content), "log", "-1", "--format=%an: %s"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def test_fix_a_sentence(hands: Hands, content: Path) -> None:
    page, mark = hands.page, "Mouse" if hands.has_mouse else "Keys"
    hands.press(page.get_by_role("link", name="Find", exact=True))
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("here is how we got")
    expect(page.locator("#found [data-query]")).to_have_attribute("data-query", "here is how we got")
    hit = page.locator("#found a.hit[href^='/notices/premium_bill']")
    if hands.has_mouse:
        hands.press(hit)
    else:
        reach(page, hit, "ArrowDown")
        page.keyboard.press("Enter")
        hands.acts += 1
    # The cursor is at the sentence that was found.
    expect(page.locator(".cm-content")).to_be_focused()
    page.keyboard.press("End")
    page.keyboard.type(f" {mark}.")
    hands.press(page.get_by_role("button", name="Save", exact=True))
    expect(page.get_by_role("status").filter(has_text="Saved.")).to_be_visible()
    text = (content / "notices/premium_bill/notice.md.j2").read_text(encoding="utf-8")
    assert re.search(rf"Here is how we got to this amount\..* {mark}\.$", text, re.MULTILINE)
    assert last_commit(content).startswith("Dana Rivera: ")
    assert hands.acts <= CLICKS


@needs_voice
def test_hear_a_call_in_kreyol(hands: Hands) -> None:
    page = hands.page
    hands.press(page.get_by_role("navigation", name="Rooms").get_by_role("link", name="Phone"))
    hands.choose(page.get_by_label("Begins in"), "ht", "Kr")
    page.wait_for_url(re.compile("locale=ht"))
    hands.press(page.get_by_role("button", name="Play the call"))
    page.wait_for_function(SOUNDS)
    expect(page.locator("#phone-audio")).to_have_attribute("src", re.compile("locale=ht"))
    assert hands.acts <= CLICKS


def test_try_one_path_and_keep_it(hands: Hands, content: Path) -> None:
    page = hands.page
    hands.press(page.get_by_role("link", name="Try its paths").first)
    hands.press(page.get_by_role("link", name="Play this path").first)
    expect(page.locator("#hint")).to_contain_text("The call is over")
    # A call has a name that says what is done in it, unless one types a better one.
    hands.press(page.get_by_role("button", name="Save as call script"))
    expect(page.locator("#kept .status--ok")).to_have_count(3)
    assert last_commit(content).startswith("Dana Rivera: ")
    assert hands.acts <= CLICKS
    # What was kept by mouse is to be kept by keyboard, too.
    subprocess.run(["git", "-C", str(content), "revert", "--no-edit", "HEAD"], check=True, capture_output=True)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[str]:
    """A studio on a small workspace."""
    with serving(create_studio(put_under_git(make_workspace(tmp_path / "office")))) as address:
        yield address


@pytest.mark.parametrize("has_mouse", [True, False], ids=["mouse", "keyboard"])
def test_check_and_export(page: Page, office: str, tmp_path: Path, has_mouse: bool) -> None:
    page.goto(office)
    hands = Hands(page, has_mouse)
    hands.press(page.get_by_role("navigation", name="Rooms").get_by_role("link", name="Export"))
    hands.press(page.get_by_role("button", name="Check everything now").first)
    expect(page.locator("#trial")).to_contain_text("5 of 5 calls went as they should")
    with page.expect_download() as download:
        hands.press(page.get_by_role("link", name="Download as zip"))
    download.value.save_as(tmp_path / "it.zip")
    assert "DEPLOY.md" in zipfile.ZipFile(tmp_path / "it.zip").namelist()
    assert hands.acts <= CLICKS
