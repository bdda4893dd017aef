"""The journal of publications: its order, a clock that is wrong, lines that are torn or lost, and two who publish."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread

import pytest

from ivr_author.workspace.files import WorkspaceError
from ivr_author.workspace.live import (
    JOURNAL_PATH,
    Journal,
    Publication,
    journal_signature,
    live_release,
    mark_begun,
    publications,
    publish,
    read_journal,
)

NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)


WHOLE = {
    "number": 2,
    "release": "x",
    "manifest": "",
    "scheduled": False,
    "rollback": False,
    "by": "",
    "reason": "",
    "freeze": "",
    "when": "2026-12-01T00:00+00:00",
    "made": "2026-12-01T00:00+00:00",
}
"""A line of the journal."""


def hours(number: float) -> datetime:
    return NOW + timedelta(hours=number)


def put(
    root: Path, release: str, made: float, at: float | None = None, *, back: bool = False, after: int | None = None
) -> Publication:
    """Publish at an hour, perhaps for a later one."""
    when = hours(made if at is None else at)
    wanted = Publication(0, release, when, "Dana", "", hours(made), is_scheduled=at is not None, is_rollback=back)
    return publish(root, wanted, after)


def test_nothing_was_published(tmp_path: Path) -> None:
    assert read_journal(tmp_path) == Journal()
    assert live_release(tmp_path, NOW) is None
    assert (journal_signature(tmp_path), read_journal(tmp_path).before_live(NOW)) == ((), None)
    assert not (tmp_path / ".ivr").exists(), "reading makes nothing"


def test_a_publication_is_read_as_it_was_written(tmp_path: Path) -> None:
    wanted = Publication(0, "one", hours(1), "Dana Río", 'because of "this"\nand that', NOW, "ab", True, freeze="peak")
    made = publish(tmp_path, wanted)
    assert made.number == 1
    assert publications(tmp_path) == (made,)
    assert (tmp_path / ".ivr/.gitignore").read_text() == "*\n"


def test_the_last_one_is_live_and_each_has_the_next_number(tmp_path: Path) -> None:
    assert [put(tmp_path, name, hour).number for hour, name in enumerate(("one", "two", "one"))] == [1, 2, 3]
    assert live_release(tmp_path, hours(3)) == "one"
    before = journal_signature(tmp_path)
    put(tmp_path, "two", 4)
    assert journal_signature(tmp_path) != before


def test_a_scheduled_one_goes_live_at_its_time(tmp_path: Path) -> None:
    put(tmp_path, "one", 0)
    put(tmp_path, "two", 1, at=5)
    second = timedelta(seconds=1)
    assert [live_release(tmp_path, at) for at in (hours(1), hours(5) - second, hours(5))] == ["one", "one", "two"]
    journal = read_journal(tmp_path)
    assert [one.release for one in journal.waiting(hours(4))] == ["two"]
    assert journal.waiting(hours(5)) == ()


def test_whoever_publishes_calls_off_what_waits(tmp_path: Path) -> None:
    put(tmp_path, "one", 0)
    put(tmp_path, "two", 1, at=5)
    put(tmp_path, "three", 2)
    journal = read_journal(tmp_path)
    assert [journal.live(hours(at)).release for at in (3, 6)] == ["three", "three"]  # type: ignore[union-attr]
    assert journal.waiting(hours(3)) == ()
    assert [one.release for one in journal.was_live(hours(6))] == ["one", "three"]


def test_of_two_that_wait_the_later_decision_holds(tmp_path: Path) -> None:
    put(tmp_path, "one", 0)
    put(tmp_path, "two", 1, at=5)
    put(tmp_path, "three", 2, at=8)
    put(tmp_path, "four", 3, at=7)
    journal = read_journal(tmp_path)
    assert [one.release for one in journal.waiting(hours(3))] == ["two", "four"]
    assert [live_release(tmp_path, hours(at)) for at in (4, 5, 7, 9)] == ["one", "two", "four", "four"]
    assert [one.release for one in journal.was_live(hours(9))] == ["one", "two", "four"]


def test_a_clock_that_is_set_back_changes_nothing(tmp_path: Path) -> None:
    put(tmp_path, "one", 10)
    put(tmp_path, "two", 9)
    assert live_release(tmp_path, hours(-100)) == "two"
    assert [one.release for one in read_journal(tmp_path).was_live(hours(-100))] == ["one", "two"]
    three = put(tmp_path, "three", 11, at=12)
    assert live_release(tmp_path, hours(12)) == "three"
    assert live_release(tmp_path, hours(11)) == "two", "nobody has seen it live yet"
    mark_begun(tmp_path, three.number)
    mark_begun(tmp_path, three.number)
    assert live_release(tmp_path, hours(11)) == "three"
    assert (tmp_path / JOURNAL_PATH).read_text().count("begun") == 1


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ("a", None),
        ("a b", "a"),
        ("a b c", "b"),
        ("a b c <b", "a"),
        ("a b c <b <a", None),
        ("a b <a c", "a"),
        ("a b c <a b", "a"),
        ("a b b", "a"),
        ("a <z b", "z"),
    ],
)
def test_what_to_go_back_to(names: str, expected: str | None, tmp_path: Path) -> None:
    for hour, name in enumerate(names.split()):
        put(tmp_path, name.removeprefix("<"), hour, back=name.startswith("<"))
    assert read_journal(tmp_path).before_live(hours(100)) == expected


def test_a_torn_line_counts_for_nothing_and_the_next_one_takes_its_place(tmp_path: Path) -> None:
    put(tmp_path, "one", 0)
    put(tmp_path, "two", 1)
    journal = tmp_path / JOURNAL_PATH
    whole = journal.read_bytes()
    first = whole.index(b"\n") + 1
    for end in range(first + 1, len(whole)):
        journal.write_bytes(whole[:end])
        found = read_journal(tmp_path)
        assert [one.release for one in found.publications] == ["one"]
        assert [one.rule for one in found.faults] == ["publications-torn"]
    assert put(tmp_path, "three", 2).number == 2
    found = read_journal(tmp_path)
    assert ([one.release for one in found.publications], found.faults) == (["one", "three"], ())


@pytest.mark.parametrize(
    "line",
    [
        *("", "{", "null", "[1]", "\x00", '{"begun": 7}', '{"begun": "x"}', '{"number": 2}', "[" * 100_000),
        json.dumps({**WHOLE, "when": "2026-12-01T00:00"}),
        json.dumps({**WHOLE, "number": "two"}),
        json.dumps({**WHOLE, "number": 1}),
    ],
)
def test_a_line_that_is_no_publication_is_told_and_the_others_hold(line: str, tmp_path: Path) -> None:
    put(tmp_path, "one", 0)
    with (tmp_path / JOURNAL_PATH).open("ab") as journal:
        journal.write(line.encode() + b"\n")
    assert live_release(tmp_path, hours(1)) == "one"
    assert [one.rule for one in read_journal(tmp_path).faults] == ["publications-unreadable"]
    assert put(tmp_path, "two", 1).number == 2
    assert live_release(tmp_path, hours(1)) == "two"


def test_lines_that_were_taken_out_are_noticed(tmp_path: Path) -> None:
    for hour in range(4):
        put(tmp_path, f"r{hour}", hour)
    journal = tmp_path / JOURNAL_PATH
    lines = journal.read_bytes().splitlines(keepends=True)
    journal.write_bytes(lines[0] + lines[2] + lines[3])
    found = read_journal(tmp_path)
    assert [one.release for one in found.publications] == ["r0", "r2", "r3"]
    assert len(found.faults) == 1
    journal.write_bytes(lines[0] + lines[1] + lines[0])
    assert [one.release for one in read_journal(tmp_path).publications] == ["r0", "r1"]
    assert len(read_journal(tmp_path).faults) == 1


def test_who_did_not_know_of_the_last_one_is_told(tmp_path: Path) -> None:
    put(tmp_path, "one", 0, after=0)
    with pytest.raises(WorkspaceError) as refused:
        put(tmp_path, "two", 1, after=0)
    assert refused.value.diagnostic.rule == "publication-meanwhile"
    assert "Dana published `one` meanwhile" in refused.value.diagnostic.message
    assert live_release(tmp_path, hours(1)) == "one"


def test_of_many_at_once_one_wins_and_the_others_are_told(tmp_path: Path) -> None:
    outcomes: list[str] = []

    def attempt(name: str) -> None:
        try:
            put(tmp_path, name, 0, after=0)
            outcomes.append(name)
        except WorkspaceError as refused:
            outcomes.append(refused.diagnostic.rule)

    threads = [Thread(target=attempt, args=(f"r{number}",)) for number in range(6)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert outcomes.count("publication-meanwhile") == 5
    (only,) = publications(tmp_path)
    assert only.release in outcomes
    assert read_journal(tmp_path).faults == ()


def test_a_disk_that_is_full_leaves_what_was_live(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, "one", 0)
    before = (tmp_path / JOURNAL_PATH).read_bytes()
    write = os.write
    monkeypatch.setattr(os, "write", lambda file, raw: write(file, raw[:20]))
    with pytest.raises(WorkspaceError) as refused:
        put(tmp_path, "two", 1)
    assert refused.value.diagnostic.rule == "file-unwritable"
    assert (tmp_path / JOURNAL_PATH).read_bytes() == before


def test_a_folder_that_is_a_link_is_not_written_to(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / ".ivr").mkdir()
    (tmp_path / ".ivr/live").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(WorkspaceError):
        put(tmp_path, "one", 0)
    assert list((tmp_path / "elsewhere").iterdir()) == []
