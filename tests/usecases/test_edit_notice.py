"""Editing the words of a notice: line by line to the byte, never with a new error, never fields changed unasked."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from ivr_author.usecases.draft_notice import (
    JudgedWords,
    field_change,
    judge_words,
    outdated_by,
    places_of_fields,
    undeclared_names,
    with_words,
)
from ivr_author.usecases.edit_notice import (
    OutdatedWords,
    RefusedWords,
    SavedWords,
    ToConfirm,
    open_notice_words,
    save_notice_words,
)
from ivr_author.usecases.reading_grade import Verdict
from ivr_author.workspace.files import revision
from ivr_author.workspace.keeper import FileKeeper
from ivr_author.workspace.project import Workspace, load_workspace
from tests.web.notices import TEMPLATE, write_workspace

PATH = "notices/bill/notice.md.j2"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_workspace(tmp_path)


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return load_workspace(write_workspace(tmp_path_factory.mktemp("notices")))


def save(root: Path, text: str, seen: str | None = None, agreed: str = "") -> object:
    workspace = load_workspace(root)
    expected = revision((root / PATH).read_bytes()) if seen is None else seen
    return save_notice_words(FileKeeper(root), workspace, "bill", text, expected, agreed)


def judged(workspace: Workspace, text: str) -> JudgedWords:
    return judge_words(with_words(workspace, "bill", text), "bill", date(2026, 10, 1))


# --- saving -----------------------------------------------------------------------------------------------------------


def test_words_are_saved_and_translations_that_are_lost_are_counted(root: Path) -> None:
    result = save(root, TEMPLATE.replace("Dear {{ name }},", "Hello {{ name }},"))
    assert isinstance(result, SavedWords)
    assert result.changed
    assert result.outdated == {"es": 1, "ar": 1}
    assert (root / PATH).read_text() == TEMPLATE.replace("Dear", "Hello")


@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_lines_that_nobody_touched_stay_to_the_byte(root: Path, mark: str) -> None:
    held = mark + TEMPLATE.replace("\n", "\r\n").replace("Dear {{ name }},\r\n", "Dear {{ name }},\n", 1)
    (root / PATH).write_bytes(held.encode())
    typed = TEMPLATE.replace("# What you must pay", "# What you owe").replace("\n", "\r\n")
    assert isinstance(save(root, typed), SavedWords)
    assert (root / PATH).read_bytes() == held.replace("# What you must pay", "# What you owe").encode()


def test_what_stands_there_already_is_not_written(root: Path) -> None:
    before = (root / PATH).stat().st_mtime_ns
    result = save(root, TEMPLATE.replace("\n", "\r\n"))
    assert isinstance(result, SavedWords)
    assert not result.changed
    assert (root / PATH).stat().st_mtime_ns == before


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("{{ name }}", "{{ nobody }}", "undeclared-field"),
        ("{% endif %}", "", "template-syntax"),
        ("Dear", "<b>Dear</b>", "template-markdown"),
        ("Dear", "Dear\x07", "control-character"),
    ],
)
def test_words_that_bring_an_error_are_refused(root: Path, old: str, new: str, rule: str) -> None:
    result = save(root, TEMPLATE.replace(old, new))
    assert isinstance(result, RefusedWords)
    assert rule in {one.rule for one in result.faults}
    assert all(one.span is not None for one in result.faults)
    assert (root / PATH).read_text() == TEMPLATE


def test_names_that_could_be_declared_are_told(root: Path) -> None:
    result = save(root, TEMPLATE.replace("Dear {{ name }}", "Dear {{ first|default(last) }} {{ first }}"))
    assert isinstance(result, RefusedWords)
    assert result.undeclared == ("first",)


def test_error_that_was_there_does_not_keep_other_words_from_being_saved(root: Path) -> None:
    broken = TEMPLATE.replace("{{ name }}", "{{ nobody }}")
    (root / PATH).write_text(broken)
    result = save(root, broken.replace("# What you must pay", "# What you owe"))
    assert isinstance(result, SavedWords)


def test_fields_change_only_when_that_very_change_is_agreed_to(root: Path) -> None:
    typed = TEMPLATE.replace("**{{ amount }}** by {{ due }}.", "all by {{ due }}.").replace(
        "Dear {{ name }},", "Hello,"
    )
    asked = save(root, typed)
    assert isinstance(asked, ToConfirm)
    assert (asked.change.removed, asked.change.added) == (("name",), ())
    assert asked.outdated == {"es": 1, "ar": 1}
    assert (root / PATH).read_text() == TEMPLATE
    assert isinstance(save(root, typed, agreed="-due +"), ToConfirm)
    assert isinstance(save(root, typed, agreed=asked.change.key), SavedWords)
    added = save(root, typed + "\n{{ address }}\n")
    assert isinstance(added, ToConfirm)
    assert added.change.added == ("address",)


def test_words_that_were_changed_meanwhile_are_shown_not_overwritten(root: Path) -> None:
    seen = revision((root / PATH).read_bytes())
    theirs = TEMPLATE.replace("Dear", "Good day,")
    (root / PATH).write_text(theirs)
    result = save(root, TEMPLATE.replace("Dear", "Hello"), seen)
    assert isinstance(result, OutdatedWords)
    assert result.theirs is not None
    assert result.theirs.text == theirs
    assert (root / PATH).read_text() == theirs


def test_words_are_opened_as_a_form_has_them(root: Path) -> None:
    (root / PATH).write_bytes(b"\xef\xbb\xbf" + TEMPLATE.replace("\n", "\r\n").encode())
    opened = open_notice_words(load_workspace(root), "bill")
    assert opened is not None
    assert opened.text == TEMPLATE
    (root / PATH).write_bytes(b"\xff\xfe")
    assert open_notice_words(load_workspace(root), "bill") is None
    shutil.rmtree(root / "notices/bill")
    assert open_notice_words(load_workspace(root), "bill") is None


# --- what is said while one types -------------------------------------------------------------------------------------


def test_words_are_scored_and_advised_at_their_place(workspace: Workspace) -> None:
    words = "Prior to your appointment, the form was sent. " * 8
    text = TEMPLATE.replace("Dear {{ name }},", words.strip())
    found = judged(workspace, text)
    assert found.scores is not None
    assert found.scores.structure.sentences == 11
    assert found.judgement is not None
    assert found.judgement.verdict is Verdict.NO_TARGET
    told = {(one.advice, one.words) for one in found.remarks}
    assert {("substitution", "Prior to"), ("passive", "was sent")} <= told
    for one in found.remarks:
        assert one.span is not None
        assert one.span.path == PATH


def test_words_that_cannot_be_read_have_faults_and_no_scores(workspace: Workspace) -> None:
    found = judged(workspace, TEMPLATE + "{% if %}")
    assert found.scores is None
    assert [one.rule for one in found.faults] == ["template-syntax"]
    assert not found.is_hard


def test_judging_leaves_the_workspace_as_it_was(workspace: Workspace) -> None:
    before = workspace.notices.notices["bill"]
    after = with_words(workspace, "bill", "# Other words\n")
    assert workspace.notices.notices["bill"] is before
    assert after.notices.notices["bill"].source.text == "# Other words\n"
    assert after.sources[PATH].text == "# Other words\n"
    assert with_words(after, "bill", before.source.text).diagnostics == workspace.diagnostics


def test_faults_of_older_words_are_forgotten(workspace: Workspace) -> None:
    broken = with_words(workspace, "bill", "{{ nobody }}")
    assert undeclared_names(broken, "bill") == ("nobody",)
    assert undeclared_names(with_words(broken, "bill", TEMPLATE), "bill") == ()


def test_changes_that_mean_nothing_for_translations_lose_none(workspace: Workspace) -> None:
    moved = with_words(workspace, "bill", TEMPLATE.replace("# What you must pay\n\n", "") + "\n## What you must pay\n")
    assert outdated_by(workspace, moved, "bill") == {}
    broken = with_words(workspace, "bill", "{% if %}")
    assert outdated_by(workspace, broken, "bill") == {}
    assert not field_change(workspace.notices.notices["bill"], broken.notices.notices["bill"])


def test_places_of_fields_are_those_of_names_not_of_texts(workspace: Workspace) -> None:
    text = (
        'Dear {{ name|default("amount") }} {{ letterhead.name }}\n\n{% if amount %}\n{{ amount }} amount\n{% endif %}\n'
    )
    found = places_of_fields(with_words(workspace, "bill", text).notices.notices["bill"], {})
    assert [one.line for one in found["amount"]] == [3, 4]
    assert [(one.line, one.column) for one in found["name"]] == [(1, 9)]
    assert found["due"] == ()
