"""The list of a flow in a browser: an exit is changed in its row, by keyboard, and the page stays where it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.web.conftest import create_studio
from tests.web.server import serving

if TYPE_CHECKING:
    from playwright.sync_api import Page


@pytest.fixture
def listed(kept_workspace: Path) -> Iterator[str]:
    """The address of a list whose changes are kept under git."""
    with serving(create_studio(kept_workspace)) as address:
        yield f"{address}/flows/billing/list"


def test_saved_words_are_shown_where_they_stand(page: Page, own_studio: str) -> None:
    page.goto(f"{own_studio}/flows/billing/list")
    page.locator("#n-ways_to_pay .node__edit").first.click()
    words = page.locator("#text")
    words.fill(words.input_value() + " Thank you.")
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url("**/list?saved=1**")
    page.locator("#n-ways_to_pay").wait_for()
    expect(page.locator("#n-ways_to_pay")).to_be_in_viewport()
    assert page.url.endswith("#n-ways_to_pay")


def test_an_exit_is_changed_in_its_row(
    page: Page, listed: str, kept_workspace: Path, axe: Callable[[], None], page_faults: list[str]
) -> None:
    path = kept_workspace / "flows/billing.yaml"
    page.goto(listed)
    field = page.get_by_label("2 of pay_menu goes to")
    field.focus()
    field.select_option("due")
    said = page.locator("#list-said")
    expect(said).to_contain_text("pay_menu key 2 goes to due now.")
    expect(field).to_be_focused()
    assert "speech: [other ways], next: due}" in path.read_text()
    expect(page.locator("#j-pay_menu-choice-2-next")).to_have_attribute("href", "#n-due")
    expect(page.locator("#list-steps")).to_contain_text("Undo: Connect billing/pay_menu key 2 to due")
    # Somebody else meanwhile, outside of the studio: on another exit, then on the same.
    path.write_text(path.read_text().replace("next: due}", "next: goodbye}"))
    page.get_by_label("1 of pay_menu goes to").focus()
    page.get_by_label("1 of pay_menu goes to").select_option("due")
    expect(said).to_contain_text("Also kept what")
    path.write_text(path.read_text().replace("next: goodbye}", "next: ask_amount}"))
    field.select_option("representative")
    expect(said).to_contain_text("in the file ask_amount, yours representative")
    expect(field).to_have_attribute("aria-invalid", "true")
    page_faults[:] = [fault for fault in page_faults if "409" not in fault]
    axe()


def test_more_is_at_hand_for_each_node(page: Page, base_url: str) -> None:
    page.goto("/flows/billing/list")
    page.locator("#n-due summary").first.click()
    expect(page.locator("#n-due").get_by_role("link", name="Add after")).to_have_attribute(
        "href", "/flows/billing/nodes/new?after_node=due&after_exit=next"
    )
    page.locator("#n-due").get_by_role("link", name="Rename").click()
    expect(page).to_have_url(f"{base_url}/flows/billing/nodes/due/name")


def test_a_long_list_has_fields_made_of_its_links(
    page: Page, kept_workspace: Path, axe: Callable[[], None], page_faults: list[str]
) -> None:
    nodes = "".join(
        f"  n{one}: {{type: menu, prompt: Choose., choices: [{{key: '1', say: 'Press {{key}}.', next: n{one + 1}}}]}}\n"
        for one in range(70)
    )
    path = kept_workspace / "flows/long.yaml"
    path.write_text(
        f"format: 1\ntitle: Long\nstart: n0\non_failure: n70\nnodes:\n{nodes}  n70: {{type: hangup, prompt: Bye.}}\n"
    )
    with serving(create_studio(kept_workspace)) as address:
        page.goto(f"{address}/flows/long/list")
        field = page.get_by_label("1 of n3 goes to")
        field.fill("n70")
        field.press("Enter")
        expect(page.locator("#list-said")).to_contain_text("n3 key 1 goes to n70 now.")
        expect(page.locator("#j-n3-choice-1-next")).to_have_attribute("href", "#n-n70")
        assert "next: n70" in path.read_text()
        page.locator("#n-n3 summary").click()
        expect(page.get_by_role("link", name="Rename")).to_be_visible()
        axe()
        page.locator("#n-n3 a.speech").first.click()
        page.wait_for_url("**/words/long/n3/prompt**")
    assert page_faults == []
