"""Two changes of one text: put together where they do not touch, never guessed at where they do."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr_author.usecases.merge import merge_texts

BASE = "one\ntwo\nthree\nfour\nfive\n"


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "merged"),
    [
        (BASE, BASE.replace("two", "2"), BASE.replace("five", "5"), "one\n2\nthree\nfour\n5\n"),
        (BASE, BASE.replace("two\n", ""), BASE + "six\n", "one\nthree\nfour\nfive\nsix\n"),
        (BASE, "zero\n" + BASE, BASE.replace("three", "3"), "zero\none\ntwo\n3\nfour\nfive\n"),
        ("You owe {x} now.", "You owe {x} today.", "Now you owe {x} now.", "Now you owe {x} today."),
        ("You owe.", "You owe.", "You pay.", "You pay."),
        ("You owe.", "You pay.", "You owe.", "You pay."),
        ("You owe.", "You pay.", "You pay.", "You pay."),
        (BASE, BASE.replace("two", "2"), BASE.replace("two", "2").replace("five", "5"), "one\n2\nthree\nfour\n5\n"),
        ("", "ours", "theirs", None),
        ("You owe.", "You pay.", "You get.", None),
        (BASE, BASE.replace("two", "2"), BASE.replace("two\n", ""), None),
        ("a b", "a new b", "a old b", None),
    ],
)  # fmt: skip
def test_merge(base: str, ours: str, theirs: str, merged: str | None) -> None:
    assert merge_texts(base, ours, theirs) == merged


@given(*[st.text("ab \n", max_size=12)] * 3)
def test_who_is_who_does_not_matter(base: str, ours: str, theirs: str) -> None:
    assert merge_texts(base, ours, theirs) == merge_texts(base, theirs, ours)


@given(st.text("ab \n", max_size=12), st.text("ab \n", max_size=12))
def test_one_change_alone_stands(base: str, ours: str) -> None:
    assert merge_texts(base, ours, base) == ours
