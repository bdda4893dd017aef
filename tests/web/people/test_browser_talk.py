"""A translator in a browser: a question beside the words, and a term whose effect is told before it is saved."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from ivr_author.people.roles import Grant, Role
from tests.web.accounts import House
from tests.web.hands import reach
from tests.web.server import serving

if TYPE_CHECKING:
    from playwright.sync_api import Page

ITEM = "flows:billing/due/prompt/1"


def test_a_question_and_a_term(page: Page, house: House, axe: Callable[[], None], page_faults: list[str]) -> None:
    elena = house.add("elena", Grant(Role.TRANSLATOR, frozenset({"es"})))
    house.enter(elena)
    with serving(house.app) as address:
        token = house.tokens[elena.email]
        page.context.add_cookies([{"name": "ivr_author_session", "value": token, "url": address}])
        page.goto(f"{address}/translate/es?at={ITEM}")
        page.evaluate("window.isTheSamePage = true")
        reach(page, page.get_by_label("Ask or tell something about these words"))
        page.keyboard.type("Is this the whole balance?")
        reach(page, page.get_by_role("button", name="Comment", exact=True))
        page.keyboard.press("Enter")
        expect(page.locator(".thread__text")).to_have_text("Is this the whole balance?")
        expect(page.locator("#talk-text")).to_have_value("")
        expect(page.locator(".draft:visible")).to_have_count(0)
        axe()
        page.get_by_role("button", name="Resolve").click()
        expect(page.locator("#talk summary")).to_contain_text("Resolved by Elena")
        assert page.evaluate("window.isTheSamePage") is True

        page.goto(f"{address}/glossary/es/term?term=premium")
        words = page.get_by_label("Words to use")
        words.focus()
        page.keyboard.press("Control+A")
        page.keyboard.type("cuota")
        expect(page.locator("#gl-effect")).to_contain_text("would newly go against the glossary")
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.get_by_role("heading", name="Save it all the same?")).to_be_visible()
        expect(words).to_have_value("cuota")
        axe()
    page_faults[:] = [one for one in page_faults if "422" not in one]
