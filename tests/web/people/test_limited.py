"""Who is here for some languages hears and reads these and the source, however they come to a page."""

from __future__ import annotations

import pytest

from ivr_author.people.roles import Grant, Role
from tests.web.accounts import House
from tests.web.foreign import foreign_words
from tests.web.pages import BASE, Visitor

HAITIAN = "/flows/main/phone?do=press+5"


@pytest.fixture(scope="module")
def translator(shared_house: House) -> Visitor:
    return shared_house.enter(shared_house.add("elena", Grant(Role.TRANSLATOR, frozenset({"es"}))))


@pytest.fixture(scope="module")
def everybody(shared_house: House) -> Visitor:
    return shared_house.enter(shared_house.add("paul", Role.TRANSLATOR))


def test_a_call_that_goes_on_in_another_language_is_not_heard(
    shared_house: House, translator: Visitor, everybody: Visitor
) -> None:
    settings = shared_house.app.extensions["ivr_studio"].snapshot().content.settings
    heard = everybody.get(HAITIAN)
    assert any("kreyòl" in one for one in foreign_words(heard, settings, ["es"]))
    page = translator.get(HAITIAN)
    assert foreign_words(page, settings, ["es"]) == []
    assert any("Haitian Creole, which is not one of your languages" in one for one in page.texts("//li"))
    assert "kreyòl" not in page.text
    # The source and their own are heard as ever.
    lines = page.all("//a[@class='bubble__hear']/@href")
    assert lines
    assert translator.client.get(lines[0], base_url=BASE).mimetype == "audio/wav"
    silent = set(heard.all("//a[@class='bubble__hear']/@href")) - set(lines)
    assert silent
    for line in silent:
        translator.get(line, 403)
    translator.get(HAITIAN.replace("phone", "phone/script"), 403)
    assert (
        everybody.get(HAITIAN.replace("phone", "phone/script")).headers["Content-Type"].startswith("application/yaml")
    )
    assert not page.all("//a[@download]")


def test_members_of_other_languages_get_their_letter_in_the_source(
    shared_house: House, translator: Visitor, everybody: Visitor
) -> None:
    content = shared_house.app.extensions["ivr_studio"].snapshot()
    notice = content.workspace.notices.notices["premium_bill"].notice
    haitian = next(name for name, one in notice.samples.items() if one.locale == "ht")
    settings = content.content.settings
    address = f"/notices/premium_bill?member={haitian}"
    assert everybody.get(address).one("//select[@name='locale']/option[@selected]/@value") == "ht"
    page = translator.get(address)
    assert page.one("//select[@name='locale']/option[@selected]/@value") == "en"
    assert page.all("//select[@name='locale']/option/@value") == ["en", "es"]
    assert foreign_words(page, settings, ["es"]) == []


def test_meters_are_of_their_languages_and_lead_to_the_bench(translator: Visitor, everybody: Visitor) -> None:
    for address in ("/", "/flows", "/notices"):
        names = "//li[@class='meters__item']//a/@href"
        assert translator.get(address).all(names) == ["/translate/es"], address
        assert len(everybody.get(address).all(names)) == 7, address
    languages = translator.get("/notices/premium_bill/languages?locale=es")
    assert "/translate/es?item=notices/premium_bill" in languages.all("//main//a/@href")
