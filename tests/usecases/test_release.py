"""Making releases and letting them go out: what they hold, gates, freeze windows, times, going back."""

from __future__ import annotations

import hashlib
import io
import json
import time
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ivr_author.answering.application import Terms, create_application
from ivr_author.usecases.answer import unpack_bundle
from ivr_author.usecases.freeze import find_freeze
from ivr_author.usecases.gate import GateState
from ivr_author.usecases.publish_release import Outcome, publish_release, roll_back
from ivr_author.usecases.release import create_release
from ivr_author.usecases.show_releases import list_all, read_time, show_release
from ivr_author.usecases.unknown import UnknownName
from ivr_author.workspace.files import WorkspaceError
from ivr_author.workspace.git import Person
from ivr_author.workspace.live import live_release, read_journal
from ivr_author.workspace.project import Workspace
from ivr_author.workspace.releases import RELEASES, list_releases, read_release, verify_release
from tests.harness.sample import change
from tests.usecases.released import HOUR, INSIDE, NOON, commit, copy_of, git, make_released


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Not to be written to."""
    return make_released(tmp_path_factory.mktemp("made") / "office")


@pytest.fixture
def root(made: Path, tmp_path: Path) -> Path:
    return copy_of(made, tmp_path / "office")


def fault_of(call: object) -> str:
    with pytest.raises(WorkspaceError) as failure:
        call()  # type: ignore[operator]
    return failure.value.diagnostic.rule


def states(outcome: Outcome) -> dict[str, str]:
    return {gate.id: str(gate.state) for gate in outcome.gates}


def spoil(root: Path, name: str, path: str) -> None:
    file = root / RELEASES / name / path
    file.chmod(0o644)
    file.write_bytes(file.read_bytes() + b" ")


# --- create ---


def test_a_release_holds_all_that_was_asked_for(made: Path) -> None:
    release = read_release(made, "one")
    assert verify_release(made, release) == ()
    folder = made / RELEASES / "one"
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert files == {*release.files, "manifest.json"}
    assert {"bundles/twiml.zip", "bundles/voicexml.zip", "changes.md", "gates.json", "approvals.json"} <= files
    for path, digest in release.files.items():
        assert hashlib.sha256((folder / path).read_bytes()).hexdigest() == digest
    bundle = unpack_bundle((folder / "bundles/twiml.zip").read_bytes(), "twiml.zip")
    assert bundle.numbers == {"+18005550100": "main"}
    create_application(bundle.files, Terms("secret"))
    assert (release.subject, release.by, release.since) == ("Begin", "Dana Río", "")
    facts = json.loads(zipfile.ZipFile(io.BytesIO((folder / "bundles/twiml.zip").read_bytes())).read("release.json"))
    assert (facts["commit"], facts["has_changes_since_commit"]) == (release.commit, False)


def test_two_of_one_commit_hold_the_same_bundles(root: Path) -> None:
    again = create_release(root, "again", by="Kim", now=NOON + HOUR).release
    assert again is not None
    two = read_release(root, "two")
    assert again.files["bundles/twiml.zip"] == two.files["bundles/twiml.zip"]
    assert (again.by, again.commit) == ("Kim", two.commit)


def test_the_account_tells_what_changed_since_the_live_one(root: Path) -> None:
    publish_release(root, "one", now=NOON + HOUR)
    create_release(root, "three", now=NOON + 2 * HOUR)
    shown = show_release(root, "three")
    assert shown.listed.release.since == "one"
    assert "### welcome" in shown.changes
    assert "changes.json" in shown.listed.release.files


def test_a_release_is_of_the_commit_not_of_files_that_change_meanwhile(root: Path) -> None:
    head = git(root, "rev-parse", "HEAD")
    seen = []

    def meddle(share: float, _what: str) -> None:
        if not seen:
            change(root, "flows/main.yaml", "calling our", "meddling with our")
        seen.append(share)

    release = create_release(root, "three", progress=meddle, now=NOON).release
    assert release is not None
    assert seen == sorted(seen)
    assert release.commit == head
    bundle = unpack_bundle((root / RELEASES / "three/bundles/twiml.zip").read_bytes(), "twiml.zip")
    assert not any(b"meddling" in raw for raw in bundle.files.values())


def test_files_that_are_not_committed_and_faults_make_no_release(root: Path) -> None:
    change(root, "flows/main.yaml", "next: office", "next: ofice")
    assert fault_of(lambda: create_release(root, "three")) == "release-uncommitted"
    commit(root, "Break it")
    creation = create_release(root, "three")
    assert creation.release is None
    assert creation.gates[0].state is GateState.BLOCKED
    assert [one.name for one in list_releases(root)[0]] == ["two", "one"]
    assert sorted(path.name for path in (root / RELEASES).iterdir()) == [".lock", "one", "two"]


def test_a_live_release_that_is_damaged_does_not_keep_the_next_one_from_being_made(root: Path) -> None:
    publish_release(root, "one", now=NOON)
    spoil(root, "one", "manifest.json")
    (root / RELEASES / "one/manifest.json").write_text("{")
    assert create_release(root, "three", now=NOON + HOUR).release is not None


def test_a_tag_that_git_refuses_is_told_and_made_up_for_when_it_goes_out(root: Path) -> None:
    tags = root / ".git/refs/tags/release"
    (tags / "three.lock").write_text("")
    creation = create_release(root, "three", now=NOON)
    assert creation.release is not None
    assert [one.rule for one in creation.warnings] == ["git-failed"]
    (tags / "three.lock").unlink()
    publish_release(root, "three", now=NOON)
    assert git(root, "rev-parse", "release/three^{commit}") == creation.release.commit


# --- publish ---


def test_a_release_goes_out_and_is_told_of(root: Path) -> None:
    assert list_all(root, NOON).live is None
    outcome = publish_release(root, "one", reason="because", now=NOON + HOUR)
    assert outcome.publication is not None
    assert states(outcome)["freeze"] == "passed"
    overview = list_all(root, NOON + 2 * HOUR)
    assert overview.live == outcome.publication
    assert [(one.release.name, one.is_live) for one in overview.releases] == [("two", False), ("one", True)]
    assert (overview.live.by, overview.live.reason) == ("Dana Río", "because")
    assert fault_of(lambda: publish_release(root, "one", now=NOON + 2 * HOUR)) == "release-is-live"
    with pytest.raises(UnknownName):
        publish_release(root, "oen", now=NOON)


def test_a_release_that_was_changed_on_the_disk_does_not_go_out(root: Path) -> None:
    publish_release(root, "one", now=NOON)
    spoil(root, "two", "bundles/voicexml.zip")
    assert fault_of(lambda: publish_release(root, "two", now=NOON + HOUR)) == "release-changed"
    assert live_release(root, NOON + HOUR) == "one"
    shown = show_release(root, "two")
    assert ([one.rule for one in shown.faults], shown.gates, shown.changes) == (["release-changed"], (), "")


def test_a_tag_that_a_killed_process_did_not_make_is_made_up_for(root: Path) -> None:
    git(root, "tag", "-d", "release/two")
    publish_release(root, "two", now=NOON)
    assert git(root, "rev-parse", "release/two^{commit}") == read_release(root, "two").commit


def test_without_git_a_release_still_goes_out_in_the_name_that_is_given(root: Path, tmp_path: Path) -> None:
    (root / ".git").rename(tmp_path / "git")
    outcome = publish_release(root, "two", by="Kim", now=NOON)
    assert outcome.publication is not None
    assert outcome.publication.by == "Kim"


@dataclass(frozen=True)
class Item:
    """Something that changed."""

    item: str
    locale: str = ""
    content: str = ""


@dataclass
class Book:
    """Approvals that are given by and by."""

    approved: bool = False

    def changed(self, before: Workspace | None, now: Workspace) -> Iterable[Item]:
        """The flow, where another one is live."""
        assert now.content is not None
        texts = [one.content.flows["main"].source.text if one and one.content else "" for one in (before, now)]
        return [Item("main")] if texts[0] != texts[1] else []

    def by(self, item: str, locale: str, content: str) -> str | None:
        """Kim, once."""
        return "Kim" if self.approved else None


def test_approvals_are_asked_when_it_is_made_and_again_when_it_goes_out(root: Path) -> None:
    publish_release(root, "one", now=NOON)
    with (root / "ivr.yaml").open("a") as settings:
        settings.write("  approvals: required\n")
    change(root, "ivr.yaml", "releases: {freeze: [freeze]}\n  approvals", "releases:\n  freeze: [freeze]\n  approvals")
    commit(root, "Ask for approvals")
    book = Book()
    creation = create_release(root, "three", approvals=book, now=NOON)
    assert creation.release is not None, "approvals can still be given"
    assert [one.id for one in creation.gates if one.is_blocked] == ["approvals"]
    for approvals in (None, book):
        outcome = publish_release(root, "three", approvals=approvals, now=NOON + HOUR)
        assert (outcome.publication, states(outcome)["approvals"]) == (None, "blocked")
    book.approved = True
    assert publish_release(root, "three", approvals=book, now=NOON + HOUR).publication is not None
    assert states(publish_release(root, "two", approvals=book, now=NOON + HOUR))["approvals"] == "passed"


def test_approvals_that_were_needed_when_it_was_made_are_needed_though_the_files_say_otherwise_now(root: Path) -> None:
    change(root, "ivr.yaml", "{freeze: [freeze]}", "{approvals: required}")
    commit(root, "Ask for approvals")
    create_release(root, "three", now=NOON)
    change(root, "ivr.yaml", "{approvals: required}", "{}")
    assert states(publish_release(root, "three", now=NOON))["approvals"] == "blocked"


def test_somebody_publishes_while_the_gates_are_asked(root: Path) -> None:
    class Meddler(Book):
        def changed(self, before: Workspace | None, now: Workspace) -> Iterable[Item]:
            change(root, "ivr.yaml", "{approvals: required}", "{}")
            publish_release(root, "one", by="Kim", now=NOON)
            return []

    change(root, "ivr.yaml", "{freeze: [freeze]}", "{approvals: required}")
    assert fault_of(lambda: publish_release(root, "two", approvals=Meddler(), now=NOON)) == "publication-meanwhile"
    assert live_release(root, NOON) == "one"


# --- freeze windows ---


@pytest.mark.parametrize(
    ("minutes", "goes_out"), [(-1, True), (0, False), (24 * 60, False), (48 * 60 - 1, False), (48 * 60, True)]
)
def test_nothing_goes_out_inside_a_window(minutes: int, goes_out: bool, root: Path) -> None:
    begin = datetime(2026, 12, 22, 5, tzinfo=UTC)
    outcome = publish_release(root, "one", now=begin + timedelta(minutes=minutes))
    assert (outcome.publication is not None) is goes_out
    freeze = next(one for one in outcome.gates if one.id == "freeze")
    if not goes_out:
        window = "from 2026-12-22 00:00 to 2026-12-24 00:00 (America/New_York): Peak day, Payment deadline"
        assert freeze.blocks[0].message == f"nothing is released {window}"
        assert freeze.blocks[0].address == "freeze"


def test_the_next_window_is_told(root: Path) -> None:
    freeze = find_freeze(root, NOON)
    assert freeze.window is None
    assert freeze.outlook.startswith("the next freeze window is from 2026-12-22 00:00 to 2026-12-24 00:00")
    inside = find_freeze(root, INSIDE)
    assert inside.window is not None
    assert inside.outlook == "no freeze window in the next 400 days"
    assert list_all(root, INSIDE).freeze == inside


def test_a_window_is_overridden_for_a_reason_that_is_written_down(root: Path) -> None:
    assert fault_of(lambda: publish_release(root, "one", override_freeze=True, now=INSIDE)) == "release-no-reason"
    assert fault_of(lambda: publish_release(root, "one", override_freeze=True, reason=" ", now=INSIDE))
    outcome = publish_release(root, "one", reason="only a reason", now=INSIDE)
    assert outcome.publication is None
    outcome = publish_release(root, "one", override_freeze=True, reason="the lines are down", now=INSIDE)
    assert states(outcome)["freeze"] == "waived"
    live = list_all(root, INSIDE).live
    assert live is not None
    assert (live.reason, "Payment deadline" in live.freeze) == ("the lines are down", True)
    outside = publish_release(root, "two", override_freeze=True, reason="why not", now=INSIDE + 48 * HOUR)
    assert outside.publication is not None
    assert outside.publication.freeze == ""


def test_windows_that_can_not_be_known_let_nothing_out(root: Path) -> None:
    (root / "flows/calendars/freeze.yaml").unlink()
    outcome = publish_release(root, "one", now=NOON)
    assert (outcome.publication, states(outcome)["freeze"]) == (None, "blocked")
    (root / "ivr.yaml").write_text("format: [")
    assert states(publish_release(root, "one", now=NOON))["freeze"] == "blocked"


# --- times ---


def test_a_release_is_scheduled_and_asked_for_its_own_time(root: Path) -> None:
    publish_release(root, "one", now=NOON)
    outcome = publish_release(root, "two", at=INSIDE, now=NOON + HOUR)
    assert (outcome.publication, states(outcome)["freeze"]) == (None, "blocked")
    later = INSIDE + 48 * HOUR
    outcome = publish_release(root, "two", at=later, now=INSIDE)
    assert outcome.publication is not None, "it is decided inside the window, and goes out after it"
    two, one = list_all(root, later - HOUR).releases
    assert (one.is_live, [each.when for each in two.waits], two.freeze) == (True, [later], "")
    assert list_all(root, later).live == outcome.publication
    calendar = root / "flows/calendars/freeze.yaml"
    calendar.write_text(calendar.read_text().replace("2026-12-22", later.date().isoformat()))
    assert "Peak day" in list_all(root, later - HOUR).releases[0].freeze


def test_publishing_and_rolling_back_call_off_what_waits_and_say_so(root: Path) -> None:
    publish_release(root, "one", now=NOON)
    publish_release(root, "two", at=NOON + 9 * HOUR, now=NOON + HOUR)
    outcome = publish_release(root, "one", now=NOON + 2 * HOUR)
    assert [one.rule for one in outcome.warnings] == ["schedule-called-off"]
    assert "`two`, which was to go out at 2026-12-01 16:00" in outcome.warnings[0].message
    assert live_release(root, NOON + 10 * HOUR) == "one"
    publish_release(root, "two", now=NOON + 11 * HOUR)
    publish_release(root, "one", at=NOON + 20 * HOUR, now=NOON + 12 * HOUR)
    assert [one.rule for one in roll_back(root, now=NOON + 13 * HOUR).warnings] == ["schedule-called-off"]


@pytest.mark.parametrize("hours", [0, -1, 24 * 400])
def test_times_that_are_past_or_far(hours: int, root: Path) -> None:
    assert fault_of(lambda: publish_release(root, "one", at=NOON + hours * HOUR, now=NOON)) == "release-time"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-12-28 06:00", "2026-12-28T11:00"),
        ("2026-12-28T06:00", "2026-12-28T11:00"),
        ("2026-12-28T06:00+01:00", "2026-12-28T05:00"),
        ("2026-12-28T06:00Z", "2026-12-28T06:00"),
        ("2027-11-07 01:30", "2027-11-07T05:30"),
    ],
)
def test_times_as_people_write_them(text: str, expected: str, made: Path) -> None:
    assert f"{read_time(text, made):%Y-%m-%dT%H:%M}" == expected


@pytest.mark.parametrize("text", ["", "tomorrow", "2026-12-32", "2027-03-14 02:30"])
def test_times_that_are_none(text: str, made: Path) -> None:
    assert fault_of(lambda: read_time(text, made)) == "release-time"


def test_a_clock_that_was_set_back_is_told_and_changes_nothing(root: Path) -> None:
    publish_release(root, "one", now=NOON)
    outcome = publish_release(root, "two", now=NOON - HOUR)
    assert [one.rule for one in outcome.warnings] == ["clock-behind"]
    assert live_release(root, NOON - 9 * HOUR) == "two"
    assert "clock-behind" in {one.rule for one in list_all(root, NOON - 2 * HOUR).faults}


# --- going back ---


def test_going_back_is_one_step_and_quick(root: Path) -> None:
    publish_release(root, "one", now=NOON)
    publish_release(root, "two", now=NOON + HOUR)
    assert list_all(root, NOON + HOUR).earlier == "one"
    begun = time.perf_counter()
    outcome = roll_back(root, reason="callers are cut off", now=INSIDE)
    assert time.perf_counter() - begun < 10
    assert outcome.publication is not None
    assert (outcome.publication.release, outcome.publication.is_rollback) == ("one", True)
    assert states(outcome) == {"freeze": "blocked"}, "told, and no hindrance"
    assert live_release(root, INSIDE) == "one"
    assert fault_of(lambda: roll_back(root, now=INSIDE + HOUR)) == "release-never-live"
    assert roll_back(root, "two", now=INSIDE + HOUR).publication is not None


def test_going_back_only_to_what_was_live_and_is_whole(root: Path) -> None:
    assert fault_of(lambda: roll_back(root, now=NOON)) == "release-never-live"
    publish_release(root, "one", now=NOON)
    assert fault_of(lambda: roll_back(root, "two", now=NOON)) == "release-never-live"
    assert fault_of(lambda: roll_back(root, "one", now=NOON)) == "release-is-live"
    with pytest.raises(UnknownName):
        roll_back(root, "three", now=NOON)
    publish_release(root, "two", now=NOON + HOUR)
    spoil(root, "one", "bundles/twiml.zip")
    assert fault_of(lambda: roll_back(root, now=NOON + 2 * HOUR)) == "release-changed"
    assert read_journal(root).last == 2


def test_a_workspace_whose_files_are_broken_can_still_go_back(root: Path) -> None:
    publish_release(root, "one", now=NOON)
    publish_release(root, "two", now=NOON + HOUR)
    (root / "ivr.yaml").write_text("format: [")
    assert roll_back(root, now=NOON + 2 * HOUR).publication is not None
    assert live_release(root, NOON + 2 * HOUR) == "one"


def test_persons_of_git_have_a_name(made: Path) -> None:
    assert Person("Dana Río", "dana@example.org").name == read_release(made, "one").by
