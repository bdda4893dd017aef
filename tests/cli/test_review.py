"""`ivr-author review list`, and the gate of approvals of `ivr-author release`, as a person and a program use them."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ivr_author.cli.main import cli
from ivr_author.people.accounts import add_person
from ivr_author.people.database import open_database
from ivr_author.people.roles import Grant, Role
from ivr_author.usecases.review_changes import Asked, Judging, judge_changes, list_changes
from ivr_author.workspace.keeper import FileKeeper
from ivr_author.workspace.state import database_url
from tests.usecases.released import copy_of
from tests.usecases.reviewed import ES, FLOW, rewrite


@pytest.fixture(scope="module")
def root(reviewed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """With three changes, one of them approved; a change that begins as a formula does among them."""
    root = copy_of(reviewed, tmp_path_factory.mktemp("made") / "office")
    rewrite(root, "ana", FLOW, "Thank you. We will call", "=Thanks. We will call")
    rewrite(root, "bo", ES, "Gracias por llamar a", "Gracias por su llamada a")
    return root


def run(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli, ["-C", str(root), *arguments], catch_exceptions=False)


def test_before_there_are_accounts_nobody_can_approve(root: Path) -> None:
    told = run(root, "review", "list").output
    assert "Since release one, which is live:" in told
    assert "2 waiting" in told
    gates = run(root, "release", "gates").output
    assert "there are no accounts here, so nobody can approve" in gates
    assert not (root / ".ivr/studio.db").exists()


def test_changes_are_listed_with_who_wrote_and_who_approved_them(root: Path) -> None:
    now = datetime.now(UTC)
    database = open_database(database_url(root))
    with database.writing() as session:
        rita = add_person(session, now, "test", "Rita", "rita@example.org", [Grant(Role.REVIEWER)])
    listing = list_changes(root, now, database)
    seen = next(one.item for one in listing.changes if not one.item.locale)
    asked = [Asked(seen.item, seen.locale, seen.content)]
    assert judge_changes(database, FileKeeper(root), listing, asked, Judging(rita, now, approve=True)).refused == ()
    database.close()
    told = run(root, "review", "list").output
    assert "approved  flows:main/goodbye/prompt" in told
    assert "1 waiting, 1 approved" in told
    assert "Nothing." in run(root, "review", "list", "--state", "returned").output
    data = json.loads(run(root, "review", "list", "--locale", "es", "--format", "json").stdout)
    (one,) = data["changes"]
    assert (data["since"], one["state"], one["authors"]) == ("one", "waiting", ["Bo <bo@example.org>"])
    assert one["after"] == ["Gracias por su llamada a Example Office."]
    rows = list(csv.DictReader(io.StringIO(run(root, "review", "list", "--locale", "en", "--format", "csv").stdout)))
    assert [(row["judged_by"], row["after"][:2]) for row in rows] == [("Rita", "'=")]
    gates = json.loads(run(root, "release", "gates", "--format", "json").stdout)["gates"]
    blocks = next(one for one in gates if one["id"] == "approvals")["blocks"]
    assert [(one["address"], one["locale"]) for one in blocks] == [("flows:main/welcome/prompt", "es")]


def test_a_language_that_is_none_is_refused(root: Path) -> None:
    refused = run(root, "review", "list", "--locale", "fr")
    assert (refused.exit_code, "there are en, es" in refused.output) == (2, True)


def test_a_database_that_is_gone_is_said(root: Path, tmp_path: Path) -> None:
    (tmp_path / "none.db").write_text("no database")
    refused = run(root, "review", "list", "--database", f"sqlite:///{tmp_path / 'none.db'}")
    assert refused.exit_code == 1
    assert "database-damaged" in refused.output
