"""A disk that takes nothing more: one answer in every room, which says what to do and keeps what was typed."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

import pytest

from ivr_author.workspace import files
from tests.web.conftest import copy_workspace, create_studio
from tests.web.hostile import FORMS, Form
from tests.web.pages import BASE, Visitor

# Forms that save a file of the workspace, one for each address and operation that has its own way to save.
SAVING = [
    next(one for one in forms if one.file and one.says_conflict)
    for forms in FORMS.values()
    if any(one.file and one.says_conflict for one in forms)
]
RENAME = next(one for one in FORMS["flow_edit.edit"] if one.fields["op"] == "rename")


@pytest.fixture(scope="module")
def workspace(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One copy of the sample workspace for all: hardly anything is saved here."""
    return copy_workspace(repository, tmp_path_factory.mktemp("disk"))


@pytest.fixture(scope="module")
def visitor(workspace: Path) -> Visitor:
    """A visitor of the one studio on it."""
    return Visitor(create_studio(workspace))


@pytest.fixture
def full(monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk."""

    def refuse(*_: Any) -> str:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(files, "_write_beside", refuse)


def digest(root: Path) -> dict[str, bytes]:
    return {str(one): one.read_bytes() for one in root.rglob("*.yaml")}


def send(visitor: Visitor, root: Path, form: Form, headers: dict[str, str]) -> Any:
    token = visitor.client.get("/token", base_url=BASE).text
    sent = form.filled(root, csrf_token=token)
    return visitor.client.post(form.address, base_url=BASE, data=sent, headers=headers)


@pytest.mark.usefixtures("full")
def test_every_room_says_what_to_do(visitor: Visitor, workspace: Path) -> None:
    visitor.client.get("/nowhere", base_url=BASE)
    before = digest(workspace)
    answers = {form.address: send(visitor, workspace, form, {}) for form in SAVING}
    refused = {address: answer for address, answer in answers.items() if answer.status_code == 507}
    rooms = {"/flows", "/calendars", "/notices", "/words", "/services"}
    assert rooms <= {f"/{one.split('/')[1]}" for one in refused}
    assert [answer.status_code for answer in answers.values() if answer.status_code >= 500] == [507] * len(refused)
    for address, answer in refused.items():
        assert "The disk is full." in answer.text, address
        assert "no space left on device" in answer.text, address
        assert "file-unwritable" in answer.text, address
    assert digest(workspace) == before


@pytest.mark.usefixtures("full")
def test_what_was_typed_is_kept_and_sent_once_more(
    visitor: Visitor, workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = visitor.get("/flows/billing/nodes/due").form("//form[@data-draft]")
    typed = {**form, "prompt.0.text": "You owe us something.", "next": "begin"}
    page = visitor.post("/flows/billing/nodes/due", typed, 507)
    assert "You owe us something." in page.texts("//dl")[0]
    kept = page.form("//main//form")
    assert {name: kept[name] for name in ("prompt.0.text", "next", "revision")} == {
        name: typed[name] for name in ("prompt.0.text", "next", "revision")
    }
    monkeypatch.undo()
    visitor.post("/flows/billing/nodes/due", kept)
    assert "You owe us something." in (workspace / "flows/billing.yaml").read_text()


@pytest.mark.usefixtures("full")
def test_scripts_are_told_beside_the_form(visitor: Visitor, workspace: Path) -> None:
    visitor.client.get("/nowhere", base_url=BASE)
    form = next(one for one in SAVING if one.address == "/flows/billing/nodes/due")
    answer = send(visitor, workspace, form, {"HX-Request": "true"})
    assert answer.status_code == 507
    assert answer.headers["HX-Retarget"] == "#save-refused"
    assert answer.text.lstrip().startswith('<div class="error-summary"')
    assert visitor.get("/").all("//*[@id='save-refused']")
    told = send(visitor, workspace, RENAME, {"Accept": "application/json"})
    assert told.status_code == 507
    assert [(one["rule"], one["hint"][:17]) for one in told.json["faults"]] == [
        ("file-unwritable", "The disk is full.")
    ]


@pytest.mark.parametrize(
    ("number", "words"), [(errno.EROFS, "can only be read"), (errno.EACCES, "may not write"), (errno.EIO, "Look at")]
)
def test_each_reason_has_its_way_out(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch, number: int, words: str
) -> None:
    def refuse(*_: Any) -> str:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(files, "_write_beside", refuse)
    form = {**visitor.get("/flows/new").form(), "id": "surveys", "title": "Surveys", "prompt": "Hello there."}
    page = visitor.post("/flows/new", form, 507)
    assert words in page.texts("//div[@role='alert']")[0]
    assert page.form("//main//form")["prompt"] == "Hello there."
