"""`answer` follows the switches: a new call hears what is on, one in progress goes on as it began."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest

from ivr_author.usecases.answer import compile_bundle
from ivr_author.usecases.answer_follow import LOOK_SECONDS
from ivr_author.usecases.answer_switched import create_switched_source
from ivr_author.usecases.switch_bulletin import Act, switch_off, switch_on
from tests.harness.sample import change
from tests.usecases.answering import Desk
from tests.usecases.switching import NOON, Phone, make_switching

WORDS = "En este momento no puede hacer pagos"


@pytest.fixture
def root(tmp_path: Path, repository: Path) -> Path:
    return make_switching(tmp_path / "small", repository)


def service_of(root: Path) -> Phone:
    source = create_switched_source(root, compile_bundle(root))
    return Phone(Desk(source, root / ".ivr/answer", clock=lambda: NOON))


def onward(document: str) -> str:
    found = re.search(r'(?:action="|<Redirect[^>]*>)([^"<]*/step\?[^"<]+)', document)
    assert found is not None, document
    return unescape(found[1])


def test_a_call_after_the_switch_hears_it_and_one_in_progress_goes_on_as_it_began(root: Path) -> None:
    phone = service_of(root)
    assert LOOK_SECONDS <= 1
    first = phone.ask("/call?locale=es")
    assert WORDS not in first
    switch_on(root, "payments_down", {"until": "18:00"}, Act("Ada"), now=NOON)
    second = phone.ask("/call?locale=es", LOOK_SECONDS, CallSid="CA2")
    assert f"{WORDS}, ni por teléfono ni por internet." in second
    assert "6:00 p.m." in second
    # Round the loop once more: the first call still does not hear it, the second does.
    assert WORDS not in phone.ask(onward(first), Digits="1")
    again = phone.ask(onward(second), CallSid="CA2", Digits="1")
    assert WORDS in again
    assert onward(again).startswith("/on/workspace.switched~")
    switch_on(root, "payments_down", {"until": "20:30"}, Act("Ada"), now=NOON)
    assert "8:30 p.m." in phone.ask("/call?locale=es", CallSid="CA3")
    assert "6:00 p.m." in phone.ask(onward(again), CallSid="CA2", Digits="1")
    switch_off(root, "payments_down", Act("Grace"), now=NOON)
    assert WORDS not in phone.ask("/call?locale=es", CallSid="CA4")
    assert set(phone.statuses) == {"200 OK"}


def test_within_the_second_it_does_not_look_again(root: Path) -> None:
    phone = service_of(root)
    phone.ask("/call")
    switch_on(root, "payments_down", {"until": "18:00"}, Act("Ada"), now=NOON)
    assert WORDS not in phone.ask("/call?locale=es", LOOK_SECONDS / 2)
    assert WORDS in phone.ask("/call?locale=es", LOOK_SECONDS / 2)


def test_what_was_switched_before_it_began_is_heard_at_once(root: Path) -> None:
    switch_on(root, "payments_down", {"until": "18:00"}, Act("Ada"), now=NOON)
    phone = service_of(root)
    assert WORDS in phone.ask("/call?locale=es", 0)
    phone.ask("/on/workspace.switched~0123456789ab/step?x")
    assert phone.statuses[-1] == "410 Gone"


def test_a_switch_that_no_longer_fits_keeps_nobody_from_calling(root: Path, caplog: pytest.LogCaptureFixture) -> None:
    switch_on(root, "payments_down", {"until": "18:00"}, Act("Ada"), now=NOON)
    change(
        root,
        "flows/bulletins/payments_down.yaml",
        '{type: time, example: "18:00"}',
        '{type: date, example: "2026-12-23"}',
    )
    phone = service_of(root)
    assert "Hello." in phone.ask("/call")
    assert WORDS not in phone.ask("/call?locale=es")
    assert "its slots are others now" in caplog.text


def test_a_journal_that_cannot_be_read_leaves_calls_as_they_are(root: Path, caplog: pytest.LogCaptureFixture) -> None:
    phone = service_of(root)
    (root / ".ivr/live/switches.jsonl").mkdir(parents=True)
    assert "Hello." in phone.ask("/call")
    assert "can't be followed" in caplog.text
