"""The canvas in a real browser: by keyboard alone, by drags, over a reload, from right to left, from afar."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.benchmarks.claims_line import make_claims_line
from tests.web.conftest import create_studio
from tests.web.hands import reach
from tests.web.server import serving

BILLING = "/flows/billing"


@pytest.fixture
def studio(kept_workspace: Path) -> Iterator[str]:
    """A studio on a workspace of this test's own, under git, so that edits can be undone."""
    with serving(create_studio(kept_workspace)) as address:
        yield address


def visit(page: Page, address: str) -> None:
    page.goto(address)
    page.wait_for_selector("#fc[data-ready]")


def card(page: Page, node: str) -> Locator:
    return page.locator(f".fc-card[data-id='{node}']")


def place(page: Page, node: str) -> str:
    return str(card(page, node).evaluate("one => one.style.transform"))


def see_form(page: Page, node: str) -> None:
    """The side shows this node: nothing opens or scrolls any more because it was gone to."""
    expect(page.locator(f"#inspector #node-form[data-node={node}]")).to_be_visible()


def told(page: Page) -> Locator:
    return page.locator("#fc-live")


def drag(page: Page, start: Locator, end: Locator | tuple[float, float]) -> None:
    # Its place is asked for once it stands still.
    start.hover()
    box = start.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    if isinstance(end, tuple):
        to = x + end[0], y + end[1]
    else:
        other = end.bounding_box()
        assert other is not None
        to = other["x"] + other["width"] / 2, other["y"] + 10
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(*to, steps=4)
    page.mouse.up()


def test_add_connect_play_and_undo_by_keyboard_alone(page: Page, studio: str, kept_workspace: Path) -> None:
    file = kept_workspace / "flows/billing.yaml"
    before = file.read_bytes()
    visit(page, f"{studio}{BILLING}#n-all_paid")
    keys = page.keyboard
    expect(page.locator("#n-all_paid")).to_be_focused()
    # Add a node after this one.
    keys.press("n")
    expect(page.locator("#inspector a").first).to_be_focused()
    reach(page, page.get_by_role("link", name="play", exact=True))
    keys.press("Enter")
    expect(page.locator("#f-id")).to_be_focused()
    keys.press("Control+a")
    keys.type("thanks")
    keys.press("Tab")
    keys.type("Thank you for paying.")
    keys.press("Tab")
    reach(page, page.locator("#inspector").get_by_role("button", name="Add node"))
    keys.press("Enter")
    expect(page.locator("#n-thanks")).to_be_focused()
    expect(card(page, "all_paid").locator(".fc-exit__to")).to_have_text("thanks")
    # Connect it elsewhere.
    keys.press("c")
    expect(page.get_by_label("Leads to (type to find)")).to_be_focused()
    keys.type("goodb")
    keys.press("Enter")
    expect(told(page)).to_contain_text("thanks")
    expect(card(page, "thanks").locator(".fc-chip")).to_have_text("↪ goodbye")
    expect(page.locator("#n-thanks")).to_be_focused()
    assert b"Thank you for paying." in file.read_bytes()
    # Play a call beside it.
    reach(page, page.get_by_role("tab", name="Node"))
    keys.press("ArrowRight")
    expect(page.locator("#phone-panel .call")).to_be_visible()
    # Take both back.
    reach(page, page.locator("#n-thanks"), "Shift+Tab")
    keys.press("Control+z")
    expect(card(page, "thanks").locator(".fc-chip")).to_have_text("↪ more_help")
    keys.press("Control+z")
    expect(card(page, "thanks")).to_have_count(0)
    expect(page.locator("#n-all_paid")).to_be_focused()
    assert file.read_bytes() == before
    keys.press("Control+Shift+z")
    expect(card(page, "thanks")).to_have_count(1)


def test_the_side_is_folded_until_a_node_is_chosen(page: Page, base_url: str) -> None:
    visit(page, f"{base_url}{BILLING}")
    side = page.locator("#inspector")
    expect(side).to_be_hidden()
    card(page, "begin").locator(".fc-card__head").click()
    expect(side.locator("#node-form")).to_be_visible()
    # Folded by hand, it stays so while one goes on, and comes back when it is asked for.
    page.get_by_role("button", name="Fold this side").click()
    expect(side).to_be_hidden()
    expect(page.locator("#n-begin")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#n-identify")).to_be_focused()
    page.keyboard.press("Enter")
    see_form(page, "identify")


def test_the_call_is_lit(page: Page, base_url: str) -> None:
    visit(page, f"{base_url}{BILLING}")
    page.get_by_role("tab", name="Phone").click()
    expect(page.locator(".fc-card.is-now")).to_have_count(1)
    expect(card(page, "begin")).to_have_class(re.compile("is-passed"))
    expect(page.locator(".fc-wire.is-passed").first).to_be_attached()


def test_drag_from_a_port_connects_and_a_refusal_is_taken_back(
    page: Page, studio: str, kept_workspace: Path, page_faults: list[str]
) -> None:
    visit(page, f"{studio}{BILLING}#n-due")
    see_form(page, "due")
    drag(page, card(page, "due").locator(".fc-port"), card(page, "all_paid"))
    # Drawn before the answer is there.
    expect(card(page, "due").locator(".fc-chip")).to_have_text("↪ all_paid")
    expect(told(page)).to_contain_text("due")
    assert "next: all_paid" in (kept_workspace / "flows/billing.yaml").read_text()
    # Round in a circle without anybody being asked: the checker refuses it.
    drag(page, card(page, "all_paid").locator(".fc-port"), card(page, "due"))
    expect(page.locator("#fc-notice")).to_be_visible()
    expect(card(page, "all_paid")).to_have_class(re.compile("is-refused"))
    expect(card(page, "all_paid").locator(".fc-chip")).to_have_text("↪ more_help")
    assert [fault for fault in page_faults if "422" not in fault] == []
    page_faults.clear()


def test_dropped_on_nothing_a_wire_asks_where_to(page: Page, base_url: str) -> None:
    visit(page, f"{base_url}{BILLING}#n-begin")
    see_form(page, "begin")
    drag(page, card(page, "begin").locator(".fc-port"), (30, 220))
    dialog = page.get_by_role("dialog", name="Where callers go from begin")
    expect(dialog).to_be_visible()
    expect(dialog.get_by_role("button", name="New node here…")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#n-begin")).to_be_focused()


def test_a_moved_node_stays_until_tidied(page: Page, studio: str, kept_workspace: Path) -> None:
    visit(page, f"{studio}{BILLING}")
    laid, other = place(page, "identify"), place(page, "look_up")
    drag(page, page.locator("#n-identify"), (40, 200))
    expect(told(page)).to_contain_text("Move identify")
    moved = place(page, "identify")
    assert moved != laid
    assert place(page, "look_up") == other, "nothing else moves"
    assert "identify: [" in (kept_workspace / "flows/canvas/billing.yaml").read_text()
    visit(page, f"{studio}{BILLING}")
    assert place(page, "identify") == moved
    # The stack of what can be undone outlives the page.
    for name, at in (("Undo", laid), ("Redo", moved), ("Tidy up", laid)):
        page.get_by_role("button", name=name).click()
        expect(card(page, "identify")).to_have_attribute("style", f"transform: {at};")


def lead_to(page: Page, node: str) -> None:
    """Connect the node that has the focus, by keyboard."""
    page.keyboard.press("c")
    expect(page.get_by_label("Leads to (type to find)")).to_be_focused()
    page.keyboard.type(node)
    page.keyboard.press("Enter")


def test_somebody_else_has_changed_the_flow(
    page: Page, studio: str, kept_workspace: Path, page_faults: list[str]
) -> None:
    visit(page, f"{studio}{BILLING}#n-due")
    file = kept_workspace / "flows/billing.yaml"
    words = "Your payment is due on {due_date}.\n    next: "
    file.write_text(file.read_text().replace(f"{words}bills_count", f"{words}more_help"))
    # Both lead the callers of one node elsewhere: neither can stand beside the other.
    lead_to(page, "all_paid")
    expect(page.locator("#fc-notice")).to_contain_text("Somebody changed due next meanwhile, outside of the studio.")
    expect(card(page, "due").locator(".fc-chip")).to_have_text("↪ bills_count")
    assert "next: all_paid" not in file.read_text()
    page.get_by_role("button", name="Show how it is now").click()
    expect(page.locator("#fc-notice")).to_be_hidden()
    expect(card(page, "due").locator(".fc-chip")).to_have_text("↪ more_help")
    lead_to(page, "all_paid")
    expect(card(page, "due").locator(".fc-chip")).to_have_text("↪ all_paid")
    expect(told(page)).to_contain_text("due")
    assert "next: all_paid" in file.read_text()
    page_faults[:] = [fault for fault in page_faults if "409" not in fault]


def test_sections_fold_and_stay_folded(page: Page, base_url: str) -> None:
    visit(page, f"{base_url}{BILLING}")
    page.locator(".fc-section", has_text="bills_count").click()
    expect(card(page, "pay_menu")).to_have_count(0)
    visit(page, f"{base_url}{BILLING}")
    expect(card(page, "pay_menu")).to_have_count(0)
    # Whoever goes to a node that is folded away unfolds it.
    page.locator("#n-due").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#n-bills_count")).to_be_focused()
    expect(card(page, "pay_menu")).to_have_count(1)


def test_keys_lead_through_the_flow(page: Page, base_url: str) -> None:
    visit(page, f"{base_url}{BILLING}")
    expect(page.locator(".fc-stage [tabindex='0']"), "one tab stop").to_have_count(1)
    page.locator("#n-begin").focus()
    for key, node in (
        ("ArrowRight", "identify"),
        ("ArrowRight", "look_up"),
        ("ArrowDown", "representative"),
        ("ArrowLeft", "identify"),
        ("Home", "begin"),
    ):
        page.keyboard.press(key)
        expect(page.locator(f"#n-{node}")).to_be_focused()
    page.keyboard.press("/")
    expect(page.get_by_label("Find a node")).to_be_focused()
    page.keyboard.type("pay men")
    page.keyboard.press("Enter")
    expect(page.locator("#n-pay_menu")).to_be_focused()
    expect(page.locator("#n-pay_menu")).to_have_accessible_name(
        re.compile(r"^menu pay_menu\. .*key 1 goes to ask_amount")
    )
    page.keyboard.press("Enter")
    expect(page.locator("#inspector :focus")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator("#n-pay_menu")).to_be_focused()
    page.keyboard.press("0")
    expect(page.locator("#fc-stage")).to_have_attribute("data-zoom", "far")


def test_chosen_together_they_move_together(page: Page, studio: str) -> None:
    visit(page, f"{studio}{BILLING}#n-begin")
    before = place(page, "identify")
    page.keyboard.press("Control+a")
    expect(told(page)).to_have_text("33 nodes chosen")
    page.keyboard.press("Alt+ArrowDown")
    expect(told(page)).to_contain_text("and others on the canvas")
    assert place(page, "identify") != before


def test_canvas_is_accessible_and_fits(page: Page, base_url: str, axe: Callable[[], None]) -> None:
    visit(page, f"{base_url}{BILLING}?locale=ar")
    assert page.evaluate("document.documentElement.scrollHeight <= window.innerHeight"), "no page scroll on a desk"
    page.locator(".fc-card__head").first.press("Enter")
    expect(page.locator("#node-form")).to_be_visible()
    axe()
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": 320, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    axe()


def test_words_in_arabic_stand_from_right_to_left(page: Page, base_url: str) -> None:
    visit(page, f"{base_url}{BILLING}")
    page.get_by_label("Words in", exact=True).select_option("ar")
    words = card(page, "due").locator(".fc-card__words")
    expect(words).to_have_attribute("dir", "rtl")
    expect(words).to_have_css("direction", "rtl")
    expect(page).to_have_url(re.compile("locale=ar"))


def test_pictures_are_files_of_their_own(page: Page, base_url: str, tmp_path: Path) -> None:
    visit(page, f"{base_url}{BILLING}?locale=ar")
    for name, begin in (("SVG", b"<svg"), ("PNG", b"\x89PNG")):
        page.locator(".fc-menu > summary").click()
        with page.expect_download() as download:
            page.get_by_role("button", name=f"Save as {name}").click()
        assert download.value.suggested_filename == f"billing-ar.{name.lower()}"
        download.value.save_as(tmp_path / name)
        assert (tmp_path / name).read_bytes().startswith(begin)
    texts = [one.text or "" for one in ET.fromstring((tmp_path / "SVG").read_text()).iter() if one.tag.endswith("text")]
    assert "pay_menu" in texts
    assert any("\u0600" <= letter <= "\u06ff" for text in texts for letter in text)


def test_two_hundred_nodes_are_soon_there(page: Page, workspace: Path, own_studio: str) -> None:
    (workspace / "flows/claims.yaml").write_text(make_claims_line())
    page.goto(own_studio)
    # The processor's time, since a busy machine makes the clock run on while nothing is done.
    meter = page.context.new_cdp_session(page)
    meter.send("Performance.enable", {"timeDomain": "threadTicks"})
    visit(page, f"{own_studio}/flows/claims")
    assert page.locator(".fc-card").count() == 200
    spent = {one["name"]: one["value"] for one in meter.send("Performance.getMetrics")["metrics"]}
    # The figures are bench_canvas.py's; here only that it is no matter of seconds.
    assert 0 < spent["TaskDuration"] < 2


def test_without_scripts_the_nodes_are_links(page: Page, base_url: str) -> None:
    page.context.set_extra_http_headers({})
    answer = page.request.get(f"{base_url}{BILLING}").text()
    assert 'id="n-pay_menu"><a href="/flows/billing/list#n-pay_menu"' in answer
