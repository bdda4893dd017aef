"""`ivr-author rehearse`: figures, JSON that is the same for the same seed, a page that stands alone, and refusals."""

from __future__ import annotations

import itertools
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from lxml import html

from ivr_author.cli.main import cli
from tests.harness.sample import make_workspace

CALLED = ["rehearse", "main", "--day", "2026-11-17", "--calls", "900", "--agents", "9"]
PEAK = ["rehearse", "main", "--day", "2026-12-23", "--calls", "2000", "--agents", "14", "--seed", "3"]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_workspace(tmp_path_factory.mktemp("office"))


@pytest.fixture(scope="module")
def peak(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], str]:
    """The sample's peak day, with a tenth of its calls and too few agents: data and page."""
    out = tmp_path_factory.mktemp("peak") / "day.html"
    more = ["--weights", "rehearsals/peak_day.yaml", "--format", "json", "--out", str(out)]
    result = run(repository, *PEAK, *more)
    assert result.exit_code == 1, "a day that breaks"
    return json.loads(result.stdout)["rehearsal"], out.read_text(encoding="utf-8")


def run(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli, ["-C", str(root), *arguments], catch_exceptions=False)


def test_same_seed_same_bytes(office: Path) -> None:
    first, second = (run(office, *CALLED, "--format", "json", "--out", f"{name}.html") for name in ("a", "b"))
    assert first.stdout.replace("a.html", "b.html") == second.stdout
    assert (office / "a.html").read_bytes() == (office / "b.html").read_bytes()
    assert run(office, *CALLED, "--format", "json", "--seed", "2").stdout != first.stdout


def test_enough_agents_hold_the_day(office: Path) -> None:
    found = json.loads(run(office, *CALLED, "--format", "json").stdout)["rehearsal"]
    (few,) = found["languages"]
    assert found["breaks"] is True
    assert few["breaks_in"]
    needed = few["enough"]["agents_by_erlang_c"]
    again = run(office, *CALLED, "--agents", str(needed), "--format", "json")
    (many,) = json.loads(again.stdout)["rehearsal"]["languages"]
    assert again.exit_code == 0
    assert (many["breaks_in"], many["agents"]) == ([], needed)
    assert many["answered_in_time_share"] > 0.8
    (proof,) = found["with_enough_agents"]
    assert (proof["agents"], proof["hours_that_break"]) == (needed, [])
    assert few["enough"]["agents_by_erlang_a"] <= needed


def test_a_day_on_which_nobody_works(office: Path) -> None:
    """On a holiday the flow sends everybody to the machine: no agent is asked for."""
    result = run(office, "rehearse", "main", "--day", "2026-11-26", "--calls", "50", "--format", "json")
    assert result.exit_code == 0
    (one,) = json.loads(result.stdout)["rehearsal"]["languages"]
    assert (one["calls"], one["outcomes"]) == (0, {"hangup flow": 50})


def test_the_peak_day_breaks_by_language(peak: tuple[dict[str, Any], str]) -> None:
    data, _ = peak
    by_locale = {one["locale"]: one for one in data["languages"]}
    assert set(by_locale) == {"en", "es", "pt_BR", "zh_Hans", "ht", "vi", "ru", "ar"}
    assert sum(one["agents"] for one in data["languages"]) == 14
    english = by_locale["en"]
    assert {"09:00", "10:00"} <= set(english["breaks_in"]) <= {f"{hour:02d}:00" for hour in range(7, 21)}
    assert english["enough"]["agents_by_erlang_c"] > english["agents"]
    for one in data["languages"]:
        assert sum(hour["calls"] for hour in one["hours"]) == one["calls"]
        assert sum(hour["gave_up"] for hour in one["hours"]) == one["gave_up"]
    assert sum(sum(one["outcomes"].values()) for one in data["languages"]) == data["attempts"]
    assert data["attempts"] == 2000 + data["redials"]
    assert all(one["source"].startswith("https://") and one["date"] for one in data["limits"])
    assert data["plan"]["weights_source"].startswith("Made up")


def test_the_page_stands_alone(peak: tuple[dict[str, Any], str]) -> None:
    data, page = peak
    tree = html.fromstring(page.encode())
    assert tree.xpath("//script | //link | //img | //iframe") == []
    assert not re.search(r"(?:url\(|@import|src=)(?!\(?#)[\"']?http", page)
    ids = Counter(tree.xpath("//@id"))
    assert [name for name, count in ids.items() if count > 1] == []
    assert tree.get("lang") == "en"
    assert tree.xpath("//span[@lang='ar']/@dir")[0] == "rtl"
    assert "español" in page
    assert "العربية" in page
    pictures = tree.xpath("//*[local-name()='svg']")
    assert len(pictures) == 2 + len(data["languages"])
    assert all(one.get("role") == "img" and one.get("aria-label", "").endswith(".") for one in pictures)
    assert all(one.get("tabindex") == "0" and one.get("aria-label") for one in tree.xpath("//div[@class='wide']"))
    assert not re.search(r"#0[1-5]0[1-5]0[1-5]", page), "every colour is the page's own"
    assert tree.xpath("//p[contains(@class, 'verdict')]")[0].text_content().startswith("The day breaks in ")
    assert "Made up for the sample" in page
    levels = [int(one.tag[1]) for one in tree.xpath("//h1 | //h2 | //h3")]
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_words_of_the_workspace_are_data(office: Path, tmp_path: Path) -> None:
    settings = (office / "ivr.yaml").read_text()
    folder = make_workspace(
        tmp_path / "x", {"ivr.yaml": settings.replace("Example Office", "<b>O'Brien & {title}</b>")}
    )
    (folder / "w.yaml").write_text("source: <script>alert(1)</script>\n")
    run(folder, *CALLED, "--weights", "w.yaml", "--out", "page.html")
    page = (folder / "page.html").read_text()
    assert "<b>" not in page
    assert "<script" not in page
    assert "&lt;b&gt;O&#x27;Brien &amp; {title}&lt;/b&gt;" in page


def test_a_person_reads_a_table(office: Path) -> None:
    result = run(office, *CALLED, "--out", "day.html")
    lines = result.stdout.splitlines()
    assert result.exit_code == 1
    assert lines[0].split() == ["language", "calls", "agents", "in", "time", "gave", "up", "wait", "breaks", "enough"]
    assert lines[1].startswith("en")
    assert any(line.startswith("breaks en: ") for line in lines)
    assert lines[-1] == "day.html"


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--calls", "0"], "0 is not in the range"),
        (["--calls", "2000000"], "is not in the range"),
        (["--agents", "0"], "are no agents; write 300, or"),
        (["--agents", "-3"], "are no agents; write 300, or"),
        (["--agents", "en=5,en=6"], "are no agents; write 300, or"),
        (["--agents", "xx=5"], "there is no locale `xx`"),
        (["--talk", "soon"], "is no time; write it as 90s"),
        (["--talk", "0s"], "must lie between 1 and"),
        (["--patience", "99h"], "must lie between 1 and"),
        (["--redial", "101"], "is not in the range"),
        (["--goal", "120/20"], "is no goal; write 80/20"),
        (["--goal", "0/20"], "is no goal; write 80/20"),
        (["--day", "2026-02-30"], "does not match the format"),
        (["--day", "0001-01-01"], "the day must lie between"),
        (["--day", "9999-12-31"], "the day must lie between"),
        (["--platform", "asterisk"], "is not one of"),
    ],
)
def test_nonsense_is_a_fault_in_the_call(office: Path, more: list[str], said: str) -> None:
    result = run(office, *CALLED, *more)
    assert result.exit_code == 2
    assert said in " ".join(result.stderr.split())


def test_whoever_comes_nowhere_hangs_up_in_the_end(office: Path) -> None:
    (office / "round.yaml").write_text('choices: {main/main_menu: {"1": 1}}\n')
    result = run(office, *CALLED, "--calls", "20", "--weights", "round.yaml", "--format", "json")
    (one,) = json.loads(result.stdout)["rehearsal"]["languages"]
    assert one["outcomes"].keys() <= {"hangup caller", "hangup flow"}
    assert one["outcomes"]["hangup caller"] > 10


def test_who_counts_calls_must_say_so(office: Path) -> None:
    result = run(office, "rehearse", "main", "--day", "2026-11-17")
    assert result.exit_code == 2
    assert "say how many calls come" in result.stderr
    (office / "arrivals.yaml").write_text("format: 1\nsource: Reports\nhours: {9: 30, 10: 50}\n")
    found = run(office, "rehearse", "main", "--day", "2026-11-17", "--arrivals", "arrivals.yaml", "--format", "json")
    data = json.loads(found.stdout)["rehearsal"]
    assert (data["plan"]["calls"], data["plan"]["arrivals"]) == (80, "Reports")
    assert {hour["hour"] for hour in data["languages"][0]["hours"]} <= {"09:00", "10:00", "11:00"}


@pytest.mark.parametrize("option", ["--weights", "--arrivals", "--limits"])
def test_a_file_with_faults_is_told_with_its_place(office: Path, option: str) -> None:
    (office / "bad.yaml").write_text("format: 1\nsurce: us\n")
    result = run(office, *CALLED, option, "bad.yaml")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "bad.yaml:2:1: error unknown-key" in result.stderr
    data = json.loads(run(office, *CALLED, option, "bad.yaml", "--format", "json").stdout)
    assert data["rehearsal"] is None
    assert 2 in {fault["line"] for fault in data["diagnostics"]}
    (office / "bad.yaml").write_bytes(b"a: \xff\x00")
    assert "bad.yaml" in run(office, *CALLED, option, "bad.yaml").stderr
    missing = run(office, *CALLED, option, "none.yaml")
    assert (missing.exit_code, missing.stdout) == (1, "")
    assert "none.yaml" in missing.stderr


def test_a_flow_that_cannot_answer_is_not_rehearsed(office: Path, tmp_path: Path) -> None:
    assert "did you mean `main`?" in run(office, "rehearse", "mian", "--day", "2026-11-17", "--calls", "5").stderr
    broken = make_workspace(tmp_path / "broken", {"flows/main.yaml": "format: 1\n"})
    result = run(broken, *CALLED)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "flows/main.yaml" in result.stderr
