"""What is told of a file while it is typed is what `check` tells of it when saved, as far as it can be told at once."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterable
from pathlib import Path

import pytest

from ivr_author.catalog.glossary.model import RULES as GLOSSARY_RULES
from ivr_author.core.diagnostics import Diagnostic
from ivr_author.core.limits import MAX_FILE_BYTES
from ivr_author.core.text_input import RULES as TEXT_RULES
from ivr_author.core.typed_text import form_text
from ivr_author.core.yaml_faults import RULES as YAML_RULES
from ivr_author.flow.rule import FLOW_RULES, READING_RULES
from ivr_author.notice.rule import LETTER_RULES, NOTICE_RULES, READING_NOTICE_RULES
from ivr_author.usecases.check import check_workspace
from ivr_author.usecases.check_source import check_source
from ivr_author.usecases.edit_source import list_sources
from ivr_author.workspace.project import Workspace, load_workspace

QUICK = {*TEXT_RULES, *YAML_RULES, *GLOSSARY_RULES, *FLOW_RULES, *READING_RULES, *NOTICE_RULES, *READING_NOTICE_RULES}
QUICK -= LETTER_RULES

# Files with faults: what stands there, what somebody typed, and a rule that tells of it.
FAULTS = {
    "flows/billing.yaml": ("next: identify\n", "next: idetify\n", "dangling-reference"),
    "flows/application.yaml": ("case_number: {type: digits}", "case_number: {type: money}", "variable-type-conflict"),
    "flows/voicemail.yaml": ("type: voicemail", "type: voicemale", "unknown-node-type"),
    "flows/deadlines.yaml": ('"flow:billing"', '"flow:biling"', "unknown-flow"),
    "flows/account.yaml": ("format: 1", "format: 2", "unknown-format"),
    "ivr.yaml": ("flow: main", "flow: man", "unknown-flow"),
    "flows/calendars/office.yaml": ('"8:00-18:00"', '"8:00-38:00"', "wrong-value"),
    "flows/billing.calls.yaml": ("billing.balance: {ok:", "billing.balanc: {ok:", "script-names"),
    "notices/renewal/notice.yaml": ("channels:", "chanels:", "unknown-key"),
    "notices/outage/notice.md.j2": ("\n", "\n\n{{ nothing_of_this_name }}\n\n", "undeclared-field"),
    "notices/_members.yaml": ("locale:", "locle:", "unknown-key"),
}


@pytest.fixture(scope="module")
def sample(repository: Path) -> Workspace:
    return load_workspace(repository)


@pytest.fixture
def copied(repository: Path, tmp_path: Path) -> Path:
    for part in ("flows", "notices"):
        shutil.copytree(repository / part, tmp_path / part)
    shutil.copy(repository / "ivr.yaml", tmp_path)
    return tmp_path


def quick(found: Iterable[Diagnostic], path: str) -> list[Diagnostic]:
    return [one for one in found if one.rule in QUICK and one.span is not None and one.span.path == path]


def test_each_file_has_the_faults_that_check_tells(copied: Path) -> None:
    for path, (old, new, _) in FAULTS.items():
        text = (copied / path).read_text(encoding="utf-8")
        assert old in text, path
        (copied / path).write_text(text.replace(old, new, 1), encoding="utf-8")
    told, workspace = check_workspace(copied).diagnostics, load_workspace(copied)
    for path, _ in list_sources(copied):
        text = form_text((copied / path).read_text(encoding="utf-8"))
        assert check_source(workspace, path, text) == quick(told, path), path


@pytest.mark.parametrize("path", FAULTS)
def test_a_fault_is_told_before_it_is_saved(path: str, sample: Workspace, repository: Path) -> None:
    old, new, rule = FAULTS[path]
    text = form_text((repository / path).read_text(encoding="utf-8"))
    assert rule not in {one.rule for one in check_source(sample, path, text)}
    assert rule in {one.rule for one in check_source(sample, path, text.replace(old, new, 1))}


def test_what_only_the_graph_shows_is_told(sample: Workspace) -> None:
    path = "flows/billing.yaml"
    text = sample.sources[path].text.replace("next: {found: look_up,", "next: {found: begin,")
    assert {"unreachable-node", "endless-loop"} <= {one.rule for one in check_source(sample, path, text)}


def test_a_check_takes_less_time_than_one_notices(sample: Workspace) -> None:
    path = "flows/billing.yaml"
    times = []
    for number in range(3):
        begin = time.process_time()
        check_source(sample, path, f"{sample.sources[path].text}# {number}\n")
        times.append(time.process_time() - begin)
    assert min(times) < 0.3


def test_what_is_typed_mends_what_is_broken_on_the_disk(copied: Path) -> None:
    path = "flows/billing.yaml"
    whole = (copied / path).read_text(encoding="utf-8")
    (copied / path).write_text("title: [", encoding="utf-8")
    workspace = load_workspace(copied)
    assert check_source(workspace, path, "title: [")
    assert check_source(workspace, path, whole) == []


def test_a_snippet_is_judged_in_the_notices_that_use_it(sample: Workspace) -> None:
    path = "notices/_snippets/contact.md.j2"
    text = sample.sources[path].text
    found = check_source(sample, path, f"{text}\n{{{{ nothing_of_this_name }}}}\n")
    assert {one.rule for one in found} == {"undeclared-field"}
    assert check_source(sample, path, text) == []


def test_without_settings_a_file_is_still_read(copied: Path) -> None:
    (copied / "ivr.yaml").write_text("{", encoding="utf-8")
    workspace = load_workspace(copied)
    for path, _ in list_sources(copied):
        check_source(workspace, path, "format: 1\nnonsense: 2\n")
    assert "unknown-key" in {one.rule for one in check_source(workspace, "flows/billing.yaml", "nonsense: 2\n")}


@pytest.mark.parametrize("text", ["", "\0", "a: \x1b[31m", "- " * 5000, "x" * (MAX_FILE_BYTES + 1)])
def test_odd_texts_are_diagnostics(text: str, sample: Workspace, repository: Path) -> None:
    for path, _ in list_sources(repository)[::9]:
        for one in check_source(sample, path, text):
            assert one.span is None or one.span.path == path
