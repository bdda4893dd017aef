"""A call added to a file of call scripts: the rest stays to the byte, no name twice, nothing saved that is broken."""

from __future__ import annotations

from pathlib import Path

import pytest

from ivr_author.usecases.keep_scripts import keep_call, keep_generated_calls
from ivr_author.workspace.keeper import Changes, FileKeeper, Kept
from ivr_author.workspace.project import Workspace, load_workspace

PATH = "flows/main.calls.yaml"
SETTINGS = "format: 1\norganisation: A\nsource_locale: en\ntime_zone: America/New_York\n"
FLOW = "format: 1\ntitle: Main\nstart: bye\nnodes:\n  bye: {type: hangup, prompt: Goodbye.}\n"
CALL = 'calls:\n  - name: {name}\n    script:\n      - hear: "Goodbye."\n    expect:\n      outcome: "hangup flow"\n'


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "flows").mkdir()
    (tmp_path / "ivr.yaml").write_text(SETTINGS)
    (tmp_path / "flows/main.yaml").write_text(FLOW)
    return tmp_path


def workspace(root: Path, held: str | bytes = "") -> Workspace:
    if held:
        (root / PATH).write_bytes(held.encode() if isinstance(held, str) else held)
    return load_workspace(root)


def call(name: str) -> str:
    return CALL.replace("{name}", name)


def test_the_first_call_of_a_flow_makes_the_file(root: Path) -> None:
    result = keep_call(FileKeeper(root), workspace(root), "main", call("First"))
    assert result.names == ("First",)
    assert result.kept is not None
    assert set(result.kept.revisions) == {PATH}
    assert (root / PATH).read_text() == call("First")
    assert [one.name for one in load_workspace(root).scripts[PATH]] == ["First"]


@pytest.mark.parametrize(
    "held",
    [
        (
            "# ours\ncalls:\n  - name: One  # the first\n    script: [hang_up]\n\n"
            "  # two\n  - name: 'Two'\n    script:\n    - hang_up\n# end\n"
        ),
        "calls:\n- {name: One, script: [hang_up]}\nformat: 1\n",
        "calls:\r\n  - name: One\r\n    script:\r\n      - silence\r\n",
        "\ufeffcalls:\n  - name: One\n    script: [silence]",
        "format: 1\ncalls: []\n",
    ],
)
def test_what_is_there_stays_to_the_byte(root: Path, held: str) -> None:
    before = workspace(root, held)
    result = keep_call(FileKeeper(root), before, "main", call("New"))
    assert result.faults == ()
    after = (root / PATH).read_bytes().decode()
    rest = iter(after.splitlines())
    assert all(line in rest for line in held.splitlines() if "[]" not in line), "every line, in order"
    assert ("\r\n" in after) == ("\r\n" in held)
    assert after.count("\r\n") in (0, after.count("\n"))
    names = [one.name for one in load_workspace(root).scripts[PATH]]
    assert names == [*(one.name for one in before.scripts[PATH]), "New"]
    assert not [one for one in load_workspace(root).diagnostics if one.span and one.span.path == PATH]


@pytest.mark.parametrize(("name", "rule"), [("One", "duplicate-name"), ('""', "call-name"), ("x" * 200, "call-name")])
def test_names_are_refused(root: Path, name: str, rule: str) -> None:
    held = "calls:\n  - name: One\n    script: [hang_up]\n"
    result = keep_call(FileKeeper(root), workspace(root, held), "main", call(name))
    assert [one.rule for one in result.faults] == [rule]
    assert result.faults[0].hint
    assert (root / PATH).read_text() == held


def test_generated_names_that_are_taken_get_a_number(root: Path) -> None:
    held = "calls:\n  - name: One\n    script: [hang_up]\n"
    written = call("One") + call("One").removeprefix("calls:\n")
    result = keep_generated_calls(FileKeeper(root), workspace(root, held), "main", written)
    assert result.names == ("One (2)", "One (3)")
    assert len(load_workspace(root).scripts[PATH]) == 3


@pytest.mark.parametrize(
    ("held", "rule"),
    [
        ("calls: 7\n", "calls-unchangeable"),
        ("- a\n", "calls-unchangeable"),
        ("calls: [", "calls-unchangeable"),
        (b"calls: \xff", "not-utf-8"),
    ],
)
def test_files_that_cannot_be_added_to(root: Path, held: str | bytes, rule: str) -> None:
    result = keep_call(FileKeeper(root), workspace(root, held), "main", call("New"))
    assert [one.rule for one in result.faults] == [rule]
    assert result.kept is None


def test_what_somebody_else_adds_meanwhile_stays(root: Path) -> None:
    held = workspace(root, call("One"))

    class Late(FileKeeper):
        def save(self, files: Changes, message: str) -> Kept:
            (root / PATH).write_text(call("Theirs"))
            return super().save(files, message)

    assert keep_call(Late(root), held, "main", call("New")).names == ("New",)
    assert [one.name for one in load_workspace(root).scripts[PATH]] == ["Theirs", "New"]


def test_a_file_that_never_rests_is_given_up(root: Path) -> None:
    class Restless(FileKeeper):
        def save(self, files: Changes, message: str) -> Kept:
            (root / PATH).write_text((root / PATH).read_text() + "# more\n")
            return super().save(files, message)

    result = keep_call(Restless(root), workspace(root, call("One")), "main", call("New"))
    assert [one.rule for one in result.faults] == ["calls-unchangeable"]
    assert "New" not in (root / PATH).read_text()


def test_a_disk_that_refuses_is_a_fault(root: Path) -> None:
    held = workspace(root)
    (root / PATH).mkdir()
    assert [one.rule for one in keep_call(FileKeeper(root), held, "main", call("New")).faults] == ["special-file"]
