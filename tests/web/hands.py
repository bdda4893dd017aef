"""A person at the studio, with a mouse or with a keyboard alone, whose acts are counted."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Locator, Page

MOST_TABS = 120
IS_FOCUSED = "one => one === document.activeElement"


def await_page_of(wanted: Locator) -> None:
    """Wait for a thing and for the scripts of the page that it came with, which answer to what is done to it."""
    wanted.wait_for()
    wanted.page.wait_for_load_state()


def reach(page: Page, wanted: Locator, key: str = "Tab") -> None:
    """Move the focus by Tab (or another key) until it is on the one that is wanted."""
    await_page_of(wanted)
    for _ in range(MOST_TABS):
        if wanted.evaluate(IS_FOCUSED):
            return
        page.keyboard.press(key)
    raise AssertionError(f"{key} never came to {wanted}")


@dataclass
class Hands:
    """`acts` counts clicks; with the keyboard, what is pressed on things that were reached by Tab."""

    page: Page
    has_mouse: bool
    acts: int = 0

    def press(self, wanted: Locator) -> None:
        """A link or a button."""
        self.acts += 1
        if self.has_mouse:
            await_page_of(wanted)
            wanted.click()
        else:
            reach(self.page, wanted)
            self.page.keyboard.press("Enter")

    def choose(self, field: Locator, value: str, begin: str) -> None:
        """A value of a list, whose words begin so."""
        self.acts += 1
        if self.has_mouse:
            await_page_of(field)
            field.select_option(value)
        else:
            reach(self.page, field)
            self.page.keyboard.type(begin)

    def fill(self, field: Locator, words: str) -> None:
        """A field; going there by the mouse counts, since it is a click."""
        if self.has_mouse:
            self.acts += not field.evaluate(IS_FOCUSED)
            field.click()
        else:
            reach(self.page, field)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(words)
