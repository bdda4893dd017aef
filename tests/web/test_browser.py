"""The studio in a real browser: by keyboard alone, without scripts, with two people at one prompt, right to left."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

CALL = "/flows/main/phone?at=2026-12-09T10:00"
BILLING = "/flows/billing/phone?at=2026-12-09T10:00"
STATES = [
    "/words/billing/bills_count/prompt",
    f"{CALL}&do=press+2&do=say+facturas",
    f"{BILLING}&do=press+0&lookup.billing.balance=typed&queue.billing=full",
    "/documents/voicexml/en/identify.vxml",
]
"""What `test_browser_pages.py` has no example of: words in several forms, calls in progress, a document."""


@pytest.mark.parametrize("path", STATES)
def test_page_is_accessible_and_fits(page: Page, axe: Callable[[], None], path: str) -> None:
    page.goto(path)
    axe()
    # 320 px is also 1280 px at a zoom of 400 %.
    page.set_viewport_size({"width": 320, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    axe()


def test_page_that_is_not_there_is_accessible(page: Page, axe: Callable[[], None], page_faults: list[str]) -> None:
    page.goto("/flows/nothing")
    axe()
    assert [fault for fault in page_faults if "404" not in fault] == []
    page_faults.clear()


def test_choosing_a_language_shows_the_words_in_it(page: Page) -> None:
    page.goto("/flows/billing/list")
    page.get_by_label("Words in", exact=True).select_option("ar")
    expect(page).to_have_url(re.compile("locale=ar"))
    words = page.locator("#n-due .speech").first
    expect(words).to_have_attribute("dir", "rtl")
    expect(words).to_have_css("direction", "rtl")


def test_outline_leads_to_a_node(page: Page) -> None:
    page.goto("/flows/billing/list")
    page.get_by_role("navigation", name="Nodes of this flow").get_by_role("link", name="goodbye").click()
    expect(page.locator("#n-goodbye")).to_be_in_viewport()


def test_call_by_keyboard_alone(page: Page) -> None:
    page.goto(BILLING)
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.classList.contains('key')"):
            break
    focused = page.evaluate("document.activeElement.id")
    assert focused.startswith("key-")
    for key in "12345678":
        page.keyboard.press(key)
    expect(page.locator(".bubble--keys")).to_have_text(["The caller presses 12345678"])
    expect(page.locator(f"#{focused}"), "the focus stays where it was").to_be_focused()
    page.keyboard.press("1")
    expect(page.locator(".bubble--say").last).to_contain_text("What would you like to do?")
    expect(page.get_by_role("status")).to_contain_text("What would you like to do?")
    page.keyboard.press("2")
    expect(page.locator(".bubble--say").last).to_contain_text("Is there anything else")
    page.get_by_role("button", name="Hang up").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#hint")).to_contain_text("hangup caller")
    page.wait_for_url(lambda address: address.count("do=") == 4)


def test_enter_in_a_field_sends_that_field(page: Page) -> None:
    page.goto(CALL)
    page.get_by_label("Keys", exact=True).fill("2")
    page.keyboard.press("Enter")
    expect(page.locator(".bubble--keys")).to_have_count(1)
    page.get_by_label("Words", exact=True).fill("factura")
    page.keyboard.press("Enter")
    expect(page.locator(".bubble--speech")).to_have_text(["The caller says factura"])


def test_keys_pressed_too_fast_are_not_lost(page: Page) -> None:
    page.goto(BILLING)
    page.evaluate("for (const key of '123456781') document.querySelector(`.key[value='${key}']`).click()")
    expect(page.locator(".bubble--keys")).to_have_text(["The caller presses 12345678", "The caller presses 1"])


def test_back_undoes(page: Page) -> None:
    page.goto(CALL)
    page.get_by_role("button", name="2 ", exact=False).first.click()
    expect(page.locator(".bubble--keys")).to_have_count(1)
    page.go_back()
    expect(page.locator(".bubble--keys")).to_have_count(0)


def test_answers_of_services_play_at_once(page: Page) -> None:
    page.goto(f"{BILLING}&do=press+12345678&do=press+1")
    page.get_by_text("What services, queues and lines answer").click()
    page.get_by_label("billing.balance").select_option("failed")
    expect(page.locator(".transcript")).to_contain_text("Our billing system is not working")
    expect(page.get_by_label("billing.balance")).to_be_visible()
    page.get_by_label("billing.balance").select_option("typed")
    page.get_by_label("balance (money)").fill("999.01")
    page.get_by_label("due_date (date)").fill("2026-12-31")
    page.get_by_role("button", name="Play again").click()
    expect(page.locator(".transcript")).to_contain_text("$999.01")
    expect(page.locator(".transcript")).to_contain_text("December 31")


@pytest.mark.parametrize("target", ["twiml", "voicexml"])
def test_call_through_a_target(page: Page, target: str) -> None:
    page.goto(f"{CALL}&do=press+2")
    words = page.locator(".bubble--say .speech")
    heard = words.all_text_contents()
    assert heard
    page.get_by_label("Played on").select_option(target)
    expect(page).to_have_url(re.compile(f"target={target}"))
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(words).to_have_text(heard)


def test_shared_address_shows_the_same_call(page: Page, browser: Browser, browser_context_args: dict[str, Any]) -> None:
    page.goto(f"{CALL}&do=press+2")
    page.get_by_label("Words", exact=True).fill("factura")
    page.get_by_role("button", name="Say", exact=True).click()
    expect(page.locator(".bubble--speech")).to_have_count(1)
    other = browser.new_context(**browser_context_args).new_page()
    other.goto(page.url)
    expect(other.locator(".transcript")).to_have_text(page.locator(".transcript").text_content() or "?")
    other.context.close()


def test_without_scripts(
    browser: Browser, browser_context_args: dict[str, Any], own_studio: str, workspace: Path
) -> None:
    context = browser.new_context(**{**browser_context_args, "base_url": own_studio, "java_script_enabled": False})
    page = context.new_page()
    page.goto(BILLING)
    for number in range(1, 8):
        page.locator(f".key[value='{number}']").click()
        expect(page.get_by_label("Keys", exact=True)).to_have_value("12345678"[:number])
    page.locator(".key[value='8']").click()
    expect(page.locator(".bubble--keys")).to_have_text(["The caller presses 12345678"])
    page.get_by_role("button", name="Say nothing").click()
    expect(page.locator(".bubble--event")).to_contain_text("says nothing")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".bubble--event")).to_have_count(0)
    page.get_by_role("button", name="Hang up").click()
    expect(page.locator("#hint")).to_contain_text("hangup caller")
    page.get_by_role("button", name="Start over").click()
    expect(page.locator(".bubble--keys")).to_have_count(0)
    page.goto("/flows/billing/list")
    page.get_by_label("Words in", exact=True).select_option("es")
    page.get_by_role("button", name="Show").click()
    expect(page.locator("#n-due .speech").first).to_have_attribute("lang", "es-US")
    page.locator("#n-due").get_by_role("link", name="Edit").first.click()
    page.get_by_label("Words", exact=True).fill("You owe {balance}.")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".usa-alert[role=status]")).to_contain_text("Saved")
    assert "You owe {balance}." in (workspace / "flows/billing.yaml").read_text()
    context.close()


def test_two_people_at_one_prompt(
    browser: Browser, browser_context_args: dict[str, Any], own_studio: str, workspace: Path
) -> None:
    args = {**browser_context_args, "base_url": own_studio}
    one, two = (browser.new_context(**args).new_page() for _ in range(2))
    for person in (one, two):
        person.goto("/words/billing/due/prompt/1")
    one.get_by_label("Words", exact=True).fill("You owe {balance}.")
    one.get_by_role("button", name="Save").click()
    expect(one.locator(".usa-alert[role=status]")).to_contain_text("Saved")
    two.get_by_label("Words", exact=True).fill("The balance is {balance}.")
    two.get_by_role("button", name="Save").click()
    expect(two.get_by_role("alert")).to_contain_text("Choose which version stands")
    expect(two.get_by_role("alert")).to_be_focused()
    expect(two.locator(".version--theirs")).to_contain_text("You owe {balance}.")
    expect(two.get_by_label("Words, to be saved")).to_have_value("The balance is {balance}.")
    assert "You owe {balance}." in (workspace / "flows/billing.yaml").read_text()
    two.get_by_role("button", name="Save this over the version above").click()
    expect(two.locator(".usa-alert[role=status]")).to_contain_text("Saved")
    assert "The balance is {balance}." in (workspace / "flows/billing.yaml").read_text()
    for person in (one, two):
        person.context.close()


def test_policy_lets_nothing_else_in(page: Page, page_faults: list[str]) -> None:
    page.goto("/")
    for act in (
        "document.body.insertAdjacentHTML('beforeend', '<p style=\"color: red\" onclick=\"x()\">x</p>')",
        "document.body.append(Object.assign(document.createElement('script'), {textContent: 'window.hit = 1'}))",
    ):
        with page.expect_console_message(lambda message: "Content Security Policy" in message.text):
            page.evaluate(act)
    assert page.evaluate("window.hit") is None
    page_faults[:] = [fault for fault in page_faults if "Content Security Policy" not in fault]
