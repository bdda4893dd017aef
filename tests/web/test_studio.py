"""The workspace in memory: read again only when it has changed, and the same for all threads."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from ivr_author.web import studio as studio_module
from ivr_author.web.studio import Studio
from ivr_author.workspace.stamps import SETTLED_NANOSECONDS, WorkspaceStamp, stamp_workspace
from tests.web.pages import Visitor


def settle() -> None:
    time.sleep(SETTLED_NANOSECONDS / 1e9 + 0.02)


def test_unchanged_workspace_is_read_once(workspace: Path) -> None:
    settle()
    studio = Studio(workspace)
    first = studio.snapshot()
    assert studio.snapshot() is first
    assert first.build("voicexml") is first.build("voicexml")


def test_change_is_seen_and_old_snapshots_stay(workspace: Path) -> None:
    settle()
    studio = Studio(workspace)
    first = studio.snapshot()
    path = workspace / "flows/billing.yaml"
    path.write_text(path.read_text().replace("title: Billing", "title: Payments"))
    second = studio.snapshot()
    assert second is not first
    assert first.content
    assert second.content
    assert (first.content.flows["billing"].title.value, second.content.flows["billing"].title.value) == (
        "Billing",
        "Payments",
    )


def test_threads_share_one_snapshot(workspace: Path) -> None:
    settle()
    studio = Studio(workspace)
    with ThreadPoolExecutor(8) as pool:
        snapshots = list(pool.map(lambda _: studio.snapshot(), range(16)))
        built = list(pool.map(lambda _: snapshots[0].build("voicexml"), range(4)))
    assert len({id(one) for one in snapshots}) == 1
    assert len({id(one) for one in built}) == 1


def test_place_of_a_fault(workspace: Path) -> None:
    path = workspace / "flows/billing.yaml"
    path.write_text(path.read_text().replace("Your balance is {balance}.", "Your balance is {balanec}."))
    shown = Studio(workspace).snapshot()
    fault = next(one for one in shown.diagnostics if one.span and "balanec" in one.message)
    place = shown.place_of(fault.span)
    assert (place.flow, place.node, place.words) == ("billing", "due", "billing/due/prompt/1")


@pytest.mark.parametrize("path", ["/", "/flows/billing/list", "/problems"])
def test_a_page_looks_at_the_files_once(shared_visitor: Visitor, monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    looks = []

    def look(root: Path) -> WorkspaceStamp:
        looks.append(root)
        return stamp_workspace(root)

    monkeypatch.setattr(studio_module, "stamp_workspace", look)
    shared_visitor.get(path)
    assert len(looks) == 1
    shared_visitor.get(path)
    assert len(looks) == 2
