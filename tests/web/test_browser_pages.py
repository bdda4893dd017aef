"""Every page of the studio in a browser, light and from the left: wide, zoomed and narrow.

`test_browser_pages_mirrored.py` looks at the same pages, dark and from the right: two files, which two workers share.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.web.examples import NO_PAGES
from tests.web.looks import ADDRESSES, NAMES, NARROW, WIDE, ZOOMED, look, stick_out, visit
from tests.web.page_faults import broken_policy

if TYPE_CHECKING:
    from playwright.sync_api import Page


@pytest.fixture
def page(kept_page: Page) -> Page:
    """One of many that share what they fetched, wide and light."""
    kept_page.set_viewport_size({"width": WIDE, "height": 900})
    kept_page.emulate_media(color_scheme="light")
    return kept_page


def test_every_page_has_an_example(looked_at: Any) -> None:
    assert [address for address in ADDRESSES.values() if address.startswith("?")] == []
    assert set(looked_at.view_functions) >= NO_PAGES, "a name in NO_PAGES is none"


@pytest.mark.parametrize("name", NAMES)
def test_page(page: Page, name: str) -> None:
    visit(page, name)
    faults = look(page, "light")
    for width in (ZOOMED, NARROW):
        faults += stick_out(page, width, "left to right")
    faults += broken_policy(page)
    assert not faults, f"{ADDRESSES[name]}\n" + "\n".join(faults)
