"""Source in a real browser: faults at their line as one types, completion, help, saving, drafts, conflicts."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

TAB = "/flows/billing/source"
OFFICE = "/source/flows/calendars/office.yaml"


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


def open_at(page: Page, address: str, line: int, column: str = "End") -> None:
    """Open a file with the cursor in a line."""
    page.goto(f"{address}?line={line}")
    expect(page.locator(".cm-activeLineGutter").first).to_have_text(str(line))
    expect(page.locator("#source-count")).not_to_be_empty()
    page.keyboard.press(column)


def billing(workspace: Path) -> Path:
    return workspace / "flows/billing.yaml"


def test_a_fault_is_told_at_its_line_and_mended_by_a_button(page: Page, own_studio: str, workspace: Path) -> None:
    text = billing(workspace).read_text(encoding="utf-8")
    line = line_of(text, "next: identify\n")
    open_at(page, own_studio + TAB, line)
    page.keyboard.press("Backspace")
    mark = page.locator("#source-marks > li").filter(has_text="dangling-reference")
    expect(mark).to_contain_text(f"Line {line}")
    expect(mark).to_contain_text("did you mean identify?")
    expect(page.locator(".cm-lintRange-error")).to_have_text("identif")
    expect(page.locator(".cm-lint-marker-error")).to_be_visible()
    expect(page.locator("#source-status")).to_contain_text("1 error")
    expect(page.locator("#source-places .contents__problems:not(.contents__problems--warning)")).to_have_text("1")
    # It does not take the focus; F8 goes there, and says it.
    expect(page.locator(".cm-content")).to_be_focused()
    page.keyboard.press("Control+Home")
    page.keyboard.press("F8")
    expect(page.locator(".cm-activeLineGutter").first).to_have_text(str(line))
    expect(page.locator("#source-status")).to_contain_text("has no node identif")
    mark.get_by_role("button", name="Replace by identify").click()
    expect(page.locator(".cm-lintRange-error")).to_have_count(0)
    expect(page.locator("#text")).to_have_value(text)


def test_names_and_keys_are_completed(page: Page, own_studio: str, workspace: Path) -> None:
    text = billing(workspace).read_text(encoding="utf-8")
    open_at(page, own_studio + TAB, line_of(text, "next: identify\n"))
    page.keyboard.press("Control+Shift+ArrowLeft")
    page.keyboard.type("ident")
    offered = page.locator(".cm-tooltip-autocomplete")
    # By a click: for the first moment, CodeMirror takes no key for an answer to what it offers.
    offered.get_by_role("option", name="identify").first.click()
    expect(page.locator("#text")).to_have_value(text)
    page.keyboard.press("Enter")
    page.keyboard.type("no")
    offered.get_by_role("option", name="notes").click()
    expect(page.locator("#text")).to_have_value(text.replace("next: identify\n", "next: identify\n    notes: \n", 1))


def test_a_key_is_explained(page: Page) -> None:
    page.goto(TAB)
    page.locator(".cm-line", has_text=re.compile("^start: begin$")).locator(".tok-name").hover()
    told = page.locator(".cm-tooltip-hover .source-help")
    expect(told).to_contain_text("A node, or flow:NAME.")
    expect(told).to_contain_text("needed")


def test_saving_keeps_the_cursor_and_every_other_byte(page: Page, own_studio: str, workspace: Path) -> None:
    before = billing(workspace).read_bytes().replace(b"\n", b"\r\n")
    billing(workspace).write_bytes(before)
    line = line_of(before.decode(), "title: Billing")
    open_at(page, own_studio + TAB, line)
    page.keyboard.type(" and payments")
    page.keyboard.press("Control+s")
    expect(page.get_by_text("Saved.")).to_be_visible()
    assert billing(workspace).read_bytes() == before.replace(b"title: Billing\r", b"title: Billing and payments\r")
    expect(page.locator(".cm-content")).to_be_focused()
    page.keyboard.type("!")
    # The page says the same of both; what it goes on from is something else.
    revision = page.locator("#source-result input[name=revision]")
    first = revision.input_value()
    page.keyboard.press("Control+Enter")
    expect(revision).not_to_have_value(first)
    expect(page.get_by_text("Saved.")).to_be_visible()
    assert b"title: Billing and payments!\r" in billing(workspace).read_bytes()


def test_new_errors_are_saved_only_by_who_insists(
    page: Page, page_faults: list[str], own_studio: str, workspace: Path
) -> None:
    before = billing(workspace).read_text(encoding="utf-8")
    open_at(page, own_studio + TAB, line_of(before, "start: begin"))
    page.keyboard.type("x")
    page.keyboard.press("Control+s")
    expect(page.get_by_role("alert")).to_contain_text("has no node beginx")
    assert billing(workspace).read_text(encoding="utf-8") == before
    page.get_by_role("button", name="Save anyway").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    assert "start: beginx\n" in billing(workspace).read_text(encoding="utf-8")
    assert all("422" in fault for fault in page_faults)
    page_faults.clear()


def test_somebody_elses_change_comes_beside_mine(
    page: Page, axe: Callable[[], None], page_faults: list[str], own_studio: str, kept_workspace: Path
) -> None:
    workspace = kept_workspace
    text = billing(workspace).read_text(encoding="utf-8")
    open_at(page, own_studio + TAB, line_of(text, "title: Billing"))
    page.keyboard.type(" of mine")
    billing(workspace).write_text(text.replace("format: 1", "# Theirs.\nformat: 1"), encoding="utf-8")
    page.keyboard.press("Control+s")
    expect(page.get_by_role("heading", name="Not saved: the file was changed meanwhile")).to_be_visible()
    expect(page.locator("#main")).to_contain_text("Theirs.")
    expect(page.locator("#main textarea").first).to_have_value(
        re.compile("# Theirs.\nformat: 1\ntitle: Billing of mine")
    )
    axe()
    assert "of mine" not in billing(workspace).read_text(encoding="utf-8")
    assert all("409" in fault for fault in page_faults)
    page_faults.clear()


def test_what_was_typed_is_offered_again(page: Page, own_studio: str, workspace: Path) -> None:
    text = (workspace / OFFICE.removeprefix("/source/")).read_text(encoding="utf-8")
    open_at(page, own_studio + OFFICE, 2)
    page.keyboard.type(" A draft.")
    expect(page.locator("#text")).to_have_value(re.compile("A draft"))
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(own_studio + OFFICE)
    expect(page.locator("#text")).to_have_value(text)
    page.locator("[data-draft-take]").click()
    expect(page.locator(".cm-content")).to_contain_text("A draft.")


def test_the_keyboard_leaves_the_editor(page: Page) -> None:
    for key in ("Tab", "Escape"):
        page.goto(f"{TAB}?line=1")
        expect(page.locator(".cm-content")).to_be_focused()
        page.keyboard.press(key)
        expect(page.locator(".cm-content")).not_to_be_focused()


def test_places_lead_to_their_line(page: Page) -> None:
    page.goto(TAB)
    page.get_by_role("navigation", name="Places in this file").get_by_role("link", name="pay_menu", exact=True).click()
    expect(page.locator(".cm-activeLine")).to_have_text("  pay_menu:")
    expect(page.get_by_role("link", name="Show pay_menu on the canvas")).to_have_attribute(
        "href", re.compile("#n-pay_menu$")
    )


def test_the_editor_is_accessible_and_fits(
    page: Page, axe: Callable[[], None], own_studio: str, workspace: Path
) -> None:
    broken = billing(workspace).read_text(encoding="utf-8").replace("next: identify\n", "next: idetify\n")
    broken = broken.replace("title: Billing", "title: الفواتير وكيفية دفعها")
    billing(workspace).write_text(broken, encoding="utf-8")
    page.goto(f"{own_studio}{TAB}?line={line_of(broken, 'next: idetify')}")
    expect(page.locator(".cm-lintRange-error")).to_be_attached()
    axe()
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": 320, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    axe()


def test_without_scripts_it_is_a_form(browser: Browser, own_studio: str, workspace: Path) -> None:
    context = browser.new_context(java_script_enabled=False, base_url=own_studio)
    page = context.new_page()
    page.goto(TAB)
    before = page.locator("#text").input_value()
    page.locator("#text").fill(before.replace("title: Billing\n", "title: Bills\n"))
    page.get_by_label("What did you change?").fill("Say it shorter")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bills")
    assert billing(workspace).read_text(encoding="utf-8") == before.replace("title: Billing\n", "title: Bills\n")
    context.close()
