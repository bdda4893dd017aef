"""The phone and the Coverage tab in a browser: a call is heard, by mouse and by keyboard alone, and paths are kept."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from ivr_author.workspace.espeak import VoiceState, voice_state

BILLING = "/flows/billing/phone?at=2026-12-09T10:00"
needs_voice = pytest.mark.skipif(voice_state("ht") is VoiceState.NO_PROGRAM, reason="no espeak-ng on this machine")

# A file that is loaded, sounds, and goes on: neither an empty one nor one that the browser can't read.
SOUNDS = """() => {
  const audio = document.getElementById('phone-audio');
  return audio && audio.duration > 0.5 && audio.currentTime > 0 && !audio.error ? audio.duration : 0;
}"""


@needs_voice
def test_a_call_in_kreyol_is_heard_after_three_clicks(page: Page) -> None:
    page.goto("/flows/billing/list")
    page.get_by_label("Words in", exact=True).select_option("ht")
    page.wait_for_url(re.compile("locale=ht"))
    page.get_by_role("link", name="Call this flow").click()
    page.get_by_role("button", name="Play the call").click()
    page.wait_for_function(SOUNDS)
    expect(page.locator("#phone-audio")).to_have_attribute("src", re.compile("locale=ht"))
    expect(page.locator(".is-playing")).to_have_count(1)
    expect(page.get_by_role("button", name="Stop", exact=True)).to_be_visible()
    # A key ends what is said, as on a telephone.
    page.locator(".key[value='1']").click()
    expect(page.locator(".is-playing")).to_have_count(0)
    expect(page.locator("#phone-audio")).to_have_js_property("paused", True)


@needs_voice
def test_by_keyboard_alone_and_as_it_goes(page: Page) -> None:
    page.goto(f"{BILLING}&locale=ht")
    follow = page.get_by_label("Hear it as it goes")
    follow.focus()
    page.keyboard.press("Space")
    page.wait_for_function(SOUNDS)
    page.locator(".transcript").focus()
    page.keyboard.type("12345678")
    expect(page.locator(".bubble--keys")).to_have_count(1)
    page.wait_for_function("() => document.querySelector('.is-playing')?.href.includes('press+12345678')")
    page.wait_for_function(SOUNDS)
    page.keyboard.press("h")
    expect(page.locator("#hint")).to_contain_text("hangup caller")
    expect(page.locator(".transcript"), "the focus stays in the phone").to_be_focused()
    page.keyboard.press("r")
    page.wait_for_function("() => document.querySelector('.is-playing')")
    page.reload()
    expect(page.get_by_label("Hear it as it goes")).to_be_checked()


def test_keys_have_their_tones_unless_they_are_switched_off(page: Page) -> None:
    page.add_init_script(
        """window.tones = [];
        const make = AudioContext.prototype.createOscillator;
        AudioContext.prototype.createOscillator = function () {
          const tone = make.call(this);
          const start = tone.start.bind(tone);
          tone.start = (at) => { window.tones.push(tone.frequency.value); start(at); };
          return tone;
        };"""
    )
    page.goto(BILLING)
    page.locator(".key[value='1']").click()
    assert page.evaluate("window.tones") == [697, 1209]
    page.get_by_label("Key tones").uncheck()
    page.locator(".key[value='2']").click()
    assert page.evaluate("window.tones") == [697, 1209]
    expect(page.get_by_label("Keys", exact=True)).to_have_value("12")


def test_letters_are_no_shortcuts_while_one_types(page: Page) -> None:
    page.goto(BILLING)
    page.get_by_label("Words", exact=True).press_sequentially("rh")
    expect(page.get_by_label("Words", exact=True)).to_have_value("rh")
    page.locator("h1").click()
    page.keyboard.press("h")
    # Nobody has hung up: the call goes on.
    page.locator(".key[value='1']").click()
    expect(page.get_by_label("Keys", exact=True)).to_have_value("1")
    expect(page.get_by_role("button", name="Hang up")).to_be_visible()


def test_paths_are_found_played_and_kept(page: Page, own_studio: str, workspace: Path) -> None:
    page.goto(f"{own_studio}/flows/callback/coverage")
    page.get_by_role("button", name="Find calls that reach them").click()
    play = page.get_by_role("link", name="Play this path").first
    play.click()
    expect(page.locator("#hint")).to_contain_text("The call is over")
    page.get_by_label("Name of the call").fill("Every key of the offer")
    page.get_by_role("button", name="Save as call script").click()
    expect(page.locator("#kept .status--ok")).to_have_count(3)
    assert "Every key of the offer" in (workspace / "flows/callback.calls.yaml").read_text()


def test_pages_are_accessible_in_both_directions(page: Page, axe: Callable[[], None]) -> None:
    for path in (f"{BILLING}&locale=ar&do=press+12345678&do=press+1", "/flows/callback/coverage?locale=ar"):
        page.emulate_media(color_scheme="light")
        page.goto(path)
        axe()
        page.emulate_media(color_scheme="dark")
        page.set_viewport_size({"width": 320, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0, path
        page.evaluate("document.documentElement.dir = 'rtl'")
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0, path
        axe()
        page.set_viewport_size({"width": 1280, "height": 900})
