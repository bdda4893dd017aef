"""Marks are put where they are true, and nowhere else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ivr_author.catalog.lookup import AddressIndex, State
from ivr_author.catalog.model import Catalog, Message
from ivr_author.catalog.review import Marking, mark_drafts, mark_reviewed
from ivr_author.catalog.states import MarkKind, mark_of, with_mark
from tests.catalog.builders import catalog, message, segment

ADDRESS = "main/welcome/prompt"
HELLO = message(ADDRESS, "Hello {name}.", "Hola {name}.")
SEGMENT = segment(ADDRESS, "Hello {name}.")


def review(entry: Message) -> tuple[Catalog, Marking]:
    return mark_reviewed(catalog(entry), [SEGMENT], "en", "Ana", "2026-11-22")


def test_what_is_right_is_marked_with_name_and_day() -> None:
    updated, marking = review(replace(HELLO, translator_comments=("ask Ana",)))
    assert (marking.marked, marking.kept, marking.refused) == ((ADDRESS,), 0, ())
    assert AddressIndex(updated).find(ADDRESS, SEGMENT.text, "")[0] is State.REVIEWED
    again, marking = mark_reviewed(updated, [SEGMENT], "en", "Robin", "2027-01-01")
    assert (again, marking.marked, marking.kept) == (updated, (), 1)


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        (replace(HELLO, strings=("",)), "it is not translated"),
        (message("main/other/prompt", "Hello {name}.", "Hola {name}."), "it is not translated"),
        (replace(HELLO, flags=("fuzzy",)), "it is fuzzy"),
        (replace(HELLO, msgid="Hi {name}."), "it translates an older text"),
        (replace(HELLO, strings=("Hola {nombre}.",)), "placeholders-differ: it lacks {name}"),
    ],
)
def test_what_is_not_used_or_wrong_is_refused_with_the_reason(entry: Message, reason: str) -> None:
    before = catalog(entry)
    updated, marking = mark_reviewed(before, [SEGMENT], "en", "Ana", "2026-11-22")
    assert updated == before
    assert [one.address for one in marking.refused] == [ADDRESS]
    assert reason in marking.refused[0].reason


def test_a_draft_may_have_faults_but_a_review_is_not_taken_back() -> None:
    wrong = replace(HELLO, strings=("Hola {nombre}.",))
    updated, marking = mark_drafts(catalog(wrong), [SEGMENT])
    assert marking.marked == (ADDRESS,)
    assert mark_of(updated.entries[0]) == mark_of(with_mark(wrong, MarkKind.DRAFT, "machine"))
    assert mark_drafts(updated, [SEGMENT])[1].kept == 1
    reviewed, _ = review(HELLO)
    again, marking = mark_drafts(reviewed, [SEGMENT])
    assert again == reviewed
    assert marking.refused[0].reason == "it was reviewed by Ana on 2026-11-22"


def test_a_review_takes_the_place_of_a_draft_and_of_a_lapsed_review() -> None:
    draft, _ = mark_drafts(catalog(HELLO), [SEGMENT])
    updated, _ = mark_reviewed(draft, [SEGMENT], "en", "Ana", "2026-11-22")
    (entry,) = updated.entries
    assert len(entry.translator_comments) == 1
    changed = replace(entry, strings=("Buenas, {name}.",))
    (again,) = mark_reviewed(catalog(changed), [SEGMENT], "en", "Robin", "2026-12-01")[0].entries
    assert [one.startswith("Reviewed by Robin") for one in again.translator_comments] == [True]


def test_only_the_texts_that_were_named_are_marked() -> None:
    other = message("main/bye/prompt", "Bye.", "Adiós.")
    updated, marking = mark_drafts(catalog(HELLO, other), [segment("main/bye/prompt", "Bye.")])
    assert marking.marked == ("main/bye/prompt",)
    assert [mark_of(one) is not None for one in updated.entries] == [False, True]
