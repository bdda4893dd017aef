"""Entries are put in, taken out, renamed and moved; every other line stays to the byte, and all reads as wanted."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ivr_author.core.source import Source
from ivr_author.core.tree import Mapping, Sequence
from ivr_author.core.yaml_change import (
    Arrange,
    Change,
    Insert,
    Remove,
    Rename,
    Set,
    applied,
    is_same,
    node_at,
    to_value,
)
from ivr_author.core.yaml_diff import differences
from ivr_author.core.yaml_edit import CannotEdit, edit_yaml
from ivr_author.core.yaml_source import read_yaml
from ivr_author.core.yaml_write import Bare, Value

FLOW = """\
# A comment above
format: 1  # and one behind
title:   Member services   # three spaces
keys: {"0": representative, 9: repeat, '*': back}
lines: {
  first: 1,  # why
  # about the second
  "second": [a, b],
  third: {x: y}
}
empty:
none: {}
nodes:
  # Where calls begin.
  begin: {type: play, prompt: [one, "two", 'it''s three'], next: menu}

  # The menu,
  # in two lines of comment.
  menu:
    type: menu  # three keys
    prompt: |
      First line.

        indented
      last
    choices:
      # The first.
      - {key: "1", next: end}
      - key: "2"
        # why
        next: begin

      - {key: "3", next: menu}  # again
    # on_failure: end

  end:
    prompt: >-  # folded
      Goodbye
      and thanks.
    "quoted key": no
last: end"""


def edited(text: str, *changes: Change) -> str:
    return edit_yaml(Source("flows/x.yaml", text), changes).source.text


CASES: dict[str, tuple[Change, str, str]] = {
    "set a scalar": (Set(("nodes", "begin", "next"), "end"), "three'], next: menu}", "three'], next: end}"),
    "set keeps the comment": (Set(("format",), 2), "format: 1  # and", "format: 2  # and"),
    "set a missing value": (Set(("empty",), "now"), "empty:\n", "empty: now\n"),
    "a text that looks like a number": (Set(("last",), "8"), "last: end", 'last: "8"'),
    "a text that YAML 1.1 takes for another": (Insert((), 1, "yes", "a"), "title:", 'a: "yes"\ntitle:'),
    "a bare value": (Set(("last",), Bare("8")), "last: end", "last: 8"),
    "a scalar becomes a list": (
        Set(("title",), ["One of two.", "Two of two."]),
        "title:   Member services   # three spaces\n",
        "title:   # three spaces\n  - One of two.\n  - Two of two.\n",
    ),
    "a list becomes a scalar": (Set(("nodes", "begin", "prompt"), "one"), "[one, \"two\", 'it''s three']", "one"),
    "a block becomes a scalar": (
        Set(("nodes", "menu", "choices"), "none"),
        """\
    choices:
      # The first.
      - {key: "1", next: end}
      - key: "2"
        # why
        next: begin

      - {key: "3", next: menu}  # again
""",
        "    choices: none\n",
    ),
    "a literal becomes a list": (
        Set(("nodes", "menu", "prompt"), ["Hello there, you.", "Bye."]),
        "    prompt: |\n      First line.\n\n        indented\n      last\n",
        "    prompt:\n      - Hello there, you.\n      - Bye.\n",
    ),
    "into braces": (Insert(("keys",), 1, "end", "5"), "representative, 9", 'representative, "5": end, 9'),
    "first into braces": (Insert(("keys",), 0, "end", "5"), '{"0"', '{"5": end, "0"'),
    "last into braces": (Insert(("keys",), 3, "a, b", "#"), "back}", 'back, "#": "a, b"}'),
    "into empty braces": (Insert(("none",), 0, "b", "a"), "none: {}", "none: {a: b}"),
    "into a list in brackets": (Insert(("nodes", "begin", "prompt"), 1, "x"), 'one, "two"', 'one, x, "two"'),
    "into braces in lines": (
        Insert(("lines",), 1, 7, "new"),
        "first: 1,  # why\n",
        "first: 1,  # why\n  new: 7,\n",
    ),
    "last into braces in lines": (Insert(("lines",), 3, 7, "new"), "third: {x: y}\n", "third: {x: y},\n  new: 7\n"),
    "a node in lines": (
        Insert(("nodes",), 2, {"type": "play", "prompt": "Hi.", "next": "end"}, "hello"),
        "    # on_failure: end\n\n",
        "    # on_failure: end\n\n  hello: {type: play, prompt: Hi., next: end}\n\n",
    ),
    "a key in lines": (Insert(("nodes", "menu"), 1, "5s", "timeout"), "three keys\n", "three keys\n    timeout: 5s\n"),
    "a key after a folded text": (Insert(("nodes", "end"), 1, "x", "new"), "thanks.\n", "thanks.\n    new: x\n"),
    "a key at the end, without a final line end": (Insert((), 8, "x", "new"), "last: end", "last: end\nnew: x"),
    "an item in lines": (
        Insert(("nodes", "menu", "choices"), 1, {"key": "5", "next": "end"}),
        '- {key: "1", next: end}\n',
        '- {key: "1", next: end}\n      - {key: "5", next: end}\n',
    ),
    "an item before the first": (
        Insert(("nodes", "menu", "choices"), 0, {"key": "5", "next": "end"}),
        "      # The first.\n",
        '      - {key: "5", next: end}\n      # The first.\n',
    ),
    "remove with the comments above": (
        Remove(("nodes", "begin")),
        "  # Where calls begin.\n  begin: {type: play, prompt: [one, \"two\", 'it''s three'], next: menu}\n\n",
        "",
    ),
    "remove from braces": (Remove(("keys", "9")), ", 9: repeat", ""),
    "remove the first from braces": (Remove(("keys", "0")), '"0": representative, ', ""),
    "remove from braces in lines": (
        Remove(("lines", "second")),
        '  # about the second\n  "second": [a, b],\n',
        "",
    ),
    "remove the last from braces in lines": (Remove(("lines", "third")), "  third: {x: y}\n", ""),
    "remove an item": (
        Remove(("nodes", "menu", "choices", 0)),
        '      # The first.\n      - {key: "1", next: end}\n',
        "",
    ),
    "remove a key of an item": (
        Remove(("nodes", "menu", "choices", 1, "next")),
        "        # why\n        next: begin\n",
        "",
    ),
    "remove the only one": (Remove(("lines", "third", "x")), "{x: y}", "{}"),
    "remove the last line": (Remove(("last",)), "\nlast: end", "\n"),
    "rename": (Rename(("nodes", "menu"), "main"), "  menu:\n", "  main:\n"),
    "rename a quoted key": (Rename(("nodes", "end", "quoted key"), "5"), '"quoted key": no', '"5": no'),
    "move an item of brackets": (Arrange(("nodes", "begin", "prompt"), (1, 0, 2)), 'one, "two"', '"two", one'),
}


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_a_change_touches_its_own_lines_alone(name: str, line_end: str) -> None:
    change, before, after = CASES[name]
    assert FLOW.count(before) == 1, "the case names one place"
    wanted = FLOW.replace(before, after)
    assert edited(FLOW.replace("\n", line_end), change) == wanted.replace("\n", line_end)


def test_items_move_with_their_comments() -> None:
    text = "a:\n  # one\n  - x\n  # two\n  - y  # behind\n\n  - z"
    assert edited(text, Arrange(("a",), (2, 0, 1))) == "a:\n  - z\n  # one\n  - x\n\n  # two\n  - y  # behind"


def test_a_comment_about_the_next_entry_stays() -> None:
    text = "a: 1\n  # set in\n\n# about b\nb: 2\n# about c\nc: 3\n"
    assert edited(text, Remove(("b",))) == "a: 1\n  # set in\n\n# about c\nc: 3\n"


def test_new_maps_look_like_those_beside_them() -> None:
    play: Value = {"type": "play", "next": "b"}
    in_lines = edited("nodes:\n  a:\n    type: hangup\n", Insert(("nodes",), 1, play, "b"))
    assert in_lines == "nodes:\n  a:\n    type: hangup\n  b:\n    type: play\n    next: b\n"
    in_braces = edited("nodes:\n  a: {type: hangup}\n", Insert(("nodes",), 1, play, "b"))
    assert in_braces == "nodes:\n  a: {type: hangup}\n  b: {type: play, next: b}\n"


def test_a_mark_at_the_beginning_and_tabs_in_comments_stay() -> None:
    text = "\ufeffa: 1\t# tab\tin it\nb:\n  c: 1\t#\td\n"
    assert (
        edited(text, Set(("b", "c"), 2), Rename(("a",), "z"), Set(("z",), 3))
        == "\ufeffz: 3\t# tab\tin it\nb:\n  c: 2\t#\td\n"
    )


@pytest.mark.parametrize(
    "change",
    [Insert((), 0, "x", "key"), Insert((), 2, {"x": {"y": 1}}, "key"), Arrange((), (1, 0)), Set(("a",), "x\ny")],
)
def test_a_mark_at_the_beginning_changes_nothing_else(change: Change) -> None:
    text = "a: # b\n  c: 1\n# d\nd:\n- e: 1\n  f: 2\n"
    assert edited(f"\ufeff{text}", change) == f"\ufeff{edited(text, change)}"


def test_several_changes_come_one_after_the_other() -> None:
    changes = [
        Set(("nodes", "begin", "next"), "end"),
        Remove(("nodes", "menu")),
        Insert(("nodes",), 1, {"type": "hangup"}, "menu"),
        Rename(("nodes", "menu"), "bye"),
        Set(("nodes", "bye", "type"), "play"),
    ]
    tree = read_yaml(Source("", edited(FLOW, *changes)))[0]
    assert isinstance(tree, Mapping)
    nodes = tree.get("nodes")
    assert isinstance(nodes, Mapping)
    assert [key.text for key, _ in nodes] == ["begin", "bye", "end"]
    assert to_value(nodes.entries[1][1]) == {"type": "play"}


@pytest.mark.parametrize(
    ("text", "change"),
    [
        ("a: &x 1\n", Set(("a",), 2)),
        ("a: 1\na: 2\n", Set(("a",), 2)),
        ("a: [1\n", Set(("a",), 2)),
        ("a: 1\n", Set(("b",), 2)),
        ("a: 1\n", Remove(("b",))),
        ("a: 1\n", Remove(())),
        ("a: 1\nb: 2\n", Rename(("a",), "b")),
        ("a: 1\n", Insert((), 0, 1, "a")),
        ("a: 1\n", Insert(("a",), 0, 1, "a")),
        ("a: [1, 2]\n", Arrange(("a",), (0, 0))),
        ("a: 1\n", Set(("a",), "\x07")),
    ],
)
def test_what_can_not_be_done_is_refused(text: str, change: Change) -> None:
    with pytest.raises(CannotEdit):
        edited(text, change)


# --- properties ------------------------------------------------------------------------------------------------------

HARD = """plain|two words|a: b|a #b|#a|- a|no|8|1.5|| x|x |{name} is|[a|a, b|it's|say "hi"|two\nlines|true
|null|~|2026-01-01
|8:00|日本語 text|a\\b|? x|*a|&a|!t|>|%x|@x|`x|key:"""
TEXTS = st.sampled_from([*HARD.replace("\n|", "|").split("|"), "|", "x" * 130])
SCALARS: st.SearchStrategy[Value] = st.one_of(TEXTS, st.booleans(), st.integers(-5, 500), st.none())
VALUES: st.SearchStrategy[Value] = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(["key", "next", "a b", "1", "no"]), inner, max_size=3),
    ),
    max_leaves=6,
)
CHUNKS = [
    "one: 1  # behind\n",
    "# above two\ntwo: {a: 1, b: [x, 'y', \"z\"], c: {d: e}}\n",
    "three:\n  # inside\n  a: text\n\n  b:\n    - 1\n    # between\n    - {x: y, z: w}\n    -\n  # after\n",
    "four: |\n  literal\n\n    more\n\n",
    "five: >-\n  folded\n  text\n",
    "six: [\n  a,  # why\n  {b: c},\n]\n",
    "seven:\n- a: 1\n  b: 2\n- - x\n  - y\n",
    "eight: {\n  a: 1,\n  # note\n  b: 2\n}\n",
    "nine:\n",
    "ten: plain\n  in two lines  # end\n",
    "\n",
    "# alone\n\n",
]
DOCUMENTS = st.lists(st.sampled_from(CHUNKS), min_size=1, max_size=6, unique=True)


def paths_in(node: object, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    found = [path] if path else []
    if isinstance(node, Mapping):
        for key, value in node:
            found += paths_in(value, (*path, key.text))
    elif isinstance(node, Sequence):
        for index, item in enumerate(node.items):
            found += paths_in(item, (*path, index))
    return found


@st.composite
def edits(draw: st.DrawFn) -> tuple[list[str], Change]:
    chunks = draw(DOCUMENTS)
    tree = read_yaml(Source("", "".join(chunks)))[0]
    paths = paths_in(tree)
    if not paths:
        return ["a: 1\n"], Set(("a",), draw(VALUES))
    path = draw(st.sampled_from(paths))
    node = node_at(tree, path) if tree is not None else None
    size = len(node.entries) if isinstance(node, Mapping) else len(node.items) if isinstance(node, Sequence) else 0
    kinds: list[str] = ["set", "remove"] + (["rename"] if isinstance(path[-1], str) else [])
    if not hasattr(node, "data"):
        kinds += ["insert"] + (["arrange"] if size > 1 else [])
    match draw(st.sampled_from(kinds)):
        case "set":
            return chunks, Set(path, draw(VALUES))
        case "remove":
            return chunks, Remove(path)
        case "rename":
            return chunks, Rename(path, draw(st.sampled_from(["new", "a b", "1", "no", "q: r"])))
        case "insert":
            return chunks, Insert(path, draw(st.integers(0, size)), draw(VALUES), "new")
        case _:
            return chunks, Arrange(path, tuple(draw(st.permutations(range(size)))))


@settings(max_examples=250, deadline=None)
@given(edits(), st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_any_change_of_any_text_reads_as_wanted_and_leaves_the_rest(
    case: tuple[list[str], Change], line_end: str, ends: bool
) -> None:
    chunks, change = case
    chunks = [chunk.replace("\n", line_end) for chunk in chunks]
    if not ends:
        chunks[-1] = chunks[-1].removesuffix(line_end)
    text = "".join(chunks)
    tree, faults = read_yaml(Source("", text))
    assert tree is not None
    assert not faults
    expected = applied(tree, change)
    if isinstance(change, Remove) and len(tree.entries if isinstance(tree, Mapping) else ()) == 1 == len(change.path):
        return
    result = edited(text, change)
    after, faults = read_yaml(Source("", result))
    assert not faults
    assert after is not None
    if expected is not None and not isinstance(change, Remove):
        assert is_same(expected, after)
    # The chunks that the change is not in stand as they were, before and behind.
    at = next(index for index, chunk in enumerate(chunks) if f"\n{chunk}".find(f"\n{change.path[0]}:") >= 0)
    # A removed entry may take a blank line along that had one on its other side.
    before, behind = "".join(chunks[:at]), "".join(chunks[at + 1 :])
    assert result.startswith(before.rstrip("\r\n"))
    assert result.endswith(behind.lstrip("\r\n"))


@settings(max_examples=120, deadline=None)
@given(VALUES, VALUES)
def test_the_differences_of_two_values_make_one_the_other(before: Value, after: Value) -> None:
    text = edited("top: x\nnext: y  # stays\n", Set(("top",), before))
    tree = read_yaml(Source("", text))[0]
    held = node_at(tree, ("top",)) if tree is not None else None
    assert held is not None
    result = edit_yaml(Source("", text), differences(held, after, ("top",)))
    found = node_at(result.tree, ("top",))
    assert found is not None
    assert not list(differences(found, after)), "nothing is left to change"
    assert result.source.text.endswith("\nnext: y  # stays\n")


def test_equal_values_differ_in_nothing() -> None:
    tree = read_yaml(Source("", FLOW))[0]
    assert tree is not None
    assert list(differences(tree, to_value(tree))) == []
