"""Every page of the studio in a browser, dark and from the right, in the pseudo-language: narrow, zoomed and wide."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ivr_author.catalog.pseudo import MIRRORED
from ivr_author.web.reader import COOKIE
from tests.web.looks import ADDRESSES, NAMES, NARROW, WIDE, ZOOMED, look, stick_out, visit
from tests.web.page_faults import broken_policy

if TYPE_CHECKING:
    from playwright.sync_api import Page


@pytest.fixture
def page(kept_page: Page, looked_at_address: str) -> Page:
    """One of many that share what they fetched, of a reader who chose these looks."""
    kept_page.emulate_media(color_scheme="dark")
    kept_page.context.add_cookies([{"name": COOKIE, "value": f"language={MIRRORED}", "url": looked_at_address}])
    return kept_page


@pytest.mark.parametrize("name", NAMES)
def test_page(page: Page, name: str) -> None:
    page.set_viewport_size({"width": NARROW, "height": 900})
    visit(page, name)
    assert page.locator("html").get_attribute("dir") == "rtl"
    faults = stick_out(page, NARROW, "right to left")
    faults += look(page, "dark, narrow, right to left")
    for width in (ZOOMED, WIDE):
        faults += stick_out(page, width, "right to left")
    faults += broken_policy(page)
    assert not faults, f"{ADDRESSES[name]}\n" + "\n".join(faults)
