"""The table of who may visit what: whole, and free of names that are none."""

from __future__ import annotations

import pytest

from ivr_author.people.roles import PERMISSIONS, Grant, Permission, Role
from ivr_author.web.access_table import TABLE, Ask, Standing
from tests.web.accounts import House
from tests.web.foreign import foreign_words
from tests.web.pages import BASE, Visitor

# With its moment: otherwise that of now stands in the addresses of its lines, and they differ from minute to minute.
HAITIAN = "/flows/main/phone?at=2026-11-17T10%3A00&do=press+5"


def test_every_address_is_in_the_table(shared_house: House) -> None:
    endpoints = {rule.endpoint for rule in shared_house.app.url_map.iter_rules()}
    assert endpoints - set(TABLE) == set(), "say in ivr_author/web/access_table.py who may visit these"


def test_every_permission_is_held_by_somebody() -> None:
    held = frozenset().union(*PERMISSIONS.values())
    asked = {rule.permission if isinstance(rule, Ask) else rule for rule in TABLE.values()}
    assert {one for one in asked if isinstance(one, Permission)} <= held


def test_only_what_lets_people_in_is_open() -> None:
    opened = {endpoint for endpoint, rule in TABLE.items() if rule is Standing.OPEN}
    assert opened == {
        *("assets.asset", "token", "reader.choose", "sign_in.show", "sign_in.enter", "sign_in.leave"),
        *("provider.begin", "provider.back", "link.show", "link.take"),
    }


def test_what_is_not_in_the_table_is_refused(shared_house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    visitor = shared_house.enter(shared_house.add("all", *Role))
    visitor.get("/problems")
    monkeypatch.delitem(TABLE, "problems.index")
    visitor.get("/problems", 403)


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/flows/billing/list?locale=es", 200),
        ("/flows/billing/list?locale=en", 200),
        ("/flows/billing/list?locale=ht", 403),
        ("/flows/billing/list?locale=HT", 403),
        ("/flows/billing/list?locale=es&locale=ht", 403),
        ("/notices/premium_bill/languages?locale=ru", 403),
        ("/deliveries/package?locale=es&format=csv&only=all", (200, 422)),
        ("/deliveries/package?locale=ht&format=csv", 403),
        ("/source/locales/es/LC_MESSAGES/flows.po", (200, 404)),
        ("/source/locales/ht/LC_MESSAGES/flows.po", 403),
        ("/source/locales/es/../ht/LC_MESSAGES/flows.po", (403, 404)),
        ("/history/locales/ht/LC_MESSAGES/flows.po", 403),
        ("/export/", 403),
        ("/documents/voicexml/ht/", 403),
    ],
)
def test_a_translator_sees_their_languages_alone(
    shared_house: House, address: str, status: int | tuple[int, ...], request: pytest.FixtureRequest
) -> None:
    name = f"t{abs(hash(request.node.name))}"
    visitor = shared_house.enter(shared_house.add(name, Grant(Role.TRANSLATOR, frozenset({"es"}))))
    visitor.get(address, status)


def test_the_menu_leads_nowhere_that_refuses(shared_house: House) -> None:
    visitor = shared_house.enter(shared_house.add("only", Grant(Role.TRANSLATOR, frozenset({"es"}))))
    page = visitor.get("/")
    links = set(page.all("//header//nav//a/@href"))
    assert "/flows" in links
    assert not {"/export/", "/people", "/audit"} & links
    for link in links:
        visitor.get(link, (200, 302, 303))
    administrator = shared_house.enter(shared_house.add("head", Role.ADMINISTRATOR))
    assert {"/people", "/audit", "/export/"} <= set(administrator.get("/").all("//header//nav//a/@href"))


def test_pages_that_show_all_languages_show_theirs(shared_house: House) -> None:
    visitor = shared_house.enter(shared_house.add("tina", Grant(Role.TRANSLATOR, frozenset({"es"}))))
    everybody = shared_house.enter(shared_house.add("tom", Role.TRANSLATOR))
    for address, theirs, others in (
        ("/words/billing/due/prompt/1", "Su saldo es de", "Balans ou"),
        ("/notices/premium_bill/languages", "español", "Kreyòl ayisyen"),
    ):
        assert others in everybody.get(address).tree.text_content()
        page = visitor.get(address).tree.text_content()
        assert theirs in page
        assert others not in page
    assert everybody.get("/find?q=Balans").all("//*[@lang='ht']")
    assert not visitor.get("/find?q=Balans").all("//*[@lang='ht']")


# --- languages --------------------------------------------------------------------------------------------------------


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
