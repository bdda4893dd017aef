"""How a page looks in a browser: what axe finds of it, and what makes it wider than its window."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.web.accessibility import find_violations
from tests.web.conftest import create_studio
from tests.web.examples import page_addresses

if TYPE_CHECKING:
    from playwright.sync_api import Page

WIDE, ZOOMED, NARROW = 1280, 640, 320
"""Of 1280 pixels at 200 % a page has 640 to fill; 320 is what WCAG 1.4.10 asks for."""

ADDRESSES = page_addresses(create_studio(Path(__file__).parents[2]))
"""Every page of the studio by its name."""
NAMES = sorted(ADDRESSES)


def visit(page: Page, name: str) -> None:
    """Go to one of these pages in a `kept_page`, and wait for the parts that it fetches by itself."""
    answer = page.goto(ADDRESSES[name])
    assert answer is not None
    assert answer.status == 200
    assert answer.request.redirected_from is None, f"{name} leads on to a page; is it one of NO_PAGES?"
    assert answer.headers["content-type"].startswith("text/html"), f"{name} is no page; is it one of NO_PAGES?"
    expect(page.locator("[hx-trigger=load]")).to_have_count(0)


def look(page: Page, how: str) -> list[str]:
    """What axe finds."""
    return [f"{how}: {one}" for one in find_violations(page)]


def stick_out(page: Page, width: int, how: str) -> list[str]:
    """What makes a page wider than its window."""
    page.set_viewport_size({"width": width, "height": 900})
    more = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    if more <= 0:
        return []
    widest = page.evaluate(
        """width => [...document.querySelectorAll("body *")].filter(one => {
            const box = one.getBoundingClientRect();
            return box.width && (box.right > width + 1 || box.left < -1) && !one.closest("dialog:not([open])");
        }).slice(0, 4).map(one => one.tagName.toLowerCase() + "." + one.className)""",
        width,
    )
    return [f"{how}, {width} wide: {more} too many: {widest}"]
