"""Every page of the studio in a browser: light and dark, wide, zoomed and narrow, from the left and from the right.

A page is loaded twice, in English and in the pseudo-language that runs from the right; all else is emulated.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from ivr_author.catalog.pseudo import MIRRORED
from ivr_author.web.language import PSEUDO_FLAG
from ivr_author.web.reader import COOKIE
from tests.web.conftest import WCAG, copy_workspace, create_studio, put_under_git
from tests.web.examples import NO_PAGES, page_addresses
from tests.web.server import serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

CATCH_VIOLATIONS = """
window.policyViolations = [];
document.addEventListener("securitypolicyviolation", (event) => {
  window.policyViolations.push(`${event.violatedDirective}: ${event.blockedURI} ${event.sourceFile}`);
});
"""
AXE = Axe()
WIDE, ZOOMED, NARROW = 1280, 640, 320
"""Of 1280 pixels at 200 % a page has 640 to fill; 320 is what WCAG 1.4.10 asks for."""


@pytest.fixture(scope="session")
def application(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A studio on the sample workspace that also speaks the pseudo-language."""
    folder = put_under_git(copy_workspace(repository, tmp_path_factory.mktemp("pages")))
    studio = create_studio(folder)
    studio.config[PSEUDO_FLAG] = True
    return studio


@pytest.fixture(scope="session")
def base_url(application: Any) -> Iterator[str]:
    """That studio's address."""
    with serving(application) as address:
        yield address


@pytest.fixture(scope="module")
def contexts() -> Iterator[list[BrowserContext]]:
    """Where the pages' one context is kept once it was made."""
    made: list[BrowserContext] = []
    yield made
    for context in made:
        context.close()


@pytest.fixture
def page(
    browser: Browser, browser_context_args: dict[str, Any], page_faults: list[str], contexts: list[BrowserContext]
) -> Iterator[Page]:
    """A page of a context that all these tests share, so that styles and scripts are fetched once for all of them."""
    if not contexts:
        contexts.append(browser.new_context(**browser_context_args))
    contexts[0].clear_cookies()
    page = contexts[0].new_page()
    page.on("pageerror", lambda fault: page_faults.append(f"uncaught: {fault}"))
    page.on("console", lambda message: page_faults.append(message.text) if message.type == "error" else None)
    yield page
    page.close()
    assert not page_faults, "\n".join(page_faults)


NAMES = sorted(page_addresses(create_studio(Path(__file__).parents[2])))


def test_every_page_has_an_example(application: Any) -> None:
    addresses = page_addresses(application)
    assert [address for address in addresses.values() if address.startswith("?")] == []
    visitor = application.test_client()
    for name, address in addresses.items():
        answer = visitor.get(address, base_url="http://127.0.0.1:8000")
        assert answer.status_code == 200, f"{name}: {address} answers {answer.status_code}"
        assert answer.data.startswith(b"<!doctype html>"), f"{name}: {address} is no page; is it one of NO_PAGES?"
    assert set(application.view_functions) >= NO_PAGES, "a name in NO_PAGES is none"


@pytest.mark.parametrize("name", NAMES)
def test_page(page: Page, application: Any, base_url: str, name: str) -> None:
    address = page_addresses(application)[name]
    faults: list[str] = []
    page.add_init_script(CATCH_VIOLATIONS)
    # From the left, light and wide; then what may stick out where there is less room.
    page.goto(address)
    page.wait_for_load_state("networkidle") if page.locator("[hx-trigger*=load]").count() else None
    faults += look(page, "light")
    for width in (ZOOMED, NARROW):
        faults += stick_out(page, width, "left to right")
    # From the right, dark and narrow; then with more room.
    page.emulate_media(color_scheme="dark")
    page.context.add_cookies([{"name": COOKIE, "value": f"language={MIRRORED}", "url": base_url}])
    page.goto(address)
    assert page.locator("html").get_attribute("dir") == "rtl"
    faults += stick_out(page, NARROW, "right to left")
    faults += look(page, "dark, narrow, right to left")
    for width in (ZOOMED, WIDE):
        faults += stick_out(page, width, "right to left")
    faults += [f"policy: {one}" for one in page.evaluate("window.policyViolations")]
    assert not faults, f"{address}\n" + "\n".join(faults)


def look(page: Page, how: str) -> list[str]:
    """What axe finds."""
    page.evaluate(AXE.axe_script)
    # All that passed is left in the page: to hand it over takes longer than to find it.
    found = page.evaluate(
        "async options => (await axe.run(options)).violations",
        {"runOnly": {"type": "tag", "values": WCAG}, "resultTypes": ["violations"]},
    )
    return [
        f"{how}: {rule['id']}: {node['target']} {node['failureSummary']}" for rule in found for node in rule["nodes"]
    ]


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
