"""Recordings by keyboard in a browser: a file is heard and judged as soon as it is chosen, and taken by a key."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from playwright.sync_api import Page, expect

from ivr_author.speech.pace import seconds_of
from tests.speech.sounds import silence, sine, write
from tests.voiceless import record, write_workspace
from tests.web.conftest import create_studio, put_under_git
from tests.web.server import serving

HELP, WELCOME = "Kijan nou ka ede ou?", "Byenveni."


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


def test_takes_are_heard_and_taken_by_keys(page: Page, axe: Callable[[], None], tmp_path: Path) -> None:
    root = write_workspace(tmp_path / "office")
    record(root, [WELCOME])
    put_under_git(root)
    take = tmp_path / "take 7.wav"
    take.write_bytes(write(np.concatenate([silence(0.1), sine(seconds_of(HELP, "ht")), silence(0.1)])))
    with serving(create_studio(root)) as address:
        page.goto(f"{address}/recordings/ht?show=missing")
        axe()
        # A sound of the list: on, and off again.
        page.goto(f"{address}/recordings/ht")
        listen = page.locator("[data-plays]").first
        listen.click()
        expect(listen).to_have_class("bubble__hear rec-play is-playing")
        page.keyboard.press("p")
        expect(listen).to_have_class("bubble__hear rec-play")
        page.goto(f"{address}/recordings/ht/main.welcome.prompt.2?show=missing&flow=main")
        page.keyboard.press("Alt+PageDown")
        expect(page.locator("h1")).to_have_text("main.menu.prompt")
        page.keyboard.press("Alt+PageUp")
        expect(page.locator("h1")).to_have_text("main.welcome.prompt.2")
        page.keyboard.press("Alt+PageDown")
        expect(page.locator("h1")).to_have_text("main.menu.prompt")
        page.set_input_files("#rec-take", str(take))
        expect(page.locator("#rec-new")).to_be_visible()
        axe()
        page.emulate_media(color_scheme="dark")
        page.set_viewport_size({"width": 320, "height": 800})
        assert fits(page)
        axe()
        page.keyboard.press("p")
        expect(page.locator("#rec-take")).to_have_js_property("paused", False)
        page.locator("#rec-by").fill("Ana Sample, a pop")
        page.keyboard.press("Control+Enter")
        expect(page.locator(".usa-alert--success")).to_contain_text("Taken: main.menu.prompt")
        expect(page.locator("h1")).to_have_text("main.menu.choice.1.say")
        page.goto(f"{address}/recordings/ht/main.menu.prompt")
        expect(page.locator("#rec-now + audio")).to_be_visible()
        assert fits(page)
        axe()
        page.goto(f"{address}/recordings/ht")
        assert fits(page)
