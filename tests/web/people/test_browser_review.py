"""Review in a browser, by keyboard: selected words are quoted, a return is kept, all of a page are approved."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from ivr_author.people.roles import Role
from tests.usecases.released import copy_of
from tests.usecases.reviewed import ES, FLOW, rewrite
from tests.web.accounts import open_house
from tests.web.hands import reach
from tests.web.looks import NARROW, stick_out
from tests.web.server import serving

if TYPE_CHECKING:
    from playwright.sync_api import Page

SELECT = "words => getSelection().selectAllChildren(words.querySelector('ins'))"


def test_a_change_is_returned_with_its_words_and_the_rest_approved(
    page: Page, reviewed: Path, tmp_path: Path, people_template: Path, axe: Callable[[], None], page_faults: list[str]
) -> None:
    root = copy_of(reviewed, tmp_path / "office")
    rewrite(root, "ana", FLOW, "Our office is closed now.", "We are closed now.")
    rewrite(root, "bo", ES, "Gracias por llamar a", "Gracias por su llamada a")
    rewrite(root, "cy", FLOW, "timeout: 5s", "timeout: 6s")
    house = open_house(root, people_template, tmp_path)
    rita = house.add("rita", Role.REVIEWER)
    house.enter(rita)
    with serving(house.app) as base:
        page.context.add_cookies([{"name": "ivr_author_session", "value": house.tokens[rita.email], "url": base}])
        page.goto(f"{base}/review")
        card = page.get_by_role("article", name="main/welcome/prompt")
        card.locator(".review-words").evaluate(SELECT)
        reach(page, card.locator("summary"))
        page.keyboard.press("Enter")
        expect(card.get_by_label("The words that this is about")).to_have_value("su llamada")
        expect(card.get_by_label("What is to be changed?")).to_be_focused()
        page.keyboard.type("As it was.")
        axe()
        assert not stick_out(page, NARROW, "review")
        reach(page, card.get_by_role("button", name="Return to its author"))
        page.keyboard.press("Enter")
        expect(page.get_by_role("status").first).to_contain_text("1 change is returned.")
        reach(page, page.get_by_role("button", name="Tick all on this page"))
        page.keyboard.press("Enter")
        reach(page, page.get_by_role("button", name="Approve what is ticked"))
        page.keyboard.press("Enter")
        expect(page.get_by_role("status").first).to_contain_text("2 changes are approved.")
        expect(page.get_by_text("Nothing waits for anybody.")).to_be_visible()
        page.goto(f"{base}/review?state=all")
        axe()
    house.database.close()
    assert page_faults == []
