"""Places on the canvas: kept, followed, tidied; whatever the file holds, there is an answer and never a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr_author.core.source import Source
from ivr_author.usecases.positions import (
    CannotMove,
    follow,
    move_nodes,
    open_positions,
    read_positions,
    tidy_up,
    write_positions,
)
from ivr_author.workspace.keeper import FileKeeper
from ivr_author.workspace.layout import FileKind, canvas_path, kind_of

KNOWN = ("begin", "menu", "end")


def test_a_move_is_kept_beside_others(tmp_path: Path) -> None:
    keeper = FileKeeper(tmp_path)
    move_nodes(keeper, tmp_path, "billing", {"menu": (12, -40)}, KNOWN)
    _, message = move_nodes(keeper, tmp_path, "billing", {"begin": (0, 8)}, KNOWN)
    assert open_positions(tmp_path, "billing", KNOWN).nodes == {"begin": (0, 8), "menu": (12, -40)}
    assert message == "Move begin on the canvas of billing"
    assert kind_of(canvas_path("billing")) is FileKind.CANVAS


def test_tidy_up_forgets_all(tmp_path: Path) -> None:
    keeper = FileKeeper(tmp_path)
    assert tidy_up(keeper, tmp_path, "billing")[0] is None
    move_nodes(keeper, tmp_path, "billing", {"menu": (12, 40)}, KNOWN)
    assert tidy_up(keeper, tmp_path, "billing")[0] is not None
    assert open_positions(tmp_path, "billing", KNOWN).nodes == {}


def test_places_follow_names(tmp_path: Path) -> None:
    assert follow(tmp_path, "billing", KNOWN, {"menu": "main"}) == {}
    move_nodes(FileKeeper(tmp_path), tmp_path, "billing", {"menu": (12, 40), "end": (1, 2)}, KNOWN)
    ((path, (raw, _)),) = follow(tmp_path, "billing", KNOWN, {"menu": "main", "end": None}).items()
    assert read_positions(Source(path, raw.decode()), ("main",)) == ({"main": (12, 40)}, [])
    assert follow(tmp_path, "billing", KNOWN, {"begin": "start"}) == {}


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("nodes: {menu: [1]}", "bad-position"),
        ("nodes: {menu: [1, 2, 3]}", "bad-position"),
        ("nodes: {menu: [1.5, 2]}", "bad-position"),
        ("nodes: {menu: [true, 2]}", "bad-position"),
        ("nodes: {menu: [1, 99999999]}", "bad-position"),
        ("nodes: {menu: left}", "bad-position"),
        ("nodes: [menu]", "bad-canvas"),
        ("menu", "bad-canvas"),
        ("- 1", "bad-canvas"),
        ("other: 1\nnodes: {}", "bad-canvas"),
        ("nodes: {gone: [1, 2]}", "moved-unknown-node"),
    ],
)
def test_what_is_wrong_is_told(text: str, rule: str) -> None:
    nodes, faults = read_positions(Source("flows/canvas/billing.yaml", text), KNOWN)
    assert (nodes, [fault.rule for fault in faults]) == ({}, [rule])


def test_a_broken_file_is_not_written_over_but_tidied(tmp_path: Path) -> None:
    path = tmp_path / canvas_path("billing")
    path.parent.mkdir(parents=True)
    path.write_text("nodes: {menu: [1, 2], begin: oops}")
    held = open_positions(tmp_path, "billing", KNOWN)
    assert (held.nodes, held.is_broken) == ({"menu": (1, 2)}, True)
    with pytest.raises(CannotMove) as refused:
        move_nodes(FileKeeper(tmp_path), tmp_path, "billing", {"end": (0, 0)}, KNOWN)
    assert [fault.rule for fault in refused.value.diagnostics] == ["bad-position"]
    tidy_up(FileKeeper(tmp_path), tmp_path, "billing")
    assert open_positions(tmp_path, "billing", KNOWN).faults == ()


def test_nodes_and_places_that_are_none_are_refused(tmp_path: Path) -> None:
    with pytest.raises(CannotMove) as refused:
        move_nodes(FileKeeper(tmp_path), tmp_path, "billing", {"nowhere": (0, 0), "menu": (0, 10**9)}, KNOWN)
    assert [fault.rule for fault in refused.value.diagnostics] == ["moved-unknown-node", "bad-position"]


@given(st.text(max_size=40))
def test_any_text_has_an_answer(text: str) -> None:
    read_positions(Source("flows/canvas/billing.yaml", text), KNOWN)
    read_positions(Source("flows/canvas/billing.yaml", f"nodes: {text}"), KNOWN)


@given(st.dictionaries(st.sampled_from(KNOWN), st.tuples(st.integers(-9999, 9999), st.integers(-9999, 9999))))
def test_what_is_written_is_read(nodes: dict[str, tuple[int, int]]) -> None:
    assert read_positions(Source("x.yaml", write_positions(nodes).decode()), KNOWN) == (nodes, [])
