"""What tells calls apart at a block: equal contexts are the same, and a shift makes one of another."""

from __future__ import annotations

from ivr_author.harness.contexts import Contexts, clamped, picking, places


def test_equal_contexts_are_the_same() -> None:
    contexts = Contexts()
    assert contexts.of(3, (1.0, None), ()) is contexts.of(3, (1.0, None), ())
    assert contexts.of(3, (1.0, None), ()) is not contexts.of(1, (1.0, None), ())
    assert contexts.of(3, (1.0, None), ()) is not contexts.of(3, (1.0, None), ("main/a",))


def test_a_shift_keeps_call_times_and_subflows() -> None:
    contexts = Contexts()
    shift = contexts.shift(("a", "b"), ("b", "c"), {"c": 3.0}, ())
    assert shift is not None
    after = contexts.after(contexts.of(3, (1.0, 2.0), ("main/a",)), shift)
    assert (after.mask, after.seen, after.stack) == (3, (2.0, 3.0), ("main/a",))
    assert after is contexts.of(3, (2.0, 3.0), ("main/a",))


def test_shifts_are_shared_by_blocks_with_other_names() -> None:
    contexts = Contexts()
    one = contexts.shift(("tries_a", "known"), ("tries_b", "known"), {"tries_b": 0.0}, ())
    other = contexts.shift(("tries_c", "known"), ("tries_d", "known"), {"tries_d": 0.0}, ())
    assert one is other
    assert contexts.shift(("tries_c", "known"), ("tries_d", "known"), {"tries_d": 1.0}, ()) is not one


def test_what_is_seen_comes_from_before_or_from_what_was_changed() -> None:
    assert places(("a", "b"), ("b", "c"), ("c",)) == (1, 3)
    assert places(("a",), ("b",), ()) is None
    assert Contexts().shift(("a",), ("b",), {}, ()) is None


def test_any_number_of_values_is_picked() -> None:
    assert picking((1, 3))((1.0, 2.0, None, 3.0)) == (2.0, 3.0)
    assert picking((1,))((1.0, 2.0)) == (2.0,)
    assert picking(())((1.0,)) == ()


def test_what_is_counted_is_seen_within_its_bounds() -> None:
    assert clamped((9.0, "x", -4.0, None), ((0, 0.0, 3.0), (2, 0.0, 3.0), (3, 0.0, 3.0))) == (3.0, "x", 0.0, None)
    shift = Contexts().shift((), ("left",), {"left": 9.0}, ((0, 0.0, 3.0),))
    assert shift is not None
    assert shift.constants == (3.0,)
