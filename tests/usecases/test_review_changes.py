"""Verdicts on what changed: they hold for what was seen, nobody judges their own work, and a release waits for them."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from ivr_author.catalog.states import MarkKind, mark_of
from ivr_author.people.accounts import add_person
from ivr_author.people.approvals import VerdictBook
from ivr_author.people.comments import open_threads
from ivr_author.people.database import Database, open_database
from ivr_author.people.roles import Grant, Person, Role
from ivr_author.usecases.approvals import RecordedApprovals
from ivr_author.usecases.gate import GateState
from ivr_author.usecases.publish_release import publish_release
from ivr_author.usecases.release import ask_gates, create_release
from ivr_author.usecases.review_changes import (
    Asked,
    Change,
    Judged,
    Judging,
    Listing,
    Standing,
    judge_changes,
    list_changes,
)
from ivr_author.workspace.git import Person as Author
from ivr_author.workspace.keeper import GitKeeper
from ivr_author.workspace.project import load_workspace
from tests.harness.sample import change
from tests.usecases.released import NOON, copy_of, git
from tests.usecases.reviewed import FLOW, draft, rewrite

WELCOME, CLOSED = "flows:main/welcome/prompt", "flows:main/closed/prompt"
LATER = NOON + timedelta(hours=1)


@pytest.fixture
def root(reviewed: Path, tmp_path: Path) -> Path:
    return copy_of(reviewed, tmp_path / "office")


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("people") / "studio.db"
    open_database(f"sqlite:///{path}").close()
    return path


@pytest.fixture
def database(empty: Path, tmp_path: Path) -> Database:
    shutil.copy(empty, tmp_path / "studio.db")
    return open_database(f"sqlite:///{tmp_path / 'studio.db'}")


def add(database: Database, name: str, *grants: Grant | Role) -> Person:
    given = [Grant(one) if isinstance(one, Role) else one for one in grants]
    with database.writing() as session:
        return add_person(session, NOON, "test", name.title(), f"{name}@example.org", given)


def listed(root: Path, database: Database) -> Listing:
    return list_changes(root, LATER, database)


def only(listing: Listing) -> Change:
    (found,) = listing.changes
    return found


def judge(
    root: Path, database: Database, person: Person, *changes: Change, approve: bool = True, **more: str
) -> Judged:
    """Judge what was seen, as the files are now."""
    asked = [Asked(one.item.item, one.item.locale, one.item.content) for one in changes]
    keeper = GitKeeper(root, Author(person.name, person.email))
    return judge_changes(database, keeper, listed(root, database), asked, Judging(person, LATER, approve, **more))


def rules(judged: Judged) -> list[str]:
    return [fault.rule for _, fault in judged.refused]


def test_a_verdict_holds_for_what_was_seen_and_comes_back_with_it(root: Path, database: Database) -> None:
    assert listed(root, database).changes == ()
    rewrite(root, "ana", FLOW, "Thank you for calling the", "Thanks for calling the")
    seen = only(listed(root, database))
    assert (seen.item.key, seen.standing) == ((WELCOME, ""), Standing.WAITING)
    reviewer = add(database, "rita", Role.REVIEWER)
    assert [one.item for one in judge(root, database, reviewer, seen).done] == [WELCOME]
    assert only(listed(root, database)).standing is Standing.APPROVED
    rewrite(root, "bo", FLOW, "Thanks for calling the", "Thanks for calling our")
    lapsed = only(listed(root, database))
    assert lapsed.standing is Standing.WAITING
    assert lapsed.earlier is not None
    assert lapsed.earlier.by == "Rita"
    # What was seen before is no longer what it says.
    assert rules(judge(root, database, reviewer, seen)) == ["review-outdated"]
    assert judge(root, database, reviewer, lapsed, approve=False, comment="Whose?", quote="our").refused == ()
    returned = only(listed(root, database))
    assert (returned.standing, returned.verdict and returned.verdict.comment) == (Standing.RETURNED, "Whose?")
    with database.reading() as session:
        (thread,) = open_threads(session)
    assert (thread.item, thread.comments[0].text, thread.comments[0].quote) == (WELCOME, "Whose?", "our")
    rewrite(root, "bo", FLOW, "Thanks for calling our", "Thanks for calling the")
    assert only(listed(root, database)).standing is Standing.APPROVED
    rewrite(root, "bo", FLOW, "Thanks for calling the", "Thank you for calling the")
    assert listed(root, database).changes == ()
    assert rules(judge(root, database, reviewer, seen)) == ["review-gone"]


def test_nobody_judges_their_own_work_whatever_their_roles(root: Path, database: Database) -> None:
    rewrite(root, "ana", FLOW, "Thank you for calling the", "Thanks for calling the")
    rewrite(root, "cy", FLOW, "Thanks for calling the", "Thank you all for calling the")
    seen = only(listed(root, database))
    ana = add(database, "ana", *Role)
    assert rules(judge(root, database, ana, seen)) == ["review-own-work"]
    assert rules(judge(root, database, ana, seen, approve=False, comment="No.")) == ["review-own-work"]
    engineer = add(database, "ed", Role.ENGINEER, Role.ADMINISTRATOR)
    assert rules(judge(root, database, engineer, seen)) == ["review-language"]
    spanish = add(database, "sol", Grant(Role.REVIEWER, frozenset({"es"})))
    assert rules(judge(root, database, spanish, seen)) == ["review-language"]
    assert only(listed(root, database)).standing is Standing.WAITING


def test_what_is_not_committed_cannot_be_judged(root: Path, database: Database) -> None:
    change(root, FLOW, "Thank you for calling the", "Thanks for calling the")
    reviewer = add(database, "rita", Role.REVIEWER)
    assert rules(judge(root, database, reviewer, only(listed(root, database)))) == ["review-uncommitted"]


def test_a_return_says_why_and_quotes_what_stands_there(root: Path, database: Database) -> None:
    rewrite(root, "ana", FLOW, "Thank you for calling the", "Thanks for calling the")
    seen, reviewer = only(listed(root, database)), add(database, "rita", Role.REVIEWER)
    for more in ({}, {"comment": " \n"}, {"comment": "x" * 4001}, {"comment": "No", "quote": "other words"}):
        assert rules(judge(root, database, reviewer, seen, approve=False, **more)) == ["review-comment"]


def test_a_machines_translation_is_signed_by_who_approves_it(root: Path, database: Database) -> None:
    draft(root, "ana", "main/closed/prompt", "La oficina está cerrada.")
    seen = only(listed(root, database))
    assert seen.item.by_machine
    french = add(database, "fred", Grant(Role.REVIEWER, frozenset({"fr"})))
    assert rules(judge(root, database, french, seen)) == ["review-language"]
    spanish = add(database, "sol", Grant(Role.REVIEWER, frozenset({"es"})))
    assert judge(root, database, spanish, seen).refused == ()
    (message,) = (one for one in load_workspace(root).catalogs["es"].entries if one.context == "main/closed/prompt")
    mark = mark_of(message)
    assert mark is not None
    assert (mark.kind, mark.by, mark.on) == (MarkKind.REVIEWED, "Sol", "2026-12-01")
    assert git(root, "log", "-1", "--format=%an: %s") == "Sol: Mark a translation (es) as reviewed"
    # The name changes nothing of what was approved.
    assert only(listed(root, database)).standing is Standing.APPROVED


def test_many_are_judged_at_once_as_far_as_they_can_be(root: Path, database: Database) -> None:
    rewrite(root, "ana", FLOW, "Thank you for calling the", "Thanks for calling the")
    rewrite(root, "bo", FLOW, "Our office is closed now", "We are closed")
    bo = add(database, "bo", Role.REVIEWER)
    done = judge(root, database, bo, *listed(root, database).changes)
    assert [one.item for one in done.done] == [WELCOME]
    assert [(one.item, fault.rule) for one, fault in done.refused] == [(CLOSED, "review-own-work")]
    assert {one.item.item: one.standing for one in listed(root, database).changes} == {
        WELCOME: Standing.APPROVED,
        CLOSED: Standing.WAITING,
    }


def test_the_gate_of_approvals_asks_the_database(root: Path, database: Database) -> None:
    rewrite(root, "ana", FLOW, "Thank you. We will call", "Thanks. We will call")
    approvals = RecordedApprovals(database)
    gate = next(one for one in ask_gates(root, approvals, now=LATER) if one.id == "approvals")
    assert (gate.state, [one.address for one in gate.blocks]) == (GateState.BLOCKED, ["flows:main/goodbye/prompt"])
    made = create_release(root, "two", approvals=approvals, now=LATER)
    assert made.release is not None
    assert publish_release(root, "two", approvals=approvals, now=LATER).publication is None
    judge(root, database, add(database, "rita", Role.REVIEWER), only(listed(root, database)))
    assert publish_release(root, "two", approvals=approvals, now=LATER).publication is not None
    made = create_release(root, "three", approvals=approvals, now=LATER + timedelta(hours=1))
    assert next(one for one in made.gates if one.id == "approvals").state is GateState.PASSED


def test_a_book_reads_what_came_since_and_starts_anew_on_another_database(
    root: Path, database: Database, empty: Path, tmp_path: Path
) -> None:
    rewrite(root, "ana", FLOW, "Thank you for calling the", "Thanks for calling the")
    seen, reviewer = only(listed(root, database)).item, add(database, "rita", Role.REVIEWER)
    book = VerdictBook(database)
    book.refresh()
    assert book.on(WELCOME, "", seen.content) is None
    judge(root, database, reviewer, Change(seen), approve=False, comment="Why?")
    book.refresh()
    assert [one.item for one in book.returned()] == [WELCOME]
    judge(root, database, reviewer, Change(seen))
    book.refresh()
    assert book.returned() == []
    database.close()
    shutil.copy(empty, tmp_path / "studio.db")
    (tmp_path / "studio.db-wal").unlink(missing_ok=True)
    book.refresh()
    assert book.on(WELCOME, "", seen.content) is None
