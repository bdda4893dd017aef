"""Glossary: its lists, the form of a term, what it says before it saves, and what it refuses."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ivr_author.web.app import create_app
from tests.usecases.test_glossary import FILES
from tests.web.pages import BASE, Page, Visitor

SETTINGS = FILES["ivr.yaml"].replace("[es, ht]", "[es, ht, ar]")
ES, AR = "locales/es/glossary.yaml", "locales/ar/glossary.yaml"
FORM = "//form[@id='gl-form']"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name, text in {**FILES, "ivr.yaml": SETTINGS}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture
def visitor(root: Path) -> Visitor:
    return Visitor(create_app(root))


def send(
    visitor: Visitor, term: str = "", status: int = 303, locale: str = "es", do: str = "save", **more: str
) -> Page:
    address = f"/glossary/{locale}/term"
    form = visitor.get(f"{address}?term={term}" if term else address).form(FORM)
    return visitor.post(address, {**form, "do": do, **more}, status)


def rows(page: Page) -> dict[str, list[str]]:
    return {
        row.xpath("string(./th)").split("\n")[0].strip(): [" ".join(cell.text_content().split()) for cell in row[1:]]
        for row in page.all("//tbody/tr")
    }


def test_every_language_says_how_far_it_is_held_to(visitor: Visitor) -> None:
    page = visitor.get("/glossary")
    assert list(rows(page).values()) == [
        ["3", "1 goes against a term"],
        ["1", "none goes against a term"],
        ["0", "no terms yet"],
    ]
    assert visitor.follow(visitor.get("/glossary?locale=es", 302)).texts("//h1") == ["Glossary: español"]
    assert page.texts("//nav[@class='tabs']//a[@aria-current]") == ["Glossary"]
    assert "/glossary" in visitor.get("/translate").all("//nav[@class='tabs']//a/@href")


def test_terms_with_their_words_and_uses(visitor: Visitor) -> None:
    page = visitor.get("/glossary/es")
    assert rows(page) == {
        "deductible": ["deducible", "0", "in no text"],
        "Health Connector": ["stays as it is", "1", "as the glossary says"],
        "premium": ["prima to avoid: premio", "1", "1 goes against it"],
    }
    assert list(rows(visitor.get("/glossary/es?show=broken"))) == ["premium"]
    assert list(rows(visitor.get("/glossary/es?show=unused"))) == ["deductible"]
    assert list(rows(visitor.get("/glossary/es?show=forbidden&q=PREM"))) == ["premium"]
    assert visitor.get("/glossary/es?q=nothing").texts("//div[@class='empty']//p")[0] == "No term is like this."
    assert "no terms yet" in visitor.get("/glossary/ar").texts("//div[@class='empty']")[0]
    visitor.get("/glossary/ru", 404)


def test_a_long_list_is_paged(root: Path, visitor: Visitor) -> None:
    terms = "".join(f"  - {{source: term {number:03}, keep: true}}\n" for number in range(120))
    (root / ES).write_text(f"format: 1\nterms:\n{terms}")
    page = visitor.get("/glossary/es?from=50")
    assert list(rows(page))[::49] == ["term 050", "term 099"]
    assert page.texts("//p[@class='tl-pages']") == ["Earlier 51 to 100 Later"]


def test_a_term_with_the_texts_that_have_it(visitor: Visitor) -> None:
    page = visitor.get("/glossary/es/term?term=premium")
    (use,) = page.texts("//ul[@class='gl-uses']/li")
    assert "says premio for premium" in use
    assert page.all("//ul[@class='gl-uses']//a/@href") == ["/translate/es?at=flows:main/bills/prompt"]
    assert page.texts("//div[@id='gl-effect']") == ["1 text has this term. 1 translation goes against it"]
    visitor.get("/glossary/es/term?term=nowhere", 404)


def test_a_term_is_added_changed_and_taken_out(root: Path, visitor: Visitor) -> None:
    added = send(visitor, source="goodbye ", preferred=" adiós\r\n\r\nhasta luego", forbidden="chao", note="Polite.")
    page = visitor.follow(added)
    assert page.texts("//main/div[@role='status']") == [
        "Saved. It has no version in the history: this workspace is not kept under git. Keep a history not-in-git"
    ]
    assert page.form(FORM)["preferred"] == "adiós\nhasta luego"
    assert (
        (root / ES)
        .read_text()
        .endswith("{source: goodbye, preferred: [adiós, hasta luego], forbidden: [chao], note: Polite.}\n")
    )
    send(visitor, "goodbye", source="good-bye", forbidden="")
    assert "{source: good-bye, preferred: [adiós, hasta luego], note: Polite.}" in (root / ES).read_text()
    removed = visitor.follow(send(visitor, "good-bye", do="remove"))
    assert removed.texts("//div[@role='status']")[0].startswith("The term was removed.")
    assert (root / ES).read_text() == FILES[ES]


def test_a_first_term_begins_a_glossary(root: Path, visitor: Visitor) -> None:
    send(visitor, locale="ar", source="premium", preferred="القسط")
    assert "- {source: premium, preferred: [القسط]}" in (root / AR).read_text()


def test_what_breaks_translations_is_asked_for_once_more(root: Path, visitor: Visitor) -> None:
    asked = send(visitor, status=422, source="due", preferred="vence")
    assert "1 translation would newly go against the glossary" in asked.texts("//div[@role='alert']")[0]
    assert asked.all("//div[@id='gl-effect']//li/a/@href") == ["/translate/es?at=flows:main/bills/prompt"]
    assert (root / ES).read_text() == FILES[ES]
    visitor.post("/glossary/es/term", {**asked.form(FORM), "do": "save"})
    assert "{source: due, preferred: [vence]}" in (root / ES).read_text()


def test_what_it_does_is_said_while_it_is_typed(visitor: Visitor) -> None:
    def judged(**typed: str) -> str:
        form = {**visitor.get("/glossary/es/term?term=premium").form(FORM), **typed}
        answer: Any = visitor.client.post("/glossary/es/judge", data=form, base_url=BASE)
        assert answer.status_code == 200
        return " ".join(answer.text.split())

    assert "1 translation would no longer go against the glossary." in judged(preferred="premio", forbidden="")
    assert "No text has this term." in judged(source="nowhere")
    assert "Write the term as it stands in texts" in judged(source=" ")


def test_what_is_wrong_is_said_and_what_was_typed_stays(root: Path, visitor: Visitor) -> None:
    page = send(visitor, status=422, source="premium", preferred="cuota")
    assert "glossary-conflict" in page.texts("//div[@role='alert']")[0]
    assert page.form(FORM)["preferred"] == "cuota"
    page = send(visitor, status=422, source="x")
    assert "says nothing" in page.texts("//div[@role='alert']")[0]
    visitor.post("/glossary/es/term", {**page.form(FORM), "do": "remove"}, 400)
    visitor.post("/glossary/es/term", {**page.form(FORM), "do": "shred"}, 400)
    expired = visitor.post("/glossary/es/term", {**page.form(FORM), "csrf_token": "old", "do": "save"}, 403)
    assert expired.form(FORM)["source"] == "x"
    assert (root / ES).read_text() == FILES[ES]


def test_two_people_at_one_term_see_both(root: Path, visitor: Visitor) -> None:
    mine = visitor.get("/glossary/es/term?term=premium").form(FORM)
    send(visitor, "premium", preferred="cuota", forbidden="")
    page = visitor.post("/glossary/es/term", {**mine, "preferred": "prima\r\nprimas", "do": "save"}, 409)
    assert page.texts("//main//label") == ["Words to use, to be saved", "Words to avoid, to be saved"]
    again = page.form("//form[@data-warn-unsaved]")
    visitor.post("/glossary/es/term", again)
    assert "{source: premium, preferred: [prima, primas], forbidden: [premio]}" in (root / ES).read_text()


def test_another_term_changed_meanwhile_is_no_conflict(root: Path, visitor: Visitor) -> None:
    mine = visitor.get("/glossary/es/term?term=premium").form(FORM)
    send(visitor, "deductible", preferred="franquicia")
    visitor.post("/glossary/es/term", {**mine, "note": "Monthly.", "do": "save"})
    assert "franquicia" in (root / ES).read_text()
    assert "note: Monthly." in (root / ES).read_text()


def test_a_term_that_is_gone_can_be_added_again(root: Path, visitor: Visitor) -> None:
    mine = visitor.get("/glossary/es/term?term=premium").form(FORM)
    send(visitor, "premium", do="remove")
    page = visitor.post("/glossary/es/term", {**mine, "note": "Monthly.", "do": "save"}, 409)
    assert "was removed or renamed meanwhile" in page.texts("//div[@role='alert']")[0]
    visitor.post("/glossary/es/term", {**page.form(FORM), "do": "save"}, 422)
    gone = visitor.post("/glossary/es/term", {**mine, "do": "remove"}, 409)
    assert "changed or removed meanwhile" in gone.texts("//div[@role='alert']")[0]


def test_a_file_with_errors_is_shown_and_left_alone(root: Path, visitor: Visitor) -> None:
    (root / ES).write_text("format: 1\nterms: [{source: premium}, {source: 1")
    assert ["0", "its file has errors"] in rows(visitor.get("/glossary")).values()
    assert visitor.get("/glossary/es").all("//ol[@class='problems']/li")
    page = send(visitor, status=422, source="due", preferred="vence")
    assert "has errors" in page.texts("//div[@role='alert']")[0]
