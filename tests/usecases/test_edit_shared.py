"""Edits of calendars, services and members: the right lines change, all others stay to the byte."""

from __future__ import annotations

import dataclasses
import difflib
from datetime import date
from pathlib import Path

import pytest

from ivr_author.usecases.check import check_workspace
from ivr_author.usecases.edit_members import MemberEdit, remove_member, save_member
from ivr_author.usecases.edit_shared import (
    Day,
    Example,
    NotThere,
    remove_day,
    remove_example,
    set_day,
    set_example,
)
from ivr_author.usecases.edit_source import RefusedSource, SavedSource
from ivr_author.usecases.show_members import open_members
from ivr_author.workspace.files import Conflict, read_file, revision
from ivr_author.workspace.keeper import FileKeeper
from ivr_author.workspace.project import Workspace
from tests.web.conftest import copy_workspace

OFFICE = "flows/calendars/office.yaml"
SETTINGS = "ivr.yaml"
MEMBERS = "notices/_members.yaml"


@pytest.fixture(scope="module")
def sample(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return check_workspace(copy_workspace(repository, tmp_path_factory.mktemp("sample"))).workspace


class Desk:
    """A copy of the sample workspace, with what it was before."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.keeper = FileKeeper(workspace.root)
        self.before = {path: self.text(path) for path in (OFFICE, SETTINGS, MEMBERS)}

    def text(self, path: str) -> str:
        """A file as it is now."""
        return read_file(self.workspace.root, path).decode()

    def revision(self, path: str) -> str:
        """Its revision."""
        return revision(read_file(self.workspace.root, path))

    def changed(self, path: str) -> list[str]:
        """The lines that were taken out and put in."""
        lines = difflib.ndiff(self.before[path].splitlines(), self.text(path).splitlines())
        return [line for line in lines if line[0] in "+-"]


@pytest.fixture
def desk(sample: Workspace, repository: Path, tmp_path: Path) -> Desk:
    return Desk(dataclasses.replace(sample, root=copy_workspace(repository, tmp_path)))


def test_new_days_stand_in_their_order(desk: Desk) -> None:
    holiday = Day(date(2026, 12, 26), "Day after Christmas")
    assert isinstance(set_day(desk.keeper, desk.workspace, "office", holiday, desk.revision(OFFICE)), SavedSource)
    assert desk.changed(OFFICE) == ['+   - {date: "2026-12-26", name: Day after Christmas}']
    lines = desk.text(OFFICE).splitlines()
    assert "2026-12-25" in lines[lines.index(desk.changed(OFFICE)[0][2:]) - 1]


def test_day_is_one_thing_at_a_time(desk: Desk) -> None:
    set_day(
        desk.keeper,
        desk.workspace,
        "office",
        Day(date(2026, 12, 25), "Christmas Day", False, ((480, 720), (780, 1080))),
        desk.revision(OFFICE),
    )
    assert desk.changed(OFFICE) == [
        '-   - {date: "2026-12-25", name: Christmas Day}',
        '+   - {date: "2026-12-25", hours: ["8:00-12:00", "13:00-18:00"], name: Christmas Day}',
    ]


def test_day_is_changed_in_its_place(desk: Desk) -> None:
    set_day(
        desk.keeper, desk.workspace, "office", Day(date(2026, 12, 24), "Closed early", False), desk.revision(OFFICE)
    )
    assert [line[0] for line in desk.changed(OFFICE)] == ["-", "+"]
    assert "hours: []" in desk.changed(OFFICE)[1]


def test_day_is_taken_out(desk: Desk) -> None:
    remove_day(desk.keeper, desk.workspace, "office", date(2026, 12, 24), desk.revision(OFFICE))
    assert desk.changed(OFFICE) == ['-   - {date: "2026-12-24", hours: ["8:00-13:00"], name: Christmas Eve}']
    with pytest.raises(NotThere):
        remove_day(desk.keeper, desk.workspace, "office", date(2026, 12, 24), desk.revision(OFFICE))


def test_nothing_is_overwritten(desk: Desk) -> None:
    old = desk.revision(OFFICE)
    (desk.workspace.root / OFFICE).write_text(desk.text(OFFICE) + "# somebody else was here\n")
    with pytest.raises(Conflict):
        set_day(desk.keeper, desk.workspace, "office", Day(date(2026, 12, 26)), old)


def test_examples(desk: Desk) -> None:
    def save(index: int | None, example: Example) -> object:
        return set_example(desk.keeper, desk.workspace, "billing.balance", index, example, desk.revision(SETTINGS))

    assert isinstance(save(None, Example("ok", {"balance": "5.00", "paid": "false"})), SavedSource)
    assert desk.changed(SETTINGS) == ['+       - ok: {balance: "5.00", paid: "false"}']
    assert isinstance(save(4, Example("failed", {})), SavedSource)
    assert desk.changed(SETTINGS) == ["+       - failed"]
    remove_example(desk.keeper, desk.workspace, "billing.balance", 4, desk.revision(SETTINGS))
    assert desk.changed(SETTINGS) == []
    with pytest.raises(NotThere):
        save(17, Example("failed", {}))


def test_what_brings_an_error_is_refused(desk: Desk) -> None:
    nameless = edit(desk, "robin", values={"case_number": "10024816"})
    refused = save_member(desk.keeper, desk.workspace, "robin", nameless, desk.revision(MEMBERS))
    assert isinstance(refused, RefusedSource)
    assert "missing-sample" in {one.rule for one in refused.faults}
    assert desk.changed(MEMBERS) == []


def edit(desk: Desk, member_id: str, **changes: object) -> MemberEdit:
    sheet = open_members(desk.workspace).sheets[member_id]
    given = {"id": sheet.id, "note": sheet.note, "locale": sheet.locale, "bare": sheet.bare, "values": sheet.values}
    return MemberEdit(**{**given, **changes})  # type: ignore[arg-type]


def test_unchanged_member_is_not_written_anew(desk: Desk) -> None:
    for member_id in open_members(desk.workspace).sheets:
        save_member(desk.keeper, desk.workspace, member_id, edit(desk, member_id), desk.revision(MEMBERS))
    assert desk.changed(MEMBERS) == []


def test_member_changes_in_one_line(desk: Desk) -> None:
    values = {**open_members(desk.workspace).sheets["zoe"].values, "name": "Zoë: O’Hara"}
    save_member(desk.keeper, desk.workspace, "zoe", edit(desk, "zoe", values=values), desk.revision(MEMBERS))
    assert [line[0] for line in desk.changed(MEMBERS)] == ["-", "+"]
    assert open_members(desk.workspace).sheets["zoe"].values["name"] == "Zoë: O’Hara"


def test_member_is_added_renamed_and_removed(desk: Desk) -> None:
    new = edit(desk, "robin", id="kim", note="Has the same name.")
    assert isinstance(save_member(desk.keeper, desk.workspace, "", new, desk.revision(MEMBERS)), SavedSource)
    assert {line[0] for line in desk.changed(MEMBERS)} == {"+"}
    save_member(desk.keeper, desk.workspace, "kim", edit(desk, "kim", id="kim_2"), desk.revision(MEMBERS))
    assert "kim_2" in open_members(desk.workspace).sheets
    remove_member(desk.keeper, desk.workspace, "kim_2", desk.revision(MEMBERS))
    assert desk.changed(MEMBERS) == []
