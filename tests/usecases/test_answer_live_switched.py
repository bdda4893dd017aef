"""`answer --live` with bulletins switched: the release's own content, compiled again; calls and releases go on."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest

from ivr_author.usecases.answer_follow import LOOK_SECONDS
from ivr_author.usecases.answer_live import LiveSource
from ivr_author.usecases.bulletins import bulletin_board
from ivr_author.usecases.publish_release import publish_release
from ivr_author.usecases.release import create_release
from ivr_author.usecases.switch_bulletin import Act, switch_off, switch_on
from tests.harness.sample import change, make_workspace
from tests.usecases.answering import Desk
from tests.usecases.released import HOUR, NOON, commit, copy_of, put_under_git
from tests.usecases.switching import Phone

DOWN = """\
title: Down
on: false
prompt: Our lines are down until {until}.
slots: {until: {type: time, example: "18:00"}}
"""
WORDS = "Our lines are down until"
OLD, NEW = "Thank you for calling the", "Thank you for calling our"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """With `one` published, and `two`, which greets otherwise. Not to be written to."""
    root = make_workspace(tmp_path_factory.mktemp("made") / "office", {"flows/bulletins/down.yaml": DOWN})
    change(root, "flows/main.yaml", "next: office\n", "next: alerts\n  alerts: {type: bulletin, next: office}\n")
    put_under_git(root)
    assert create_release(root, "one", now=NOON).release is not None
    change(root, "flows/main.yaml", "for calling the", "for calling our")
    change(root, "flows/bulletins/down.yaml", "Our lines", "All our lines")
    commit(root, "Greet otherwise")
    assert create_release(root, "two", now=NOON + timedelta(minutes=1)).release is not None
    publish_release(root, "one", now=NOON + timedelta(minutes=2))
    return root


@pytest.fixture
def root(made: Path, tmp_path: Path) -> Path:
    return copy_of(made, tmp_path / "office")


def service_of(root: Path, later: timedelta = HOUR) -> Phone:
    source = LiveSource(root, lambda: NOON + later)
    return Phone(Desk(source, root / ".ivr/answer", clock=lambda: NOON + 3 * HOUR))


def onward(document: str) -> str:
    found = re.search(r'(?:action="|<Redirect[^>]*>)([^"<]*/step\?[^"<]+)', document)
    assert found is not None, document
    return unescape(found[1])


def turn_on(root: Path, until: str = "18:00") -> None:
    assert switch_on(root, "down", {"until": until}, Act("Ada"), now=NOON + HOUR).switch is not None


def test_it_is_heard_in_the_words_of_what_is_live_and_no_call_notices(root: Path) -> None:
    phone = service_of(root)
    first = phone.ask("/call")
    assert (OLD in first, WORDS in first) == (True, False)
    turn_on(root)
    second = phone.ask("/call", LOOK_SECONDS, CallSid="CA2")
    assert (OLD in second, f"{WORDS} 6:00 PM." in second, "All our" in second) == (True, True, False)
    assert onward(second).startswith("/on/one.switched~")
    assert onward(first).startswith("/on/one~")
    assert "We are at 1 Main Street" in phone.ask(onward(first), Digits="1")
    assert onward(phone.ask(onward(second), CallSid="CA2", Digits="1")).startswith("/on/one.switched~")
    switch_off(root, "down", Act("Grace"), now=NOON + HOUR)
    assert WORDS not in phone.ask("/call", CallSid="CA3")
    # What another service began, or this one before it was started again, goes on from what was kept.
    again = service_of(root)
    assert "We are at 1 Main Street" in again.ask(onward(second), CallSid="CA2", Digits="1")
    again.ask("/on/one.switched~0123456789ab/step?s=x")
    assert again.statuses[-1] == "410 Gone"
    assert {*phone.statuses, *again.statuses[:-1]} == {"200 OK"}


def test_a_release_that_goes_out_takes_the_switches_along(root: Path) -> None:
    phone = service_of(root, 2 * HOUR)
    turn_on(root, "20:30")
    assert bulletin_board(root, NOON + HOUR).release == "one"
    assert publish_release(root, "two", now=NOON + 2 * HOUR).publication is not None
    document = phone.ask("/call")
    assert (NEW in document, "All our lines are down until 8:30 PM." in document) == (True, True)


def test_where_the_switches_cannot_be_followed_the_release_is_heard(
    root: Path, caplog: pytest.LogCaptureFixture
) -> None:
    turn_on(root)
    (root / ".git").rename(root / "away")
    phone = service_of(root)
    document = phone.ask("/call")
    assert (OLD in document, WORDS in document) == (True, False)
    assert "goes out without the switches of bulletins" in caplog.text
