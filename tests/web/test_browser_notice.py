"""The words of a notice in a browser: chips, advice and previews while one types, saving by keyboard alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

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


def see_words(page: Page, part: str) -> None:
    """The form holds such words, as soon as the editor has taken in what was typed."""
    expect(page.locator("#text")).to_have_value(re.compile(re.escape(part)))


def test_field_is_one_character_to_the_cursor(page: Page, own: str) -> None:
    open_words(page, f"{own}/notices/bill")
    chips = page.locator(".chip-field")
    expect(chips.nth(0)).to_have_text("name")
    expect(chips.nth(1)).to_have_text("All that has to be paid")
    page.locator(EDITOR).focus()
    for key in ("Control+Home", "ArrowDown", "ArrowDown", "End", "ArrowLeft", "ArrowLeft"):
        page.keyboard.press(key)
    page.keyboard.type("!")
    see_words(page, "Dear !{{ name }},")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Backspace")
    see_words(page, "Dear !,")
    page.keyboard.press("Alt+1")
    see_words(page, "Dear !{{ name }},")
    page.locator("#insert summary").click()
    page.get_by_role("button", name="All that has to be paid").click()
    see_words(page, "Dear !{{ name }}{{ amount }},")
    page.get_by_role("button", name="Show fields as code").click()
    expect(chips).to_have_count(0)
    expect(page.locator("#text")).to_have_value(TEMPLATE.replace("Dear {{ name }},", "Dear !{{ name }}{{ amount }},"))


def test_advice_and_preview_follow_what_is_typed(page: Page, own: str, axe: Callable[[], None]) -> None:
    open_words(page, f"{own}/notices/bill?channel=sms")
    page.locator(EDITOR).focus()
    page.keyboard.press("Control+End")
    for key in ("ArrowUp", "ArrowUp", "Home"):
        page.keyboard.press(key)
    page.keyboard.type("Act prior to the day. ")
    page.locator(".handset__bubble", has_text="Act prior to the day. Pay $212.40").wait_for()
    page.locator(".said--advice", has_text="prior to").wait_for()
    expect(page.get_by_text("1 line differs from the saved words")).to_be_visible()
    page.keyboard.press("Control+Home")
    # One after the other is told; a reader goes on until it is the one that is meant.
    button = page.get_by_role("button", name="Write “before”")
    for _ in range(page.locator(".said").count()):
        page.keyboard.press("F8")
        if button.is_visible():
            break
    expect(page.locator("#said")).to_contain_text("prior to")
    axe()
    button.click()
    page.locator(".handset__bubble", has_text="Act before the day.").wait_for()
    # Another member in another language, another channel: the words stay as they were typed.
    page.get_by_label("Member", exact=True).select_option("layla")
    page.get_by_label("Language", exact=True).select_option("ar")
    page.locator(".handset__bubble[lang=ar][dir=auto]").wait_for()
    page.get_by_role("button", name="Web page").click()
    heading = page.frame_locator("#preview:not(.is-arriving) iframe").locator("h1").first
    expect(heading).to_have_css("direction", "rtl")
    see_words(page, "Act before the day.")


def test_words_that_cannot_be_read_leave_the_last_preview_in_sight(
    page: Page, axe: Callable[[], None], base_url: str
) -> None:
    open_words(page, f"{base_url}/notices/bill?channel=sms")
    page.locator(EDITOR).focus()
    page.keyboard.press("Control+End")
    page.keyboard.type("{{ nobody }}")
    page.locator("#stale:not([hidden])").wait_for()
    expect(page.locator(".handset__bubble")).to_have_text("Pay $212.40 - today.")
    expect(page.locator(".chip-field--unknown")).to_have_text("nobody")
    # What is said of all that was typed, not of its beginning.
    expect(page.locator(".judged__item--error").first).to_contain_text("nobody")
    axe()
    page.locator(".judged__item--error a").first.click()
    expect(page.locator("#said")).to_contain_text("no field")
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
    expect(page.locator("#text")).to_have_value(re.compile(re.escape("{{ address }}") + "$"))
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


def test_page_stays_where_it_is_while_words_change(page: Page, base_url: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 400})
    open_words(page, f"{base_url}/notices/bill?channel=web")
    frame = page.frame_locator("iframe.frame")
    expect(frame.locator("body")).to_be_visible()
    page.locator(EDITOR).focus()
    page.keyboard.press("Control+End")
    page.keyboard.type("Stay.")
    page.evaluate("scrollTo(0, 300)")
    expect(frame.get_by_text("Stay.")).to_have_count(1)
    assert page.evaluate("scrollY") == 300
    assert frame.locator("body").evaluate("body => body.ownerDocument.documentElement.scrollHeight <= innerHeight")
