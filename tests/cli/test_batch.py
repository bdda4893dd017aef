"""`ivr-author batch` as a person and a program use it: what is said where, and the exit codes."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from ivr_author.cli import print as cli_print
from ivr_author.cli.main import cli
from ivr_author.usecases import batch
from tests.batch.bills import make_bills, write_members
from tests.batch.inline_pool import InlinePool


@pytest.fixture
def bills(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(batch, "LocalPool", InlinePool)
    folder = make_bills(tmp_path / "bills")
    write_members(folder / "members.csv", 40)
    return folder


def run(bills: Path, *more: str, notice: str = "bill", data: str = "members.csv", out: str = "out") -> Result:
    arguments = ["batch", notice, "--channel", "sms", "--data", data, "--out", out, *more]
    return CliRunner().invoke(cli, ["-C", str(bills), *arguments], catch_exceptions=False)


def test_a_batch_is_summed_up(bills: Path) -> None:
    result = run(bills)
    assert result.exit_code == 0
    assert result.stdout.startswith("out: 40 members, 40 files, 2 kB, en 30, es 10 in 0:0")
    assert result.stderr == "", "no bar where nobody looks"
    assert (bills / "out/manifest.json").exists()
    again = run(bills)
    assert (again.exit_code, again.stdout) == (0, "out: finished before, nothing to do; 40 members\n")


def test_rejected_rows_exit_with_1_after_the_rest(bills: Path) -> None:
    write_members(bills / "members.csv", 40, {3: {"Amount due": "lots"}})
    result = run(bills)
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    assert lines[0].startswith("out: 39 members")
    assert lines[1] == "1 row rejected: out/rejected.csv"
    assert lines[2].startswith("  row 5: amount_due: `lots` is no amount of money; expected: an amount")
    assert run(bills).exit_code == 1, "finished before, and somebody still has no notice"


def test_a_batch_for_programs(bills: Path) -> None:
    text = (bills / "members.csv").read_text(encoding="utf-8").replace("Note,", "Shoe size,", 1)
    (bills / "members.csv").write_text(text.replace("3.03", "lots"), encoding="utf-8")
    result = run(bills, "--format", "json")
    assert result.exit_code == 1
    data: dict[str, Any] = json.loads(result.stdout)
    assert (data["summary"]["made"], data["out"], data["resumed"], data["was_finished"]) == (39, "out", 0, False)
    assert data["unused_columns"] == ["Shoe size"]
    (rejected,) = data["rejected"]
    fault = rejected["faults"][0]
    assert (rejected["row"], fault["column"], fault["value"]) == (5, "amount_due", "lots")
    assert fault["message"] == "`lots` is no amount of money"
    assert fault["expected"].startswith("an amount")
    assert data["diagnostics"] == []


def test_columns_of_no_use_are_said_beside_the_result(bills: Path) -> None:
    text = (bills / "members.csv").read_text(encoding="utf-8").replace("Note,", "Shoe size,", 1)
    (bills / "members.csv").write_text(text, encoding="utf-8")
    assert run(bills).stderr == "columns of no use to this notice: Shoe size\n"


def test_a_file_that_cannot_be_used_exits_with_1(bills: Path) -> None:
    (bills / "members.csv").write_bytes(b"Name,Address,Account,Amount due\nZo\xeb,x,1,1.00\n")
    result = run(bills)
    assert (result.exit_code, result.stdout) == (1, "")
    assert (
        "members.csv:2:3: error data-encoding: the file is not UTF-8: byte 0xEB at offset 34 (line 2)" in result.stderr
    )
    assert "hint: save it as UTF-8" in result.stderr
    data = json.loads(run(bills, "--format", "json").stdout)
    assert (data["summary"], data["counts"]["error"], data["diagnostics"][0]["line"]) == (None, 1, 2)
    assert not (bills / "out").exists()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"notice": "bil"}, "there is no notice `bil`; did you mean `bill`?"),
        ({"data": "none.csv"}, "no such file or directory"),
        ({"data": "notices"}, "is a directory"),
        ({"out": "notices"}, "the folder holds something else"),
    ],
)
def test_a_fault_in_the_call_exits_with_2(bills: Path, given: dict[str, str], said: str) -> None:
    result = run(bills, **given)
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in " ".join(result.stderr.split())


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--bundle", "10"], "--bundle is for letters"),
        (["--channel", "letter", "--duplex"], "--duplex is for bundles"),
        (["--channel", "letter", "--bundle", "1000"], "1000 is not in the range"),
        (["--locale", "fr"], "there is no locale `fr`"),
        (["--delimiter", "#"], "'#' is not one of"),
    ],
)
def test_options_that_do_not_fit(bills: Path, more: list[str], said: str) -> None:
    result = run(bills, *more)
    assert result.exit_code == 2
    assert said in " ".join(result.stderr.split())


def test_a_batch_in_another_folder_is_not_mixed_in(bills: Path) -> None:
    run(bills)
    result = run(bills, "--locale", "es")
    assert result.exit_code == 2
    assert "differs in locale; name another folder" in " ".join(result.stderr.split())


def test_a_cluster_that_is_not_safe_is_refused(bills: Path) -> None:
    result = run(bills, "--cluster", "tcp://10.0.0.5:8786")
    assert result.exit_code == 1
    assert "members' data would be sent there; use tls://10.0.0.5:8786" in result.stderr


def test_a_terminal_sees_how_far_it_is(bills: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[tuple[float | None, str]] = []
    monkeypatch.setattr("ivr_author.cli.commands.batch.show_progress", lambda share, text: shown.append((share, text)))
    run(bills)
    shares = [share for share, _ in shown]
    assert (shares[0], shares[-2], shares[-1]) == (0.0, 1.0, None)
    assert shown[0][1] == "0 of 40 (0%)"
    assert shown[-2][1].startswith("40 of 40 (100%), ")
    assert shown[-2][1].endswith("/s, 0:00 left")


def test_the_bar_is_one_line_that_is_written_over(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    cli_print.show_progress(0.5, "half")
    assert capsys.readouterr().err == "", "not on a terminal"
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    cli_print.show_progress(0.5, "half")
    cli_print.show_progress(None, "")
    assert capsys.readouterr().err == f"\r\x1b[K{'█' * 10}{'░' * 10} half\r\x1b[K"


def test_ctrl_c_says_that_it_goes_on(bills: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_arguments: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("ivr_author.cli.commands.batch.run_batch", interrupted)
    result = run(bills)
    assert result.exit_code == 130
    assert "the same command goes on where it stopped" in result.stderr
