"""Verdicts hold for exactly what they saw; comments stand in threads."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta

import pytest

from ivr_author.people import audit, comments
from ivr_author.people.accounts import AccountFault
from ivr_author.people.approvals import Verdict, record_verdict, verdict_on, verdicts
from ivr_author.people.database import Database
from ivr_author.people.roles import Role
from tests.people.conftest import Add
from tests.people.moments import NOW

ITEM = "billing/due/text"
MINUTE = timedelta(minutes=1)


def sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@pytest.fixture
def verdict(add: Add) -> Verdict:
    """Ana approves the Spanish words."""
    ana = add("ana", Role.REVIEWER)
    return Verdict(ITEM, "es", sha("Son 20 dólares."), True, ana.name, ana.id, NOW)


def test_a_verdict_holds_for_what_it_saw_and_lapses_with_any_change(database: Database, verdict: Verdict) -> None:
    with database.writing() as session:
        record_verdict(session, verdict, "ana@example.org")
    with database.reading() as session:
        assert verdict_on(session, ITEM, "es", verdict.content) == verdict
        assert verdict_on(session, ITEM, "es", sha("Son 21 dólares.")) is None
        assert verdict_on(session, ITEM, "fr", verdict.content) is None
        assert verdict_on(session, "billing/other", "es", verdict.content) is None
        (told,) = audit.entries(session, action="approve")
    assert (told.who, told.subject, told.detail["content"]) == ("ana@example.org", ITEM, verdict.content)


def test_the_last_verdict_counts_and_all_stay(database: Database, verdict: Verdict) -> None:
    back = replace(verdict, approved=False, comment="“dólares”, not “pesos”", when=NOW - MINUTE)
    other = replace(verdict, locale="", content=sha("x"), when=NOW + MINUTE)
    with database.writing() as session:
        for one in (verdict, back, other):
            record_verdict(session, one, "ana@example.org")
    with database.reading() as session:
        assert verdict_on(session, ITEM, "es", verdict.content) == back  # by order, not by the clock
        assert verdicts(session, [ITEM, "other"]) == (verdict, back, other)
        assert verdicts(session, []) == ()
        assert verdicts(session, (str(number) for number in range(2000))) == ()


@pytest.mark.parametrize(
    "wrong", [{"content": ""}, {"content": "x" * 64}, {"item": ""}, {"item": "x" * 401}, {"item": "\0"}]
)
def test_a_verdict_on_nothing_is_refused(database: Database, verdict: Verdict, wrong: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="verdict"), database.writing() as session:
        record_verdict(session, replace(verdict, **wrong), "ana@example.org")


def test_a_thread_is_begun_answered_resolved_and_opened_again(database: Database, add: Add) -> None:
    ana, ben = add("ana", Role.REVIEWER), add("ben", Role.TRANSLATOR)
    with database.writing() as session:
        thread = comments.add_comment(session, NOW, ana, ITEM, "es", " Too long\r\nto say. ", quote="dólares")
        comments.add_comment(session, NOW, ana, ITEM, "fr", "Autre chose.")
        comments.answer(session, NOW + MINUTE, ben, thread, "Shorter now.")
        comments.resolve(session, NOW + 2 * MINUTE, ana, thread)
        comments.resolve(session, NOW + 3 * MINUTE, ben, thread)
    with database.reading() as session:
        (found,) = comments.threads(session, [ITEM, "x"], "es")
        assert comments.find_thread(session, thread) == found
        assert [one.locale for one in comments.threads(session, [ITEM])] == ["es", "fr"]
        assert [one.locale for one in comments.open_threads(session)] == ["fr"]
        assert comments.open_threads(session, "es") == ()
        assert audit.verify(session) == []
    assert [(one.by, one.by_id, one.text) for one in found.comments] == [
        ("Ana", ana.id, "Too long\nto say."),
        ("Ben", ben.id, "Shorter now."),
    ]
    assert found.comments[0].quote == "dólares"
    assert (found.resolved, found.resolved_by) == (NOW + 2 * MINUTE, "Ana")
    with database.writing() as session:
        comments.answer(session, NOW + 4 * MINUTE, ben, thread, "Once more.")
    with database.reading() as session:
        (open_again,) = comments.open_threads(session, "es")
    assert len(open_again.comments) == 3


@pytest.mark.parametrize("text", ["", " \r\n\t", "x" * 4001])
def test_a_comment_that_can_not_be_is_told(database: Database, add: Add, text: str) -> None:
    ana = add("ana", Role.REVIEWER)
    with pytest.raises(AccountFault) as fault, database.writing() as session:
        comments.add_comment(session, NOW, ana, ITEM, "es", text)
    assert fault.value.diagnostic.rule == "comment-text"


def test_an_answer_is_no_thread(database: Database, add: Add) -> None:
    ana = add("ana", Role.REVIEWER)
    with database.writing() as session:
        thread = comments.add_comment(session, NOW, ana, ITEM, "es", "First.")
        answer = comments.answer(session, NOW, ana, thread, "Second.\0")
    for wrong in (answer, 999):
        with pytest.raises(AccountFault) as fault, database.writing() as session:
            comments.answer(session, NOW, ana, wrong, "Third.")
        assert fault.value.diagnostic.rule == "comment-unknown"


def test_whatever_is_written_is_kept_or_made_fit(database: Database, add: Add, verdict: Verdict) -> None:
    ben = add("ben", Role.REVIEWER)
    odd = "a\0b\ud800"
    with database.writing() as session:
        record_verdict(session, replace(verdict, approved=False, comment=odd), odd)
        comments.add_comment(session, NOW, ben, ITEM, "es", odd, quote=odd)
        assert verdict_on(session, odd, "es", verdict.content) is None
        assert verdicts(session, [odd]) == comments.threads(session, [odd]) == ()
    with database.reading() as session:
        (thread,) = comments.threads(session, [ITEM])
        assert thread.comments[0].text == thread.comments[0].quote == "a\ufffdb\ufffd"
    with pytest.raises(ValueError, match="item"), database.writing() as session:
        comments.add_comment(session, NOW, ben, odd, "es", "Words.")
