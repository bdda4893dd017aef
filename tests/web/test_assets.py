"""The stylesheet and scripts, on a specimen of every part that they know, without the studio around it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask, Response, redirect, send_from_directory
from playwright.sync_api import Page, expect
from werkzeug.wrappers import Response as Answer

from tests.web.server import serving

SPECIMEN = Path(__file__).with_name("specimen.html")


@pytest.fixture(scope="session")
def built(repository: Path) -> Path:
    """The folder with the built assets."""
    return repository / "static" / "dist"


@pytest.fixture(scope="session")
def base_url(built: Path) -> Iterator[str]:
    """A server of the specimen, as strict about scripts and styles as the studio is."""
    application = Flask(__name__, static_folder=None)
    manifest = json.loads((built / "manifest.json").read_text())

    @application.get("/<any(ltr, rtl):direction>")
    def specimen(direction: str) -> Response:
        answer = Response(SPECIMEN.read_text().replace('dir="ltr"', f'dir="{direction}"', 1))
        answer.headers["Content-Security-Policy"] = "default-src 'self'"
        return answer

    @application.get("/static/<path:name>")
    def asset(name: str) -> Answer:
        return redirect(f"/static/{manifest[name]}") if name in manifest else send_from_directory(built, name)

    with serving(application) as address:
        yield address


def classes_of(text: str) -> set[str]:
    return {name for group in re.findall(r'class="([^"]*)"', text) for name in group.split()}


def test_every_class_is_used_or_shown(repository: Path) -> None:
    own = set()
    for sheet in (repository / "static/src/styles").glob("_*.scss"):
        rules = re.sub(r"//.*", "", sheet.read_text())
        own |= set(re.findall(r"\.((?!usa-|cm-)[a-z][a-z0-9_-]*)(?=[\s.,:{>\[)])", rules))
    users = [*(repository / "ivr_author/web").rglob("*.html"), *(repository / "ivr_author/web").rglob("*.py")]
    users += [SPECIMEN, *(repository / "static/src/scripts").rglob("*.js")]
    text = "\n".join(path.read_text() for path in users)
    named = set(re.findall(r"[a-z][a-z0-9_-]*", text))
    # A class may be put together: status--{{ state }}, `is-${mode}`.
    begun = tuple(name for name in named if len(name) > 2 and name.endswith(("-", "_")))
    unused = {name for name in own - named if not name.startswith(begun)}
    assert not unused


def test_every_class_of_the_specimen_has_a_rule(built: Path) -> None:
    styled = (built / json.loads((built / "manifest.json").read_text())["app.css"]).read_text()
    without = {name for name in classes_of(SPECIMEN.read_text()) if f".{name}" not in styled}
    assert without == {"problem--note"}, "its colour is that of any problem"


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_specimen_is_accessible(page: Page, axe: Callable[[], None], direction: str) -> None:
    page.goto(f"/{direction}")
    axe()


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
@pytest.mark.parametrize("width", [1280, 360])
def test_nothing_sticks_out(page: Page, direction: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"/{direction}")
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


def test_side_follows_the_direction(page: Page) -> None:
    page.goto("/rtl")
    side, main = page.locator(".page__side").bounding_box(), page.locator(".page__main").bounding_box()
    assert side
    assert main
    assert side["x"] < main["x"]
    one, two = page.locator(".key[value='1']").bounding_box(), page.locator(".key[value='2']").bounding_box()
    assert one
    assert two
    assert one["x"] < two["x"], "a keypad is not mirrored"


def test_axe_finds_a_fault(page: Page, axe: Callable[[], None]) -> None:
    page.goto("/ltr")
    page.evaluate("document.querySelector('label[for=clock]').remove()")
    with pytest.raises(AssertionError, match="label"):
        axe()


def test_page_faults_are_seen(page: Page, page_faults: list[str]) -> None:
    page.goto("/ltr")
    with page.expect_event("console"):
        page.evaluate("console.error('planted')")
    assert page_faults == ["planted"]
    page_faults.clear()


def test_phone_takes_keys_only_while_it_has_the_focus(page: Page) -> None:
    page.goto("/ltr")
    page.evaluate(
        """window.keys = [];
        document.addEventListener("click", event => event.target.value && keys.push(event.target.value))"""
    )
    page.keyboard.press("5")
    page.locator(".key[value='1']").focus()
    page.keyboard.press("7")
    page.keyboard.press("#")
    assert page.evaluate("keys") == ["7", "#"]


def test_fault_summary_has_the_focus(page: Page) -> None:
    page.goto("/ltr")
    expect(page.locator(".error-summary")).to_be_focused()


def test_choosing_submits_and_needs_no_button(page: Page) -> None:
    page.goto("/ltr")
    expect(page.get_by_role("button", name="Show")).to_be_hidden()
    page.get_by_label("Prompts in").select_option("Kreyòl ayisyen")
    expect(page).to_have_url(re.compile("locale=Krey"))


def test_without_scripts_the_button_is_there(page: Page) -> None:
    page.route("**/static/studio.js", lambda route: route.fulfill(content_type="text/javascript", body=""))
    page.goto("/ltr")
    expect(page.get_by_role("button", name="Show")).to_be_visible()


def test_typed_text_is_not_lost_without_asking(page: Page) -> None:
    page.goto("/ltr")
    page.get_by_label("Prompt", exact=True).press_sequentially("More. ")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.goto("/rtl")
    assert asked == ["beforeunload"]


def test_htmx_brings_no_styles_of_its_own(page: Page) -> None:
    page.goto("/ltr")
    assert page.evaluate("document.querySelectorAll('style').length") == 0
