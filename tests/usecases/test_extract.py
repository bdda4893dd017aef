"""What `pybabel extract` finds through the entry point is what `ivr-author catalogs extract` writes."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from ivr_author.catalog.model import Catalog
from ivr_author.catalog.po import read_catalog
from ivr_author.catalog.template import is_same_template
from ivr_author.core.source import Source
from ivr_author.notice.texts import NOTICE_TEXTS
from ivr_author.usecases.catalogs import extract_templates
from ivr_author.usecases.extract import ExtractionFault, extract_for_babel, extract_notices_for_babel
from tests.harness.sample import change, make_workspace

BULLETIN = """
title: Storm
prompt: {text: Our office is closed because of the storm., context: Said before everything else}
on: true
"""

ABROAD = """
format: 1
title: Abroad
purpose: Tests a plural.
owner: Us
channels: [sms]
fields: {n: number}
sample: {n: 2}
"""
INCLUDE = '\n{% include "_snippets/bye.md.j2" %}\n'
PLURAL = "\n{% trans count=n %}\n{{ count }} visit\n{% pluralize %}\n{{ count }} visits\n{% endtrans %}\n"


def pybabel(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "babel.messages.frontend", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def extract_with_babel(folder: Path, out: Path) -> subprocess.CompletedProcess[str]:
    return pybabel(folder, "-q", "extract", "-F", "babel.cfg", "-o", str(out), ".")


def extract_notices_with_babel(folder: Path, out: Path) -> subprocess.CompletedProcess[str]:
    return pybabel(folder, "-q", "extract", "-F", "notices/babel.cfg", "--ignore-dirs=.*", "-o", str(out), ".")


def read(text: str) -> Catalog:
    catalog, faults = read_catalog(Source("flows.pot", text), "")
    assert not faults
    return catalog


def extracted(name: str, text: str) -> Sequence[tuple[int, str, tuple[str, ...], list[str]]]:
    file = io.BytesIO(text.encode())
    file.name = name
    return list(extract_for_babel(file, [], [], {}))


def test_a_new_workspace_gives_the_same_template_both_ways(tmp_path: Path) -> None:
    folder = make_workspace(tmp_path / "small", {"flows/bulletins/storm.yaml": BULLETIN})
    (ours,) = extract_templates(folder, "flows").templates
    run = extract_with_babel(folder, tmp_path / "theirs.pot")
    assert run.returncode == 0, run.stderr
    written, theirs = (folder / ours.path).read_text(encoding="utf-8"), (tmp_path / "theirs.pot").read_text("utf-8")
    assert written.partition("\n\n")[2] == theirs.partition("\n\n")[2]
    assert is_same_template(read(written), read(theirs))
    assert len(read(written).entries) == ours.texts > 20


def test_the_sample_workspace_gives_the_same_template_both_ways(repository: Path, tmp_path: Path) -> None:
    run = extract_with_babel(repository, tmp_path / "theirs.pot")
    assert run.returncode == 0, run.stderr
    template = repository / "locales/flows.pot"
    ours, theirs = template.read_text(encoding="utf-8"), (tmp_path / "theirs.pot").read_text(encoding="utf-8")
    assert is_same_template(read(ours), read(theirs)), "run `make catalogs`"
    assert ours.partition("\n\n")[2] == theirs.partition("\n\n")[2], "run `make catalogs`"


def test_notices_give_the_same_template_both_ways(tmp_path: Path) -> None:
    folder = make_workspace(
        tmp_path / "small",
        {
            "notices/_snippets/bye.md.j2": "Thank you.\n",
            "notices/_snippets/unused.md.j2": "Nobody reads this.\n",
            "notices/abroad/notice.yaml": ABROAD,
            "notices/abroad/notice.md.j2": "{{ n }}\n\n" + INCLUDE + PLURAL,
            "notices/_drafts/notice.yaml": "[",
        },
    )
    with (folder / "notices/reminder/notice.md.j2").open("a") as file:
        file.write(INCLUDE)
    (ours,) = extract_templates(folder, "notices").templates
    run = extract_notices_with_babel(folder, tmp_path / "theirs.pot")
    assert run.returncode == 0, run.stderr
    written, theirs = (folder / ours.path).read_text(encoding="utf-8"), (tmp_path / "theirs.pot").read_text("utf-8")
    assert written.partition("\n\n")[2] == theirs.partition("\n\n")[2]
    assert len(read(written).entries) == ours.texts == len(NOTICE_TEXTS) + 9
    assert written.count('msgctxt "_snippets/bye/thank_you"') == 1
    assert "#: notices/_snippets/bye.md.j2:1\n" in written
    assert "Nobody reads this" not in written


def test_the_sample_notices_give_the_same_template_both_ways(repository: Path, tmp_path: Path) -> None:
    run = extract_notices_with_babel(repository, tmp_path / "theirs.pot")
    assert run.returncode == 0, run.stderr
    template = repository / "locales/notices.pot"
    ours, theirs = template.read_text(encoding="utf-8"), (tmp_path / "theirs.pot").read_text(encoding="utf-8")
    assert ours.partition("\n\n")[2] == theirs.partition("\n\n")[2], "run `make catalogs`"


@pytest.mark.parametrize(
    ("path", "text", "place"),
    [
        (
            "notices/reminder/notice.md.j2",
            "{{ nobody }}\n",
            "notices/reminder/notice.md.j2:1:1: error undeclared-field",
        ),
        ("notices/reminder/notice.yaml", "format: 2\n", "notices/reminder/notice.yaml:1:9: error unknown-format"),
        ("notices/_letterhead.yaml", "organisation: Us\n", "notices/_letterhead.yaml:1:1: error missing-key"),
        ("notices/_snippets/bye.md.j2", "{{ nobody }}\n", "notices/_snippets/bye.md.j2:1:1: error undeclared-field"),
    ],
)
def test_pybabel_fails_for_a_broken_notice_and_says_where(tmp_path: Path, path: str, text: str, place: str) -> None:
    folder = make_workspace(tmp_path / "small", {"notices/_snippets/bye.md.j2": "Bye.\n"})
    with (folder / "notices/reminder/notice.md.j2").open("a") as file:
        file.write(INCLUDE)
    (folder / path).write_text(text)
    run = extract_notices_with_babel(folder, tmp_path / "theirs.pot")
    assert run.returncode != 0
    assert place in run.stderr


def test_files_of_notices_without_words_give_nothing(tmp_path: Path) -> None:
    folder = make_workspace(tmp_path / "small")
    for name in (
        "notices/_members.yaml",
        "notices/_language_assistance.yaml",
        "notices/x/other.md.j2",
        "flows/main.yaml",
    ):
        file = io.BytesIO(b"[")
        file.name = str(folder / name)
        assert list(extract_notices_for_babel(file)) == []


def test_what_is_yielded_names_the_address_as_context(repository: Path) -> None:
    text = """
format: 1
title: Visits
start: visits
nodes:
  visits:
    type: play
    prompt: {count: visits, one: "You have {count} visit.", other: "You have {count} visits.", context: Read slowly}
    next: bye
  bye: {type: hangup, prompt: Goodbye.}
variables: {visits: {type: number}}
"""
    assert extracted("/anywhere/at/all/flows/visits.yaml", text) == [
        (
            8,
            "npgettext",
            ("visits/visits/prompt", "You have {count} visit.", "You have {count} visits."),
            ["Visits: play node visits/visits", "context: Read slowly"],
        ),
        (10, "pgettext", ("visits/bye/prompt", "Goodbye."), ["Visits: hangup node visits/bye"]),
    ]


@pytest.mark.parametrize(
    "name",
    [
        "flows/calendars/office.yaml",
        "flows/main.calls.yaml",
        "flows/schema/flow.schema.yaml",
        "flows/deeper/main.yaml",
        "notices/renewal.yaml",
        "README.yaml",
    ],
)
def test_files_without_words_for_callers_give_nothing(name: str) -> None:
    assert extracted(name, "weekly: {mon: [this is not even read") == []


@pytest.mark.parametrize(
    ("name", "text", "place"),
    [
        ("flows/main.yaml", "nodes: [", "flows/main.yaml:1:9: error yaml-syntax"),
        ("flows/main.yaml", "nodes:\n  a: {type: plai}\n", "flows/main.yaml:2:13: error unknown-node-type"),
        ("flows/bulletins/storm.yaml", "title: Storm\n", "flows/bulletins/storm.yaml:1:1: error missing-key"),
        ("ivr.yaml", "format: 3\n", "ivr.yaml:1:9: error unknown-format"),
    ],
)
def test_a_broken_file_is_loud(name: str, text: str, place: str) -> None:
    with pytest.raises(ExtractionFault) as caught:
        extracted(f"/some/where/{name}", text)
    assert f"\n{place}" in str(caught.value)


def test_bytes_that_are_no_text_are_loud() -> None:
    file = io.BytesIO(b"\xff\xfet\0")
    file.name = "flows/main.yaml"
    with pytest.raises(ExtractionFault, match=r"flows/main\.yaml:1:1: error not-utf-8"):
        extract_for_babel(file)


def test_pybabel_fails_for_a_broken_file_and_says_where(tmp_path: Path) -> None:
    folder = make_workspace(tmp_path / "small")
    change(folder, "flows/main.yaml", "type: queue", "type: queu")
    run = extract_with_babel(folder, tmp_path / "theirs.pot")
    assert run.returncode != 0
    assert "flows/main.yaml:29:11: error unknown-node-type: there is no node type `queu`" in run.stderr
