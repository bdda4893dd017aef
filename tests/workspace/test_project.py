"""Loading a workspace: every file is read, and whatever is wrong with one never stops the others."""

from __future__ import annotations

from pathlib import Path

import pytest

from ivr_author.core.limits import MAX_FILE_BYTES
from ivr_author.workspace.project import Workspace, load_workspace
from tests.flow.content import NEWS, OFFICE, SETTINGS

FLOW = "format: 1\ntitle: Main\nstart: it\nnodes: {it: {type: hangup}}\n"
FILES = {
    "ivr.yaml": SETTINGS,
    "flows/main.yaml": FLOW,
    "flows/other.yaml": FLOW,
    "flows/main.calls.yaml": "calls: [{name: One, script: []}]\n",
    "flows/calendars/office.yaml": OFFICE,
    "flows/bulletins/news.yaml": NEWS,
    "locales/es/LC_MESSAGES/flows.po": 'msgid ""\nmsgstr "Language: es\\n"\n',
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "workspace"
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def rules(workspace: Workspace) -> list[str]:
    return [one.rule for one in workspace.diagnostics]


def test_everything_is_read(root: Path) -> None:
    workspace = load_workspace(root)
    assert workspace.diagnostics == ()
    assert workspace.content is not None
    assert sorted(workspace.content.flows) == ["main", "other"]
    assert list(workspace.content.calendars) == ["office"]
    assert list(workspace.content.bulletins) == ["news"]
    assert list(workspace.catalogs) == ["es"]
    assert [script.name for script in workspace.scripts["flows/main.calls.yaml"]] == ["One"]
    assert set(workspace.sources) == set(FILES)


def test_the_sample_workspace_is_right(repository: Path) -> None:
    assert load_workspace(repository).diagnostics == ()


def test_a_call_is_to_the_number_that_leads_to_its_flow(root: Path) -> None:
    text = SETTINGS.replace("flow: main}}", 'flow: other}, es: {number: "+18005550177", flow: main, locale: es}}')
    (root / "ivr.yaml").write_text(text)
    (script,) = load_workspace(root).scripts["flows/main.calls.yaml"]
    assert (script.setup.called, script.setup.locale) == ("+18005550177", "es")


BROKEN = {
    "not UTF-8": b"title: \xff\xfe\n",
    "too large": b"# " + b"x" * MAX_FILE_BYTES,
    "too deep": b"a: " + b"[" * 60 + b"]" * 60 + b"\n",
    "a control character": b"title: a\x07b\n",
    "an alias": b"a: &x 1\nb: *x\n",
    "a tag": b"a: !!python/object:os.system x\n",
    "a tab": b"nodes:\n\tit: {type: hangup}\n",
    "a duplicate key": b"title: a\ntitle: b\n",
    "nothing": b"",
    "no YAML": b"a: [\n",
    "no map": b"- a\n",
    "no node": b"format: 1\n",
}


@pytest.mark.parametrize("fault", BROKEN)
@pytest.mark.parametrize(
    "path", ["flows/main.yaml", "flows/calendars/office.yaml", "flows/bulletins/news.yaml", "flows/main.calls.yaml"]
)
def test_a_wrong_file_stops_no_other(root: Path, path: str, fault: str) -> None:
    (root / path).write_bytes(BROKEN[fault])
    workspace = load_workspace(root)
    assert workspace.diagnostics
    assert {one.span.path for one in workspace.diagnostics if one.span} == {path}
    assert workspace.content is not None
    others = {
        "flows/main.yaml": "main" in workspace.content.flows,
        "flows/calendars/office.yaml": "office" in workspace.content.calendars,
        "flows/bulletins/news.yaml": "news" in workspace.content.bulletins,
        "flows/main.calls.yaml": bool(workspace.scripts.get("flows/main.calls.yaml")),
    }
    assert others == {name: name != path for name in others}
    assert "other" in workspace.content.flows


@pytest.mark.parametrize("fault", BROKEN)
def test_without_settings_the_flows_are_checked_all_the_same(root: Path, fault: str) -> None:
    (root / "ivr.yaml").write_bytes(BROKEN[fault])
    (root / "flows/main.yaml").write_text(FLOW.replace("hangup", "hang_up"))
    workspace = load_workspace(root)
    assert workspace.content is None
    assert {one.span.path for one in workspace.diagnostics if one.span} == {"ivr.yaml", "flows/main.yaml"}
    assert workspace.translations().source_locale == "en"


def test_what_could_not_be_read_is_remembered(root: Path) -> None:
    for path in ("flows/main.yaml", "flows/calendars/office.yaml", "flows/bulletins/news.yaml"):
        (root / path).write_bytes(b"a: [\n")
    content = load_workspace(root).content
    assert content is not None
    assert content.unreadable == {"main", "flows/calendars/office", "flows/bulletins/news"}


def test_a_folder_without_a_workspace(tmp_path: Path) -> None:
    assert rules(load_workspace(tmp_path)) == ["no-workspace"]


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    workspace = load_workspace(tmp_path / "nowhere")
    assert workspace.content is None
    assert workspace.diagnostics


def test_a_link_out_of_the_workspace_is_refused(root: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.yaml").write_text(FLOW)
    (root / "flows/secret.yaml").symlink_to(outside / "secret.yaml")
    workspace = load_workspace(root)
    assert len(workspace.diagnostics) == 1
    assert workspace.content is not None
    assert sorted(workspace.content.flows) == ["main", "other"]
    assert all("secret" not in source.path for source in workspace.sources.values())


def test_a_folder_that_is_a_link_out_of_the_workspace_is_refused(root: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "storm.yaml").write_text(NEWS)
    for path in (root / "flows/bulletins").iterdir():
        path.unlink()
    (root / "flows/bulletins").rmdir()
    (root / "flows/bulletins").symlink_to(outside)
    workspace = load_workspace(root)
    assert workspace.diagnostics
    assert workspace.content is not None
    assert list(workspace.content.bulletins) == []
    assert sorted(workspace.content.flows) == ["main", "other"]


def test_a_catalog_that_is_wrong_stops_nothing(root: Path) -> None:
    (root / "locales/es/LC_MESSAGES/flows.po").write_bytes(b'msgid "a\n')
    workspace = load_workspace(root)
    assert {one.span.path for one in workspace.diagnostics if one.span} == {"locales/es/LC_MESSAGES/flows.po"}
    assert workspace.content is not None


def test_a_locale_without_a_catalog_is_no_fault_here(root: Path) -> None:
    (root / "locales/es/LC_MESSAGES/flows.po").unlink()
    workspace = load_workspace(root)
    assert (workspace.diagnostics, dict(workspace.catalogs)) == ((), {})


def test_names_that_are_no_ids(root: Path) -> None:
    for name in ("Main Line.yaml", "texts.yaml", "constructor.yaml"):
        (root / "flows" / name).write_text(FLOW)
    workspace = load_workspace(root)
    assert rules(workspace) == ["wrong-name"] * 3
