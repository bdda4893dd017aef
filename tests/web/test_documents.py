"""Compiled documents: folders, colours, slots, where each comes from, and all of them in the zip."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest

from ivr_author.usecases.export import DEPLOY, RELEASE
from ivr_author.web import export_page
from ivr_author.web.code import MAX_COLOURED_CHARACTERS, coloured_lines
from tests.web.pages import Visitor


@pytest.mark.parametrize("target", ["twiml", "voicexml"])
def test_zip_holds_every_document(shared_visitor: Visitor, target: str) -> None:
    page = shared_visitor.follow(shared_visitor.get(f"/documents/{target}.zip", 302))
    names = {*zipfile.ZipFile(io.BytesIO(page.body)).namelist()} - {DEPLOY, RELEASE}
    shown = shared_visitor.get(f"/documents/{target}/")
    assert f"{len(names):,} documents" in shown.texts("//p[@class='page-head__meta']")[0]
    # Folder by folder, every document can be found.
    found, waiting = set(), [f"/documents/{target}/"]
    while waiting:
        listing = shared_visitor.get(waiting.pop())
        for link in listing.all("//tbody//th//a/@href"):
            (waiting.append if link.endswith("/") else found.add)(link)
    assert {one.removeprefix(f"/documents/{target}/") for one in found} == names


@pytest.fixture(autouse=True)
def short_tasks_are_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a page shows must not depend on how busy this machine is."""
    monkeypatch.setattr(export_page, "SOON_SECONDS", 60.0)


def test_document_leads_to_its_nodes(shared_visitor: Visitor) -> None:
    page = shared_visitor.get("/documents/voicexml/en/billing.vxml")
    assert page.all("//pre//a[@href='/flows/billing#n-due']")
    raw = zipfile.ZipFile(io.BytesIO(shared_visitor.get("/export/voicexml.zip").body)).read("en/billing.vxml")
    lines = [one.text_content() for one in page.all("//span[@class='code__line']")]
    assert "\n".join([*lines, ""]) == raw.decode()


def test_document_of_one_node_leads_to_it(shared_visitor: Visitor) -> None:
    listing = shared_visitor.get("/documents/twiml/documents/en/billing/")
    link = next(one for one in listing.all("//tbody//th//a/@href") if "/pay_menu." in one)
    assert "/flows/billing#n-pay_menu" in listing.all("//tbody//td//a/@href")
    assert shared_visitor.get(link).all("//p[@class='page-head__meta']//a/@href") == ["/flows/billing#n-pay_menu"]


def test_slots_are_marked(shared_visitor: Visitor) -> None:
    listing = shared_visitor.get("/documents/twiml/documents/en/billing/")
    links = [one for one in listing.all("//tbody//th//a/@href") if re.search(r"bills_count|pay_menu|confirm", one)]
    marked = [one for link in links for one in shared_visitor.get(link).texts("//mark[@class='slot']")]
    assert marked
    assert all(re.fullmatch(r"⟦\w+⟧", one) for one in marked)


def test_documents_of_one_flow(shared_visitor: Visitor) -> None:
    page = shared_visitor.get("/documents/voicexml/en/?flow=billing")
    assert page.texts("//tbody//th") == ["billing.vxml"]


def test_flow_with_errors_is_left_out(visitor: Visitor, workspace: Path) -> None:
    path = workspace / "flows/assister.yaml"
    path.write_text(path.read_text().replace("type: menu", "type: meun", 1))
    assert "assister.vxml" not in visitor.get("/documents/voicexml/en/").text


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("x.xml", '<?xml version="1.0"?>\n<!-- a/b (x:1) -->\n<Say a="1 > 2">⟦1⟧ & <![CDATA[<x>]]></Say>\n'),
        ("x.xml", "<a b='never closed"),
        ("x.json", '{"a": [1, true, "x\\"y"], "b": null}'),
        ("x.js", "var a = 'it\\'s'; // a/b\n/* two\nlines */ return null;"),
        ("x.txt", "<plain>\n"),
        ("x.xml", "x" * (MAX_COLOURED_CHARACTERS + 1)),
        ("x.xml", ""),
    ],
)
def test_colouring_changes_no_character(name: str, text: str) -> None:
    lines = coloured_lines(name, text)
    assert "\n".join("".join(token.text for token in line) for line in lines) == text


def test_what_is_coloured() -> None:
    line = coloured_lines("x.xml", '<Say voice="a">⟦1⟧ b/c</Say>')[0]
    assert [(token.text, token.kind) for token in line] == [
        ("<Say", "tok-tag"),
        (" ", ""),
        ("voice", "tok-name"),
        ("=", ""),
        ('"a"', "tok-value"),
        (">", "tok-tag"),
        ("⟦1⟧", "slot"),
        (" b/c", ""),
        ("</Say", "tok-tag"),
        (">", "tok-tag"),
    ]
    assert [token.origin for token in coloured_lines("x.xml", "<!-- billing/due (x) -->")[0]][1] == ("billing", "due")
