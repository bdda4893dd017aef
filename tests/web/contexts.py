"""Browser contexts that many tests share, each left as it was: to make one takes longer than most tests."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, CDPSession, Page

PROCESS_PER_SITE = "--process-per-site"
"""The browser's word for one process for all tabs of a context: it need not read the same scripts again."""
HOME = "http://127.0.0.1/"


class KeptContexts:
    """Contexts by what was asked for. A tab of each stays open, and with it the process that all its tabs are in."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._kept: dict[str, tuple[BrowserContext, Page, CDPSession]] = {}

    def open(self, arguments: dict[str, Any]) -> BrowserContext:
        """A context made with these arguments; who has it gives it to `tidy` before the next has it."""
        name = repr(sorted(arguments.items()))
        if name not in self._kept:
            context = self._browser.new_context(**arguments)
            home = context.new_page()
            home.route("**/*", lambda route: route.fulfill(content_type="text/html", body=""))
            home.goto(HOME)
            self._kept[name] = (context, home, context.new_cdp_session(home))
        return self._kept[name][0]

    def tidy(self, context: BrowserContext) -> None:
        """Close its tabs, and forget what their sites have kept in it."""
        home, protocol = next((home, protocol) for one, home, protocol in self._kept.values() if one is context)
        tabs = [page for page in context.pages if page is not home]
        sites = {f"{one.scheme}://{one.netloc}" for one in (urlsplit(page.url) for page in tabs) if one.netloc}
        for page in tabs:
            page.close()
        for site in sites:
            protocol.send("Storage.clearDataForOrigin", {"origin": site, "storageTypes": "local_storage"})
        context.clear_cookies()
        context.clear_permissions()

    def close(self) -> None:
        """End with all of them."""
        for context, _, _ in self._kept.values():
            context.close()
