"""A visitor who looks at every page closely: whatever a view test fetches is checked for what all pages must be."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urljoin

from lxml import html

from tests.web.markup import Markup

BASE = "http://127.0.0.1:8000"
REQUIRED_HEADERS = ("X-Content-Type-Options", "X-Frame-Options", "Referrer-Policy", "Content-Security-Policy")


@dataclass
class Page:
    """An answer."""

    status: int
    headers: Any
    body: bytes

    @property
    def text(self) -> str:
        """The page as it was sent."""
        return self.body.decode()

    @cached_property
    def tree(self) -> Any:
        """The page as elements."""
        return html.fromstring(self.text)

    def all(self, xpath: str) -> list[Any]:
        """What an XPath finds; text is folded."""
        found = self.tree.xpath(xpath)
        return [" ".join(one.split()) if isinstance(one, str) else one for one in found]

    def texts(self, xpath: str) -> list[str]:
        """The folded texts of elements."""
        return [" ".join(one.text_content().split()) for one in self.tree.xpath(xpath)]

    def one(self, xpath: str) -> Any:
        """The one thing that an XPath finds."""
        found = self.all(xpath)
        assert len(found) == 1, f"{xpath}: {len(found)} found"
        return found[0]

    def form(self, xpath: str = "//main//form") -> dict[str, str]:
        """What a form would send as it stands, without its buttons."""
        # A line break directly after <textarea> is no part of its text.
        return {name: (value or "").removeprefix("\n") for name, value in self.tree.xpath(xpath)[0].form_values()}


class Visitor:
    """Fetches pages and refuses those that are not as they should be."""

    def __init__(self, application: Any) -> None:
        self.client = application.test_client()

    def get(self, path: str, status: int | Collection[int] = 200, **kinds: Any) -> Page:
        """A page; `status` may be several, where any of them is an answer."""
        return self._checked(self.client.get(path, base_url=BASE, buffered=True, **kinds), status)

    def post(self, path: str, form: dict[str, str], status: int = 303, **kinds: Any) -> Page:
        """Send a form."""
        return self._checked(self.client.post(path, data=form, base_url=BASE, buffered=True, **kinds), status)

    def follow(self, page: Page, status: int = 200) -> Page:
        """Where a redirect leads."""
        assert page.status in (302, 303)
        return self.get(urljoin(BASE, page.headers["Location"]).removeprefix(BASE).partition("#")[0], status)

    def _checked(self, answer: Any, status: int | Collection[int]) -> Page:
        page = Page(answer.status_code, answer.headers, answer.data)
        where = answer.request.path
        wanted = {status} if isinstance(status, int) else status
        assert page.status in wanted, f"{where}: {page.status}, wanted {status}\n{page.text[:2000]}"
        assert "Traceback" not in page.text if answer.mimetype.startswith("text/") else True
        assert [name for name in REQUIRED_HEADERS if name not in page.headers] == []
        if answer.mimetype == "text/html" and not 300 <= page.status < 400:
            self._check(page, where)
        return page

    def _check(self, page: Page, where: str) -> None:
        assert page.text.startswith("<!doctype html>\n"), where
        assert Markup(page.text).faults == [], where
        assert page.one("/html/@lang"), where
        assert page.one("/html/head/title/text()").count(" – ") == 1, where
        assert len(page.all("//h1")) == 1, where
        assert page.texts("//h1")[0], where
        assert len(page.all("//main[@id='main']")) == 1, where
        policy = page.headers["Content-Security-Policy"]
        nonce = re.search(r"script-src 'nonce-([\w-]{20,})'", policy)
        assert nonce, where
        assert {one.get("nonce") for one in page.all("//script | //link[@rel='stylesheet']")} <= {nonce[1]}, where
        assert "unsafe" not in policy, where
        for form in page.all("//form"):
            assert form.get("method") in ("get", "post", "dialog"), where
            assert (form.get("method") == "post") == bool(form.xpath(".//input[@name='csrf_token']")), where
        for link in page.all("//a"):
            assert link.get("href"), f"{where}: a link that leads nowhere: {html.tostring(link)[:200]!r}"
            assert " ".join(link.text_content().split()), f"{where}: a link without words"
        ids = set(page.all("//@id"))
        for number in page.all("//a/@href[starts-with(., '#')]"):
            assert number[1:] in ids, f"{where}: {number} leads nowhere"
        for words in page.all("//*[contains(concat(' ', @class, ' '), ' speech ')]"):
            assert words.get("lang"), f"{where}: words without their language"
