"""YAML is read by the 1.2 core rules, with places, and every fault of it is a diagnostic."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from ivr_author.core import yaml_source
from ivr_author.core.diagnostics import Diagnostic
from ivr_author.core.limits import MAX_DEPTH, MAX_FILE_BYTES, MAX_READING_FAULTS
from ivr_author.core.source import Source
from ivr_author.core.tree import Mapping, Node, Scalar, Sequence
from ivr_author.core.yaml_faults import RULES
from ivr_author.core.yaml_source import read_yaml


@pytest.fixture(params=["libyaml", "pure"], autouse=True, scope="module")
def each_parser(request: pytest.FixtureRequest) -> Iterator[str]:
    """Everything here holds with PyYAML's C extension and without it."""
    with pytest.MonkeyPatch.context() as patch:
        if request.param == "pure":
            patch.setattr(yaml_source, "_new_parser", yaml.SafeLoader)
        yield request.param


def read(text: str) -> Node:
    tree, faults = read_yaml(Source("a.yaml", text))
    assert faults == []
    assert tree is not None
    return tree


def faults_of(text: str) -> list[Diagnostic]:
    return read_yaml(Source("a.yaml", text))[1]


def only_fault(text: str) -> Diagnostic:
    [fault] = faults_of(text)
    return fault


def place(fault: Diagnostic) -> tuple[int, int]:
    assert fault.span is not None
    return fault.span.line, fault.span.column


def plain(node: Node) -> object:
    if isinstance(node, Scalar):
        return node.data
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    return {key.text: plain(value) for key, value in node}


@pytest.mark.parametrize(
    ("written", "data"),
    [
        ("8:00", "8:00"), ("17:30", "17:30"), ("12:30:45", "12:30:45"), ("no", "no"), ("yes", "yes"), ("on", "on"),
        ("off", "off"), ("NO", "NO"), ("y", "y"), ("2026-12-23", "2026-12-23"), ("1_000", "1_000"), ("=", "="),
        ("010", 10), ("007", 7), ("089", 89), ("0o17", 15), ("0x1F", 31), ("-5", -5), ("+5", 5), ("0b1", "0b1"),
        ("1e3", 1000.0), ("3.10", 3.1), (".5", 0.5), ("5.", 5.0), ("-1.5E-2", -0.015), (".", "."), ("-", None),
        (".inf", math.inf), ("-.INF", -math.inf), ("+.Inf", math.inf), ("1e999", math.inf), ("5s", "5s"),
        ("true", True), ("True", True), ("FALSE", False), ("tRUE", "tRUE"), ("null", None), ("NULL", None),
        ("~", None), ("", None), ("nil", "nil"), ("+18005550100", 18005550100), ("1.2.3", "1.2.3"), ("-a", "-a"),
        ("1" * 5000, math.inf),
        ("0x" + "f" * 300, "0x" + "f" * 300), ("0o" + "7" * 300, "0o" + "7" * 300),
        ("'5'", "5"), ('"true"', "true"), ("|\n  5\n", "5\n"), ('""', ""), ("a  b", "a  b"), ("a\n  b", "a b"),
    ],
)  # fmt: skip
def test_values_follow_the_core_schema(written: str, data: object) -> None:
    if written == "-":
        assert plain(read("a:\n- \n")) == {"a": [None]}
        return
    tree = read(f"a: {written}\n")
    assert isinstance(tree, Mapping)
    value = tree.get("a")
    assert isinstance(value, Scalar)
    assert value.data == data
    assert type(value.data) is type(data)


def test_not_a_number() -> None:
    value = plain(read("a: .nan\n"))
    assert isinstance(value, dict)
    assert math.isnan(value["a"])


def test_keys_and_values_keep_what_was_written() -> None:
    tree = read('{010: no, "1": "1", 8:00: 010, yes: true, 1.0: x}')
    assert isinstance(tree, Mapping)
    assert [key.text for key, _ in tree] == ["010", "1", "8:00", "yes", "1.0"]
    value = tree.get("8:00")
    assert isinstance(value, Scalar)
    assert (value.text, value.data, value.quoted) == ("010", 10, False)


def test_every_value_knows_its_place() -> None:
    text = '# –\nsay: ünï 漢字 # x\nlist:\n  - {a: "x: \\"y", b: \'z\'}\n  -\n\n# below\nnotes: |\n  one\n\nend: 1\n'
    tree = read(text)
    assert isinstance(tree, Mapping)

    def written(node: Node) -> str:
        assert node.span == Source("a.yaml", text).span(node.span.start, node.span.end)
        return text[node.span.start : node.span.end]

    assert [written(key) for key, _ in tree] == ["say", "list", "notes", "end"]
    say, items, notes, end = (value for _, value in tree)
    assert written(say) == "ünï 漢字"
    assert (say.span.line, say.span.column, say.span.end_column) == (2, 6, 12)
    assert isinstance(items, Sequence)
    assert written(items) == '- {a: "x: \\"y", b: \'z\'}\n  -'
    assert written(items.items[0]) == '{a: "x: \\"y", b: \'z\'}'
    assert written(items.items[1]) == ""
    assert written(notes) == "|\n  one\n\n"
    assert written(end) == "1"
    assert written(tree) == text[text.index("say") : -1]


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_line_ends_do_not_move_places(line_end: str) -> None:
    tree = read(line_end.join(["a: 1", "", "b:", "  - two", ""]))
    assert isinstance(tree, Mapping)
    items = tree.get("b")
    assert isinstance(items, Sequence)
    assert (items.items[0].span.line, items.items[0].span.column) == (4, 5)


def test_a_byte_order_mark_is_no_part_of_the_first_key() -> None:
    assert plain(read("\ufeffa: 1\n")) == {"a": 1}


@pytest.mark.parametrize("mark", ["", "\ufeff", "\ufeff\ufeff"])
def test_a_byte_order_mark_counts_in_offsets_and_not_in_columns(mark: str) -> None:
    source = Source("a.yaml", f"{mark}one: two\nthree: [four]\n")
    tree, _ = read_yaml(source)
    assert isinstance(tree, Mapping)
    for key, value in tree.entries:
        for node in (key, value, *(value.items if isinstance(value, Sequence) else ())):
            text = source.text[node.span.start : node.span.end]
            assert text == (node.text if isinstance(node, Scalar) else "[four]")
            assert node.span == source.span(node.span.start, node.span.end)
    _, faults = read_yaml(Source("a.yaml", f"{mark}a: @b\n"))
    assert (faults[0].span.column, faults[0].span.start) == (4, 3 + len(mark))


def test_a_duplicate_key_names_the_first_and_is_dropped() -> None:
    tree, [fault] = read_yaml(Source("a.yaml", 'a: 1\nb: 2\n"a": 3\n'))
    assert fault.message == "the key `a` is given twice; first on line 1"
    assert (fault.rule, place(fault)) == ("duplicate-key", (3, 1))
    assert tree is not None
    assert plain(tree) == {"a": 1, "b": 2}


def test_yes_and_1_are_two_keys() -> None:
    assert plain(read("{yes: a, 1: b, no: c, 0: d, true: e}")) == {
        "yes": "a",
        "1": "b",
        "no": "c",
        "0": "d",
        "true": "e",
    }


MANY = """\
a: !x one
b: &anchor [1]
c: *anchor
<<: {d: 1}
[e]: 1
? {f: 1}
: 2
a: 3
?
: 4
"\\0": x
say: "\\x07"
"""


def test_one_run_reports_every_fault() -> None:
    tree, faults = read_yaml(Source("a.yaml", MANY))
    assert [(fault.rule, fault.span.line, fault.span.column) for fault in faults if fault.span] == [
        ("yaml-tag", 1, 4),
        ("anchor-or-alias", 2, 4),
        ("anchor-or-alias", 3, 4),
        ("merge-key", 4, 1),
        ("key-not-text", 5, 1),
        ("key-not-text", 6, 3),
        ("duplicate-key", 8, 1),
        ("key-not-text", 9, 2),
        ("control-character", 11, 1),
        ("control-character", 12, 6),
    ]
    assert tree is not None
    assert plain(tree) == {"a": "one", "b": [1], "c": "*anchor", "\0": "x", "say": "\x07"}
    assert all(fault.hint for fault in faults)


def test_control_characters_do_not_end_the_reading() -> None:
    assert [fault.rule for fault in faults_of("a: \x00x\nb: \u2028\na: 1\n")] == ["control-character"] * 2 + [
        "duplicate-key"
    ]


@pytest.mark.parametrize("text", ["", "\n", "# only a comment\n", "---\n", "---\n# x\n...\n"])
def test_an_empty_file(text: str) -> None:
    assert only_fault(text).rule == "empty-file"


def test_only_the_first_document_is_read() -> None:
    tree, [fault] = read_yaml(Source("a.yaml", "---\na: 1\n---\nb: [\n"))
    assert (fault.rule, place(fault)) == ("several-documents", (3, 1))
    assert tree is not None
    assert plain(tree) == {"a": 1}


def test_depth_has_a_limit() -> None:
    assert plain(read("[" * MAX_DEPTH + "]" * MAX_DEPTH))
    fault = only_fault("[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1))
    assert (fault.rule, place(fault)) == ("too-deep", (1, MAX_DEPTH + 1))


@pytest.mark.parametrize("piece", ["[", "- ", "? ", "{a: ", "a: {", "[[]", "- - "])
def test_very_deep_nesting_does_not_end_the_process(piece: str) -> None:
    assert faults_of(piece * 200_000)


def test_aliases_are_never_expanded() -> None:
    levels = [f"l{level}: &l{level} [{', '.join([f'*l{level - 1}'] * 9)}]" for level in range(1, 10)]
    faults = faults_of("\n".join(["l0: &l0 [x, x]", *levels]))
    assert {fault.rule for fault in faults} == {"anchor-or-alias"}
    assert len(faults) == 1 + 9 * 10


def test_faults_have_a_limit() -> None:
    tree, faults = read_yaml(Source("a.yaml", "[" + "*a, " * 10_000 + "]"))
    assert (tree, len(faults)) == (None, MAX_READING_FAULTS)


def test_a_form_has_the_same_size_limit_as_a_file() -> None:
    assert only_fault("a" * (MAX_FILE_BYTES + 1)).rule == "file-too-large"


@pytest.mark.parametrize(
    ("text", "where", "message"),
    [
        ("a: b: c\n", (1, 5), "a colon where no key can stand"),
        ("a: 1\n  b: 2\n", (2, 4), "a colon where no key can stand"),
        ("a: 1\nfoo bar\nb: 2\n", (2, 1), "a line that is neither `key: value` nor part of the text above it"),
        ("- a\nb: 1\n", (2, 1), "this line does not fit"),
        ("a:\n  - b\n c\n", (3, 2), "something is left over here"),
        ("a: 'it's'\n", (1, 8), "something is left over here"),
        ("prompt: {name} is due.\n", (1, 16), "something is left over here"),
        ("a: {b: 1\nc: 2\n", (1, 4), "a `{` without its `}`"),
        ("a: [1, 2\nb: 3\n", (1, 4), "a `[` without its `]`"),
        ('a: 1\nb: "x\nc: 1\n', (2, 4), "a quote that is never closed"),
        ("b: 'x\n--- y\n", (1, 4), "a quote that is never closed"),
        ('a: "\\xZZ"\n', (1, 7), "an escape that is not complete"),
        ("a: @x\n", (1, 4), "a text cannot begin with this character"),
        ("keys: {*: back}\n", (1, 8), "`*` and `&` have a meaning of their own"),
        ("a: - b\n", (1, 4), "a list item where no list can begin"),
        ("a: ? b\n", (1, 4), "a `?` where no key can stand"),
        ("a: , b\n", (1, 4), "a value is missing here"),
        ("a: |x\n  y\n", (1, 5), "after `|` or `>` the line must end"),
        ("a: > x\n", (1, 6), "after `|` or `>` the line must end"),
        ("a: !<x\n", (1, 7), "a `!` begins a YAML tag"),
    ],
)
def test_syntax_faults_are_told_in_plain_words(text: str, where: tuple[int, int], message: str) -> None:
    fault = only_fault(text)
    assert fault.rule == "yaml-syntax"
    assert place(fault) == where
    assert fault.message.startswith(message)
    assert fault.hint


def test_a_text_that_begins_with_a_placeholder_is_told_to_be_quoted() -> None:
    assert '"{name} ..."' in only_fault("prompt: {name} is due.\n").hint
    assert "placeholder" not in only_fault("a: 'it's'\n").hint


def test_faults_before_a_syntax_fault_are_reported_too() -> None:
    assert [fault.rule for fault in faults_of("a: 1\na: 2\nb: @x\n")] == ["duplicate-key", "yaml-syntax"]


@pytest.mark.parametrize("text", ["a:\n\tb: 1\n", "a:\n  \tb: 1\n", "a:\n- b\n\t- c\n", "a: 1\n\tb: 2\n"])
def test_tabs_are_named(text: str) -> None:
    fault = only_fault(text)
    assert fault.rule == "tab-indentation"
    assert fault.span is not None
    assert text[fault.span.start] == "\t"


def test_further_tabs_are_counted() -> None:
    assert "(2 more lines" in only_fault("a:\n\tb: 1\n\tc: 1\n\td: 1\n").message


def test_tabs_elsewhere_are_text(each_parser: str) -> None:
    assert plain(read("a: |\n  b\n  \tc\nd: 'e\tf'\n")) == {"a": "b\n\tc\n", "d": "e\tf"}
    between_words = "a: b\tc\t# x\nf: [1,\t2]\n"
    if each_parser == "libyaml":
        assert plain(read(between_words)) == {"a": "b\tc", "f": [1, 2]}
    else:
        assert only_fault(between_words).rule == "yaml-syntax"


YAMLISH = st.text(st.sampled_from("ab1 \n\t:#-{}[]'\"\\|>,&*!%@`?~<=.é\0\r\ufeff"), max_size=80)


@settings(max_examples=400, deadline=None)
@given(st.one_of(YAMLISH, st.text(max_size=80)))
def test_no_text_raises(text: str) -> None:
    tree, faults = read_yaml(Source("a.yaml", text))
    assert tree is not None or faults
    for fault in faults:
        assert fault.rule in RULES
        assert fault.span is not None
        assert Source("a.yaml", text).excerpt(fault.span) or not text


TREES = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-(10**9), 10**9),
        st.text(st.characters(codec="ascii", exclude_categories=["Cc"])),
    ),
    lambda children: (
        st.lists(children, max_size=4) | st.dictionaries(st.text("abc", min_size=1, max_size=3), children, max_size=4)
    ),
    max_leaves=20,
)


@settings(max_examples=200, deadline=None)
@given(TREES, st.sampled_from([None, False, True]))
def test_reads_what_another_library_wrote(value: object, flow_style: bool | None) -> None:
    written = yaml.safe_dump({"root": value}, default_flow_style=flow_style, width=1000)
    tree, faults = read_yaml(Source("a.yaml", written))
    assert faults == []
    assert tree is not None
    assert plain(tree) == {"root": value}
