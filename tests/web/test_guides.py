"""The guides in the studio: listed in Help, readable, and linked with each other."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from ivr_author.web.app import create_app
from ivr_author.web.views.guides import GUIDES


@pytest.fixture(scope="module")
def client(repository: Path) -> FlaskClient:
    return create_app(repository).test_client()


def test_help_lists_every_guide_of_the_folder(client: FlaskClient, repository: Path) -> None:
    names = {path.stem for path in (repository / "docs").glob("*.md")} - {"README"}
    assert names == set(GUIDES)
    listed = re.findall(r'href="/help/guides/(\w+)"[^>]*>([^<]+)<', client.get("/help").text)
    assert [name for name, _ in listed] == list(GUIDES)
    index = (repository / "docs/README.md").read_text()
    assert [f"- [{title}]({name}.md)" for name, title in listed] == re.findall(r"^- .*$", index, re.MULTILINE)


@pytest.mark.parametrize("guide", GUIDES)
def test_guide_is_shown(client: FlaskClient, guide: str) -> None:
    page = client.get(f"/help/guides/{guide}").text
    assert page.count("<h1") == 1
    assert '<pre class="prose__code" tabindex="0">' in page
    assert not re.findall(r'href="[^"]*\.md"', page)
    for name in re.findall(r'href="/help/guides/(\w+)"', page):
        assert name in GUIDES


def test_no_other_guide(client: FlaskClient) -> None:
    answer = client.get("/help/guides/README")
    assert answer.status_code == 404
    assert "There is no guide" in answer.text


def test_other_languages_say_that_it_is_english(client: FlaskClient) -> None:
    assert "Guides are written in English" not in client.get("/help/guides/qa").text
    client.set_cookie("language", "es")
    page = client.get("/help/guides/qa", headers={"Accept-Language": "es"}).text
    assert "en inglés" in page
    assert '<div class="prose" lang="en" dir="ltr">' in page
