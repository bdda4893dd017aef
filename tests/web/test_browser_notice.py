"""The words of a notice in a browser: chips, advice and previews while one types, saving by keyboard alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ivr_author.web.app import create_app
from tests.web.notices import TEMPLATE, write_workspace
from tests.web.server import serving

if TYPE_CHECKING:
    from playwright.sync_api import Page

EDITOR = ".cm-content"


@pytest.fixture(scope="session")
def base_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(create_app(write_workspace(tmp_path_factory.mktemp("notices")))) as address:
        yield address


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_workspace(tmp_path)


@pytest.fixture
def own(root: Path) -> Iterator[str]:
    with serving(create_app(root)) as address:
        yield address


def open_words(page: Page, address: str) -> None:
    page.goto(address)
    page.locator("#words-form[data-ready]").wait_for()


def words(page: Page) -> str:
    return page.locator("#text").evaluate("one => one.value")  # type: ignore[no-any-return]


def test_field_is_one_character_to_the_cursor(page: Page, own: str) -> None:
    open_words(page, f"{own}/notices/bill")
    chips = page.locator(".chip-field")
    assert chips.nth(0).text_content() == "name"
    assert chips.nth(1).text_content() == "All that has to be paid"
    page.locator(EDITOR).focus()
    for key in ("Control+Home", "ArrowDown", "ArrowDown", "End", "ArrowLeft", "ArrowLeft"):
        page.keyboard.press(key)
    page.keyboard.type("!")
    assert "Dear !{{ name }}," in words(page)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Backspace")
    assert "Dear !," in words(page)
    page.keyboard.press("Alt+1")
    assert "Dear !{{ name }}," in words(page)
    page.locator("#insert summary").click()
    page.get_by_role("button", name="All that has to be paid").click()
    assert "Dear !{{ name }}{{ amount }}," in words(page)
    page.get_by_role("button", name="Show fields as code").click()
    assert page.locator(".chip-field").count() == 0
    assert words(page).replace("!", "").replace("}}{{ amount }}", "}}") == TEMPLATE


def test_advice_and_preview_follow_what_is_typed(page: Page, own: str, axe: Callable[[], None]) -> None:
    open_words(page, f"{own}/notices/bill?channel=sms")
    page.locator(EDITOR).focus()
    page.keyboard.press("Control+End")
    for key in ("ArrowUp", "ArrowUp", "Home"):
        page.keyboard.press(key)
    page.keyboard.type("Act prior to the day. ")
    page.locator(".handset__bubble", has_text="Act prior to the day. Pay $212.40").wait_for()
    page.locator(".said--advice", has_text="prior to").wait_for()
    assert page.get_by_text("1 line differs from the saved words").is_visible()
    page.keyboard.press("Control+Home")
    page.keyboard.press("F8")
    while "prior to" not in (page.locator("#said").text_content() or ""):
        page.keyboard.press("F8")
    axe()
    page.get_by_role("button", name="Write “before”").click()
    page.locator(".handset__bubble", has_text="Act before the day.").wait_for()
    # Another member in another language, another channel: the words stay as they were typed.
    page.get_by_label("Member", exact=True).select_option("layla")
    page.get_by_label("Language", exact=True).select_option("ar")
    page.locator(".handset__bubble[lang=ar][dir=auto]").wait_for()
    page.get_by_role("button", name="Web page").click()
    heading = page.frame_locator("#preview:not(.is-arriving) iframe").locator("h1").first
    heading.wait_for()
    assert heading.evaluate("one => getComputedStyle(one).direction") == "rtl"
    assert "Act before the day." in words(page)


def test_words_that_cannot_be_read_leave_the_last_preview_in_sight(
    page: Page, axe: Callable[[], None], base_url: str
) -> None:
    open_words(page, f"{base_url}/notices/bill?channel=sms")
    page.locator(EDITOR).focus()
    page.keyboard.press("Control+End")
    page.keyboard.type("{{ nobody }}")
    page.locator("#stale:not([hidden])").wait_for()
    assert page.locator(".handset__bubble").text_content() == "Pay $212.40 - today."
    assert page.locator(".chip-field--unknown").text_content() == "nobody"
    axe()
    assert page.locator(".judged__item--error").first.text_content()
    page.locator(".judged__item--error a").first.click()
    assert "no field" in (page.locator("#said").text_content() or "")
    page.locator(EDITOR).focus()
    page.keyboard.press("Control+End")
    page.keyboard.press("Backspace")
    page.locator("#stale[hidden]").wait_for(state="attached")


def test_sentence_is_mended_by_keyboard_alone(page: Page, own: str, root: Path) -> None:
    page.goto(f"{own}/notices")
    page.get_by_role("link", name="Bill").first.focus()
    page.keyboard.press("Enter")
    page.locator("#words-form[data-ready]").wait_for()
    page.locator(EDITOR).focus()
    page.keyboard.press("Control+End")
    page.keyboard.type("\nMore words.")
    page.keyboard.press("Control+s")
    page.get_by_role("status").filter(has_text="Saved.").wait_for()
    assert "More words." in (root / "notices/bill/notice.md.j2").read_text()


def test_fields_are_confirmed_and_who_goes_back_edits_on(page: Page, own: str, root: Path) -> None:
    open_words(page, f"{own}/notices/bill")
    page.locator(EDITOR).focus()
    page.keyboard.press("Control+End")
    page.keyboard.type("\n{{ address }}")
    page.keyboard.press("Control+s")
    page.get_by_role("heading", name="Confirm changes").wait_for()
    page.get_by_role("button", name="Go back and edit").click()
    page.locator("#words-form[data-ready]").wait_for()
    assert words(page).endswith("{{ address }}")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("button", name="Save these changes").click()
    page.get_by_role("status").filter(has_text="Saved.").wait_for()
    assert "{{ address }}" in (root / "notices/bill/notice.md.j2").read_text()


def test_tabs_are_accessible_and_fit(page: Page, axe: Callable[[], None], base_url: str) -> None:
    # The tabs as they open are among the examples of `test_browser_pages.py`.
    for tab in ("?channel=email&locale=ar", "?channel=letter&member=layla", "/fields?edit=due", "/languages?locale=ar"):
        page.emulate_media(color_scheme="light")
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto(f"{base_url}/notices/bill{tab}")
        if tab.startswith("?"):
            page.locator("#words-form[data-ready]").wait_for()
        axe()
        page.emulate_media(color_scheme="dark")
        page.set_viewport_size({"width": 320, "height": 800})
        over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert over <= 0, tab
        axe()
