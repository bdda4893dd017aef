"""By keyboard, in a browser: from the link in the terminal to the second sign-in, and no page with a fault."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pyotp
import pytest
from playwright.sync_api import expect

from tests.web.hands import reach
from tests.web.looks import NARROW, stick_out

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

PASSWORD = "seven green umbrellas"
SERVE = "from ivr_author.cli.main import main; main()"


@pytest.fixture
def link(kept_workspace: Path) -> Iterator[str]:
    """What the terminal says at the first start."""
    command = [sys.executable, "-u", "-c", SERVE, "-C", str(kept_workspace), "serve", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            for line in process.stdout:
                found = re.search(r"http://127\.0\.0\.1:\d+/link/\S+", line)
                if found:
                    yield found[0]
                    break
        finally:
            process.terminate()


def write(page: Page, label: str, words: str) -> None:
    """Into the field of this label, which is reached by Tab."""
    reach(page, page.get_by_label(label, exact=True))
    page.keyboard.type(words)


def press(page: Page, wanted: Locator) -> None:
    """A button or link, which is reached by Tab."""
    reach(page, wanted)
    page.keyboard.press("Enter")


def test_from_the_link_in_the_terminal_to_the_second_sign_in(
    page: Page, link: str, axe: Callable[[], None], page_faults: list[str]
) -> None:
    page.goto(link)
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text("The first administrator")
    axe()
    assert not stick_out(page, NARROW, "link")
    page.set_viewport_size({"width": 1280, "height": 900})
    write(page, "Your name", "Dana Rivera")
    write(page, "Email address", "dana@example.org")
    write(page, "New password", PASSWORD)
    write(page, "The same password again", PASSWORD)
    page.keyboard.press("Enter")
    expect(heading).to_have_text("Second factor")
    axe()
    totp = pyotp.TOTP((page.locator("#secret").text_content() or "").replace(" ", ""))
    # Each code is good once: the one before now, then the one of now, which is good still.
    write(page, "Code", totp.at(time.time() - 30))
    page.keyboard.press("Enter")
    expect(heading).to_have_text("Recovery codes")
    axe()
    press(page, page.get_by_role("link", name="I have kept them"))
    expect(page.get_by_role("navigation", name="Rooms")).to_be_visible()
    menu = page.locator("summary", has_text="Dana Rivera")
    press(page, menu)
    axe()
    press(page, page.get_by_role("link", name="Your account"))
    expect(heading).to_have_text("Your account")
    axe()
    for address, title in (("people", "People"), ("audit?verify=1", "Audit log"), ("people/1", "Dana Rivera")):
        page.goto(re.sub(r"link/.*", address, link))
        expect(heading).to_have_text(title)
        axe()
        assert not stick_out(page, NARROW, address)
        page.set_viewport_size({"width": 1280, "height": 900})
    press(page, menu)
    press(page, page.get_by_role("button", name="Sign out"))
    expect(heading).to_have_text("Sign in")
    axe()
    write(page, "Email address", "dana@example.org")
    write(page, "Password", PASSWORD)
    page.keyboard.press("Enter")
    expect(heading).to_have_text("Code")
    axe()
    write(page, "Code", totp.now())
    page.keyboard.press("Enter")
    expect(menu).to_be_visible()
    # The link has been used.
    page_faults.clear()
    page.goto(link)
    expect(heading).to_have_text("This link does not work")
    axe()
    # A browser tells of every status above 399.
    assert all("410" in fault for fault in page_faults)
    page_faults.clear()
