"""A content file is saved as it was typed, to the byte; nothing wrong by accident, nothing over others' changes."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from ivr_author.core.limits import MAX_FILE_BYTES
from ivr_author.usecases.edit_source import (
    RefusedSource,
    SavedSource,
    edited_kind,
    list_sources,
    open_source,
    save_source,
)
from ivr_author.workspace.files import Conflict, WorkspaceError
from ivr_author.workspace.keeper import Changes, FileKeeper, Kept
from ivr_author.workspace.project import load_workspace

BILLING = "flows/billing.yaml"


@pytest.fixture
def root(repository: Path, tmp_path: Path) -> Path:
    shutil.copytree(repository / "flows", tmp_path / "flows")
    shutil.copy(repository / "ivr.yaml", tmp_path)
    return tmp_path


class NotingKeeper(FileKeeper):
    """Notes what saves are called."""

    messages: list[str] = []  # noqa: RUF012 - emptied by the test

    def save(self, files: Changes, message: str) -> Kept:
        """Save, and remember the message."""
        self.messages.append(message)
        return super().save(files, message)


def save(root: Path, typed: str, message: str = "", *, insists: bool = False, path: str = BILLING) -> object:
    opened = open_source(root, path)
    workspace = load_workspace(root)
    return save_source(FileKeeper(root), workspace, path, typed, opened.revision, message, insists=insists)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_lines_that_nobody_touched_stay_to_the_byte(root: Path, end: str, mark: str) -> None:
    file = root / BILLING
    before = (mark + file.read_text(encoding="utf-8").replace("\n", end)).encode()
    file.write_bytes(before)
    shown = open_source(root, BILLING).text
    assert "\r" not in shown
    assert "\ufeff" not in shown
    typed = shown.replace("title: Billing\n", "title: Bills\n").replace("\n", "\r\n")
    assert isinstance(save(root, typed), SavedSource)
    assert file.read_bytes() == before.replace(b"title: Billing", b"title: Bills")


def test_what_was_not_changed_is_not_saved(root: Path) -> None:
    result = save(root, open_source(root, BILLING).text.replace("\n", "\r\n"))
    assert isinstance(result, SavedSource)
    assert not result.changed


def test_new_errors_are_saved_by_who_insists(root: Path) -> None:
    before = (root / BILLING).read_bytes()
    typed = open_source(root, BILLING).text.replace("next: identify\n", "next: idetify\n")
    refused = save(root, typed)
    assert isinstance(refused, RefusedSource)
    assert {one.rule for one in refused.faults} == {"dangling-reference"}
    assert (root / BILLING).read_bytes() == before
    assert isinstance(save(root, typed, insists=True), SavedSource)
    # What is wrong already keeps nobody from saving.
    assert isinstance(save(root, f"# A note.\n{typed}"), SavedSource)


def test_a_version_is_called_what_the_person_says(root: Path) -> None:
    NotingKeeper.messages.clear()
    text = open_source(root, BILLING).text
    for typed, message in ((f"#1\n{text}", ""), (f"#2\n{text}", "  Say it\nplainly ")):
        opened = open_source(root, BILLING)
        save_source(NotingKeeper(root), load_workspace(root), BILLING, typed, opened.revision, message)
    assert NotingKeeper.messages == ["Edit flows/billing.yaml", "Say it plainly"]


def test_somebody_elses_change_is_not_overwritten(root: Path) -> None:
    opened = open_source(root, BILLING)
    (root / BILLING).write_text(opened.text + "# theirs\n", encoding="utf-8")
    with pytest.raises(Conflict):
        save_source(FileKeeper(root), load_workspace(root), BILLING, opened.text + "# mine\n", opened.revision)
    # Nor is it taken for saved where both are the same again.
    with pytest.raises(Conflict):
        save_source(FileKeeper(root), load_workspace(root), BILLING, opened.text, opened.revision)


def test_what_is_too_large_is_refused_for_good(root: Path) -> None:
    for typed in ("x" * (MAX_FILE_BYTES + 1), "م" * (MAX_FILE_BYTES // 2 + 1)):
        refused = save(root, typed, insists=True)
        assert isinstance(refused, RefusedSource)
        assert refused.is_final
        assert [one.rule for one in refused.faults] == ["file-too-large"]


@pytest.mark.parametrize(
    "path",
    [
        "README.md",
        "../ivr.yaml",
        "/etc/passwd",
        "x/flows/billing.yaml",
        "flows/.hidden.yaml",
        "flows/../ivr.yaml",
        "flows/schema/flow.schema.json",
        "flows/canvas/billing.yaml",
        "flows/nothing.yaml",
        "flows/calendars",
        "ivr.yaml/",
    ],
)
def test_only_content_is_opened(root: Path, path: str) -> None:
    with pytest.raises(WorkspaceError):
        open_source(root, path)


def test_a_file_that_is_no_text_says_so(root: Path) -> None:
    (root / BILLING).write_bytes(b"title: \xff")
    with pytest.raises(WorkspaceError) as refused:
        open_source(root, BILLING)
    assert refused.value.diagnostic.rule == "not-utf-8"


def test_all_content_is_listed(repository: Path) -> None:
    listed = dict(list_sources(repository))
    for path in ("ivr.yaml", BILLING, "flows/billing.calls.yaml", "flows/calendars/office.yaml"):
        assert listed[path] is edited_kind(path)
    for path in ("notices/_members.yaml", "notices/renewal/notice.md.j2", "notices/_snippets/contact.md.j2"):
        assert path in listed
    assert not [path for path in listed if "schema" in path or "canvas" in path]
