"""The command line as a person and a program use it: what is printed where, and the exit codes."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import jsonschema
import pytest
from click.testing import CliRunner, Result

from ivr_author import __version__
from ivr_author.cli import main as cli_main
from ivr_author.cli.main import cli
from ivr_author.notice.texts import NOTICE_TEXTS
from tests.harness.sample import CALLS, change, make_workspace

Run = Callable[..., Result]


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    return make_workspace(tmp_path / "small")


@pytest.fixture
def run(workspace: Path) -> Run:
    """Runs a command on the workspace."""

    def invoke(*arguments: str, input: str | None = None) -> Result:  # noqa: A002 - click's own word
        return CliRunner().invoke(cli, ["-C", str(workspace), *arguments], input=input, catch_exceptions=False)

    return invoke


def spawn(*arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
    """The installed program in a process of its own."""
    command = [sys.executable, "-c", "from ivr_author.cli.main import main; main()", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120, **options)


COMMANDS = [
    *("answer", "audit", "batch", "bulletin", "call", "catalogs", "changes", "check", "compile", "deploy"),
    "init",
    *("notice", "paths", "people", "recordings", "rehearse", "release", "render", "review"),
    *("schema", "score", "serve", "test", "voices"),
    *(
        f"catalogs {name}"
        for name in ("extract", "update", "stats", "check", "compile", "review", "draft", "suggest", "pretranslate")
    ),
    *(f"catalogs {name}" for name in ("export", "import", "glossary", "pseudo")),
    *(f"audit {name}" for name in ("show", "verify", "export")),
    *(f"people {name}" for name in ("list", "add", "grant", "revoke", "link", "disable")),
    *(f"recordings {name}" for name in ("script", "check", "import")),
    *(f"bulletin {name}" for name in ("list", "show", "on", "off")),
    "review list",
    *(f"release {name}" for name in ("create", "gates", "list", "show", "publish", "rollback")),
]


def test_the_version_is_the_packages() -> None:
    assert CliRunner().invoke(cli, ["--version"]).output == f"ivr-author, version {__version__}\n"


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(run: Run, command: str) -> None:
    result = run(*command.split(), "--help")
    assert result.exit_code == 0
    lines = result.output.splitlines()
    assert lines[0].startswith("Usage: ")
    assert lines[2].strip(), "a sentence says what it does"


def test_the_list_of_commands_is_whole(run: Run) -> None:
    listed = run("--help").output.partition("Commands:")[2].split("\n")
    assert [line.split()[0] for line in listed if line.strip()] == [name for name in COMMANDS if " " not in name]
    assert not [line for line in listed if line.endswith("...")], "the first sentence is too long for the list"


# --- check ---


def test_check_is_clean(run: Run) -> None:
    result = run("check")
    assert (result.exit_code, result.output) == (0, "No problems found\n")


def test_check_shows_the_place_and_the_way_out(run: Run, workspace: Path) -> None:
    change(workspace, "flows/main.yaml", "next: agent}", "next: agnet}")
    result = run("check")
    assert result.exit_code == 1
    assert result.stdout.startswith("flows/main.yaml:23:97: error dangling-reference: ")
    assert "^^^^^" in result.stdout
    assert "hint: did you mean `agent`?" in result.stdout
    assert result.stdout.endswith("1 error\n")


@pytest.mark.parametrize("arguments", [("check", "--format", "json"), ("--format", "json", "check")])
def test_check_for_programs(workspace: Path, arguments: tuple[str, ...]) -> None:
    change(workspace, "flows/main.yaml", "next: agent}", "next: agnet}")
    result = CliRunner().invoke(cli, ["-C", str(workspace), *arguments])
    assert result.exit_code == 1
    data = json.loads(result.stdout)
    assert data["counts"] == {"error": 1, "warning": 0, "note": 0}
    assert (data["diagnostics"][0]["path"], data["diagnostics"][0]["line"]) == ("flows/main.yaml", 23)


def test_check_as_sarif(run: Run, workspace: Path) -> None:
    change(workspace, "flows/main.yaml", "next: agent}", "next: agnet}")
    log = json.loads(run("check", "--format", "sarif").stdout)
    assert log["version"] == "2.1.0"
    assert [one["ruleId"] for one in log["runs"][0]["results"]] == ["dangling-reference"]


def test_check_of_some_files(run: Run, workspace: Path) -> None:
    change(workspace, "flows/main.yaml", "next: agent}", "next: agnet}")
    assert run("check", "flows/calendars").exit_code == 0
    assert run("check", "flows/main.yaml").exit_code == 1
    result = run("check", "flows/man.yaml")
    assert result.exit_code == 2
    assert "there is nothing to check at `flows/man.yaml`" in result.stderr


# --- faults in the call ---


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nothing"], "No such command 'nothing'"),
        (["check", "--format", "xml"], "'xml' is not one of 'text', 'json', 'sarif'"),
        (["compile", "--out", "x"], "Missing option '--target'"),
        (["compile", "--target", "twiml"], "Missing option '--out'"),
        (["compile", "--target", "twilio", "--out", "x"], "'twilio' is not one of 'twiml', 'voicexml'"),
        (["compile", "--target", "twiml", "--out", "x", "mian"], "there is no flow `mian`; did you mean `main`?"),
        (["test", "nowhere"], "there is no file or folder with call scripts `nowhere`"),
        (["call", "mian", "--script", CALLS], "there is no flow `mian`"),
        (["call", "main", "--locale", "xx"], "there is no locale `xx`; known: `en`"),
        (["call", "main", "--at", "noon"], "'noon' is no moment; write it as 2026-12-23T18:30"),
        (["paths", "main", "--cover", "all"], "'all' is not one of 'nodes', 'edges', 'edge-pairs'"),
        (["paths", "main", "--out", CALLS], "was not written by `ivr-author paths`"),
        (["catalogs", "stats", "xx"], "there is no locale with a catalog `xx`"),
        (["catalogs", "draft", "xx"], "there is no locale with a catalog `xx`"),
        (["catalogs", "review", "xx"], "Missing option '--by'"),
        (["catalogs", "review", "xx", "--by", "Ana", "--on", "May 1"], "'May 1' is no day; write it as 2026-12-23"),
        (["catalogs", "suggest", "es"], "Name a text or its --address, and not both"),
        (["catalogs", "suggest", "es", "Hello", "--address", "x"], "Name a text or its --address, and not both"),
        (["catalogs", "suggest", "xx", "Hello"], "there is no locale with a catalog `xx`"),
        (["catalogs", "review", "en", "--by", "Ana"], "there is no locale with a catalog `en`"),
        (["init", "."], "has an ivr.yaml already"),
        (["answer"], "TWILIO_AUTH_TOKEN is not set: by which requests prove that they come from the phone platform"),
        (["answer", "--unsigned", "--host", "0.0.0.0"], "anybody who reaches 0.0.0.0 could make calls go on"),
        (["answer", "--unsigned", "--bundle", "flows"], "flows: no bundle of ivr-author compile --target twiml"),
        (["answer", "--unsigned", "--public-url", "x.example"], "`x.example` is no address of this service"),
        (["answer", "--unsigned", "--redis", "http://x"], "no address of a Redis: it begins with redis://"),
        (["serve", "--host", "192.0.2.1"], "the studio is for this machine only"),
        (["serve", "--no-accounts", "--host", "192.0.2.1", "--public-url", "https://x.example"], "this machine only"),
        (["serve", "--no-accounts", "--public-url", "https://x.example"], "a studio without accounts"),
        (["serve", "--public-url", "http://x.example"], "is not https"),
        (["serve", "--public-url", "x.example"], "is no address of a studio"),
        (["serve", "--port", "70000"], "70000 is not in the range"),
    ],
)
def test_a_fault_in_the_call_exits_with_2_and_prints_no_result(
    run: Run, arguments: list[str], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TWILIO_AUTH_TOKEN", raising=False)
    result = run(*arguments)
    assert result.exit_code == 2, result.output
    assert said in " ".join(result.stderr.split())
    assert result.stdout == ""


def test_a_folder_that_is_not_there_is_a_fault_in_the_call(tmp_path: Path) -> None:
    result = CliRunner().invoke(cli, ["-C", str(tmp_path / "nowhere"), "check"])
    assert result.exit_code == 2


READERS = [
    ("check",),
    ("test",),
    ("compile", "--target", "twiml", "--out", "out"),
    ("call", "main"),
    ("call", "main", "--script", CALLS),
    ("paths", "main"),
    ("catalogs", "extract"),
    ("catalogs", "update"),
    ("catalogs", "stats"),
    ("catalogs", "check"),
    ("catalogs", "compile"),
    ("catalogs", "review", "es", "--by", "Ana"),
    ("catalogs", "draft", "es"),
    ("catalogs", "suggest", "es", "Hello"),
    ("catalogs", "suggest", "es", "--address", "main/welcome/prompt"),
    ("catalogs", "pretranslate"),
    ("catalogs", "export", "es", "--as", "csv", "--out", "out"),
    ("catalogs", "export", "--as", "tmx", "--out", "out"),
    ("catalogs", "export", "--as", "tbx", "--out", "out"),
    ("catalogs", "import", "es.csv"),
    ("answer", "--unsigned"),
]


@pytest.mark.parametrize("arguments", READERS, ids=" ".join)
@pytest.mark.parametrize(
    ("path", "raw"),
    [
        ("ivr.yaml", None),
        ("ivr.yaml", b"format: ["),
        ("ivr.yaml", b"\xff\xfe\x00"),
        ("ivr.yaml", b"- just a list\n"),
        ("ivr.yaml", b""),
    ],
    ids=["none", "broken", "no text", "a list", "empty"],
)
def test_a_broken_workspace_is_a_fault_in_the_content_for_every_command(
    run: Run, workspace: Path, arguments: tuple[str, ...], path: str, raw: bytes | None
) -> None:
    (workspace / path).unlink()
    if raw is not None:
        (workspace / path).write_bytes(raw)
    result = run(*arguments)
    assert result.exit_code == 1, result.output
    assert " error " in result.output or result.output.startswith("error "), result.output
    assert not (workspace / "out").exists()


# --- compile ---


def test_compile_writes_and_says_what(run: Run, workspace: Path) -> None:
    result = run("compile", "--target", "voicexml", "--out", "build/voicexml")
    assert result.exit_code == 0
    assert result.stdout.startswith("build/voicexml: ")
    assert "begins with start.vxml" in result.stdout
    assert (workspace / "build/voicexml/en/main.vxml").is_file()
    again = json.loads(run("compile", "--target", "voicexml", "--out", "build/voicexml", "--format", "json").stdout)
    assert again["written"]["changed"] == 0
    assert again["entry"] == "start.vxml"


def test_compile_refuses_content_with_errors(run: Run, workspace: Path) -> None:
    change(workspace, "flows/main.yaml", "next: agent}", "next: agnet}")
    result = run("compile", "--target", "twiml", "--out", "build")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "error dangling-reference" in result.stderr
    assert not (workspace / "build").exists()
    data = json.loads(run("--format", "json", "compile", "--target", "twiml", "--out", "build").stdout)
    assert data["written"] is None
    assert data["counts"]["error"] == 1


def test_compile_where_nothing_can_be_written(run: Run, workspace: Path) -> None:
    (workspace / "build").mkdir()
    (workspace / "build/manifest.json").mkdir()
    result = run("compile", "--target", "voicexml", "--out", "build")
    assert result.exit_code == 1
    assert "manifest.json:1:1: error special-file" in result.stderr


# --- test ---


def test_test_plays_every_call_everywhere(run: Run) -> None:
    result = run("test")
    assert result.exit_code == 0
    assert [line.split()[:5] for line in result.stdout.splitlines()] == [
        [player, "5", "calls", "all", "passed"] for player in ("reference", "twiml", "voicexml")
    ]


def test_test_explains_a_failure(run: Run, workspace: Path) -> None:
    change(workspace, CALLS, "hear: 1 Main Street", "hear: 2 Main Street")
    result = run("test", "--target", "reference", CALLS)
    assert result.exit_code == 1
    assert "failed A caller hears the address and then speaks with someone [reference]" in result.stdout
    assert f"  {CALLS}:10:9: this was not heard\n" in result.stdout
    assert "1 failed" in result.stdout
    data = json.loads(run("test", "--target", "reference", "--format", "json").stdout)
    assert data["played"] == {"calls": 5, "failed": 1}
    failed = next(one for one in data["results"] if not one["passed"])
    assert (failed["path"], failed["line"], failed["target"]) == (CALLS, 4, "reference")
    assert failed["faults"][0]["line"] == 10
    assert failed["transcript"][1] == {"event": "keys", "keys": "1"}


def test_test_without_calls_says_how_to_begin(run: Run, workspace: Path) -> None:
    (workspace / CALLS).unlink()
    result = run("test")
    assert result.exit_code == 0
    assert "No calls: write some" in result.stdout


# --- call ---


@pytest.mark.parametrize("target", ["reference", "twiml", "voicexml"])
def test_a_person_calls(run: Run, target: str) -> None:
    keys = "1\n9\nfly\nundo\nsay a person please\n"
    result = run("call", "main", "--target", target, "--at", "2026-11-17T10:00", input=keys)
    assert result.exit_code == 0
    assert "Tuesday, 17 November 2026, 10:00 EST" in result.stdout
    assert "en We are at 1 Main Street" in result.stdout
    assert "(0 9 1 2; say address, hours, someone, person)" in result.stdout
    assert "undo          take the last thing back" in result.stdout, "what means nothing shows the help"
    assert result.stdout.endswith("The call is over: queue agents\n")


def test_the_end_of_the_input_hangs_up(run: Run) -> None:
    result = run("call", "main", "--at", "2026-11-17T10:00", input="1\n")
    assert result.stdout.endswith("The call is over: hangup caller\n")


def test_keys_that_nobody_waits_for_are_shown(run: Run) -> None:
    result = run("call", "main", "--at", "2026-11-17T10:00", input="12\nhang up\n")
    assert "the keys 2 were left over" in result.stdout


def test_a_script_gives_transcripts(run: Run, workspace: Path) -> None:
    result = run("call", "main", "--script", CALLS, "--target", "twiml")
    assert result.exit_code == 0
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert next(line["call"] for line in lines if "call" in line).startswith("A caller hears the address")
    assert lines[1]["event"] == "say"
    assert len([line for line in lines if "call" in line]) == 5
    one = workspace / "one.yaml"
    one.write_text("calls:\n  - name: x\n    script: [hear: Goodbye]\n")
    result = run("call", "main", "--script", "one.yaml")
    assert result.exit_code == 1
    assert [json.loads(line)["event"] for line in result.stdout.splitlines()] == ["say", "hangup"]
    assert "this was not heard" in result.stderr


# --- paths ---


def test_paths_to_the_output_and_to_a_file(run: Run, workspace: Path) -> None:
    result = run("paths", "main")
    assert result.exit_code == 0
    assert result.stdout.startswith("# Written by `ivr-author paths`")
    assert "en: 7 calls pass 23 of 23 edges\n" in result.stderr
    assert "hand-written calls reach 8 of 8 nodes and 17 of 23 edges of the flow main" in result.stderr
    result = run("paths", "main", "--out", "paths.yaml")
    assert "en: 7 calls pass 23 of 23 edges\n" in result.stdout
    assert run("call", "main", "--script", "paths.yaml", "--target", "voicexml").exit_code == 0
    data = json.loads(run("paths", "main", "--cover", "nodes", "--format", "json").stdout)
    assert data["coverings"][0]["covered"] == data["coverings"][0]["total"] == 8
    assert data["by_hand"]["nodes"] == [8, 8]


# --- catalogs, schema, init ---


def test_words_on_their_way(run: Run, workspace: Path) -> None:
    assert "no locales besides its source" in run("catalogs", "stats").stdout
    change(workspace, "ivr.yaml", "locales: []", "locales: [es]")
    there = len(NOTICE_TEXTS) + 7
    both = ("locales/flows.pot: 23 texts", f"locales/notices.pot: {there} texts")
    assert run("catalogs", "extract").stdout == "".join(f"{line}\n" for line in both)
    assert run("catalogs", "extract", "--domain", "notices").stdout == f"{both[1]}, as before\n"
    folder = "locales/es/LC_MESSAGES"
    assert (
        run("catalogs", "update").stdout
        == f"{folder}/flows.po: new; 23 added\n{folder}/notices.po: new; {there} added\n"
    )
    assert run("catalogs", "update", "--domain", "flows").stdout == f"{folder}/flows.po: up to date\n"
    heading, *rows = run("catalogs", "stats").stdout.splitlines()
    assert heading.split()[:5] == ["domain", "locale", "reviewed", "translated", "draft"]
    assert [row.split()[:4] for row in rows] == [["flows", "es", "0", "0"], ["notices", "es", "0", "0"]]
    counted = json.loads(run("catalogs", "stats", "--format", "json").stdout)["locales"]
    assert [(one["domain"], one["missing"]) for one in counted] == [("flows", 23), ("notices", there)]
    assert run("catalogs", "compile").stdout == f"{folder}/flows.mo\n{folder}/notices.mo\n"
    data = json.loads(run("catalogs", "extract", "--format", "json").stdout)
    assert [(one["domain"], one["texts"], one["changed"]) for one in data["templates"]] == [
        ("flows", 23, False),
        ("notices", there, False),
    ]
    assert "missing-translation" in run("catalogs", "check").stdout
    change(workspace, "flows/main.yaml", "Our office is closed now.", "We are closed now.")
    data = json.loads(run("catalogs", "update", "--format", "json").stdout)
    assert [one["kind"] for one in data["catalogs"][0]["changes"]] == ["changed"]


def test_what_an_update_changed_is_shown_word_by_word(run: Run, workspace: Path) -> None:
    change(workspace, "ivr.yaml", "locales: []", "locales: [es]")
    run("catalogs", "update")
    path = "locales/es/LC_MESSAGES/flows.po"
    closed, hello = "Our office is closed now.", "How can we help you today?"
    for text in (closed, hello):
        change(workspace, path, f'msgid "{text}"\nmsgstr ""', f'msgid "{text}"\nmsgstr "ES"')
    change(workspace, "flows/main.yaml", closed, "Our office is closed today.")
    change(workspace, "flows/main.yaml", hello, "Press 1 for help.")
    first, *shown = run("catalogs", "update", "--domain", "flows").stdout.splitlines()
    assert first == f"{path}: 2 changed, 1 to look at, 1 to translate again"
    reason = "to be translated again, the numbers or keys differ: nothing became `1`"
    assert sorted(shown) == [
        "  main/closed/prompt: Our office is closed [-now-]{+today+}.",
        f"  main/main_menu/prompt: {reason}: [-How can we-]{{+Press 1 for+}} help[- you today?-]{{+.+}}",
    ]
    assert "closed [-now-]{+today+}." in run("check").stdout
    result = run("catalogs", "update", "--still-valid", "main/closed/prompt", "--format", "json")
    (confirmed,) = json.loads(result.stdout)["catalogs"][0]["changes"]
    assert (result.exit_code, confirmed["kind"], confirmed["fuzzy"]) == (0, "confirmed", False)
    assert {"kind": "removed", "text": "now"} in confirmed["difference"]
    result = run("catalogs", "update", "--still-valid", "main/main_menu/prompt")
    told = "  main/main_menu/prompt: can't be said to stay valid: it is not translated"
    assert (result.exit_code, result.stdout.splitlines()[1]) == (0, told)


def test_a_long_list_of_changes_is_cut_short_unless_all_are_asked_for(run: Run, workspace: Path) -> None:
    change(workspace, "ivr.yaml", "locales: []", "locales: [es]")
    run("catalogs", "update")
    path = workspace / "locales/es/LC_MESSAGES/flows.po"
    text = path.read_text().replace('msgstr ""\n\n', 'msgstr "ES"\n\n')
    stale = text.replace('\nmsgid "', '\nmsgid "So: ').replace('msgid "So: "', 'msgid ""')
    path.write_text(stale)
    counted, *shown = run("catalogs", "update", "--domain", "flows").stdout.splitlines()
    assert f" {len(shown) - 1 + 14} to look at" in counted
    assert (len(shown), shown[-1]) == (9, "  and 14 others; --all shows them")
    path.write_text(stale)
    assert len(run("catalogs", "update", "--domain", "flows", "--all").stdout.splitlines()) == 23


def test_what_was_translated_before_is_suggested_and_filled_in(run: Run, workspace: Path) -> None:
    change(workspace, "ivr.yaml", "locales: []", "locales: [es]")
    change(workspace, "flows/main.yaml", "Our office is closed now.", "How can we help you today?")
    run("catalogs", "update")
    path = "locales/es/LC_MESSAGES/flows.po"
    closed = 'msgctxt "main/closed/prompt"\nmsgid "How can we help you today?"\nmsgstr "'
    change(workspace, path, f'{closed}"', f'{closed}¿En qué le ayudamos?"')
    result = run("catalogs", "suggest", "es", "How can we help you?")
    assert result.stdout.splitlines() == [
        "¿En qué le ayudamos?",
        "    90 %, translated, main/closed/prompt: How can we help you[- today-]?",
    ]
    assert run("catalogs", "suggest", "es", "Goodbye.").stdout == "Nothing like it was translated yet.\n"
    data = json.loads(run("catalogs", "suggest", "es", "--address", "main/main_menu/prompt", "--format", "json").stdout)
    assert [(one["text"], one["score"], one["address"]) for one in data["suggestions"]] == [
        ("¿En qué le ayudamos?", 100.0, "main/closed/prompt")
    ]
    told = f"{path}: 1 text filled in, to look at\nlocales/es/LC_MESSAGES/notices.po: 0 texts filled in\n"
    assert run("catalogs", "pretranslate").stdout == told
    text = (workspace / path).read_text()
    assert '#, fuzzy\n#| msgctxt "main/closed/prompt"\n#| msgid "How can we help you today?"\n' in text
    data = json.loads(run("catalogs", "pretranslate", "es", "--format", "json").stdout)
    assert [one["filled"] for one in data["catalogs"]] == [[], []]


def test_who_stands_behind_a_translation(run: Run, workspace: Path) -> None:
    change(workspace, "ivr.yaml", "locales: []", "locales: [es]")
    run("catalogs", "update")
    path = "locales/es/LC_MESSAGES/flows.po"
    closed = "Our office is closed now."
    change(workspace, path, f'msgid "{closed}"\nmsgstr ""', f'msgid "{closed}"\nmsgstr "Está cerrado."')
    result = run("catalogs", "draft", "es", "--domain", "flows")
    first, *refused, last = result.stdout.splitlines()
    assert (result.exit_code, first) == (0, f"{path}: 1 translation marked as draft, 22 not")
    assert refused[0] == "  texts/no_input: it is not translated"
    assert last == "  and 2 others; --format json lists all"
    assert "1 translation is a draft by a machine" in run("check").stdout
    arguments = ("catalogs", "review", "es", "main/closed/prompt", "--by", "Ana  Sample", "--on", "2026-11-22")
    assert run(*arguments).stdout == f"{path}: 1 translation marked as reviewed\n"
    assert "# Reviewed by Ana Sample on 2026-11-22, " in (workspace / path).read_text()
    assert run(*arguments).stdout == f"{path}: 0 translations marked as reviewed, 1 so before\n"
    result = run("catalogs", "draft", "es", "main/closed/prompt")
    assert (result.exit_code, "it was reviewed by Ana Sample on 2026-11-22" in result.stdout) == (1, True)
    data = json.loads(run("catalogs", "review", "es", "main/*", "--by", "Ana", "--format", "json").stdout)
    assert data["catalogs"][0]["kept"] == 1
    assert {one["reason"] for one in data["catalogs"][0]["refused"]} == {"it is not translated"}
    counted = json.loads(run("catalogs", "stats", "--format", "json").stdout)["locales"]
    assert [(one["reviewed"], one["translated"], one["draft"]) for one in counted] == [(1, 0, 0), (0, 0, 0)]


def test_a_new_workspace(tmp_path: Path) -> None:
    runner = CliRunner()
    result = runner.invoke(cli, ["-C", str(tmp_path), "init", "new"])
    assert result.exit_code == 0
    assert result.stdout.endswith(f"Next: ivr-author -C {(tmp_path / 'new').as_posix()} test\n")
    for command in ("check", "test"):
        assert runner.invoke(cli, ["-C", str(tmp_path / "new"), command]).exit_code == 0


def test_schemas_name_their_files(run: Run, workspace: Path) -> None:
    paths = run("schema").stdout.splitlines()
    assert len(paths) == 10
    for path in paths:
        jsonschema.Draft202012Validator.check_schema(json.loads((workspace / path).read_text(encoding="utf-8")))


# --- as a process ---


def test_a_reader_that_goes_away_is_no_fault(workspace: Path) -> None:
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "w") as gone:
        command = [sys.executable, "-c", "from ivr_author.cli.main import main; main()"]
        arguments = [*command, "-C", str(workspace), "check", "--format", "sarif"]
        ended = subprocess.run(arguments, stdout=gone, stderr=subprocess.PIPE, text=True, check=False)
    assert ended.stderr == ""


def test_a_terminal_without_the_letters_is_no_fault(workspace: Path) -> None:
    change(workspace, "flows/main.yaml", "prompt: Our office is closed now.", "prompt: 我们 {kè}")
    done = spawn("-C", str(workspace), "check", encoding="latin-1", env={**os.environ, "PYTHONIOENCODING": "latin-1"})
    assert done.returncode == 1
    assert "\\u6211" in done.stdout
    assert done.stderr == ""


@contextmanager
def serving(*arguments: str) -> Iterator[str]:
    """The address that a service prints, while it runs."""
    command = [sys.executable, "-u", "-c", "from ivr_author.cli.main import main; main()", *arguments]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        yield "http://" + line.partition("http://")[2].strip()
    finally:
        process.terminate()
        process.communicate(timeout=20)


def test_answer_answers(workspace: Path) -> None:
    with serving("-C", str(workspace), "answer", "--unsigned", "--port", "0") as address:
        assert address.endswith("/call")
        with urlopen(f"{address}?To=%2B18005550100&From=%2B16175550123&CallSid=CA1", timeout=20) as response:
            assert b"Thank you for calling the Example Office." in response.read()


def test_serve_serves(workspace: Path) -> None:
    arguments = ("-C", str(workspace), "serve", "--port", "0", "--no-accounts")
    with serving(*arguments) as address, urlopen(address, timeout=20) as response:
        assert response.status == 200
        assert b"Example Office" in response.read()
    assert not (workspace / ".ivr").exists()


def test_serve_asks_who_is_there(workspace: Path) -> None:
    with serving("-C", str(workspace), "serve", "--port", "0") as address, urlopen(address, timeout=20) as response:
        assert response.url.startswith(f"{address}sign-in")
        assert b"Example Office" not in response.read()
    assert (workspace / ".ivr" / "studio.db").exists()


def test_a_port_that_is_taken_is_a_fault_in_the_call(workspace: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        for command in (("answer", "--unsigned"), ("serve",)):
            done = spawn("-C", str(workspace), *command, "--port", port)
            assert done.returncode == 2
            assert f"port {port} of 127.0.0.1 can't be used" in " ".join(done.stderr.split())


def test_colours_are_for_terminals(workspace: Path) -> None:
    change(workspace, "flows/main.yaml", "next: agent}", "next: agnet}")
    assert "\x1b[" not in spawn("-C", str(workspace), "check").stdout
    coloured = CliRunner().invoke(cli, ["-C", str(workspace), "check"], color=True)
    assert "\x1b[31m\x1b[1merror\x1b[0m" in coloured.stdout


def test_a_fault_of_ours_is_told_apart(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def fail(**_: object) -> None:
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr(cli_main.cli, "main", fail)
    with pytest.raises(SystemExit) as ended:
        cli_main.main()
    assert ended.value.code == cli_main.OUR_FAULT
    assert "This is our fault, not yours" in capsys.readouterr().err


def test_an_interrupted_command_exits_as_shells_expect(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("ivr_author.cli.commands.check.check_workspace", interrupt)
    assert run("check").exit_code == cli_main.INTERRUPTED
