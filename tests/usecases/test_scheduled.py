"""Releases that wait: windows that are declared later are told, also by the service, and one of them is called off."""

from __future__ import annotations

import logging
import time
from datetime import timedelta
from pathlib import Path

import pytest

from ivr_author.usecases.answer_live import AHEAD_SECONDS, LiveSource
from ivr_author.usecases.publish_release import publish_release, roll_back
from ivr_author.usecases.scheduled import cancel_release, frozen_faults
from ivr_author.usecases.show_releases import list_all
from ivr_author.usecases.unknown import UnknownName
from ivr_author.workspace.files import WorkspaceError
from ivr_author.workspace.live import read_journal
from tests.usecases.released import HOUR, INSIDE, NOON, copy_of, make_released

LATER = NOON + timedelta(days=4)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`one` is live, `two` waits for a day that is in no window."""
    root = make_released(tmp_path_factory.mktemp("made") / "office")
    publish_release(root, "one", now=NOON)
    publish_release(root, "two", at=LATER, now=NOON)
    return root


@pytest.fixture
def root(made: Path, tmp_path: Path) -> Path:
    return copy_of(made, tmp_path / "office")


def declare(root: Path) -> None:
    """A window on the day for which `two` is scheduled."""
    calendar = root / "flows/calendars/freeze.yaml"
    calendar.write_text(calendar.read_text().replace("2026-12-22", LATER.date().isoformat()))


def refused(root: Path, name: str = "two", **more: object) -> str:
    with pytest.raises(WorkspaceError) as told:
        cancel_release(root, name, **{"now": NOON, **more})  # type: ignore[arg-type]
    return told.value.diagnostic.rule


def test_what_was_known_of_windows_is_written_down(root: Path) -> None:
    (two,) = read_journal(root).waiting(NOON)
    assert two.outlook.startswith("the next freeze window is from 2026-12-22 00:00")
    assert list_all(root, NOON).frozen == ()
    declare(root)
    (fault,) = list_all(root, NOON).frozen
    assert fault.rule == "schedule-frozen"
    assert "from 2026-12-05 00:00" in fault.message
    assert "when it was scheduled: the next freeze window is from 2026-12-22" in fault.message
    assert list_all(root, NOON).releases[0].freeze.startswith("from 2026-12-05")


def test_who_scheduled_it_into_a_window_for_a_reason_is_not_told_again(root: Path) -> None:
    publish_release(root, "two", at=INSIDE, reason="agreed", override_freeze=True, now=NOON)
    journal = read_journal(root)
    assert [one.when for one in journal.waiting(NOON)] == [LATER, INSIDE]
    assert frozen_faults(root, journal, LATER) == ()


def test_one_is_called_off_and_nothing_else(root: Path) -> None:
    (called,) = cancel_release(root, "two", "Ana", reason=" deadline ", now=NOON + HOUR)
    assert called.called_off is not None
    assert (called.called_off.by, called.called_off.reason) == ("Ana", "deadline")
    journal = read_journal(root)
    assert journal.faults == ()
    assert journal.waiting(NOON + HOUR) == ()
    live = journal.live(LATER + HOUR)
    assert live is not None
    assert live.release == "one"
    assert [one.release for one in journal.was_live(LATER + HOUR)] == ["one"]
    assert refused(root) == "release-not-scheduled"
    # It can be scheduled again, and goes out then.
    publish_release(root, "two", at=LATER, now=NOON + HOUR)
    assert read_journal(root).live(LATER).release == "two"  # type: ignore[union-attr]
    assert roll_back(root, now=LATER + HOUR).publication.release == "one"  # type: ignore[union-attr]


def test_what_has_gone_out_is_not_called_off(root: Path) -> None:
    assert refused(root, now=LATER) == "release-not-scheduled"
    assert refused(root, "one") == "release-not-scheduled"
    with pytest.raises(UnknownName):
        cancel_release(root, "three", now=NOON)


def test_the_service_tells_once_of_what_waits_and_when_it_goes_out(
    root: Path, caplog: pytest.LogCaptureFixture
) -> None:
    now, seconds = NOON, time.monotonic()
    source = LiveSource(root, lambda: now, lambda: seconds)
    source.begin()
    caplog.set_level(logging.WARNING)
    declare(root)
    for _ in range(3):
        seconds += AHEAD_SECONDS + 1
        source.look()
    (told,) = caplog.messages
    assert "inside a freeze window from 2026-12-05" in told
    assert "release cancel two" in told
    caplog.clear()
    now, seconds = LATER + HOUR, seconds + 2
    source.look()
    assert [one.partition(" (")[0] for one in caplog.messages] == [
        "release two goes live inside a freeze window from 2026-12-05 00:00 to 2026-12-06 00:00",
        "release two is live, after one",
    ]
