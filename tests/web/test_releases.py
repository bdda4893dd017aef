"""Releases in the studio: made, or blocked with ways to what blocks; published, gone back to, frozen, scheduled."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event

import pytest

from ivr_author.usecases.gate import TITLES, Block, Gate, GateState
from ivr_author.usecases.publish_release import publish_release
from ivr_author.usecases.release import Creation
from ivr_author.usecases.show_releases import list_all
from ivr_author.web.jobs import the_jobs
from ivr_author.web.release.blocks import ways_of
from ivr_author.web.release.desk import KEY, the_desk
from ivr_author.web.rooms import snapshot
from ivr_author.web.views.releases import GATES
from ivr_author.workspace.releases import RELEASES, make_release
from tests.harness.sample import change
from tests.usecases.released import HOUR, INSIDE, NOON, commit, copy_of
from tests.web.conftest import create_studio
from tests.web.pages import Page, Visitor

LATER = NOON + timedelta(days=1)
WITH_NEW = "/releases/-/new"


@pytest.fixture
def root(released: Path, tmp_path: Path) -> Path:
    """A copy."""
    return copy_of(released, tmp_path / "line")


class Room:
    """The room on a workspace, at a time."""

    def __init__(self, root: Path, now: datetime = LATER) -> None:
        self.root = root
        self.app = create_studio(root)
        self.at = now
        with self.app.app_context():
            the_desk().clock = lambda: self.at
        self.visitor = Visitor(self.app)
        self.visitor.get("/help")

    def send(self, address: str, status: int = 303, **fields: str) -> Page:
        """Send a form of a page."""
        token = str(self.visitor.get("/token").text)
        return self.visitor.post(address, {**fields, "csrf_token": token}, status)

    def publish(self, name: str, status: int = 303, **fields: str) -> Page:
        """Publish a release, now unless it is told otherwise."""
        return self.send(f"/releases/{name}/publish", status, **{"when": "now", "at": "", "reason": "", **fields})

    def wait(self) -> None:
        """Until the task that was begun last is over."""
        with self.app.app_context():
            job = the_jobs()._jobs[KEY]
            assert job.finished.wait(60)

    @property
    def live(self) -> str:
        """The release that is live."""
        live = list_all(self.root, self.at).live
        return live.release if live is not None else ""


@pytest.fixture
def room(root: Path) -> Room:
    """The room on a copy of its own."""
    return Room(root)


@pytest.fixture
def told(room: Room) -> Iterator[Room]:
    """The same, within a request."""
    with room.app.test_request_context("/"):
        yield room


def sentences(page: Page) -> str:
    """The words of a page's main part, folded."""
    return page.texts("//main")[0]


def test_the_gates_are_called_as_the_command_calls_them() -> None:
    assert dict(TITLES) == GATES


def test_a_workspace_without_releases_has_one_button(shared_visitor: Visitor) -> None:
    page = shared_visitor.get("/releases/")
    assert "Nothing was released yet." in sentences(page)
    assert page.all("//main//a[contains(@class, 'usa-button')]/@href") == [WITH_NEW]


def test_publish_and_go_back(room: Room) -> None:
    assert "No release is live." in sentences(room.visitor.get("/releases/"))
    page = room.visitor.follow(room.publish("one", reason="First"))
    assert room.live == "one"
    assert re.search(r"It is live.*Published by Dana Río on .*First.*That took \d+\.\d seconds", sentences(page))
    # It is told once, of this publication alone.
    assert "That took" not in sentences(room.visitor.get("/releases/one"))
    room.at += HOUR
    room.publish("two")
    page = room.visitor.get("/releases/")
    assert page.texts("//tbody/tr/td[1]") == ["live", "was live"]
    assert page.one("//a[contains(., 'Go back to')]/@href") == "/releases/one/rollback"
    page = room.visitor.get("/releases/one/rollback")
    assert "Callers hear two now." in sentences(page)
    room.at += HOUR
    page = room.visitor.follow(room.send("/releases/one/rollback", reason="It was a mistake"))
    assert room.live == "one"
    assert "Gone back to by Dana Río" in sentences(page)
    assert "It was a mistake" in sentences(room.visitor.get("/releases/"))


def test_what_is_taken_back_is_told_before(root: Path) -> None:
    publish_release(root, "one", "Dana", now=LATER)
    change(root, "flows/main.yaml", "for calling our", "for calling all of our")
    commit(root, "Greet all")
    room = Room(root, LATER + HOUR)
    room.send(WITH_NEW, name="three")
    room.wait()
    assert "Release “three” is made" in sentences(room.visitor.get(WITH_NEW))
    room.publish("three")
    page = room.visitor.get("/releases/one/rollback")
    assert "all of our" in page.texts("//section[@aria-labelledby='undone']")[0]
    assert "all of our" in sentences(room.visitor.get("/releases/three/changes"))


def test_what_is_live_and_what_never_was_is_no_way_back(room: Room) -> None:
    room.publish("one")
    assert "It is live already." in sentences(room.visitor.get("/releases/one/rollback"))
    assert "release-is-live" in sentences(room.send("/releases/one/rollback", 409, reason=""))
    assert "It was never live" in sentences(room.visitor.get("/releases/two/rollback"))
    room.send("/releases/two/rollback", 422, reason="")
    room.publish("one", 409)
    assert room.live == "one"


def test_a_release_is_scheduled_in_the_time_of_the_workspace(room: Room) -> None:
    room.publish("one")
    page = room.publish("two", 422, when="later", reason="Kept as typed")
    assert page.one("//span[@id='at-fault']/text()")
    assert "Kept as typed" in page.form("//form[contains(@action, 'publish')]")["reason"]
    assert "release-time" in sentences(room.publish("two", 422, when="later", at="2026-12-01T06:00"))
    room.publish("two", 422, when="later", at="tomorrow")
    page = room.visitor.follow(room.publish("two", when="later", at="2026-12-05T06:00"))
    assert "It goes out on Dec 5, 2026" in sentences(page)
    (waiting,) = next(one for one in list_all(room.root, room.at).releases if one.release.name == "two").waits
    assert waiting.when.isoformat() == "2026-12-05T11:00:00+00:00"
    assert room.live == "one"
    assert "Scheduled by Dana Río" in sentences(room.visitor.get("/releases/"))
    room.at = waiting.when + HOUR
    assert room.live == "two"


def test_a_window_that_is_declared_later_is_told_with_the_way_to_call_it_off(room: Room) -> None:
    room.publish("one")
    room.publish("two", when="later", at="2026-12-05T06:00")
    calendar = room.root / "flows/calendars/freeze.yaml"
    calendar.write_text(calendar.read_text().replace("2026-12-22", "2026-12-05"))
    for address in ("/releases/", "/releases/two"):
        page = room.visitor.get(address)
        assert "It goes out unless somebody calls it off." in sentences(page)
        (form,) = page.all("//form[contains(@action, 'cancel')]")
    token = {"csrf_token": dict(form.form_values())["csrf_token"]}
    page = room.visitor.follow(room.visitor.post("/releases/two/cancel", token))
    assert "Release two is called off: it does not go out on Dec 5, 2026" in sentences(page)
    assert "By Dana Río on" in sentences(page)
    assert not page.all("//form[contains(@action, 'cancel')]")
    # Twice, as two people do: the second is told.
    assert "release-not-scheduled" in sentences(room.visitor.post("/releases/two/cancel", token, 409))
    room.visitor.post("/releases/none/cancel", token, 404)
    room.at = datetime(2026, 12, 6, 12, tzinfo=UTC)
    assert room.live == "one"


def test_a_freeze_window_is_announced_and_holds(root: Path) -> None:
    room = Room(root)
    assert "The next freeze window begins on Dec 22, 2026" in sentences(room.visitor.get("/releases/"))
    room.publish("one", 422, when="later", at="2026-12-23T12:00")
    room.at = INSIDE
    page = room.visitor.get("/releases/")
    assert page.texts("//h2[contains(@class, 'usa-alert__heading')]")[0].startswith("Freeze window until Dec 24, 2026")
    assert "/calendars/freeze" in page.all("//main//a/@href")
    page = room.publish("one", 422, reason="Urgent")
    assert "It can't go out" in sentences(page)
    assert page.texts("//li[contains(@class, 'gate--blocked')]//h3") == ["No freeze window"]
    assert page.all("//li[contains(@class, 'gate--blocked')]//a/@href") == ["/calendars/freeze"]
    assert page.form("//form[contains(@action, 'publish')]")["reason"] == "Urgent"
    page = room.publish("one", 422, override="1")
    assert "release-no-reason" in sentences(page)
    assert page.one("//span[@id='reason-fault']/text()")
    assert room.live == ""
    page = room.visitor.follow(room.publish("one", override="1", reason="Urgent"))
    assert "inside a freeze window" in sentences(page)
    assert room.live == "one"


def test_a_release_whose_files_were_changed_says_so(room: Room) -> None:
    room.publish("one")
    held = room.root / RELEASES / "two"
    bundle = held / "bundles/twiml.zip"
    bundle.chmod(0o644)
    bundle.write_bytes(b"other")
    page = room.visitor.get("/releases/two")
    assert "Its files were changed on the disk" in sentences(page)
    assert page.all("//form[contains(@action, 'publish')]") == []
    assert "release-changed" in sentences(room.publish("two", 409))
    room.visitor.get("/releases/two/files/bundles/twiml.zip", 409)
    room.send("/releases/two/rollback", 422, reason="")
    (held / "manifest.json").chmod(0o644)
    (held / "manifest.json").write_text("{")
    room.visitor.get("/releases/two", 409)
    assert "release-changed" in sentences(room.visitor.get("/releases/"))
    assert room.live == "one"


def test_one_release_shows_what_it_holds(room: Room) -> None:
    page = room.visitor.get("/releases/two")
    assert "Greet otherwise" in sentences(page)
    links = [link for link in page.all("//main//a/@href") if "/files/bundles/" in link]
    assert links
    for link in links:
        raw = room.visitor.get(link).body
        assert zipfile.ZipFile(io.BytesIO(raw)).testzip() is None
    assert page.texts("//li[contains(@class, 'gate')]//h3") == list(GATES.values())
    room.visitor.get("/releases/two/files/gates.json")
    for wrong in (
        "/releases/three",
        "/releases/two/files/../one/gates.json",
        "/releases/two/files/none",
        "/releases/.x",
    ):
        room.visitor.get(wrong, 404)


def test_what_blocks_is_shown_with_ways_to_it(root: Path) -> None:
    change(root, "flows/main.yaml", "for calling our", "for calling the other")
    room = Room(root)
    page = room.send(WITH_NEW, 422, name="three")
    assert "release-uncommitted" in sentences(page)
    assert "/history" in page.one("//a[contains(., 'History shows')]/@href")
    assert page.form("//main//form")["name"] == "three"
    commit(root, "Greet otherwise again")
    change(root, "flows/main.calls.yaml", "for calling", "for ringing")
    commit(root, "Expect what nobody says")
    room.send(WITH_NEW, name="three")
    room.wait()
    page = room.visitor.get(WITH_NEW)
    assert "Release “three” was not made" in sentences(page)
    blocked = "//li[contains(@class, 'gate--blocked')]"
    assert GATES["calls"] in page.texts(f"{blocked}//h3")
    phone = page.all(f"{blocked}//a[contains(., 'on the phone')]/@href")[0]
    assert phone.startswith("/flows/main/phone?")
    room.visitor.get(phone)
    for link in set(page.all(f"{blocked}//a/@href")):
        room.visitor.get(link.partition("#")[0])
    change(root, "flows/main.calls.yaml", "for ringing", "for calling")
    assert "Files were changed since" in sentences(room.visitor.get(WITH_NEW))


def test_what_stands_in_the_way_can_be_asked_alone(room: Room) -> None:
    room.send(WITH_NEW, do="ask", name="")
    room.wait()
    page = room.visitor.get(WITH_NEW)
    assert "Nothing stands in the way" in sentences(page)
    assert page.form("//main//form")["name"] == "2026-12-02"


@pytest.mark.parametrize("name", ["", "Two", "two words", "../up", "-", "two", "x" * 80])
def test_a_name_that_can_not_be_is_told_at_its_field(room: Room, name: str) -> None:
    page = room.send(WITH_NEW, 422, name=name)
    assert len(page.all("//span[@id='name-fault']")) == 1


def test_two_at_once_are_told(room: Room) -> None:
    with make_release(room.root, "elsewhere"):
        room.send(WITH_NEW, name="three")
        room.wait()
    assert "release-busy" in sentences(room.visitor.get(WITH_NEW))
    with room.app.app_context():
        jobs, desk = the_jobs(), the_desk()
        holding = Event()
        jobs.forget(KEY)
        jobs.start(KEY, lambda _progress: holding.wait(30) and Creation((), None))
        desk.task = None
    page = room.send(WITH_NEW, 409, name="three")
    assert "Wait until it is done." in sentences(page)
    holding.set()
    room.wait()


def test_every_block_has_a_way_where_there_is_one(told: Room) -> None:
    shown = snapshot()
    gate = Gate("check", GateState.BLOCKED)
    for kind, address, start in (
        ("file", "flows/main.yaml:3:1", "/flows/main"),
        ("file", "ivr.yaml", "/source/ivr.yaml"),
        ("call", "flows/main.calls.yaml:1:1", "/"),
        ("node", "main/greeting", "/flows/main/coverage"),
        ("language", "es", "/"),
        ("text", "main/greeting/prompt/1", "/words/main/greeting"),
        ("calendar", "freeze", "/calendars/freeze"),
        ("calendar", "gone", "/calendars"),
        ("notice", "gone", "/notices/gone"),
        ("item", "ivr.yaml", "/review?item=ivr.yaml&locale="),
    ):
        ways = ways_of(shown, gate, Block("it blocks", kind, address, "es"))
        assert ways, kind
        assert ways[0].href.startswith(start), kind
        assert all(way.words for way in ways)
    for kind, address in (("gate", "check"), ("accounts", ""), ("item", ""), ("file", "")):
        assert ways_of(shown, gate, Block("it blocks", kind, address)) == []
