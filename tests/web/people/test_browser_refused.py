"""A role that is taken away while somebody types, in a browser: the form says so, and the words stay in it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from ivr_author.people.roles import Role
from tests.web.accounts import House
from tests.web.people.test_refused import take_role_away
from tests.web.server import serving

if TYPE_CHECKING:
    from playwright.sync_api import Page


@pytest.fixture
def base(house: House, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of a studio with accounts."""
    monkeypatch.setattr(logging.getLogger("werkzeug"), "disabled", True)
    with serving(house.app) as address:
        yield address


def test_words_stay_when_a_role_is_taken_away(
    page: Page, house: House, base: str, axe: Callable[[], None], page_faults: list[str]
) -> None:
    person = house.add("erin", Role.ENGINEER)
    house.enter(person)
    page.context.add_cookies([{"name": "ivr_author_session", "value": house.tokens[person.email], "url": base}])
    page.goto(f"{base}/flows/billing/nodes/due")
    words = page.get_by_label("Words", exact=True).first
    words.fill("You owe {balance} to us.")
    take_role_away(house, person)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#save-refused")).to_contain_text("Your roles don't let you do this.")
    expect(words).to_have_value("You owe {balance} to us.")
    # One refusal: a form is not sent again for what no fresh token changes.
    assert len(house.log("refused")) == 1
    axe()
    # Who only looks sees the same node to be read, and a canvas that only shows.
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(f"{base}/flows/billing#n-due")
    expect(page.locator("#inspector fieldset.read-only")).to_be_visible()
    expect(page.locator("#fc-add, #fc-undo, #fc-connect")).to_have_count(0)
    page.keyboard.press("Delete")
    page.keyboard.press("d")
    expect(page.locator("#fc-notice")).to_be_hidden()
    axe()
    assert all("403" in fault for fault in page_faults), page_faults
    page_faults.clear()
