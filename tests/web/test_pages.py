"""Every page of the studio, in every language of the sample workspace: whole, fast, and without a link that is dead."""

from __future__ import annotations

import time
from urllib.parse import urljoin

import pytest

from tests.web.pages import BASE, Visitor

LOCALES = ["en", "es", "pt_BR", "zh_Hans", "ht", "vi", "ru", "ar"]
MILLISECONDS = 100


def test_every_link_of_the_studio_leads_somewhere(shared_visitor: Visitor) -> None:
    seen, waiting = set(), ["/"]
    kinds: dict[str, int] = {}
    while waiting:
        path = waiting.pop().partition("#")[0]
        kind = "/".join(path.split("?")[0].split("/")[:2])
        # Enough of each kind: hundreds of words and documents are alike.
        if path in seen or kinds.get(kind, 0) >= 40:
            continue
        seen.add(path)
        kinds[kind] = kinds.get(kind, 0) + 1
        page = shared_visitor.get(path, status=(200, 302, 303))
        if page.status != 200:
            waiting.append(urljoin(BASE + path, page.headers["Location"]).removeprefix(BASE))
        elif page.headers["Content-Type"].startswith("text/html"):
            waiting += [urljoin(BASE + path, one).removeprefix(BASE) for one in page.all("//a/@href")]
    assert {"/", "/problems", "/flows", "/words", "/documents"} <= kinds.keys()
    assert len(seen) > 60


@pytest.mark.parametrize("locale", LOCALES)
def test_flow_is_shown_in_every_language(shared_visitor: Visitor, locale: str) -> None:
    page = shared_visitor.get(f"/flows/billing/list?locale={locale}")
    assert page.one("//select[@id='locale']/option[@selected]/@value") == locale
    assert len(page.all("//article")) == 33


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/flows/billing/list?locale=ar",
        "/problems",
        "/words/billing/bills_count/prompt",
        "/flows/main/phone?at=2026-12-09T10:00&do=press+2&do=say+facturas",
        "/flows/main/phone?at=2026-12-09T10:00&do=press+2&target=voicexml",
        "/documents/voicexml/en/",
    ],
)
def test_page_is_fast(shared_visitor: Visitor, path: str) -> None:
    shared_visitor.get(path)
    took = []
    for _ in range(5):
        began = time.perf_counter()
        shared_visitor.client.get(path, base_url=BASE)
        took.append((time.perf_counter() - began) * 1000)
    assert min(took) < MILLISECONDS


def test_every_choice_of_a_language_node_is_shown(shared_visitor: Visitor) -> None:
    page = shared_visitor.get("/flows/main/list")
    assert all(name in page.text for name in ("español", "português", "普通话", "Kreyòl ayisyen", "русский"))
