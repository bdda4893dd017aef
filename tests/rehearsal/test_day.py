"""What happens in a day: patience, redials, full and closed queues, callbacks, and that chance has a seed."""

from __future__ import annotations

from ivr_author.rehearsal.day import Handling
from ivr_author.rehearsal.hours import Opening
from ivr_author.rehearsal.walk import Stretch
from tests.rehearsal.days import SECONDS, Refusals, happen, steady_calls, waiting_state

OFFICE = Opening(((8 * 3600.0, 18 * 3600.0),), SECONDS)
BOOKS = Stretch(30.0, 4, None, "hangup flow", "en", ((20.0, "help"),))


def test_same_seed_same_day() -> None:
    calls = steady_calls(0.05, 6, seed=1)
    assert happen(calls, 4, Handling()) == happen(calls, 4, Handling())
    assert happen(calls, 4, Handling()) != happen(calls, 5, Handling())


def test_more_agents_change_nothing_about_who_calls_first() -> None:
    calls = steady_calls(0.05, 6, seed=1)
    few, many = happen(calls, 2, Handling()), happen(calls, 50, Handling())
    assert [at for at, first in few.attempts if first] == [at for at, first in many.attempts if first]
    assert sum(not first for _, first in few.attempts) > 0
    assert sum(not first for _, first in many.attempts) == 0
    assert [one.left for one in many.contacts if one.left >= 0] == []


def test_nobody_redials_where_nobody_does() -> None:
    record = happen(steady_calls(0.05, 6, seed=1), 1, Handling(redial=0.0))
    assert all(first for _, first in record.attempts)
    assert record.outcomes["en"]["gave up"] > 100


def test_every_call_ends_and_frees_its_line_and_its_agent() -> None:
    record = happen(steady_calls(0.05, 6, seed=2), 7, Handling())
    assert sum(change for _, change in record.lines) == 0
    assert sum(change for _, change in record.busy["en"]) == 0
    assert sum(record.outcomes["en"].values()) == len(record.attempts)
    level = 0
    for _, change in sorted(record.busy["en"]):
        level += change
        assert level <= 7


def test_who_came_first_is_served_first() -> None:
    record = happen(steady_calls(0.05, 6, seed=2), 3, Handling(patience=1e9))
    answered = [one.answered for one in record.contacts]
    assert answered == sorted(answered)


def test_a_full_queue_is_refused_as_the_flow_has_it() -> None:
    walks = Refusals()
    record = happen(steady_calls(0.05, 4, seed=1), 1, Handling(queue_size=3, redial=0.0), walks=walks)
    assert set(walks.told) == {"full"}
    assert len(record.refused) == len(walks.told) == record.outcomes["en"]["hangup flow"]
    level = most = 0
    changes = [
        change
        for one in record.contacts
        for change in ((one.joined, 1), (max(one.answered, one.left), -1))
        if max(one.answered, one.left) > one.joined
    ]
    for _, change in sorted(changes):
        level += change
        most = max(most, level)
    assert most == 3


def test_a_closed_queue_says_so_and_those_inside_are_served() -> None:
    walks = Refusals()
    record = happen(steady_calls(0.05, 24, seed=1), 9, Handling(patience=900.0), {"help": OFFICE}, walks)
    assert set(walks.told) == {"closed"}
    assert all(OFFICE.spans[0][0] <= one.joined < OFFICE.spans[0][1] for one in record.contacts)
    assert max(one.answered for one in record.contacts) >= OFFICE.spans[0][1], "who waited at closing was served"


def test_callbacks_wait_for_the_office_and_are_left_when_it_closes() -> None:
    night = [one for one in steady_calls(0.02, 24, seed=1, stretch=BOOKS) if one.at < 8 * 3600 or one.at > 18.5 * 3600]
    record = happen(night, 3, Handling(), {"help": OFFICE})
    early = [one for one in record.contacts if one.joined < 8 * 3600]
    late = [one for one in record.contacts if one.joined > 18 * 3600]
    assert len(early) > 100
    assert len(late) > 100
    assert all(one.is_callback for one in record.contacts)
    assert all(one.answered >= 8 * 3600 for one in early if one.answered >= 0)
    assert all(one.answered < 0 and one.left >= 0 for one in late)
    assert {one.due for one in early} == {8 * 3600.0}, "all at once, when the office opens"
    assert {one.due for one in late} == {-1.0}
    served = sum(one.answered >= 0 for one in record.contacts)
    assert len(record.placed) == served
    assert record.outcomes["en"] == {"booked": len(night)}
    assert sum(change for _, change in record.lines) == 0


def test_callbacks_count_in_queues_that_count_them() -> None:
    calls = steady_calls(0.02, 4, seed=1, stretch=BOOKS)
    calls += [one for one in steady_calls(0.02, 4, seed=2) if one.at > 3600]
    calls.sort(key=lambda one: one.at)
    always = {"help": Opening(((0.0, SECONDS),), SECONDS)}
    plain = happen(calls, 1, Handling(queue_size=20, redial=0.0), always)
    counted = happen(calls, 1, Handling(queue_size=20, redial=0.0, counts_callbacks=True), always)
    assert len(counted.refused) > len(plain.refused)


def test_another_queue_of_the_language_shares_its_agents() -> None:
    calls = steady_calls(0.05, 3, seed=1)
    other = Stretch(0.0, 1, waiting_state("billing"), "", "en")
    both = [one if index % 2 else type(one)(one.index, one.at, one.entrance, other) for index, one in enumerate(calls)]
    assert [one.answered for one in happen(both, 5, Handling()).contacts] == [
        one.answered for one in happen(calls, 5, Handling()).contacts
    ]
