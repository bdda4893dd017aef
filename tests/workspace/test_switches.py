"""The journal of switches: what holds, who saw it, what a killed process leaves, and two people at once."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ivr_author.workspace.files import WorkspaceError
from ivr_author.workspace.switches import (
    RULES,
    SWITCHES_PATH,
    Switch,
    Switches,
    add_switch,
    mark_seen,
    read_switches,
    switches_signature,
)

NOW = datetime(2026, 12, 22, 15, 0, tzinfo=UTC)


def switch(bulletin: str = "storm", by: str = "Ada", **more: object) -> Switch:
    return Switch(0, bulletin, **{"on": True, "by": by, "made": NOW, **more})  # type: ignore[arg-type]


def test_the_last_switch_of_a_bulletin_holds(tmp_path: Path) -> None:
    assert read_switches(tmp_path) == Switches()
    assert switches_signature(tmp_path) == ()
    first = add_switch(
        tmp_path, switch(start=NOW, end=NOW + timedelta(hours=2), values={"until": "18:00"}, reason="Snow")
    )
    other = add_switch(tmp_path, switch("down"))
    before = switches_signature(tmp_path)
    last = add_switch(tmp_path, switch(on=False, by="Grace"))
    assert switches_signature(tmp_path) != before
    found = read_switches(tmp_path)
    assert found.all == (first, other, last)
    assert (found.now(), found.last) == ({"storm": last, "down": other}, 3)
    assert (first.number, found.all[0].values, found.all[0].end) == (1, {"until": "18:00"}, NOW + timedelta(hours=2))


def test_a_second_person_confirms_a_switch_and_nobody_their_own(tmp_path: Path) -> None:
    made = add_switch(tmp_path, switch())
    assert read_switches(tmp_path).unseen() == (made,)
    with pytest.raises(WorkspaceError, match="a second person confirms it"):
        mark_seen(tmp_path, made.number, "Ada", NOW)
    with pytest.raises(WorkspaceError, match="there is no switch 7"):
        mark_seen(tmp_path, 7, "Grace", NOW)
    assert mark_seen(tmp_path, made.number, "Grace", NOW).seen_by == "Grace"
    assert mark_seen(tmp_path, made.number, "Linus", NOW).seen_by == "Grace"
    assert read_switches(tmp_path).unseen() == ()
    assert add_switch(tmp_path, switch(on=False)).seen_by == ""
    assert len(read_switches(tmp_path).unseen()) == 1


def test_a_torn_line_counts_for_nothing_and_is_told(tmp_path: Path) -> None:
    made = add_switch(tmp_path, switch())
    path = tmp_path / SWITCHES_PATH
    whole = path.read_bytes()
    for length in (1, len(whole) // 2, len(whole) - 1):
        path.write_bytes(whole + whole[:length])
        found = read_switches(tmp_path)
        assert found.all == (made,)
        assert [(one.rule, one.span.line if one.span else 0) for one in found.faults] == [("switches-torn", 2)]
    assert add_switch(tmp_path, switch(on=False)).number == 2
    assert read_switches(tmp_path).faults == ()


@pytest.mark.parametrize("change", [{"number": 3}, {"made": "2026-12-22"}, {"values": []}, {"end": 5}, {"number": 1}])
def test_a_line_that_somebody_changed_is_told(tmp_path: Path, change: dict[str, object]) -> None:
    add_switch(tmp_path, switch())
    path = tmp_path / SWITCHES_PATH
    line = {**json.loads(path.read_text()), "number": 2, **change}
    path.write_text(path.read_text() + json.dumps(line) + "\n[]\n")
    assert {one.rule for one in read_switches(tmp_path).faults} == {"switches-unreadable"}
    assert read_switches(tmp_path).now()["storm"].number in (1, 3)
    assert set(RULES) >= {"switches-unreadable", "switches-torn"}


def test_whoever_did_not_see_the_switch_before_theirs_is_told(tmp_path: Path) -> None:
    known = read_switches(tmp_path).last
    add_switch(tmp_path, switch("down"), known)
    add_switch(tmp_path, switch(on=False, by="Grace"), known)
    with pytest.raises(WorkspaceError, match="Grace switched `storm` off meanwhile"):
        add_switch(tmp_path, switch(), known)
    assert add_switch(tmp_path, switch(), 2).number == 3
