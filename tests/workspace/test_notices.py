"""Loading notices: all of them with what they share, and what is wrong with one leaves the others whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from ivr_author.workspace.layout import FileKind, kind_of, notice_id_of
from ivr_author.workspace.project import Workspace, load_workspace
from ivr_author.workspace.stamps import stamp_workspace
from tests.flow.content import SETTINGS

NOTICE = """\
format: 1
title: Bill
purpose: Tells.
owner: Billing
subject: Due {due}
channels: [letter]
fields: {due: date}
sample: {due: 2026-12-23}
"""
FILES = {
    "ivr.yaml": SETTINGS,
    "notices/_letterhead.yaml": "organisation: Us\naddress: PO Box 1\nphone: 800-555-0100\n",
    "notices/_members.yaml": "ana: {}\n",
    "notices/_language_assistance.yaml": "languages: [{locale: es, text: '{phone} {tty}'}]\n",
    "notices/_snippets/contact.md.j2": "Call {{ letterhead.phone }}.\n",
    "notices/bill/notice.yaml": NOTICE,
    "notices/bill/notice.md.j2": '# Pay by {{ due }}\n\n{% include "_snippets/contact.md.j2" %}\n',
    "notices/late/notice.yaml": NOTICE,
    "notices/late/notice.md.j2": "# You are late\n",
    "locales/es/LC_MESSAGES/notices.po": 'msgid ""\nmsgstr "Language: es\\n"\n',
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "workspace"
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def told(workspace: Workspace) -> list[str]:
    return [f"{one.span}: {one.rule}" for one in workspace.diagnostics]


def test_everything_is_read(root: Path) -> None:
    workspace = load_workspace(root)
    assert told(workspace) == []
    content = workspace.notices
    assert list(content.notices) == ["bill", "late"]
    assert all(file.template is not None for file in content.notices.values())
    assert content.notices["bill"].source.path == "notices/bill/notice.md.j2"
    assert list(content.notices["bill"].notice.samples) == ["ana"]
    assert content.letterhead is not None
    assert [one.locale for one in content.letterhead.assistance] == ["es"]
    assert list(content.snippets) == ["contact"]
    assert list(workspace.notice_catalogs) == ["es"]
    assert workspace.catalogs == {}
    assert set(workspace.sources) == set(FILES)
    assert workspace.content is not None
    assert workspace.content.notices == {"bill": frozenset({"letter"}), "late": frozenset({"letter"})}


def test_a_workspace_without_the_folder_knows_nothing_of_notices(tmp_path: Path) -> None:
    (tmp_path / "ivr.yaml").write_text(SETTINGS)
    (tmp_path / "notices/schema").mkdir(parents=True)
    (tmp_path / "notices/schema/notice.schema.json").write_text("{}")
    content = load_workspace(tmp_path).content
    assert content is not None
    assert content.notices is None
    (tmp_path / "notices/_letterhead.yaml").write_text(FILES["notices/_letterhead.yaml"])
    content = load_workspace(tmp_path).content
    assert content is not None
    assert content.notices == {}


def test_a_notice_that_can_t_be_read_stops_no_other(root: Path) -> None:
    (root / "notices/bill/notice.yaml").write_text("format: 1\n")
    workspace = load_workspace(root)
    assert {one.span.path for one in workspace.diagnostics if one.span} == {"notices/bill/notice.yaml"}
    assert workspace.notices.unreadable == {"bill"}
    assert list(workspace.notices.notices) == ["late"]
    assert workspace.content is not None
    assert workspace.content.notices == {"bill": frozenset(), "late": frozenset({"letter"})}


def test_notices_are_read_without_settings(root: Path) -> None:
    (root / "ivr.yaml").write_text("format: 9\n")
    workspace = load_workspace(root)
    assert workspace.content is None
    assert list(workspace.notices.notices) == ["bill", "late"]


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ("notices/bill/notice.md.j2", ["notices/bill/notice.yaml:1:1: file-missing"]),
        ("notices/bill/notice.yaml", ["notices/bill/notice.md.j2:1:1: file-missing"]),
        ("notices/_letterhead.yaml", ["notices/bill/notice.yaml:1:1: file-missing"]),
        ("notices/_snippets/contact.md.j2", ["notices/bill/notice.md.j2:3:1: snippet-not-found"]),
        ("notices/_members.yaml", []),
        ("notices/_language_assistance.yaml", []),
    ],
)
def test_a_file_that_is_missing_is_told_once(root: Path, path: str, wanted: list[str]) -> None:
    (root / path).unlink()
    assert told(load_workspace(root)) == wanted


def test_a_broken_template_leaves_the_notice_without_words(root: Path) -> None:
    (root / "notices/bill/notice.md.j2").write_text("{% if due %}\n\nPay.\n")
    workspace = load_workspace(root)
    assert told(workspace) == ["notices/bill/notice.md.j2:1:1: template-syntax"]
    assert workspace.notices.notices["bill"].template is None


def test_a_fault_in_what_notices_share_is_told_once(root: Path) -> None:
    (root / "notices/_members.yaml").write_text("ana: {values: {due: soon}}\n")
    for name in ("bill", "late"):
        (root / f"notices/{name}/notice.yaml").write_text(NOTICE.replace("sample: {due: 2026-12-23}\n", ""))
    assert told(load_workspace(root)) == ["notices/_members.yaml:1:21: wrong-value"]
    text = 'Call {{ letterhead.fax }}.\n{% include "_snippets/contact.md.j2" %}\n'
    (root / "notices/_snippets/contact.md.j2").write_text(text)
    (root / "notices/late/notice.md.j2").write_text('{% include "_snippets/contact.md.j2" %}\n')
    faults = [one for one in told(load_workspace(root)) if "_snippets" in one]
    assert len(faults) == len(set(faults)) == 2


@pytest.mark.parametrize(
    "raw", [b"\xff\xfe", b"a\0b", b"", b"[", b"- a", b"a: 1", b"x" * 1_000_001, b"a: " + b"[" * 90]
)
@pytest.mark.parametrize("path", [one for one in FILES if one.startswith("notices/")])
def test_whatever_stands_in_a_file_is_no_traceback(root: Path, path: str, raw: bytes) -> None:
    (root / path).write_bytes(raw)
    workspace = load_workspace(root)
    assert {one.span.path for one in workspace.diagnostics if one.span} <= {path, "notices/bill/notice.md.j2"}
    assert workspace.notices.has_notice("late")


def test_a_mark_of_byte_order_is_no_letter(root: Path) -> None:
    (root / "notices/late/notice.md.j2").write_bytes("\ufeff# Late\n".encode())
    workspace = load_workspace(root)
    assert workspace.sources["notices/late/notice.md.j2"].text == "# Late\n"


def test_other_folders_are_no_notices(root: Path) -> None:
    for name in ("_drafts/notice.yaml", "_drafts/notice.md.j2", "late/old/notice.yaml", "schema/notice.schema.json"):
        (root / "notices" / name).parent.mkdir(parents=True, exist_ok=True)
        (root / "notices" / name).write_text("[")
    assert told(load_workspace(root)) == []


@pytest.mark.parametrize(
    ("path", "kind", "notice"),
    [
        ("notices/bill/notice.yaml", FileKind.NOTICE, "bill"),
        ("/some/where/notices/bill/notice.md.j2", FileKind.NOTICE_TEMPLATE, ""),
        ("notices/_snippets/contact.md.j2", FileKind.SNIPPET, ""),
        ("notices/_letterhead.yaml", FileKind.LETTERHEAD, ""),
        ("notices/_members.yaml", FileKind.MEMBERS, ""),
        ("notices/_language_assistance.yaml", FileKind.LANGUAGE_ASSISTANCE, ""),
        ("notices/bill/other.md", None, "bill"),
        ("notices/babel.cfg", None, ""),
    ],
)
def test_what_a_file_is(path: str, kind: FileKind | None, notice: str) -> None:
    assert kind_of(path) is kind
    assert notice_id_of(path) == notice


@pytest.mark.parametrize("path", [path for path in FILES if path != "ivr.yaml"] + ["locales/notices.pot"])
def test_a_change_of_any_file_is_seen(root: Path, path: str) -> None:
    before = stamp_workspace(root)
    (root / path).write_text("something of another length")
    assert stamp_workspace(root).files != before.files
