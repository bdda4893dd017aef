"""Edges of flows: the same for content as for the compiled program, and what follows from them."""

from __future__ import annotations

from pathlib import Path

import pytest

from ivr_author.compiler import compile_program
from ivr_author.flow.content import Content
from ivr_author.flow.edges import BACK, END, NOBODY_ENTERED, RETURN, edges_of_node, nodes_of
from ivr_author.flow.graph import Graph, edges, is_entered_directly
from ivr_author.workspace.project import load_workspace


@pytest.fixture(scope="module")
def content(repository: Path) -> Content:
    found = load_workspace(repository)
    assert found.content is not None
    return found.content


def test_content_and_program_have_the_same_edges(repository: Path, content: Content) -> None:
    program = compile_program(content, load_workspace(repository).translations())
    compiled = {edge for node in nodes_of(program.blocks.values()) for edge in edges_of_node(node, program.blocks)}
    written = {edge for flow in content.flows.values() for edge in edges(content, flow)}
    assert written - compiled == set()
    assert {str(edge) for edge in compiled - written} == {
        f"identify/{name}: {NOBODY_ENTERED} -> {END}" for name in ("with_number", "without_number")
    }


def labels(content: Content, node: str) -> dict[str, str]:
    flow = content.flows[node.partition("/")[0]]
    return {edge.label: edge.target for edge in edges(content, flow) if edge.source == node}


def test_a_menu_has_the_edges_that_nobody_wrote(content: Content) -> None:
    found = labels(content, "billing/billing_down_menu")
    assert found == {
        "key 0": "billing/representative",
        "key 9": "billing/billing_down_menu",
        "key *": BACK,
        "key 1": "billing/representative",
        "key 2": "billing/call_when_up",
        "key 3": "billing/ways_to_pay",
        "used_up": "billing/representative",
        "no_input": "billing/billing_down_menu",
        "no_match": "billing/billing_down_menu",
        "hang_up": END,
    }


@pytest.mark.parametrize(
    ("node", "some"),
    [
        ("billing/ask_amount", {"accepted": "billing/ask_amount", "confirmed": "billing/check_amount"}),
        ("billing/ask_amount", {"denied": "billing/ask_amount", "confirm used_up": "billing/representative"}),
        ("billing/representative", {"accepted": END, "out_of_hours": "voicemail/message_menu"}),
        ("billing/identify", {"enter": "identify/known", "found": "billing/look_up"}),
        ("identify/with_number", {"return": RETURN}),
        ("billing/bill_state", {"if 2": "billing/due", "else": "billing/all_paid"}),
        ("callback/office", {"open": "callback/offer", "holiday": "callback/next_day"}),
        (
            "callback/call_back",
            {"next": "callback/booked", "failed": "callback/not_booked", "ask accepted": "callback/call_back"},
        ),
        ("main/language", {"key 1": "main/more_languages", "used_up": "main/more_languages"}),
        ("overflow/connect", {"connected": END, "busy": "overflow/partner_busy"}),
        ("voicemail/billing_message", {"next": "voicemail/saved", "failed": "voicemail/not_saved"}),
        ("main/alerts", {"next": "menu/office"}),
        ("billing/goodbye", {"hangup": END}),
        ("billing/look_up", {"ok": "billing/bill_state", "failed": "billing/billing_down"}),
    ],
)
def test_labels_and_targets(content: Content, node: str, some: dict[str, str]) -> None:
    assert labels(content, node).items() >= some.items()


def test_a_flow_that_is_only_a_subflow(content: Content) -> None:
    assert not is_entered_directly(content, content.flows["identify"])
    assert is_entered_directly(content, content.flows["main"])
    assert is_entered_directly(content, content.flows["billing"])


def test_every_node_can_be_reached_from_the_numbers_and_nothing_from_an_ending(content: Content) -> None:
    graph = Graph(content)
    assert graph.reachable(["main/welcome", "assister/welcome"]) == set(graph.nodes)
    assert graph.reachable(["billing/goodbye"]) == {"billing/goodbye"}


def test_a_subflow_goes_on_only_by_names_that_it_reaches(content: Content) -> None:
    graph = Graph(content)
    assert "billing/look_up" in graph.reachable(["billing/identify"])
    del graph.nodes["identify/with_number"]
    assert graph.nodes["identify/ask_case"]
    found = graph.reachable(["billing/identify"])
    assert "billing/representative" in found
    assert "billing/look_up" not in found


def test_the_fewest_answers_to_a_person(content: Content) -> None:
    fewest = Graph(content).inputs_to_person
    assert fewest["billing/representative"] == 0
    assert fewest["billing/pay_menu"] == 1
    assert fewest["menu/office"] == 1
    assert "billing/goodbye" not in fewest
    ending = Graph(content).inputs_to_ending()
    assert ending["billing/goodbye"] == 0
    assert set(ending) == set(Graph(content).nodes)
