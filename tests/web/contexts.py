"""Browser contexts that many tests share, each left as it was: to make one takes longer than most tests."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, CDPSession, Error, Page

PROCESS_PER_SITE = "--process-per-site"
"""The browser's word for one process for all tabs of a context: it need not read the same scripts again."""
HOME = "http://127.0.0.1/"


@dataclass
class Kept:
    """A context, the tab that holds its process, and the tab that tests of many pages have one after the other."""

    context: BrowserContext
    home: Page
    protocol: CDPSession
    tab: Page | None = None


class KeptContexts:
    """Contexts by what was asked for. A tab of each stays open, and with it the process that all its tabs are in."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._kept: dict[str, Kept] = {}

    def open(self, arguments: dict[str, Any]) -> BrowserContext:
        """A context made with these arguments; who has it gives it to `tidy` before the next has it."""
        name = repr(sorted(arguments.items()))
        if name not in self._kept:
            context = self._browser.new_context(**arguments)
            home = context.new_page()
            home.route("**/*", lambda route: route.fulfill(content_type="text/html", body=""))
            home.goto(HOME)
            self._kept[name] = Kept(context, home, context.new_cdp_session(home))
        return self._kept[name].context

    def tab(self, context: BrowserContext, script: str) -> Page:
        """A tab that `tidy` leaves open for the next: to begin and to end one takes as long as to show a page in it.

        What its user sets of windows and looks stays set. The script runs first in every page.
        """
        kept = self._of(context)
        if kept.tab is None or kept.tab.is_closed():
            kept.tab = context.new_page()
            kept.tab.add_init_script(script)
        return kept.tab

    def tidy(self, context: BrowserContext) -> None:
        """Close its tabs, and forget what their sites have kept in it."""
        kept = self._of(context)
        tabs = [page for page in context.pages if page is not kept.home]
        sites = {f"{one.scheme}://{one.netloc}" for one in (urlsplit(page.url) for page in tabs) if one.netloc}
        for page in tabs:
            if page is not kept.tab or not _forget_session(page):
                page.close()
        for site in sites:
            kept.protocol.send("Storage.clearDataForOrigin", {"origin": site, "storageTypes": "local_storage"})
        context.clear_cookies()
        context.clear_permissions()

    def close(self) -> None:
        """End with all of them."""
        for kept in self._kept.values():
            kept.context.close()

    def _of(self, context: BrowserContext) -> Kept:
        return next(kept for kept in self._kept.values() if kept.context is context)


def _forget_session(tab: Page) -> bool:
    """What belongs to a tab goes with it, or is cleared; a tab that cannot do so has crashed, or shows no page."""
    try:
        tab.evaluate("sessionStorage.clear()")
    except Error:
        return False
    return True
