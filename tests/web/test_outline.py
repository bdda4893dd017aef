"""The outline of a flow: every node once, under what leads to it, whatever the graph."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ivr_author.web.flow.outline import OutlineItem, outline

NAMES = [f"n{index}" for index in range(12)]
GRAPHS = st.lists(st.lists(st.sampled_from(NAMES), max_size=4), min_size=12, max_size=12).map(
    lambda targets: dict(zip(NAMES, targets, strict=True))
)


def names(item: OutlineItem) -> list[str]:
    return [item.node, *(name for one in item.below for name in names(one))]


def test_chain_and_fork() -> None:
    sections = outline({"a": ["b", "c"], "b": ["d"], "c": ["d"], "d": []}, "a")
    assert [names(section) for section in sections] == [["a", "b", "c"], ["d"]]


def test_authors_order_is_kept() -> None:
    sections = outline({"menu": ["z", "a", "m"], "a": [], "m": [], "z": []}, "menu")
    assert names(sections[0]) == ["menu", "z", "a", "m"]


def test_unreached_nodes_come_last() -> None:
    assert [names(one) for one in outline({"lost": ["a"], "a": ["b"], "b": []}, "a")] == [["a", "b"], ["lost"]]


def test_start_that_is_not_there() -> None:
    assert [names(one) for one in outline({"a": ["b"], "b": []}, "nowhere")] == [["a", "b"]]
    assert outline({}, "a") == ()


def test_long_chain_does_not_recurse() -> None:
    graph = {f"n{index}": [f"n{index + 1}"] for index in range(5000)} | {"n5000": []}
    assert len(outline(graph, "n0")) == 1


@given(GRAPHS)
def test_every_node_stands_once(graph: dict[str, list[str]]) -> None:
    sections = outline(graph, "n0")
    assert sorted(name for section in sections for name in names(section)) == sorted(NAMES)
    assert sections[0].node == "n0"


@given(GRAPHS)
def test_a_node_stands_under_one_that_leads_to_it(graph: dict[str, list[str]]) -> None:
    waiting = list(outline(graph, "n0"))
    while waiting:
        item = waiting.pop()
        for below in item.below:
            assert below.node in graph[item.node]
            waiting.append(below)


def test_what_is_not_reached_is_kept_together() -> None:
    graph = {"start": ["end"], "end": [], "lost": ["a", "b"], "a": ["c"], "b": ["end"], "c": [], "x": ["y"], "y": ["x"]}
    assert [names(one) for one in outline(graph, "start")] == [["start", "end"], ["lost", "a", "c", "b"], ["x", "y"]]
