"""Files as large as a file may be: their pages come soon, and tell the first of what is wrong, not all of it."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

from ivr_author.web.presenters import MOST_TOLD
from ivr_author.web.studio import Studio
from tests.web.pages import BASE, Visitor

FLOW = "flows/billing.yaml"
BROKEN = "format: 1\nnodes:\n" + "".join(f"  n{one}: {{type: play}}\n" for one in range(700))
MORE = "  n{}: {{type: play, prompt: Hello., next: n{}}}\n"
LAST = "  n{}: {{type: hangup}}\n"
BRANCH = '      - {if: "misses >= 3", next: no_bill_found}\n'


def leave_out(workspace: Path) -> None:
    """What is not looked at here takes longer to check than all the rest."""
    for name in ("notices", "locales"):
        shutil.rmtree(workspace / name)


def test_a_page_tells_as_many_faults_as_can_be_read(visitor: Visitor, workspace: Path) -> None:
    leave_out(workspace)
    (workspace / FLOW).write_text(BROKEN)
    for address, item in (("/flows/billing", '<li class="problem '), ("/flows/billing/source", '<li class="mark ')):
        answer = visitor.client.get(address, base_url=BASE)
        assert answer.text.count(item) == MOST_TOLD
    assert 'href="/problems?flow=billing"' in visitor.client.get("/flows/billing", base_url=BASE).text
    form = {"path": FLOW, "text": BROKEN, "csrf_token": visitor.client.get("/token", base_url=BASE).text}
    answer = visitor.client.post("/source/check", data=form, base_url=BASE)
    assert len(answer.get_json()) == MOST_TOLD


def test_the_places_of_many_faults_are_found_soon(workspace: Path) -> None:
    path = workspace / FLOW
    path.write_text(path.read_text() + "".join(MORE.format(one, one + 1) for one in range(1_000)) + LAST.format(1_000))
    shown = Studio(workspace).snapshot()
    spans = [one.span for one in shown.segments if one.span.path == FLOW]
    begun = time.thread_time()
    # A text is missing in each of seven languages.
    places = [shown.place_of(span) for span in spans for _ in range(7)]
    # Each looked through all nodes and all words: it was 2 seconds.
    assert time.thread_time() - begun < 0.5
    assert {place.flow for place in places} == {"billing"}
    assert {"due", "n7", "n999"} <= {place.node for place in places}
    assert "billing/n7/prompt" in {place.words for place in places}


def test_a_node_of_a_thousand_exits_is_drawn_soon(visitor: Visitor, workspace: Path) -> None:
    leave_out(workspace)
    path = workspace / FLOW
    text = path.read_text()
    assert BRANCH in text
    path.write_text(text.replace(BRANCH, BRANCH * 1_200))
    visitor.client.get("/token", base_url=BASE)
    begun = time.thread_time()
    graph = visitor.client.get("/flows/billing/graph.json", base_url=BASE).get_json()
    # It was 12 seconds.
    assert time.thread_time() - begun < 4
    [node] = [one for one in graph["nodes"] if one["id"] == "misses_so_far"]
    assert [one["condition"] for one in node["exits"]] == ["misses >= 3"] * 1_200 + [""]
