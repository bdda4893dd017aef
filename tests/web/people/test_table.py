"""The table of who may visit what: whole, and free of names that are none."""

from __future__ import annotations

import pytest

from ivr_author.people.roles import PERMISSIONS, Grant, Permission, Role
from ivr_author.web.access import TABLE, Ask, Standing
from tests.web.accounts import House


def test_every_address_is_in_the_table(shared_house: House) -> None:
    endpoints = {rule.endpoint for rule in shared_house.app.url_map.iter_rules()}
    assert endpoints - set(TABLE) == set(), "say in ivr_author/web/access.py who may visit these"


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
