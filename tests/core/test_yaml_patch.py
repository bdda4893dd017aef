"""One scalar is changed where it stands: its style stays, every other character stays, and it reads back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ivr_author.core.source import Source
from ivr_author.core.tree import Mapping, Node, Scalar
from ivr_author.core.yaml_patch import _is_same, replace_scalar
from ivr_author.core.yaml_source import read_yaml

FLOW = """\
# A comment above
format: 1  # and one behind
title:   Member services   # three spaces
start: 'welcome'
empty:
keys: {"0": representative, 9: repeat, '*': back, say: "To pay, press {key}.", none: , last: x}
list:
- plain – ünïcode 漢字
-
- "a \\"quoted\\" text: with # marks"
- several words
  on two lines
notes: |
  First line.

    indented
  last
folded: >-  # why
  To pay your premium,
  press one.

other: >+
  kept

strip: |2-
    two spaces more
nodes:
  welcome: {type: play, prompt: [one, "two", 'it''s three'], next: end}
  end:
    prompt: |
      Goodbye.
    "quoted key": no
last: end"""

HARD_TEXTS = [
    "",
    " ",
    "plain",
    "two words",
    "a: b",
    "a #b",
    "#a",
    "ends:",
    "- a",
    "-",
    "? a",
    "{name} owes {balance}.",
    "[a, b]",
    "a, b",
    "'",
    '"',
    "it's",
    'say "yes"',
    "\\",
    "\\n",
    "no",
    "true",
    "null",
    "~",
    "5",
    "010",
    "8:00",
    "1e3",
    "*",
    "&a",
    "!a",
    "%a",
    "@a",
    "`a`",
    "|",
    ">",
    "---",
    "...",
    "<<",
    " leading",
    "trailing ",
    "\ttab",
    "a\tb",
    "two\nlines",
    "two\n\nparagraphs\n",
    "ended\n",
    "ended twice\n\n",
    "\nbegins with a line end",
    "first\n  indented\nlast",
    "  first indented\nlast",
    "a\n---\nb",
    "Ünïcode 漢字 العربية \U0001f600",
    "\u200fright\u200dto left",
    "\ufeffmark",
    "no\u00a0break\u00a0",
    "long " * 60 + "end",
]


def scalars_of(node: Node) -> Iterator[Scalar]:
    if isinstance(node, Scalar):
        yield node
    elif isinstance(node, Mapping):
        for key, value in node:
            yield key
            yield from scalars_of(value)
    else:
        for item in node.items:
            yield from scalars_of(item)


def read(text: str) -> list[Scalar]:
    tree, faults = read_yaml(Source("a.yaml", text))
    assert tree is not None
    assert not faults
    return list(scalars_of(tree))


def values_of(node: Node) -> Iterator[Scalar]:
    if isinstance(node, Mapping):
        for _, value in node:
            yield from values_of(value)
    elif isinstance(node, Scalar):
        yield node
    else:
        for item in node.items:
            yield from values_of(item)


def value_indices(text: str) -> list[int]:
    tree, _ = read_yaml(Source("a.yaml", text))
    assert tree is not None
    values = {scalar.span for scalar in values_of(tree)}
    return [index for index, scalar in enumerate(scalars_of(tree)) if scalar.span in values]


def assert_replaced(text: str, index: int, new_text: str) -> None:
    before = read(text)
    scalar = before[index]
    patched = replace_scalar(Source("a.yaml", text), scalar, new_text)
    assert patched.startswith(text[: scalar.span.start])
    assert patched.endswith(text[scalar.span.end :])
    after = read(patched)
    assert [scalar.text for scalar in after] == [
        new_text if number == index else scalar.text for number, scalar in enumerate(before)
    ]
    if "\r\n" in text:
        assert patched.count("\n") == patched.count("\r\n")


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("new_text", HARD_TEXTS)
def test_hard_texts_in_every_value(new_text: str, line_end: str) -> None:
    text = FLOW.replace("\n", line_end)
    for index in value_indices(text):
        assert_replaced(text, index, new_text)


PRINTABLE = st.text(
    st.one_of(
        st.sampled_from("\n\t :#-{}[]'\"\\|>,&*!%@`?~0"),
        st.characters(exclude_categories=["Cc", "Cs", "Cn", "Zl", "Zp"]),
    ),
    max_size=60,
)


@settings(max_examples=300, deadline=None)
@given(new_text=PRINTABLE, index=st.sampled_from(value_indices(FLOW)), line_end=st.sampled_from(["\n", "\r\n"]))
def test_any_printable_text_in_any_value(new_text: str, index: int, line_end: str) -> None:
    assert_replaced(FLOW.replace("\n", line_end), index, new_text)


@settings(max_examples=100, deadline=None)
@given(new_text=PRINTABLE, index=st.sampled_from(sorted(set(range(len(read(FLOW)))) - set(value_indices(FLOW)))))
def test_any_printable_text_as_a_key_is_written_or_refused(new_text: str, index: int) -> None:
    try:
        assert_replaced(FLOW, index, new_text)
    except ValueError:
        assert new_text in [scalar.text for scalar in read(FLOW)]


@pytest.mark.parametrize(
    ("text", "old", "new", "expected"),
    [
        ("a: plain\n", "plain", "two words", "a: two words\n"),
        ("a: plain # why\n", "plain", "other", "a: other # why\n"),
        ("a: plain # why\n", "plain", "x: y", 'a: "x: y" # why\n'),
        ("a: plain\n", "plain", "5", 'a: "5"\n'),
        ("a: 3\n", "3", "4", "a: 4\n"),
        ("a: 'it''s'\n", "it's", "isn't", "a: 'isn''t'\n"),
        ("a: 'x'\n", "x", "two\nlines", 'a: "two\\nlines"\n'),
        ('a: "x"\n', "x", 'say "yes" \\', 'a: "say \\"yes\\" \\\\"\n'),
        ("{a: x, b: y}\n", "x", "1, 2", '{a: "1, 2", b: y}\n'),
        ('{key: "1", say: "x"}\n', "1", "2", '{key: "2", say: "x"}\n'),
        ("a:\nb: 1\n", "", "now", "a: now\nb: 1\n"),
        ("a: # why\n", "", "now", "a: now # why\n"),
        ("- \n- b\n", "", "now", "- now \n- b\n"),
        ("a: |\n  one\n  two\n\nb: 1\n", "one\ntwo\n", "three\n", "a: |\n  three\n\nb: 1\n"),
        ("a: |\n  one\n\nb: 1\n", "one\n", "one", "a: |-\n  one\n\nb: 1\n"),
        ("a: |+ # why\r\n   one\r\n", "one\n", "two\nlines\n", "a: |+ # why\r\n   two\r\n   lines\r\n"),
        ("a: >\n  one\n  two\n", "one two\n", "x\ny\n", "a: >\n  x\n\n  y\n"),
        ("a: |\n  one", "one", "two", "a: |\n  two"),
        ("a: |\n  one\nb: 1\n", "one\n", "", 'a: ""\nb: 1\n'),
        ("a: |1\n  one\n", " one\n", " two\n", "a: |1\n  two\n"),
    ],
)
def test_style_and_layout_stay(text: str, old: str, new: str, expected: str) -> None:
    scalar = next(scalar for scalar in read(text) if scalar.text == old)
    assert replace_scalar(Source("a.yaml", text), scalar, new) == expected


def test_a_folded_block_is_folded_again() -> None:
    text = "a: >-\n  short\nb: 1\n"
    words = "word " * 40 + "end"
    patched = replace_scalar(Source("a.yaml", text), read(text)[1], words)
    assert read(patched)[1].text == words
    assert max(len(line) for line in patched.splitlines()) <= 80
    assert patched.startswith("a: >-\n  word")


def test_other_faults_of_the_file_do_not_hinder() -> None:
    source = Source("a.yaml", "a: 1\na: 2\nb: x\n")
    tree, _ = read_yaml(source)
    assert isinstance(tree, Mapping)
    value = tree.get("b")
    assert isinstance(value, Scalar)
    assert replace_scalar(source, value, "y") == "a: 1\na: 2\nb: y\n"


@pytest.mark.parametrize(
    ("text", "index", "new"),
    [
        ("a: 1\nb: 2\n", 2, "a"),
        ("a: 1\n", 1, "\0"),
        ("a: 1\n", 1, "\ud800"),
        ("a: 1\n", 0, "k" * 1100),
    ],
)
def test_what_cannot_be_written_is_refused(text: str, index: int, new: str) -> None:
    with pytest.raises(ValueError, match=r"cannot be written at a\.yaml:"):
        replace_scalar(Source("a.yaml", text), read(text)[index], new)


def test_a_scalar_of_an_older_text_is_refused() -> None:
    with pytest.raises(ValueError, match="does not stand at"):
        replace_scalar(Source("a.yaml", "b: 1\na: old\n"), read("a: old\n")[1], "new")


def test_an_anchor_is_not_dropped_unseen() -> None:
    source = Source("a.yaml", "a: &x old\n")
    tree, _ = read_yaml(source)
    assert isinstance(tree, Mapping)
    value = tree.get("a")
    assert isinstance(value, Scalar)
    with pytest.raises(ValueError, match="cannot be written"):
        replace_scalar(source, value, "new")


@pytest.mark.parametrize(
    ("after", "is_same"),
    [
        ("{a: new, b: x, c: [1, 2]}", True),
        ("{a: newer, b: x, c: [1, 2]}", False),
        ("{a: new, b: y, c: [1, 2]}", False),
        ('{a: new, b: "x", c: [1, 2]}', False),
        ("{a: new, d: x, c: [1, 2]}", False),
        ("{a: new, b: x, c: [1]}", False),
        ("{a: new, b: x, c: [1, 3]}", False),
        ("{a: new, b: x, c: {1: 2}}", False),
        ("{a: new, b: x}", False),
    ],
)
def test_a_patch_that_changes_anything_else_would_be_seen(after: str, is_same: bool) -> None:
    before, _ = read_yaml(Source("a.yaml", "{a: old, b: x, c: [1, 2]}"))
    patched, _ = read_yaml(Source("a.yaml", after))
    assert isinstance(before, Mapping)
    assert patched is not None
    target = before.get("a")
    assert isinstance(target, Scalar)
    assert _is_same(before, patched, target, "new") is is_same
