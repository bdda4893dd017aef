"""Where cards stand: never over one another, each column in line, the same every time, wires that do not cross."""

from __future__ import annotations

import time
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from ivr_author.web.flow.canvas_layout import COLUMN_GAP, HEAD, ROW, ROW_GAP, WIDTH, card_height, lay_out

NAMES = [f"n{index}" for index in range(12)]
GRAPHS = st.lists(st.lists(st.sampled_from(NAMES), max_size=4, unique=True), min_size=12, max_size=12).map(
    lambda targets: dict(zip(NAMES, targets, strict=True))
)


def rows_of(graph: dict[str, list[str]]) -> dict[str, int]:
    return {node: len(targets) for node, targets in graph.items()}


def test_a_menu_and_its_choices() -> None:
    graph = {"menu": ["one", "two"], "one": ["end"], "two": ["end"], "end": []}
    laid = lay_out(graph, "menu", rows_of(graph))
    first, second = laid.sections
    assert first.nodes["one"] == (WIDTH + COLUMN_GAP, 0)
    assert first.nodes["two"] == (WIDTH + COLUMN_GAP, card_height(1) + ROW_GAP)
    assert (first.width, first.height) == (2 * WIDTH + COLUMN_GAP, 2 * (HEAD + ROW) + ROW_GAP)
    assert (second.head, dict(second.nodes), second.unreachable) == ("end", {"end": (0, 0)}, False)
    assert laid.parents == {"one": "menu", "two": "menu"}


def test_what_no_call_reaches_is_told() -> None:
    graph = {"begin": ["end"], "end": [], "lost": ["end"]}
    laid = lay_out(graph, "begin", rows_of(graph))
    assert [(one.head, one.unreachable) for one in laid.sections] == [("begin", False), ("lost", True)]


def test_what_a_key_leads_to_from_anywhere_is_reached() -> None:
    graph = {"begin": [], "person": ["end"], "end": []}
    laid = lay_out(graph, "begin", rows_of(graph), ["person", "nowhere"])
    assert [(one.head, one.unreachable) for one in laid.sections] == [("begin", False), ("person", False)]


def test_start_that_is_not_there() -> None:
    assert lay_out({}, "begin", {}).sections == ()
    assert [one.unreachable for one in lay_out({"a": []}, "nowhere", {}).sections] == [True]


def test_long_chain_is_laid_in_one_line() -> None:
    graph = {f"n{index}": [f"n{index + 1}"] for index in range(3000)} | {"n3000": []}
    section = lay_out(graph, "n0", rows_of(graph)).sections[0]
    assert {y for _, y in section.nodes.values()} == {0}


@given(GRAPHS)
def test_cards_keep_apart(graph: dict[str, list[str]]) -> None:
    for section in lay_out(graph, "n0", rows_of(graph)).sections:
        columns: dict[int, list[tuple[int, int]]] = {}
        for node, (x, y) in section.nodes.items():
            columns.setdefault(x, []).append((y, y + card_height(len(graph[node]))))
            assert y + card_height(len(graph[node])) <= section.height
            assert x + WIDTH <= section.width
        for column in columns.values():
            for above, below in pairwise(sorted(column)):
                assert above[1] + ROW_GAP <= below[0]


@given(GRAPHS)
def test_children_stand_beside_their_parent_in_its_order(graph: dict[str, list[str]]) -> None:
    laid = lay_out(graph, "n0", rows_of(graph))
    at = {node: place for section in laid.sections for node, place in section.nodes.items()}
    for parent, targets in graph.items():
        children = [target for target in targets if laid.parents.get(target) == parent]
        assert all(at[child][0] == at[parent][0] + WIDTH + COLUMN_GAP for child in children)
        heights = [at[child][1] for child in children]
        assert heights == sorted(heights)
        assert not heights or heights[0] == at[parent][1], "the first child is as high as its parent"
    assert sorted(at) == sorted(graph)


@given(GRAPHS)
def test_layout_is_the_same_every_time(graph: dict[str, list[str]]) -> None:
    rows = rows_of(graph)
    assert lay_out(graph, "n0", rows).as_json() == lay_out(dict(graph), "n0", dict(rows)).as_json()


def test_two_hundred_nodes_take_no_time() -> None:
    graph = {
        f"n{index}": [f"n{one}" for one in range(2 * index + 1, 2 * index + 3) if one < 200] for index in range(200)
    }
    best = 1.0
    for _ in range(5):
        begun = time.perf_counter()
        lay_out(graph, "n0", rows_of(graph))
        best = min(best, time.perf_counter() - begun)
    assert best < 0.01
