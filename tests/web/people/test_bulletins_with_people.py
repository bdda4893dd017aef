"""Bulletins where there are accounts: who switches, the second person, what the log tells of both."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from ivr_author.core.diagnostics import error
from ivr_author.people import accounts
from ivr_author.people.approvals import Verdict, record_verdict
from ivr_author.people.audit import verify
from ivr_author.people.roles import Grant, Role
from ivr_author.usecases.changed_items import ChangedItem, changed_items
from ivr_author.usecases.item_side import side_of
from ivr_author.workspace.files import WorkspaceError
from ivr_author.workspace.project import load_workspace
from ivr_author.workspace.switches import read_switches
from tests.usecases.released import put_under_git
from tests.usecases.switching import NOON, make_switching
from tests.web.accounts import House, open_house
from tests.web.pages import Page, Visitor

AT = "/bulletins/payments_down"
FORM = {"do": "on", "when": "now", "ends": "open", "slot.until": "18:00", "reason": "The bank", "after": "0"}
BAR = "//aside[contains(@class, 'bulletin-bar')]"


@pytest.fixture
def house(tmp_path: Path, repository: Path, people_template: Path) -> Iterator[House]:
    """A studio on a small workspace."""
    root = make_switching(tmp_path / "small", repository)
    put_under_git(root)
    house = open_house(root, people_template, tmp_path)
    house.clock.at = NOON
    yield house
    house.database.close()


def root_of(house: House) -> Path:
    return Path(house.app.extensions["ivr_studio"].root)


def send(house: House, visitor: Visitor, status: int = 303, address: str = f"{AT}/switch", **fields: str) -> Page:
    form = {**(FORM if address.endswith("switch") else {}), **fields, "csrf_token": house.token_of(visitor)}
    return visitor.post(address, form, status)


def test_a_second_person_is_told_on_every_page_until_they_have_confirmed_it(house: House) -> None:
    ada, grace = (house.enter(house.add(name, Role.OPERATIONS)) for name in ("ada", "grace"))
    head = house.enter(house.add("head", Role.ADMINISTRATOR))
    viewer = house.enter(house.add("vic", Role.VIEWER))
    send(house, viewer, 403)
    assert not viewer.get(AT).all("//main//form | //aside//form[contains(@action, 'switch')]")
    send(house, ada)
    (own,) = ada.get("/problems").texts(BAR)
    assert "You switched on “Payments down”" in own
    assert "A second person must still look at it." in own
    assert "Every page asks your colleagues" in ada.get(AT).text
    for other in (grace, head):
        (told,) = other.get("/problems").texts(BAR)
        assert "Ada switched on “Payments down”" in told
        assert "Look at it, and confirm it" in told
    (told,) = viewer.get("/").texts(BAR)
    assert "confirm" not in told
    # Nobody who is signed out is told.
    assert not house.visitor().get("/sign-in").all(BAR)
    send(house, ada, 409, f"{AT}/confirm", number="1")
    send(house, viewer, 403, f"{AT}/confirm", number="1")
    page = grace.follow(send(house, grace, 303, f"{AT}/confirm", number="1"))
    assert "Confirmed." in page.text
    assert "Seen by Grace" in page.texts("//dl")[0]
    for visitor in (ada, grace, head, viewer):
        assert not visitor.get("/problems").all(BAR)
    send(house, grace, do="off", after="1")
    assert "Grace switched off" in ada.get("/problems").texts(BAR)[0]
    told_of = [(one.action, one.who, one.subject) for one in reversed(house.log())]
    assert [one for one in told_of if "bulletin" in one[0]] == [
        ("switch a bulletin on", "ada@example.org", "payments_down"),
        ("confirm a bulletin", "grace@example.org", "payments_down"),
        ("switch a bulletin off", "grace@example.org", "payments_down"),
    ]
    (detail,) = (one.detail for one in house.log("switch a bulletin on"))
    assert detail == {"slot until": "18:00", "reason": "The bank"}
    with house.database.reading() as session:
        assert verify(session) == []


def test_the_same_name_is_another_person_and_the_same_address_is_not(house: House) -> None:
    first = house.add("sam", Role.OPERATIONS)
    send(house, house.enter(first))
    (switch,) = read_switches(root_of(house)).all
    assert (switch.by, switch.email) == ("Sam", "sam@example.org")
    other = house.add("samuel", Role.OPERATIONS)
    with house.database.writing() as session:
        accounts.rename(session, house.clock(), "test", other.id, "Sam")
    namesake = house.enter(other)
    assert "Look at it, and confirm it" in namesake.get("/problems").texts(BAR)[0]
    send(house, namesake, 303, f"{AT}/confirm", number="1")
    assert read_switches(root_of(house)).unseen() == ()


def test_nothing_is_switched_that_can_not_be_logged(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    ada = house.enter(house.add("ada", Role.OPERATIONS))
    for fields in ({"slot.until": "25:00"}, {"ends": "at", "end": "2026-12-01T08:00"}):
        send(house, ada, 422, **fields)
    assert house.log("switch a bulletin on") == []

    def broken(*_: object) -> None:
        raise OSError("no room for the log")

    monkeypatch.setattr("ivr_author.web.bulletin.desk.append", broken)
    house.app.testing = True
    with pytest.raises(OSError, match="no room"):
        send(house, ada)
    assert read_switches(root_of(house)).all == ()


def test_a_journal_that_can_not_be_written_leaves_no_row_in_the_log(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise WorkspaceError(error("file-unwritable", "the disk is full"))

    ada = house.enter(house.add("ada", Role.OPERATIONS))
    monkeypatch.setattr("ivr_author.usecases.switch_bulletin.add_switch", full)
    assert "disk is full" in send(house, ada, 507).text
    assert house.log("switch a bulletin on") == []


def test_who_is_here_for_some_languages_sees_those(house: House) -> None:
    tina = house.enter(house.add("tina", Grant(Role.TRANSLATOR, frozenset({"es"}))))
    page = tina.get(AT)
    assert page.all("//p[contains(@class, 'say__words')]/@lang") == ["en-US", "es-US"]
    tina.get(f"{AT}/sound.wav?locale=ht", 403)
    for locale in ("es", "en"):
        tina.get(f"{AT}/sound.wav?locale={locale}")
    assert "Kreyòl" not in tina.get("/bulletins").text


def test_a_role_that_was_taken_away_between_page_and_click(house: House) -> None:
    person = house.add("ada", Role.OPERATIONS, Role.VIEWER)
    ada = house.enter(person)
    ada.get(AT)
    with house.database.writing() as session:
        accounts.revoke(session, house.clock(), "test", person.id, Grant(Role.OPERATIONS))
    send(house, ada, 403)
    assert read_switches(root_of(house)).all == ()


def test_where_approvals_are_required_it_goes_on_once_somebody_approved_all_of_it(house: House) -> None:
    root = root_of(house)
    with (root / "ivr.yaml").open("a") as settings:
        settings.write("releases: {approvals: required}\n")
    ada = house.enter(house.add("ada", Role.OPERATIONS))
    told = send(house, ada, 422).texts("//*[contains(@class, 'error-summary')]")[0]
    assert "bulletin-not-approved" in told
    assert "other parts of it" in told
    items = [
        one
        for one in changed_items(None, side_of(load_workspace(root)))
        if "bulletins/payments_down" in one.item and one.locale in ("", "es", "pt_BR", "zh_Hans", "ht", "vi", "ru")
    ]
    approve(house, items)
    told = send(house, ada, 422).texts("//*[contains(@class, 'error-summary')]")[0]
    assert "(ar) as it is now" in told
    assert "(es)" not in told
    approve(house, [one for one in changed_items(None, side_of(load_workspace(root))) if one.locale == "ar"])
    send(house, ada)


def approve(house: House, items: Iterable[ChangedItem]) -> None:
    with house.database.writing() as session:
        for one in items:
            verdict = Verdict(one.item, one.locale, one.content, True, "Rita", 1, house.clock())
            record_verdict(session, verdict, "rita@example.org")
