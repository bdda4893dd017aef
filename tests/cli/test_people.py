"""`people` and `audit` as an administrator uses them at a terminal."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ivr_author.cli.main import cli
from ivr_author.people import links
from ivr_author.people.database import open_database
from ivr_author.people.links import PATH, LinkRefused
from tests.people.moments import NOW

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The command line in a workspace with Ana, who is administrator."""
    monkeypatch.delenv("IVR_AUTHOR_DATABASE", raising=False)
    (tmp_path / "ivr.yaml").touch()

    def invoke(*arguments: str) -> Result:
        return CliRunner().invoke(cli, ["-C", str(tmp_path), *arguments], catch_exceptions=False)

    assert invoke("people", "add", "ana@example.org", "--name", "Ana Ruiz", "--role", "administrator").exit_code == 0
    return invoke


def test_without_accounts_the_way_to_the_first_is_told(tmp_path: Path) -> None:
    result = CliRunner().invoke(cli, ["-C", str(tmp_path), "people", "list"], env={"IVR_AUTHOR_DATABASE": ""})
    assert result.exit_code == 0
    assert "people add EMAIL" in result.stdout


def test_somebody_is_added_granted_revoked_and_listed(run: Run) -> None:
    arguments = ("add", "ben@example.org", "--name", "Ben", "--role", "translator:es", "--role", "editor")
    added = run("people", *arguments)
    assert added.exit_code == 0
    assert added.stdout.startswith(PATH)
    assert "168 hours" in added.stderr
    assert run("people", "grant", "ben@example.org", "translator:ht").stdout == (
        "ben@example.org: editor translator:es,ht\n"
    )
    assert run("people", "revoke", "BEN@example.org", "editor").stdout == "ben@example.org: translator:es,ht\n"
    listed = run("people", "list").stdout.splitlines()
    assert [line.split()[0] for line in listed] == ["email", "ana@example.org", "ben@example.org"]
    (ana, ben) = json.loads(run("people", "list", "--format", "json").stdout)["people"]
    assert (ana["roles"], ben["roles"], ben["has_password"]) == (["administrator"], ["translator:es,ht"], False)


def test_a_link_lets_in_once_and_ends_the_one_before(run: Run, tmp_path: Path) -> None:
    first = json.loads(run("people", "link", "ana@example.org", "--format", "json").stdout)
    assert first["purpose"] == "invite"
    second = run("people", "link", "ana@example.org", "--base", "https://studio.example.org/", "--hours", "1")
    assert "for 1 hours" in second.stderr
    address = second.stdout.strip()
    assert address.startswith(f"https://studio.example.org{PATH}")
    database = open_database(f"sqlite:///{tmp_path}/.ivr/studio.db")
    with pytest.raises(LinkRefused), database.reading() as session:
        links.look_at(session, NOW, first["link"].removeprefix(PATH))
    database.close()


def test_somebody_is_shut_out_and_let_in_again(run: Run) -> None:
    run("people", "add", "ben@example.org", "--name", "Ben")
    assert run("people", "disable", "ben@example.org").stdout == "ben@example.org is shut out\n"
    assert "disabled since" in run("people", "list").stdout
    refused = run("people", "link", "ben@example.org")
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "enable the account first" in refused.stderr
    assert run("people", "disable", "--undo", "ben@example.org").exit_code == 0
    assert run("people", "link", "ben@example.org").exit_code == 0


def test_a_second_factor_is_taken_away(run: Run, tmp_path: Path) -> None:
    assert run("people", "reset-factor", "ana@example.org").stdout == "ana@example.org has no second factor\n"
    assert "reset second factor" in run("audit", "show").stdout
    assert (tmp_path / ".ivr/key").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("grant", "ana@example.org", "boss"), 2, "`boss` is no role; there are viewer, editor"),
        (("grant", "ana@example.org", "viewer:es"), 2, "can be limited to languages"),
        (("grant", "nobody@example.org", "viewer"), 1, "there is no account of nobody@example.org"),
        (("revoke", "ana@example.org", "administrator"), 1, "last-administrator"),
        (("disable", "ana@example.org"), 1, "last-administrator"),
        (("add", "ana@example.org", "--name", "Ana"), 1, "account-taken"),
        (("add", "no address", "--name", "Ana"), 1, "account-email"),
        (("list", "--database", "nonsense"), 1, "database-url"),
        (("list", "--database", "sqlite:////nowhere/at/all.db"), 1, "database-gone"),
        (("list", "--database", "postgresql://me:secret@127.0.0.1:1/x"), 1, "database-gone"),
    ],
)
def test_what_can_not_be_is_told_and_changes_nothing(
    run: Run, arguments: tuple[str, ...], code: int, words: str
) -> None:
    before = run("audit", "export").stdout
    result = run("people", *arguments)
    assert result.exit_code == code
    assert words in result.stderr
    assert "secret" not in result.stderr
    assert run("audit", "export").stdout == before


def test_the_database_is_named_by_the_environment(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IVR_AUTHOR_DATABASE", f"sqlite:///{tmp_path / 'other.db'}")
    assert "Nobody has an account" in run("people", "list").stdout
    assert (tmp_path / "other.db").exists()


def test_the_log_is_shown_and_exported(run: Run) -> None:
    shown = run("audit", "show").stdout.splitlines()
    assert ["make link" in shown[1], "add person" in shown[2]] == [True, True]
    assert "command line (" in shown[1]
    assert len(run("audit", "show", "--last", "1").stdout.splitlines()) == 2
    assert run("audit", "show", "--who", "nobody").stdout == "No row fits.\n"
    told = json.loads(run("audit", "show", "--action", "add person", "--format", "json").stdout)["entries"]
    assert [one["detail"] for one in told] == [{"name": "Ana Ruiz", "roles": "administrator"}]
    exported = run("audit", "export")
    rows = list(csv.DictReader(io.StringIO(exported.stdout.removeprefix("\ufeff"), newline="")))
    assert [row["action"] for row in rows] == ["add person", "make link"]
    assert exported.stderr == f"head 2:{rows[1]['hash']}\n"


def test_what_a_terminal_would_obey_is_not_sent_to_it(run: Run, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / ".ivr" / "studio.db") as connection:
        connection.execute("UPDATE audit SET subject = 'x' || char(27) || '[2J'")
    connection.close()
    assert "\x1b" not in run("audit", "show").stdout


def test_a_log_that_was_changed_is_noticed(run: Run, tmp_path: Path) -> None:
    whole = run("audit", "verify")
    assert whole.exit_code == 0
    assert "The log is whole: 2 rows." in whole.stdout
    head = whole.stdout.split()[-1]
    assert run("audit", "verify", "--head", head).exit_code == 0
    assert run("audit", "verify", "--head", "nonsense").exit_code == 2
    other = run("audit", "verify", "--head", head[:-1] + ("0" if head[-1] != "0" else "1"))
    assert other.exit_code == 1
    assert "audit-anchor" in other.stdout
    with sqlite3.connect(tmp_path / ".ivr" / "studio.db") as connection:
        connection.execute("UPDATE audit SET detail = '{}' WHERE number = 1")
    connection.close()
    changed = run("audit", "verify")
    assert changed.exit_code == 1
    assert "audit-changed-row: row 1 (add person" in changed.stdout
    told = json.loads(run("audit", "verify", "--format", "json").stdout)
    assert (told["head"], [one["rule"] for one in told["diagnostics"]]) == (head, ["audit-changed-row"])
