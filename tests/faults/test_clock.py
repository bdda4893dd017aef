"""Clocks that change for daylight saving, and clocks that are set back: calls, hours, releases, bulletins, locks.

Sessions of people, codes, links and limits under wrong clocks are tests/people's.
"""

from __future__ import annotations

import io
import os
import re
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit
from zoneinfo import ZoneInfo

import pytest

from ivr_author.answering.application import Terms
from ivr_author.answering.board import Board
from ivr_author.usecases.answer import Bundle
from ivr_author.usecases.answer_follow import offer_of, standing_of
from ivr_author.usecases.build import compile_flows
from ivr_author.workspace import live, switches
from ivr_author.workspace.bundle_shelf import BundleShelf
from ivr_author.workspace.files import revision
from ivr_author.workspace.git import Person
from ivr_author.workspace.keeper import GitKeeper
from ivr_author.workspace.live import Publication
from ivr_author.workspace.switches import Switch
from tests.faults.writes import make_office
from tests.harness.sample import make_workspace
from tests.tally import tally, times

ZONE = ZoneInfo("America/New_York")
NIGHTS = {
    "clocks go forward": datetime(2026, 3, 8, 4, tzinfo=UTC),  # at 07:00 UTC, 02:00 becomes 03:00
    "clocks go back": datetime(2026, 11, 1, 3, tzinfo=UTC),  # at 06:00 UTC, 02:00 becomes 01:00
}
NIGHT_HOURS = """\
title: Night
weekly: {sun: ["1:30-2:30", "3:15-4:00"]}
"""
HOUR = timedelta(hours=1)


def is_open(moment: datetime) -> bool:
    """As somebody in the office would say who looks at the wall."""
    wall = moment.astimezone(ZONE)
    minute = wall.hour * 60 + wall.minute
    return wall.isoweekday() == 7 and (90 <= minute < 150 or 195 <= minute < 240)


class Clock:
    """A clock that a test sets."""

    now = NIGHTS["clocks go back"]

    def __call__(self) -> datetime:
        """The time."""
        return self.now


class Telephone:
    """A board on one small workspace that is open at night, with a clock."""

    def __init__(self, folder: Path) -> None:
        root = make_workspace(folder / "office", {"flows/calendars/office.yaml": NIGHT_HOURS})
        artifact = compile_flows(root, "twiml").artifact
        assert artifact is not None
        self.clock = Clock()
        shelf = BundleShelf(folder / "shelf")
        offer = offer_of("night", Bundle(artifact.files))
        shelf.keep(offer.name, offer.raw)
        shelf.show(standing_of([offer]))
        self.board = Board(shelf, Terms("a secret of these tests"), clock=self.clock)
        self.board.look()

    def ask(self, address: str, call: str, **fields: str) -> tuple[int, str]:
        """The status and the document."""
        url = urlsplit(address)
        form = {"CallSid": call, "From": "+16175550123", "To": "+18005550100", "CallStatus": "in-progress", **fields}
        body = urlencode(form).encode()
        environ: dict[str, Any] = {
            "REQUEST_METHOD": "POST",
            "PATH_INFO": url.path,
            "QUERY_STRING": url.query,
            "CONTENT_TYPE": "application/x-www-form-urlencoded",
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.url_scheme": "https",
            "HTTP_HOST": "office.example.org",
            "wsgi.input": io.BytesIO(body),
        }
        answered: list[str] = []
        content = b"".join(self.board(environ, lambda status, _headers: answered.append(status)))
        return int(answered[0][:3]), content.decode()


@pytest.fixture(scope="module")
def telephone(tmp_path_factory: pytest.TempPathFactory) -> Telephone:
    return Telephone(tmp_path_factory.mktemp("night"))


def onward(document: str) -> str:
    """Where the call goes on."""
    found = re.search(r'(?:action="|<Redirect[^>]*>)([^"<]*/step\?[^"<]+)', document)
    assert found is not None, document
    return unescape(found[1])


@pytest.mark.parametrize("night", NIGHTS)
def test_hours_are_those_of_the_clock_on_the_wall(telephone: Telephone, night: str) -> None:
    step = times(6, 1)
    wrong, states = [], []
    for minute in range(0, 7 * 60, step):
        telephone.clock.now = NIGHTS[night] + timedelta(minutes=minute)
        status, document = telephone.ask("/call", f"CA{night[-4:]}{minute:028}")
        assert status == 200
        states.append("How can we help you" in document)
        assert states[-1] != ("Our office is closed" in document), document
        if states[-1] != is_open(telephone.clock.now):
            wrong.append(telephone.clock.now.astimezone(ZONE).isoformat())
    assert wrong == []
    # Forward, an hour is cut out of the opening hours; back, an hour comes twice.
    assert abs(sum(states) * step - {"forward": 75, "back": 135}[night.split()[-1]]) <= step * 4
    tally(f"calls in a night in which {night}", len(states), wrong=0)


def test_a_call_goes_on_whatever_the_clock_says(telephone: Telephone) -> None:
    """Over the change, and when the clock of the machine is set back in the middle of the call."""
    begin = datetime(2026, 11, 1, 5, 59, tzinfo=UTC)
    moves = (timedelta(minutes=2), -HOUR, -24 * HOUR, timedelta(minutes=29))
    for number, move in enumerate(moves):
        telephone.clock.now = begin
        call = f"CA{number:032}"
        status, document = telephone.ask("/call", call)
        assert (status, "How can we help you" in document) == (200, True)
        telephone.clock.now = begin + move
        status, document = telephone.ask(onward(document), call, Digits="1")
        assert (status, "1 Main Street" in document) == (200, True), move
        status, document = telephone.ask(onward(document), call, Digits="2")
        assert (status, "Someone will be with you soon" in document) == (200, True), move
    tally("calls over a clock that is changed", len(moves), broken=0)


def test_what_is_scheduled_comes_once_and_stays(tmp_path: Path) -> None:
    """In the hour that comes twice: at the one that was meant; and a clock that is set back takes nothing back."""
    first, second = (datetime(2026, 11, 1, 1, 30, fold=fold, tzinfo=ZONE).astimezone(UTC) for fold in (0, 1))
    assert second - first == HOUR
    (tmp_path / "office").mkdir()
    root = tmp_path / "office"
    before = first - 2 * HOUR
    live.publish(root, Publication(0, "one", before, "Dana", "", before))
    live.publish(root, Publication(0, "two", first, "Dana", "", before, is_scheduled=True))
    live.publish(root, Publication(0, "three", second, "Dana", "", before, is_scheduled=True))
    told = []
    for minute in range(0, 200, 5):
        moment = first - HOUR + timedelta(minutes=minute)
        journal = live.read_journal(root)
        found = journal.live(moment)
        assert found is not None
        if found.is_scheduled:
            live.mark_begun(root, found.number)
        told.append(found.release)
    assert told == sorted(told, key=["one", "two", "three"].index)
    assert [told.count(one) for one in ("one", "two", "three")] == [12, 12, 16]
    for set_back in (timedelta(minutes=5), HOUR, 400 * 24 * HOUR):
        found = live.read_journal(root).live(second - set_back)
        assert found is not None
        assert found.release == "three"
    tally("moments about scheduled releases", len(told) + 3, wrong=0)


def test_a_switch_that_is_made_later_holds_whatever_the_clock_says(tmp_path: Path) -> None:
    root = tmp_path
    noon = datetime(2026, 11, 1, 6, 30, tzinfo=UTC)
    switches.add_switch(root, Switch(0, "storm", True, "Dana", noon))
    switches.add_switch(root, Switch(0, "storm", False, "Dana", noon - HOUR), after=1)
    assert not switches.read_switches(root).now()["storm"].on


@pytest.mark.parametrize("ahead", [-3600, 3600, 90_000])
def test_a_lock_from_another_time_keeps_nobody_from_saving(fast_folder: Path, ahead: int) -> None:
    """Git was killed; then the clock was set back, so that its lock is from the future."""
    root = make_office(fast_folder / f"office {ahead}")
    lock = root / ".git/index.lock"
    lock.touch()
    moment = datetime.now(UTC).timestamp() + ahead
    os.utime(lock, (moment, moment))
    raw = (root / "flows/main.yaml").read_bytes()
    kept = GitKeeper(root, Person("Dana", "dana@example.org")).save(
        {"flows/main.yaml": (raw + b"# more\n", revision(raw))}, "Say more"
    )
    assert kept.fault is None
    assert kept.commit
