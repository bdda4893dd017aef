"""Nothing that is typed is lost: two people at one prompt, a closed tab, a studio that is stopped and started."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from ivr_author.usecases.init import init_workspace
from tests.web.conftest import create_studio, put_under_git
from tests.web.server import serving

MAIN = "flows/main.yaml"
WORDS = "/words/main/welcome/prompt"
OLD = "Thank you for calling the Example Office."


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A small workspace under git."""
    init_workspace(tmp_path / "w")
    return put_under_git(tmp_path / "w")


@pytest.fixture
def browser_context_args(browser_context_args: dict[str, Any], root: Path) -> Iterator[dict[str, Any]]:
    """A studio on it, which every page of a test visits."""
    with serving(create_studio(root)) as address:
        yield {**browser_context_args, "base_url": address}


@pytest.fixture
def context(browser: Browser, browser_context_args: dict[str, Any]) -> Iterator[BrowserContext]:
    """One of this test's own: a clock that was set in it can't be set right again."""
    context = browser.new_context(**browser_context_args)
    yield context
    context.close()


@pytest.fixture
def second(browser: Browser, browser_context_args: dict[str, Any]) -> Iterator[Page]:
    """Somebody else's browser."""
    context = browser.new_context(**browser_context_args)
    yield context.new_page()
    context.close()


def save(page: Page) -> None:
    page.get_by_role("button", name="Save", exact=True).click()


def see_saved(page: Page) -> None:
    """What was saved leads on by a script: whoever goes elsewhere before has two ways at once."""
    expect(page.get_by_role("status").first).to_contain_text("Saved.")


def test_two_browsers_on_one_prompt(
    page: Page, second: Page, root: Path, axe: Callable[[], None], page_faults: list[str]
) -> None:
    page.goto(WORDS)
    second.goto(WORDS)
    second.locator("#text").fill("Thank you for calling the Example Office today.")
    save(second)
    see_saved(second)
    page.locator("#text").fill("Many thanks for calling the Example Office.")
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(page.locator(".changed")).to_contain_text("changed by Dana Rivera")
    save(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("changed meanwhile")
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.locator("#text")).to_have_value("Many thanks for calling the Example Office today.")
    assert "today" in (root / MAIN).read_text()
    axe()
    page.set_viewport_size({"width": 320, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    axe()
    page.get_by_role("button", name="Save both changes").click()
    expect(page).to_have_url(re.compile("/flows/main/list"))
    see_saved(page)
    assert "Many thanks for calling the Example Office today." in (root / MAIN).read_text()
    page.goto(WORDS)
    expect(page.locator("#text")).to_have_value("Many thanks for calling the Example Office today.")
    expect(page.locator(".draft")).to_have_count(0)
    page_faults[:] = [fault for fault in page_faults if "409" not in fault]


def test_a_tab_closed_in_mid_edit(page: Page, context: BrowserContext, root: Path, axe: Callable[[], None]) -> None:
    page.goto(WORDS)
    page.locator("#text").press("Control+End")
    page.locator("#text").press_sequentially(" And good")
    other = context.new_page()
    page.close()
    other.goto(WORDS)
    expect(other.locator("#text")).to_have_value(OLD)
    expect(other.locator(".draft")).to_contain_text("not saved")
    other.get_by_role("button", name="Take them").click()
    expect(other.locator("#text")).to_have_value(f"{OLD} And good")
    other.locator("#text").press("Control+End")
    other.locator("#text").press_sequentially(" day.")
    save(other)
    see_saved(other)
    assert f"{OLD} And good day." in (root / MAIN).read_text()
    other.goto(WORDS)
    expect(other.locator("#text")).to_have_value(f"{OLD} And good day.")
    expect(other.locator(".draft")).to_have_count(0)
    other.close()


def test_words_that_are_dropped_do_not_come_again(page: Page, axe: Callable[[], None]) -> None:
    page.goto(WORDS)
    page.locator("#text").fill("Never mind.")
    page.goto("/help")
    page.goto(WORDS)
    axe()
    page.get_by_role("button", name="Drop them").click()
    expect(page.locator("#text")).to_be_focused()
    page.reload()
    expect(page.locator("#text")).to_have_value(OLD)
    expect(page.locator(".draft")).to_have_count(0)


def test_words_against_an_older_file_lead_to_both_versions(page: Page, root: Path, page_faults: list[str]) -> None:
    page.goto(WORDS)
    page.locator("#text").fill("Thank you for ringing the Example Office.")
    page.goto("/help")
    (root / MAIN).write_text((root / MAIN).read_text().replace("calling", "phoning"))
    page.goto(WORDS)
    expect(page.locator(".draft")).to_contain_text("changed since")
    page.get_by_role("button", name="Take them").click()
    save(page)
    expect(page.locator(".version--theirs")).to_contain_text("phoning")
    page.get_by_role("link", name="Keep theirs, drop mine").click()
    expect(page.locator("#text")).to_have_value(OLD.replace("calling", "phoning"))
    expect(page.locator(".draft")).to_have_count(0)
    page_faults[:] = [fault for fault in page_faults if "409" not in fault]


def test_faults_keep_the_words_and_the_page(page: Page, page_faults: list[str]) -> None:
    page.goto(WORDS)
    page.locator("#text").fill("Hello {nobody}.")
    save(page)
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.locator("#text")).to_have_value("Hello {nobody}.")
    page.goto("/help")
    page.goto(WORDS)
    page.get_by_role("button", name="Take them").click()
    expect(page.locator("#text")).to_have_value("Hello {nobody}.")
    page_faults[:] = [fault for fault in page_faults if "422" not in fault]


def test_the_studio_stopped_and_started_while_typing(
    page: Page, root: Path, page_faults: list[str], axe: Callable[[], None]
) -> None:
    page.clock.install()
    with serving(create_studio(root)) as address:
        port = int(address.rpartition(":")[2])
        page.goto(f"{address}{WORDS}")
        page.locator("#text").fill("Hello")
    page.locator("#text").press("Control+End")
    page.locator("#text").press_sequentially(", Example Office.")
    save(page)
    expect(page.get_by_role("alert")).to_contain_text("Trying again")
    axe()
    page.locator("#text").press_sequentially(" Welcome.")
    # By itself it would be tried again, too, and on a busy machine before anybody presses a button.
    page.clock.pause_at(datetime.now(UTC) + timedelta(minutes=1))
    with serving(create_studio(root), port):
        page.get_by_role("button", name="Try now").click()
        see_saved(page)
        assert "Hello, Example Office. Welcome." in (root / MAIN).read_text()
        page.goto(f"{address}{WORDS}")
        expect(page.locator(".draft")).to_have_count(0)
    page_faults[:] = [fault for fault in page_faults if not re.search("ERR_CONNECTION|403", fault)]


def test_history_by_keyboard(page: Page, root: Path, axe: Callable[[], None]) -> None:
    page.goto(WORDS)
    page.locator("#text").fill("Hello.")
    save(page)
    see_saved(page)
    page.goto("/flows/main/history")
    axe()
    page.get_by_role("link", name="Begin").press("Enter")
    page.get_by_role("link", name="What was changed since").press("Enter")
    expect(page.locator(".diff ins").first).to_have_text("Hello")
    axe()
    page.set_viewport_size({"width": 320, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    page.get_by_role("button", name="Restore this version").press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("Restored.")
    assert OLD in (root / MAIN).read_text()
