"""Voices: what each language is spoken by on each target, and the texts that nobody would hear."""

from __future__ import annotations

from pathlib import Path

from ivr_author.harness.targets import load_targets, target_names
from ivr_author.web.app import create_app
from tests.voiceless import SAID, record, write_workspace
from tests.web.pages import Page, Visitor


def cells(page: Page, locale: str) -> list[str]:
    return page.texts(f"//table[contains(@class, 'vo-table')]//tr[th/a/@href='/voices?locale={locale}']/td")


def test_the_sample_has_a_voice_everywhere(shared_visitor: Visitor) -> None:
    page = shared_visitor.get("/voices")
    assert page.texts("//thead//th")[1:] == [one.title for one in load_targets().values()]
    assert len(page.all("//tbody/tr")) == 8
    assert cells(page, "ht")[target_names().index("twiml")].startswith("A borrowed voice")
    assert page.texts("//dl[@class='vo-words']/dt") == ["A borrowed voice", "The platform’s voice, untried", "A voice"]
    assert page.texts("//nav[@class='tabs']//a[@aria-current]") == ["Voices"]
    one = shared_visitor.get("/voices?locale=ht")
    assert len(one.all("//section[contains(@class, 'vo-target')]")) == len(target_names())
    shared_visitor.get("/voices?locale=fr", 404)


def test_silent_texts_are_listed_with_the_way_to_each(tmp_path: Path) -> None:
    visitor = Visitor(create_app(write_workspace(tmp_path)))
    page = visitor.get("/voices")
    assert set(cells(page, "ht")) == {f"Callers hear nothing{len(SAID)} texts are silent"}
    assert page.texts("//dl[@class='vo-words']/dt")[0] == "Callers hear nothing"
    link = page.all("//tr[th/a/@href='/voices?locale=ht']/td//a/@href")[0]
    one = visitor.get(link)
    assert len(one.all("//section[contains(@class, 'vo-target')]")) == 1
    ways = one.all("//ul[@class='gl-uses']/li//a/@href")
    assert len(ways) == len(SAID)
    assert all(way.startswith("/translate/ht?at=flows:") for way in ways)
    visitor.get(ways[0])


def test_recordings_and_ways_out(tmp_path: Path) -> None:
    root = write_workspace(tmp_path)
    record(root, tuple(SAID.values()))
    settings = (root / "ivr.yaml").read_text()
    (root / "ivr.yaml").write_text(settings + "without_voice: {km: {queue: interpreter}}\n")
    page = Visitor(create_app(root)).get("/voices")
    assert all("put through to the queue interpreter" in one for one in cells(page, "km"))
    assert all("Callers hear nothing" not in one and " recorded" in one for one in cells(page, "ht"))


def test_nothing_is_said_of_flows_that_cannot_be_compiled(tmp_path: Path) -> None:
    root = write_workspace(tmp_path)
    (root / "flows/main.yaml").write_text("nodes: [")
    page = Visitor(create_app(root)).get("/voices")
    assert "nobody hears anything" in page.texts("//div[@class='empty']")[0]
