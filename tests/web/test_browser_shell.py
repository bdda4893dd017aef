"""The shell in a browser: find and help by key and by mouse, the reader's choices, menus, all without scripts too."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Browser, Page, expect


def see_found(page: Page, words: str) -> None:
    """What is listed is of all that was typed, not of the first letters of it."""
    expect(page.locator("#found [data-query]")).to_have_attribute("data-query", words)


def test_find_by_keyboard_alone(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("/")
    field = page.get_by_role("searchbox")
    expect(field).to_be_focused()
    field.press_sequentially("office.yaml")
    see_found(page, "office.yaml")
    expect(page.locator("#found a")).to_have_count(1)
    expect(page.locator("#find-told")).to_have_text("1 found")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#found a")).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(field).to_be_focused()
    field.fill("over_balance")
    see_found(page, "over_balance")
    expect(page.locator("#found a").first).to_contain_text("over_balance")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/flows/billing#n-over_balance$"))


def test_help_lists_the_keys_of_the_page(page: Page) -> None:
    page.goto("/problems")
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Keys of this page")
    expect(dialog).to_be_visible()
    expect(dialog.locator("kbd").first).to_have_text("/")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.get_by_role("link", name=re.compile("^Help")).click()
    expect(dialog).to_be_visible()


def test_keys_do_nothing_while_one_types_or_where_they_are_off(page: Page) -> None:
    page.goto("/find")
    field = page.locator("#q")
    field.press("?")
    expect(field).to_have_value("?")
    expect(page.locator("dialog[open]")).to_have_count(0)
    page.get_by_text("Settings", exact=True).click()
    page.get_by_label("Single-key shortcuts").select_option("off")
    page.get_by_role("button", name="Save settings").click()
    expect(page.locator("html")).to_have_attribute("data-keys", "off")
    page.wait_for_load_state()
    page.keyboard.press("/")
    page.keyboard.press("?")
    expect(page.locator("dialog[open]")).to_have_count(0)


def test_reader_chooses_language_and_dark(page: Page) -> None:
    page.goto("/flows")
    page.get_by_text("Settings", exact=True).click()
    page.get_by_label("Language of the studio").select_option("es")
    page.get_by_label("Light or dark").select_option("dark")
    page.get_by_role("button", name="Save settings").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Flujos de llamadas")
    expect(page.locator("html")).to_have_css("color-scheme", "dark")
    expect(page.locator("html")).to_have_css("background-color", "rgb(23, 27, 32)")


def test_menu_of_the_workspace_by_keyboard(page: Page) -> None:
    page.goto("/")
    summary = page.locator("summary", has_text="Workspace")
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Calendars")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Calendars")).to_be_hidden()
    expect(summary).to_be_focused()


def test_narrow_window_has_all_rooms(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 700})
    page.goto("/")
    page.locator("summary", has_text="Rooms").click()
    page.get_by_role("link", name="Services").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Services")


def test_without_scripts(browser: Browser, browser_context_args: dict[str, Any]) -> None:
    context = browser.new_context(**{**browser_context_args, "java_script_enabled": False})
    page = context.new_page()
    page.goto("/")
    page.get_by_role("link", name=re.compile("^Find")).click()
    page.get_by_role("searchbox").fill("billing")
    page.get_by_role("main").get_by_role("button", name="Find").click()
    expect(page.locator(".hit").first).to_contain_text("Billing")
    page.get_by_role("link", name=re.compile("^Help")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Help")
    page.get_by_text("Settings", exact=True).click()
    page.get_by_label("Light or dark").select_option("dark")
    page.get_by_role("button", name="Save settings").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    context.close()
