"""Releases where there are accounts: who may make them go out, who may break a freeze, and what the log tells of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ivr_author.people.roles import Role
from tests.usecases.released import INSIDE, NOON, copy_of
from tests.web.accounts import House, open_house
from tests.web.refused import refused, ways_of


@pytest.fixture
def house(released: Path, people_template: Path, tmp_path: Path) -> Iterator[House]:
    """The same with accounts."""
    house = open_house(copy_of(released, tmp_path / "line"), people_template, tmp_path)
    house.clock.at = NOON
    yield house
    house.database.close()


def test_who_may_release_and_who_may_break_a_freeze(house: House) -> None:
    vic = house.add("vic", Role.VIEWER)
    viewer = house.enter(vic)
    engineer = house.enter(house.add("eng", Role.ENGINEER))
    page = viewer.get("/releases/one")
    assert page.all("//main//form") == []
    for address in ("/releases/", "/releases/one", "/releases/one/changes"):
        assert refused(house.app, vic, ways_of(viewer.get(address), address)) == []
    viewer.get("/releases/one/rollback", 403)
    for visitor, name, status in ((viewer, "one", 403), (engineer, "one", 303)):
        form = {"when": "now", "reason": "First", "csrf_token": house.token_of(visitor)}
        visitor.post(f"/releases/{name}/publish", form, status)
    house.clock.at = INSIDE
    head = house.enter(house.add("adm", Role.ADMINISTRATOR))
    assert len(head.get("/releases/two").all("//input[@name='override']")) == 1
    again = house.enter(house.add("eng2", Role.ENGINEER))
    form = {"when": "now", "reason": "Urgent", "override": "1", "csrf_token": house.token_of(again)}
    again.post("/releases/two/publish", form, 403)
    assert again.get("/releases/two").all("//input[@name='override']") == []
    form.pop("override")
    page = again.post("/releases/two/publish", {**form, "csrf_token": house.token_of(again)}, 422)
    assert "ask an administrator" in page.texts("//main")[0]
    assert [(one.action, one.subject, one.who) for one in house.log("publish a release")] == [
        ("publish a release", "one", "eng@example.org")
    ]
