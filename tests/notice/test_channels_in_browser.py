"""Pages, emails and texts as a real browser shows them: where figures stand, what axe finds, what fits a telephone."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Any

import pytest

from ivr_author.notice.document import Slot
from ivr_author.notice.model import FieldType
from tests.notice.channel_cases import BILL_RECIPIENT, BILL_VALUES, BILLS, document, part, render, say, value
from tests.web.accessibility import find_violations
from tests.web.conftest import CHROMIUM, CHROMIUM_ARGUMENTS, NO_CHROMIUM, REQUIRED

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

# For every place where a text stands in the page: the left edge of each of its characters.
EDGES = """text => {
    const found = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const node = walker.currentNode;
        for (let at = node.data.indexOf(text); at >= 0; at = node.data.indexOf(text, at + 1)) {
            found.push([...text].map((_, i) => {
                const range = document.createRange();
                range.setStart(node, at + i); range.setEnd(node, at + i + 1);
                return range.getBoundingClientRect().left;
            }));
        }
    }
    return found;
}"""


@pytest.fixture(scope="session")
def base_url() -> str:
    """No site: what is shown comes from the test."""
    return ""


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The browser that the studio is tested with."""
    if CHROMIUM is None:
        (pytest.fail if REQUIRED else pytest.skip)(NO_CHROMIUM)
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": CHROMIUM_ARGUMENTS}


def edges(page: Page, text: str) -> list[list[float]]:
    found: list[list[float]] = page.evaluate(EDGES, text)
    assert found, text
    return found


def show(page: Page, channel: str, locale: str) -> None:
    rendering = render(channel, BILLS[locale], *BILL_VALUES, recipient=BILL_RECIPIENT)
    if "html" in rendering.parts:
        page.set_content(rendering.parts["html"].decode())
    else:
        show_text(page, rendering.parts["text"].decode())


def show_text(page: Page, text: str) -> None:
    """As a telephone or a mail reader shows text: each line runs the way that its first strong letter does."""
    page.set_content(f'<pre style="unicode-bidi: plaintext; white-space: pre-wrap">{html.escape(text)}</pre>')


@pytest.mark.parametrize("channel", ["web", "email", "sms"])
def test_figures_run_from_left_to_right_in_arabic(page: Page, channel: str) -> None:
    show(page, channel, "ar")
    for text in ("1-877-555-0100", "45 CFR 155.505", "$212.40", "TTY: 711"):
        for found in edges(page, text):
            assert found == sorted(found), text


def test_figures_run_from_left_to_right_in_the_text_of_an_email(page: Page) -> None:
    show_text(page, part("email", "text", BILLS["ar"], *BILL_VALUES))
    for text in ("1-877-555-0100", "-$32.25", "https://www.example.org/pay/k3v9", "Boston, MA 02196"):
        for found in edges(page, text):
            assert found == sorted(found), text


@pytest.mark.parametrize("channel", ["web", "email", "sms"])
def test_value_does_not_turn_what_follows(page: Page, channel: str) -> None:
    hostile = ("\u202eevil", "\u2069\u202e", "\u2067\u2067x", "\u202b", "مرحبا")
    made = document(*(say("Dear ", Slot(at, FieldType.NAME), ", pay 500 dollars") for at in range(len(hostile))))
    name = "html" if channel != "sms" else "text"
    out = part(channel, name, made, *(value("name", one) for one in hostile))
    page.set_content(out) if name == "html" else show_text(page, out)
    for text in ("Dear ", ", pay 500 dollars"):
        for found in edges(page, text):
            assert found == sorted(found), text


@pytest.mark.parametrize("channel", ["web", "email"])
@pytest.mark.parametrize("locale", ["en", "ar"])
def test_page_is_accessible_and_fits_a_telephone(page: Page, channel: str, locale: str) -> None:
    page.set_viewport_size({"width": 320, "height": 800})
    show(page, channel, locale)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert find_violations(page) == []


def test_page_asks_nothing_of_anybody(page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: asked.append(message.text))
    show(page, "web", "en")
    # The policy lets the page's own stylesheet through.
    assert page.evaluate("getComputedStyle(document.querySelector('.sheet')).borderTopWidth") == "6px"
    assert asked == []
