"""Results are made again when, and only when, what they are made of is another."""

from __future__ import annotations

import pytest

from ivr_author.core.memo import Memo


def test_made_again_only_for_other_things() -> None:
    made: list[object] = []
    memo = Memo[int](most=10)

    def ask(name: str, given: object) -> int:
        return memo.get(name, given, lambda: made.append(given) or len(made))

    # Equal is enough: content is read anew, so nothing is ever the same object.
    assert [ask("a", {"x": [1]}), ask("a", {"x": [1]}), ask("a", {"x": [2]}), ask("a", {"x": [1]})] == [1, 1, 2, 3]
    assert ask("b", {"x": [1]}) == 4


def test_no_more_is_kept_than_allowed() -> None:
    memo = Memo[str](most=2)
    for name in "abc":
        memo.get(name, 1, lambda: "old")
    assert memo.get("a", 1, lambda: "new") == "new"
    assert memo.get("c", 1, lambda: "new") == "old"


def test_what_fails_is_not_kept() -> None:
    memo = Memo[int](most=2)
    with pytest.raises(ZeroDivisionError):
        memo.get("a", 1, lambda: 1 // 0)
    assert memo.get("a", 1, lambda: 5) == 5
