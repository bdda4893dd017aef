"""A translator at the bench, by keyboard alone: twenty texts in Spanish, one in Arabic, and a studio that stops."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from playwright.sync_api import Page, expect

from ivr_author.catalog.model import Catalog
from ivr_author.catalog.po import read_catalog, write_catalog
from ivr_author.core.source import Source
from tests.web.conftest import create_studio
from tests.web.server import serving

TEXTS = 20
AR = "locales/ar/LC_MESSAGES/flows.po"
ES = "locales/es/LC_MESSAGES/flows.po"
BENCH = "/translate/{}?item=flows/billing&show=missing"


def read(root: Path, path: str, locale: str) -> Catalog:
    return read_catalog(Source(path, (root / path).read_text()), locale)[0]


def take_words(root: Path, path: str, locale: str, most: int) -> dict[str, tuple[str, ...]]:
    """Leave the first texts of billing untranslated; given back by address is what they said."""
    catalog = read(root, path, locale)
    taken = [one for one in catalog.entries if (one.context or "").startswith("billing/")][:most]
    empty = [
        replace(one, strings=("",) * len(one.strings), translator_comments=()) if one in taken else one
        for one in catalog.entries
    ]
    (root / path).write_text(write_catalog(replace(catalog, entries=tuple(empty))))
    return {one.context or "": one.strings for one in taken}


def at(page: Page) -> str:
    return page.locator("#tl-form input[name=at]").input_value()


def type_translation(page: Page, strings: tuple[str, ...]) -> None:
    """Every form of the text that is open, and on to the next one."""
    for number, words in enumerate(strings):
        if number:
            page.keyboard.press("Tab")
        expect(page.locator(f"#form-{number}")).to_be_focused()
        page.keyboard.insert_text(words)
    before = at(page)
    page.keyboard.press("Control+Enter")
    # A check may warn of the sample's own words: who has read that saves once more.
    settled = page.locator(f".tl-ask, .tl-text:not(:has(input[name=at][value='{before}']))").first
    expect(settled).to_be_attached()
    if page.locator(".tl-ask").count():
        page.keyboard.press("Control+Enter")
        expect(page.locator(f"#tl-form input[name=at][value='{before}']")).to_have_count(0)


def test_twenty_texts_without_a_page_load(
    page: Page, workspace: Path, axe: Callable[[], None], page_faults: list[str]
) -> None:
    said = take_words(workspace, ES, "es", TEXTS)
    studio = create_studio(workspace)
    with serving(studio) as address:
        page.goto(address + BENCH.format("es"))
        page.evaluate("window.isTheSamePage = true")
        axe()
        page.locator("#form-0").focus()
        for _ in range(TEXTS - 1):
            type_translation(page, said[at(page).removeprefix("flows:")])
        last = at(page)
        assert page.evaluate("window.isTheSamePage") is True
        port = int(address.rpartition(":")[2])
    # Stopped: what is typed is kept, and saved once somebody answers again.
    expect(page.locator("#form-0")).to_be_focused()
    page.keyboard.insert_text(said[last.removeprefix("flows:")][0])
    page.keyboard.press("Control+Enter")
    expect(page.locator(".draft--failed")).to_contain_text("Not saved")
    expect(page.locator("#form-0")).to_have_value(said[last.removeprefix("flows:")][0])
    with serving(studio, port):
        expect(page.locator("#tl-said")).to_contain_text("Saved.")
        expect(page.locator(".draft--failed")).to_have_count(0)
        assert page.evaluate("window.isTheSamePage") is True
        axe()
    now = {one.context: one.strings for one in read(workspace, ES, "es").entries}
    assert {address: now[address] for address in said} == said
    page_faults[:] = [one for one in page_faults if not re.search("ERR_|422|htmx:", one)]


def test_one_text_in_arabic_with_a_placeholder_by_its_key(
    page: Page, workspace: Path, axe: Callable[[], None], page_faults: list[str]
) -> None:
    take_words(workspace, AR, "ar", 60)
    with serving(create_studio(workspace)) as address:
        page.goto(f"{address}/translate/ar?item=flows/billing&show=missing&q=You have a balance")
        field = page.locator("#form-0")
        assert field.evaluate("one => getComputedStyle(one).direction") == "rtl"
        field.focus()
        page.keyboard.insert_text("لديك رصيد قدره ")
        page.keyboard.press("Alt+1")
        page.keyboard.insert_text(".")
        expect(field).to_have_value("لديك رصيد قدره {balance}.")
        expect(page.locator("#tl-judged")).to_contain_text("No check finds fault")
        key = at(page).removeprefix("flows:")
        axe()
        page.keyboard.press("Control+Enter")
        expect(page.locator(".tl-text")).to_contain_text("Nothing is left to do in this list.")
        axe()
    now = {one.context: one.strings for one in read(workspace, AR, "ar").entries}
    assert now[key] == ("لديك رصيد قدره {balance}.",)
    page_faults[:] = [one for one in page_faults if "ERR_" not in one]
