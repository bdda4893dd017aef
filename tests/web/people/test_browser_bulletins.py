"""A bulletin goes on by keyboard, is heard, is confirmed by a second person and goes off, in two browsers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playwright.sync_api import expect

from ivr_author.people.roles import Person, Role
from tests.usecases.released import put_under_git
from tests.usecases.switching import make_switching
from tests.web.accounts import House, open_house
from tests.web.hands import reach
from tests.web.looks import NARROW, stick_out
from tests.web.page_faults import listen_for_faults
from tests.web.server import serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

AT = "/bulletins/payments_down"
LOADED = (
    "one => { one.preload = 'auto'; one.load(); return new Promise(done => one.oncanplay = () => done(one.duration)); }"
)


def sign_in(page: Page, house: House, person: Person, address: str) -> None:
    house.enter(person)
    page.context.add_cookies([{"name": "ivr_author_session", "value": house.tokens[person.email], "url": address}])


def test_on_by_keyboard_confirmed_by_another_and_off(
    page: Page,
    browser: Browser,
    browser_context_args: dict[str, Any],
    axe: Callable[[], None],
    page_faults: list[str],
    tmp_path: Path,
    repository: Path,
    people_template: Path,
) -> None:
    root = make_switching(tmp_path / "small", repository)
    put_under_git(root)
    house = open_house(root, people_template, tmp_path)
    house.clock.at = datetime.now(UTC)
    ada, grace = (house.add(name, Role.OPERATIONS) for name in ("ada", "grace"))
    with serving(house.app) as address:
        sign_in(page, house, ada, address)
        page.goto(f"{address}{AT}")
        reach(page, page.get_by_label("until time"))
        page.keyboard.type("0830PM")
        # The words follow what is typed, and the page stays.
        expect(page.locator("#words-title")).to_have_text("What callers would hear with these")
        expect(page.locator(".say__words").first).to_contain_text("8:30 PM")
        assert page.locator("audio").first.evaluate(LOADED) > 3
        reach(page, page.get_by_label("By itself, on"))
        page.keyboard.press("ArrowDown")
        expect(page.get_by_label("When somebody switches it off")).to_be_checked()
        reach(page, page.get_by_role("button", name="Switch on", exact=True))
        page.keyboard.press("Enter")
        expect(page.locator(".usa-alert--success")).to_contain_text("Calls that begin from now on hear it")
        expect(page.locator(".bulletin-bar")).to_contain_text("You switched on “Payments down”")
        axe()
        assert not stick_out(page, NARROW, "on")
        other = browser.new_context(**browser_context_args).new_page()
        listen_for_faults(other, page_faults)
        sign_in(other, house, grace, address)
        other.goto(f"{address}/problems")
        other.get_by_role("link", name="Look at it, and confirm it").click()
        expect(other.locator("#words-title")).to_have_text("What callers hear now")
        other.get_by_role("button", name="I have seen it, and it is right").click()
        expect(other.locator(".usa-alert--success")).to_contain_text("Confirmed.")
        expect(other.locator(".bulletin-bar")).to_have_count(0)
        other.get_by_role("button", name="Switch off", exact=True).click()
        expect(other.locator(".usa-alert--success")).to_contain_text("no longer hear it")
        # Who did not see that is told, and nothing is lost.
        page.set_viewport_size({"width": 1280, "height": 900})
        page.get_by_text("Other times or other words in its gaps").click()
        page.get_by_text("When somebody switches it off").click()
        page.get_by_label("Why").last.fill("Still down")
        page_faults.clear()
        page.get_by_role("button", name="Switch on with these").click()
        expect(page.locator(".error-summary")).to_contain_text("Grace switched payments_down off meanwhile")
        expect(page.get_by_label("Why").last).to_have_value("Still down")
        page_faults[:] = [one for one in page_faults if "409" not in one]
        other.context.close()
    house.database.close()
