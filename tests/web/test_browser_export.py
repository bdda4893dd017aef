"""Export in a real browser: why it is blocked in three steps, the bundle by mouse and by keyboard, what changed."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.harness.sample import change, make_workspace
from tests.web.conftest import create_studio, put_under_git
from tests.web.hands import reach
from tests.web.server import serving

MAIN = "flows/main.yaml"
LOOKS: tuple[tuple[Literal["light", "dark"], int], ...] = (("light", 1280), ("dark", 320))


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """A small workspace with a history, in Arabic too."""
    root = make_workspace(tmp_path / "office")
    change(root, "ivr.yaml", "locales: []", "locales: [ar]")
    catalog = root / "locales/ar/LC_MESSAGES/flows.po"
    catalog.parent.mkdir(parents=True)
    head = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
    entry = '\nmsgctxt "main/closed/prompt"\nmsgid "Our office is closed now."\nmsgstr "مكتبنا مغلق الآن."\n'
    catalog.write_text(head + entry, encoding="utf-8")
    return put_under_git(root)


@pytest.fixture
def studio(office: Path) -> Iterator[str]:
    with serving(create_studio(office)) as address:
        yield address


def rooms(page: Page) -> Locator:
    return page.get_by_role("navigation", name="Rooms")


def test_why_export_is_blocked_by_mouse(page: Page, studio: str, office: Path) -> None:
    change(office, MAIN, "next: address}", "next: addres}")
    page.goto(studio)
    rooms(page).get_by_role("link", name="Export").click()
    card = page.locator("section.card").first
    expect(card).to_contain_text("dangling-reference")
    card.get_by_role("link", name="flows/main.yaml").click()
    expect(page).to_have_url(re.compile("/flows/main#n-main_menu"))


def test_why_export_is_blocked_by_keyboard(page: Page, studio: str, office: Path) -> None:
    change(office, MAIN, "next: address}", "next: addres}")
    page.goto(studio)
    reach(page, rooms(page).get_by_role("link", name="Export"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Export")
    reach(page, page.locator("section.card").first.get_by_role("link", name="flows/main.yaml"))
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/flows/main#n-main_menu"))


def test_check_everything_and_download_by_mouse(page: Page, studio: str, tmp_path: Path) -> None:
    page.goto(f"{studio}/export/twiml/")
    page.get_by_role("button", name="Check everything now").click()
    expect(page.locator("#trial")).to_contain_text("10 of 10 calls went as they should")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download as zip").click()
    assert download.value.suggested_filename == "office-twiml.zip"
    download.value.save_as(tmp_path / "it.zip")
    assert "DEPLOY.md" in zipfile.ZipFile(tmp_path / "it.zip").namelist()


def test_download_by_keyboard(page: Page, studio: str) -> None:
    page.goto(studio)
    reach(page, rooms(page).get_by_role("link", name="Export"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Export")
    reach(page, page.get_by_role("link", name="Download").first)
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    assert download.value.suggested_filename == "office-twiml.zip"


def test_words_that_changed_read_in_their_direction(page: Page, studio: str, office: Path) -> None:
    change(office, "locales/ar/LC_MESSAGES/flows.po", "الآن", "اليوم")
    page.goto(f"{studio}/export/changes?since=HEAD")
    words = page.locator(".heard__words").first
    expect(words).to_contain_text("اليوم")
    expect(words).to_have_css("direction", "rtl")


def test_pages_are_accessible_and_fit(page: Page, axe: Callable[[], None], studio: str, office: Path) -> None:
    change(office, MAIN, "next: address}", "next: addres}")
    change(office, "locales/ar/LC_MESSAGES/flows.po", "الآن", "اليوم")
    change(office, MAIN, "Thank you for calling", "Welcome to")
    for path in ("/export/", "/export/twiml/", "/export/changes?since=HEAD", "/export/voicexml/deploy"):
        page.goto(studio + path)
        for scheme, width in LOOKS:
            page.emulate_media(color_scheme=scheme)
            page.set_viewport_size({"width": width, "height": 800})
            over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert over <= 0, path
            axe()
