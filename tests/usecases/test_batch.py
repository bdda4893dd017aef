"""Batches from a data file to letters and a manifest: the same bytes however they come about, each member once."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from ivr_author.batch.journal import JOURNAL
from ivr_author.batch.local import LocalPool
from ivr_author.batch.produce import Progress
from ivr_author.usecases import batch
from ivr_author.usecases.batch import BatchRequest, BatchResult, run_batch
from ivr_author.usecases.unknown import UnknownName
from tests.batch.bills import make_bills, manifest_of, rejected_in, tree_of, write_members
from tests.batch.inline_pool import InlinePool
from tests.harness.sample import change


@pytest.fixture(autouse=True)
def _one_process_is_this_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Starting one takes a second; two are real ones."""

    def pool(work: Callable[[tuple[Any, ...]], Any], processes: int) -> Any:
        return InlinePool(work, 1) if processes == 1 else LocalPool(work, processes)

    monkeypatch.setattr(batch, "LocalPool", pool)


@pytest.fixture
def bills(tmp_path: Path) -> Path:
    return make_bills(tmp_path / "bills")


@pytest.fixture
def request_for(tmp_path: Path, bills: Path) -> BatchRequest:
    data = write_members(tmp_path / "members.csv", 60)
    return BatchRequest("bill", "sms", data, tmp_path / "out", processes=1)


def run(bills: Path, request: BatchRequest) -> BatchResult:
    return run_batch(bills, request, lambda _progress: None)


def summary_of(result: BatchResult) -> dict[str, Any]:
    assert result.diagnostics == ()
    assert result.summary is not None
    return dict(result.summary)


def fault_of(result: BatchResult) -> str:
    assert result.summary is None
    return "; ".join(f"{one.rule}: {one.message}" for one in result.diagnostics)


# --- what comes out ---


def test_each_member_gets_a_file_and_a_line(bills: Path, request_for: BatchRequest) -> None:
    summary = summary_of(run(bills, request_for))
    lines = manifest_of(request_for.out)
    assert [line["key"] for line in lines] == [str(100_000 + number) for number in range(60)]
    assert [line["row"] for line in lines] == list(range(2, 62))
    assert {line["locale"] for line in lines} == {"en", "es"}
    for line in lines:
        (file,) = line["files"]
        raw = (request_for.out / file["path"]).read_bytes()
        assert (len(raw), hashlib.sha256(raw).hexdigest()) == (file["bytes"], file["sha256"])
        assert file["path"] == f"sms/0000/{line['key']}.txt"
        assert line["facts"]["parts"] >= 1
    spanish = (request_for.out / lines[1]["files"][0]["path"]).read_text(encoding="utf-8")
    assert "Debe pagar" in spanish
    assert (summary["rows"], summary["made"], summary["rejected"], summary["files"]) == (60, 60, 0, 60)
    assert summary["locales"] == {"en": 45, "es": 15}
    assert summary["data"] == hashlib.sha256(request_for.data.read_bytes()).hexdigest()
    manifest = (request_for.out / "manifest.jsonl").read_bytes()
    assert summary["manifest"]["sha256"] == hashlib.sha256(manifest).hexdigest()
    assert json.loads((request_for.out / "manifest.json").read_text()) == summary
    top = {path.name for path in request_for.out.iterdir()}
    assert top == {"sms", "manifest.jsonl", "manifest.json"}, "no rejected rows, no journal"


def test_hashes_tell_what_a_notice_was_made_of(bills: Path, request_for: BatchRequest, tmp_path: Path) -> None:
    def lines_in(name: str) -> list[dict[str, Any]]:
        out = tmp_path / name
        summary_of(run(bills, replace(request_for, out=out)))
        return manifest_of(out)

    before = lines_in("before")
    assert before[0]["catalog"] == "", "the source needs no catalog"
    assert before[0]["data"] != before[1]["data"]
    write_members(request_for.data, 60, {0: {"Amount due": "99.00"}})
    other_data = lines_in("other-data")
    assert [old["data"] == new["data"] for old, new in zip(before, other_data, strict=True)] == [False, *[True] * 59]
    change(bills, "locales/es/LC_MESSAGES/notices.po", "Debe pagar", "Tiene que pagar")
    other_words = lines_in("other-words")
    assert other_words[1]["catalog"] != other_data[1]["catalog"]
    assert other_words[1]["template"] == other_data[1]["template"]
    change(bills, "notices/bill/notice.md.j2", "Dear", "Hello")
    assert lines_in("other-template")[1]["template"] != other_words[1]["template"]


def test_the_number_of_processes_changes_no_byte(bills: Path, request_for: BatchRequest, tmp_path: Path) -> None:
    bad = {7: {"Amount due": "lots"}, 30: {"locale": "xx"}, 31: {"Account": "100001"}}
    write_members(request_for.data, 200, bad)
    run(bills, request_for)
    run(bills, replace(request_for, out=tmp_path / "two", processes=2))
    assert tree_of(request_for.out) == tree_of(tmp_path / "two")
    assert len(manifest_of(request_for.out)) == 197


def test_an_email_has_its_parts(bills: Path, request_for: BatchRequest) -> None:
    summary_of(run(bills, replace(request_for, channel="email")))
    files = [file["path"] for file in manifest_of(request_for.out)[0]["files"]]
    assert files == ["email/0000/100000.html", "email/0000/100000.txt", "email/0000/100000.subject.txt"]


def test_letters_and_large_print(bills: Path, request_for: BatchRequest) -> None:
    write_members(request_for.data, 2, {1: {"large_print": "yes", "locale": ""}})
    summary = summary_of(run(bills, replace(request_for, channel="letter")))
    lines = manifest_of(request_for.out)
    assert [line.get("large_print", False) for line in lines] == [False, True]
    assert len({line["fonts"] for line in lines} | {summary["versions"]["fonts"]}) == 1
    sizes = []
    for line in lines:
        with pikepdf.open(request_for.out / line["files"][0]["path"]) as pdf:
            assert len(pdf.pages) == line["facts"]["pages"]
            sizes.append(len(pdf.pages[0].Contents.read_bytes()))
    assert sizes[0] != sizes[1]


def test_bundles_have_bookmarks_and_leave_out_who_gets_no_letter(bills: Path, request_for: BatchRequest) -> None:
    # U+13000, an Egyptian hieroglyph, is in no font of ours.
    write_members(request_for.data, 7, {1: {"Amount due": "lots"}, 4: {"Name": "\U00013000"}})
    result = run(bills, replace(request_for, channel="letter", bundle=4, duplex=True))
    summary = summary_of(result)
    assert (summary["made"], summary["rejected"], summary["files"]) == (5, 2, 2)
    lines = manifest_of(request_for.out)
    assert [(line["key"], line["files"][0]["path"], line["facts"]["first_page"]) for line in lines] == [
        ("100000", "bundles/bundle-00001.pdf", 1),
        ("100002", "bundles/bundle-00001.pdf", 3),
        ("100003", "bundles/bundle-00001.pdf", 5),
        ("100005", "bundles/bundle-00002.pdf", 1),
        ("100006", "bundles/bundle-00002.pdf", 3),
    ]
    with pikepdf.open(request_for.out / "bundles/bundle-00001.pdf") as pdf, pdf.open_outline() as outline:
        assert [item.title for item in outline.root] == ["100000", "100002", "100003"]
    assert "U+13000" in rejected_in(request_for.out)[1]["rejected_because"]


# --- rows that nothing is made of ---


def test_bad_rows_are_set_aside_and_the_rest_goes_on(bills: Path, request_for: BatchRequest) -> None:
    bad = {
        3: {"Amount due": "12,5", "Account": "=1+1"},
        4: {"locale": "fr"},
        9: {"Account": "100001"},
        11: {"Name": ""},
    }
    write_members(request_for.data, 20, bad)
    result = run(bills, request_for)
    summary = summary_of(result)
    assert (summary["made"], summary["rejected"]) == (16, 4)
    rows = rejected_in(request_for.out)
    assert [row["rejected_row"] for row in rows] == ["5", "6", "11", "13"]
    assert [row["rejected_column"] for row in rows] == ["account, amount_due", "locale", "Account", "name"]
    assert rows[0]["Account"] == "'=1+1", "no spreadsheet takes it for a formula"
    assert "expected: an amount" in rows[0]["rejected_because"]
    assert rows[2]["rejected_because"] == "Account: row 3 has the same key; expected: a key of its own"
    assert [one["row"] for one in result.rejected] == [5, 6, 11, 13]


def test_rejected_rows_can_be_mended_and_given_again(bills: Path, request_for: BatchRequest, tmp_path: Path) -> None:
    write_members(request_for.data, 20, {3: {"Amount due": "12,5", "Note": "+ a plus"}})
    run(bills, request_for)
    rows = rejected_in(request_for.out)
    rows[0]["Amount due"] = "12.50"
    with (tmp_path / "mended.csv").open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    again = replace(request_for, data=tmp_path / "mended.csv", out=tmp_path / "again", channel="email")
    result = run(bills, again)
    assert summary_of(result)["made"] == 1
    assert result.unused == ()
    assert "We also say: + a plus." in (tmp_path / "again/email/0000/100003.txt").read_text(encoding="utf-8")


def test_json_lines(bills: Path, request_for: BatchRequest, tmp_path: Path) -> None:
    data = tmp_path / "members.jsonl"
    one = {"name": "Zoë", "address": ["1 Elm Street", "Sampleford"], "account": 17, "amount_due": 12.5}
    data.write_text(f'{json.dumps(one)}\n{{"name": "Ali"}}\n[]\n', encoding="utf-8")
    summary = summary_of(run(bills, replace(request_for, data=data)))
    assert (summary["made"], summary["rejected"]) == (1, 2)
    assert [line["key"] for line in manifest_of(request_for.out)] == ["17"]
    rows = rejected_in(request_for.out)
    assert rows[0]["json"] == '{"name": "Ali"}'
    assert rows[0]["rejected_column"] == "address, account, amount_due"
    assert "each line must hold an object" in rows[1]["rejected_because"]


# --- what stops a batch before it begins ---


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ("", "data-empty: the file has no header"),
        ("Name,Address,Account,Amount due\n", "data-no-rows: the file has no members"),
        ("Name,Account,Note\nZoë,1,x\n", "data-missing-column: there is no column for `address`, `amount_due`"),
        ("Name,name\nZoë,Zoë\n", "data-header: columns 1 and 2 are both named 'name'"),
    ],
)
def test_a_file_that_cannot_be_used_makes_nothing(bills: Path, request_for: BatchRequest, raw: str, said: str) -> None:
    request_for.data.write_text(raw, encoding="utf-8")
    assert said in fault_of(run(bills, request_for))
    assert not request_for.out.exists()


def test_a_fault_at_the_very_end_of_the_file_makes_nothing_either(bills: Path, request_for: BatchRequest) -> None:
    with request_for.data.open("ab") as stream:
        stream.write("Zoë".encode("latin-1"))
    assert "the file is not UTF-8: byte 0xEB" in fault_of(run(bills, request_for))
    assert not request_for.out.exists()


def test_names_that_are_not_there(bills: Path, request_for: BatchRequest) -> None:
    for wrong, said in (
        ({"notice": "bil"}, "there is no notice `bil`; did you mean `bill`"),
        ({"channel": "robocall"}, "there is no channel of `bill` `robocall`"),
        ({"locale": "fr"}, "there is no locale `fr`"),
    ):
        with pytest.raises(UnknownName, match=said):
            run(bills, replace(request_for, **wrong))
    assert "there is no column `member` to name members by" in fault_of(run(bills, replace(request_for, key="member")))


def test_a_notice_with_faults_is_not_sent(bills: Path, request_for: BatchRequest) -> None:
    change(bills, "notices/bill/notice.md.j2", "{% if note %}", "{% if noote %}")
    assert "noote" in fault_of(run(bills, request_for))
    assert not request_for.out.exists()


def test_a_file_that_changes_under_way_is_noticed(bills: Path, request_for: BatchRequest) -> None:
    def add_a_row(progress: Progress) -> None:
        if progress.done == 0:
            with request_for.data.open("a", encoding="utf-8") as stream:
                stream.write("Zoë,1 Elm Street,7,1.00,,,\n")

    result = run_batch(bills, request_for, add_a_row)
    assert fault_of(result) == "data-changed: the file was changed while the batch was made of it"
    assert not (request_for.out / "manifest.json").exists()


# --- begun before ---


def test_a_finished_batch_is_not_made_again(bills: Path, request_for: BatchRequest) -> None:
    first = summary_of(run(bills, request_for))
    before = {path: path.stat().st_mtime_ns for path in request_for.out.rglob("*")}
    again = run(bills, request_for)
    assert again.was_finished
    assert summary_of(again) == first
    assert {path: path.stat().st_mtime_ns for path in request_for.out.rglob("*")} == before
    (request_for.out / "sms/0000/100017.txt").unlink()
    assert fault_of(run(bills, request_for)) == "out-damaged: sms/0000/100017.txt is gone, or not as it was written"


@pytest.mark.parametrize("finished", [True, False])
def test_another_batch_is_not_mixed_in(bills: Path, request_for: BatchRequest, finished: bool) -> None:
    summary_of(run(bills, request_for))
    if not finished:
        identity = json.loads((request_for.out / "manifest.json").read_text())
        (request_for.out / JOURNAL).write_text(json.dumps({"batch": identity}) + "\n")
    before = tree_of(request_for.out)
    assert "differs in locale;" in fault_of(run(bills, replace(request_for, locale="es"))) + ";"
    change(bills, "notices/bill/notice.md.j2", "Dear", "Hello")
    assert "differs in template;" in fault_of(run(bills, request_for)) + ";"
    change(bills, "notices/bill/notice.md.j2", "Hello", "Dear")
    write_members(request_for.data, 61)
    assert "differs in data;" in fault_of(run(bills, request_for)) + ";"
    assert tree_of(request_for.out) == before


def test_a_folder_with_something_else_is_left_alone(bills: Path, request_for: BatchRequest) -> None:
    request_for.out.mkdir()
    (request_for.out / "thesis.txt").write_text("precious")
    assert fault_of(run(bills, request_for)) == "out-not-empty: the folder holds something else: thesis.txt"
    blocked = run(bills, replace(request_for, out=request_for.out / "thesis.txt"))
    assert fault_of(blocked) == "out-unwritable: the batch cannot be written: file exists"


COMMAND = "from ivr_author.cli.main import main; main()"


def begin(bills: Path, request: BatchRequest, repository: Path) -> subprocess.Popen[bytes]:
    arguments = ["batch", request.notice, "--channel", request.channel, "--processes", "2"]
    arguments += ["--data", str(request.data.absolute()), "--out", str(request.out.absolute())]
    return subprocess.Popen(
        [sys.executable, "-c", COMMAND, "-C", str(bills), *arguments],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(repository)},
    )


def kill_when(process: subprocess.Popen[bytes], journal: Path, lines: int) -> None:
    """End a batch the hard way, once so many lines stand in its journal."""
    deadline = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < deadline:
        if journal.exists() and journal.read_bytes().count(b"\n") >= lines:
            process.send_signal(signal.SIGKILL)
            break
        time.sleep(0.002)
    assert process.wait() == -signal.SIGKILL, "it had ended before it was killed"


def test_a_batch_that_is_killed_goes_on_and_ends_the_same(
    bills: Path, request_for: BatchRequest, tmp_path: Path, repository: Path
) -> None:
    write_members(request_for.data, 1_600, {5: {"Amount due": "lots"}, 1_500: {"locale": "xx"}})
    journal = request_for.out / JOURNAL
    for lines in (5, 15):
        kill_when(begin(bills, request_for, repository), journal, lines)
    assert not (request_for.out / "manifest.json").exists()
    # What a kill in the middle of a line leaves behind; and a file that a power failure emptied.
    done = journal.read_bytes().splitlines(keepends=True)
    journal.write_bytes(b"".join(done) + b'{"chunk":99,"made":[{"ke')
    emptied = json.loads(done[-1])["made"][0]["files"][0]["path"]
    (request_for.out / emptied).write_bytes(b"")
    result = run(bills, request_for)
    summary = summary_of(result)
    assert 0 < result.resumed < 1_600
    assert (summary["rows"], summary["made"], summary["rejected"]) == (1_600, 1_598, 2)
    assert [one["row"] for one in result.rejected] == [7, 1502]
    whole = replace(request_for, out=tmp_path / "whole")
    run(bills, whole)
    assert tree_of(request_for.out) == tree_of(whole.out)


def test_progress_counts_every_row_once(bills: Path, request_for: BatchRequest) -> None:
    seen: list[Progress] = []
    run_batch(bills, request_for, seen.append)
    assert [seen[0].done, seen[-1].done] == [0, 60]
    assert [one.done for one in seen] == sorted(one.done for one in seen)
    assert {(one.total, one.resumed) for one in seen} == {(60, 0)}
