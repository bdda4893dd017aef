"""A release in a real browser, by keyboard: made, published, gone back to; its pages hold what axe asks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from ivr_author.usecases.publish_release import publish_release
from ivr_author.web.release.desk import the_desk
from tests.harness.sample import change
from tests.usecases.released import NOON, commit, copy_of
from tests.web.conftest import create_studio
from tests.web.hands import reach
from tests.web.server import serving


@pytest.fixture
def studio(released: Path, tmp_path: Path) -> Iterator[str]:
    """A studio on a workspace of which a release is live, and something was committed since."""
    root = copy_of(released, tmp_path / "line")
    publish_release(root, "one", "Dana", now=NOON)
    change(root, "flows/main.yaml", "for calling our", "for calling all of our")
    commit(root, "Greet all")
    app = create_studio(root)
    with app.app_context():
        the_desk().clock = lambda: NOON + timedelta(days=1)
    with serving(app) as address:
        yield address


def test_make_publish_and_go_back_by_keyboard(page: Page, studio: str, axe: Callable[[], None]) -> None:
    page.goto(f"{studio}/releases/")
    axe()
    reach(page, page.get_by_role("link", name="New release"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="New release")).to_be_visible()
    axe()
    reach(page, page.get_by_role("button", name="Make the release"))
    page.keyboard.press("Enter")
    look = page.get_by_role("link", name="Look at it and publish it")
    expect(look).to_be_visible()
    look.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Release 2026-12-02")).to_be_visible()
    axe()
    reach(page, page.get_by_role("button", name="Publish"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="It is live")).to_be_visible()
    page.get_by_role("link", name="Read the account").click()
    expect(page.locator(".prose")).to_contain_text("all of our")
    axe()
    page.goto(f"{studio}/releases/")
    page.get_by_role("link", name="Go back to one").click()
    expect(page.get_by_role("heading", name="Go back to release one?")).to_be_visible()
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": 320, "height": 640})
    axe()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.get_by_role("button", name="Go back to one").click()
    expect(page.get_by_text("Gone back to by")).to_have_count(2)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    axe()
