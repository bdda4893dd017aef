"""Who switched a bulletin, what they had seen, and when: two at once, a clock that is wrong, the second person."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from ivr_author.usecases.bulletins import bulletin_board, open_heard
from ivr_author.usecases.switch_bulletin import RULES, Act, Switched, confirm_switch, switch_off, switch_on
from ivr_author.workspace.files import WorkspaceError
from ivr_author.workspace.switches import Switch, read_switches
from tests.harness.sample import change
from tests.usecases.switching import NOON, make_switching

HOUR = timedelta(hours=1)
DOWN = "payments_down"
ADA = Act("Ada", "ada@example.org")


@pytest.fixture
def root(tmp_path: Path, repository: Path) -> Path:
    return make_switching(tmp_path / "small", repository)


def on(root: Path, act: Act = ADA, **more: object) -> Switched:
    return switch_on(root, DOWN, {"until": "18:00"}, act, **{"now": NOON, **more})  # type: ignore[arg-type]


def rules(done: Switched) -> list[str]:
    return [one.rule for one in done.faults]


@pytest.mark.parametrize(
    ("start", "end", "told"),
    [
        (-HOUR, None, "it would begin in the past: 2026-12-22 16:00 UTC"),
        (timedelta(days=400), None, "2028-01-26 is more than a year ahead"),
        (None, timedelta(days=400), "2028-01-26 is more than a year ahead"),
    ],
)
def test_times_that_cannot_be_meant(root: Path, start: timedelta | None, end: timedelta | None, told: str) -> None:
    done = on(root, start=None if start is None else NOON + start, end=None if end is None else NOON + end)
    assert [(one.rule, one.message) for one in done.faults] == [("bulletin-time", told)]
    assert "bulletin-time" in RULES
    assert read_switches(root).all == ()


def test_the_minute_that_has_just_begun_is_now(root: Path) -> None:
    done = on(root, start=NOON, now=NOON + timedelta(seconds=40))
    assert done.switch is not None
    assert done.switch.start is None


def test_a_clock_that_went_back_is_told(root: Path) -> None:
    on(root)
    done = on(root, now=NOON - HOUR)
    assert [one.rule for one in done.warnings] == ["switch-clock"]
    assert [one.rule for one in bulletin_board(root, NOON - 2 * HOUR).diagnostics] == ["switch-clock"]
    assert bulletin_board(root, NOON).diagnostics == ()


def test_only_the_words_that_were_looked_at_go_on(root: Path) -> None:
    with open_heard(root, NOON) as heard:
        seen = heard.digest(heard.find(DOWN))
    change(root, "locales/es/LC_MESSAGES/flows.po", "ya se podrá pagar. Inténtelo", "se podrá pagar. Inténtelo")
    assert rules(on(root, Act("Ada", seen=seen))) == ["bulletin-words-changed"]
    with open_heard(root, NOON) as heard:
        seen = heard.digest(heard.find(DOWN))
    assert on(root, Act("Ada", seen=seen)).switch is not None


def test_who_switched_meanwhile_is_named_also_where_there_is_nothing_left_to_do(root: Path) -> None:
    on(root)
    switch_off(root, DOWN, Act("Grace"), now=NOON)
    for act in (lambda: switch_off(root, DOWN, Act("Ada", after=1), now=NOON), lambda: on(root, Act("Ada", after=1))):
        with pytest.raises(WorkspaceError, match="Grace switched `payments_down` off meanwhile"):
            act()
    assert rules(switch_off(root, DOWN, Act("Ada", after=2), now=NOON)) == ["bulletin-off"]


def test_what_is_told_elsewhere_and_the_switch_are_both_there_or_neither(root: Path) -> None:
    told: list[tuple[str, bool]] = []

    @contextmanager
    def log(switch: Switch) -> Iterator[None]:
        told.append((switch.bulletin, switch.on))
        yield

    @contextmanager
    def broken(_switch: Switch) -> Iterator[None]:
        raise OSError("the log can't be written")
        yield

    with pytest.raises(OSError, match="log"):
        on(root, Act("Ada", logging=broken))
    assert read_switches(root).all == ()
    assert rules(on(root, Act("Ada", logging=log), end=NOON - HOUR)) == ["bulletin-time"]
    assert told == []
    on(root, Act("Ada", logging=log))
    switch_off(root, DOWN, Act("Ada", logging=log), now=NOON)
    assert told == [(DOWN, True), (DOWN, False)]


def test_the_second_person_is_another_by_address_and_confirms_what_holds(root: Path) -> None:
    on(root)
    for act, told in (
        (Act("Ada B.", "ADA@example.org"), "Ada B. made this switch"),
        (Act("Ada"), "Ada made this switch"),
    ):
        with pytest.raises(WorkspaceError, match=told):
            confirm_switch(root, 1, act, NOON)
    # Of the same name, and somebody else.
    assert confirm_switch(root, 1, Act("Ada", "ada.lovelace@example.org"), NOON).seen_by == "Ada"
    assert read_switches(root).unseen() == ()
    switch_off(root, DOWN, ADA, now=NOON)
    with pytest.raises(WorkspaceError, match="there is no switch 1, or the bulletin was switched again since"):
        confirm_switch(root, 1, Act("Grace"), NOON)
    assert confirm_switch(root, 2, Act("Grace"), NOON).seen_by == "Grace"
