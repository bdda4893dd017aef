"""The studio's door: which hosts it answers, whose forms it takes, what its pages may load."""

from __future__ import annotations

import re

import pytest

from ivr_author.web.security import is_loopback
from tests.web.pages import BASE, Visitor

ADDRESS = "/words/billing/due/prompt/1"


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:8000", "localhost:80", "LOCALHOST", "[::1]:8000", "[::1]"])
def test_this_machine_is_answered(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize(
    "host",
    [
        "",
        "example.org",
        "127.0.0.1.example.org",
        "localhost.example.org:80",
        "[::1].x",
        "127.0.0.1:8000:1",
        "127.0.0.1@x",
        "0",
    ],
)
def test_other_names_are_not(host: str) -> None:
    assert not is_loopback(host)


def test_rebound_name_gets_no_page(shared_visitor: Visitor) -> None:
    answer = shared_visitor.client.get("/", base_url="http://attacker.example:8000")
    assert answer.status_code == 403
    assert "Health Connector" not in answer.text


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://127.0.0.1:9999"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site"},
    ],
)
def test_form_of_another_site_is_refused(shared_visitor: Visitor, headers: dict[str, str]) -> None:
    form = shared_visitor.get(ADDRESS).form()
    page = shared_visitor.post(ADDRESS, {**form, "text": "Planted."}, status=403, headers=headers)
    assert "Planted." not in page.text
    shared_visitor.post(ADDRESS, form, headers={"Origin": BASE, "Sec-Fetch-Site": "same-origin"})


def test_token_of_another_visitor_is_refused(shared_visitor: Visitor) -> None:
    form = shared_visitor.get(ADDRESS).form()
    shared_visitor.client.delete_cookie("ivr_author_visitor", domain="127.0.0.1")
    shared_visitor.post(ADDRESS, {**form, "text": "Planted {balance}."}, status=403)
    assert "Planted" not in shared_visitor.get(ADDRESS).form()["text"]


def test_cookie_is_out_of_reach(shared_visitor: Visitor) -> None:
    fresh = shared_visitor.client.application.test_client()
    cookie = fresh.get("/", base_url=BASE).headers["Set-Cookie"]
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= {part.strip() for part in cookie.split(";")}


def test_every_page_has_a_nonce_of_its_own(shared_visitor: Visitor) -> None:
    nonces = {
        re.findall(r"nonce-([\w-]+)", shared_visitor.get("/").headers["Content-Security-Policy"])[0] for _ in range(5)
    }
    assert len(nonces) == 5


@pytest.mark.parametrize("method", ["put", "delete", "patch", "post"])
def test_pages_that_only_show_take_nothing(shared_visitor: Visitor, method: str) -> None:
    assert getattr(shared_visitor.client, method)("/problems", base_url=BASE).status_code in (403, 405)


def test_assets_are_kept_and_nothing_else_is_served(shared_visitor: Visitor) -> None:
    page = shared_visitor.get("/")
    style = shared_visitor.get(page.one("//link[@rel='stylesheet']/@href"))
    assert "max-age=31536000" in style.headers["Cache-Control"]
    for path in (
        "/static/manifest.json",
        "/static/../../ivr.yaml",
        "/static/css/../../../pyproject.toml",
        "/static/css/.stamp",
    ):
        shared_visitor.get(path, status=404)


def test_content_is_escaped(visitor: Visitor, workspace: object) -> None:
    form = visitor.get(ADDRESS).form()
    evil = '<script>alert(1)</script> & "quoted" {balance}'
    visitor.post(ADDRESS, {**form, "text": evil})
    for path in ("/flows/billing/list", ADDRESS, "/documents/voicexml/en/billing.vxml"):
        page = visitor.get(path)
        assert "<script>alert" not in page.text
        assert "alert(1)" in page.tree.text_content()
